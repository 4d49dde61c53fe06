"""Explanations say what was found and why that is not enough."""

from __future__ import annotations

import json

import pytest

from ruleforge import FilterPattern


def leaves(pattern, record):
    message = record if isinstance(record, str) else json.dumps(record)
    tree = FilterPattern.parse(pattern).explain(message).tree
    return [(node.text, node.holds, node.found, node.reason) for _, node in tree.lines() if not node.children]


@pytest.mark.parametrize(
    ("pattern", "record", "found", "reason"),
    [
        ('{ $.a = "x" }', {}, "absent", "a comparison on an absent field is false"),
        ('{ $.a.b = "x" }', {"a": None}, "absent ($.a is null)", "absent"),
        ('{ $.a.b.c = "x" }', {"z": 1}, "absent ($.a is absent)", "absent"),
        ('{ $.a = "x" }', {"a": None}, "null", "use IS NULL"),
        ('{ $.a != "x" }', {"a": True}, "true", "use IS TRUE"),
        ("{ $.a > 1 }", {"a": "10"}, '"10"', "string, not number"),
        ('{ $.a = "x" }', {"a": ["x"]}, "array of 1", "select a value in it"),
        ('{ $.a = "x" }', {"a": {"b": 1}}, "object", "an object satisfies no comparison"),
        ('{ $.a = "Root" }', {"a": "root"}, '"root"', "only upper and lower case differ"),
        ("{ $.a IS TRUE }", {"a": "true"}, '"true"', "not the constant true"),
        ("{ $.a NOT EXISTS }", {"a": None}, "null", "count as present"),
        ('{ $.a = "404" }', {"a": 405}, "405", "compared by its spelling"),
        ("{ $.a = %4% }", {"a": 404}, "404", "number, not string"),
        ('{ $.a[*] = "x" }', {"a": ["y", 1, None]}, '"y", 1, null', ""),
        ("[a, b]", "one", "1 field", "a shorter line does not match"),
        ('{ $.a = "x" }', "plain text", "", "not one JSON object"),
    ],
)
def test_reason(pattern, record, found, reason):
    (leaf,) = leaves(pattern, record)
    assert leaf[1] is False
    assert leaf[2] == found
    assert reason in leaf[3]


def test_text_for_people():
    pattern = FilterPattern.parse('{ ($.s = "bedrock") && ($.n = "A" || $.n =   "B") && $.e NOT EXISTS }')
    assert str(pattern.explain('{"s": "bedrock", "n": "C"}')).splitlines() == [
        "✗ all of",
        '  ✓ $.s = "bedrock"  "bedrock"',
        "  ✗ any of",
        '    ✗ $.n = "A"      "C"',
        '    ✗ $.n = "B"      "C"',
        "  ✓ $.e NOT EXISTS   absent",
    ]


def test_a_choice_is_shown_only_where_the_verdict_hangs_on_it():
    hangs = FilterPattern.parse("{ $.a = %4% || $.b = 1 }").explain('{"a": 404, "b": 2}')
    settled = FilterPattern.parse("{ $.a = %4% || $.b = 1 }").explain('{"a": 404, "b": 1}')
    assert [choice.id for choice in hangs.choices] == ["regex-number"]
    assert "undocumented" in str(hangs)
    assert settled.choices == ()


def test_json_data():
    data = FilterPattern.parse("{ $.a = 1 }").explain('{"a": 2}').to_dict()
    assert data == {"matched": False, "choices": [], "tree": {"text": "$.a = 1", "holds": False, "found": "2"}}


def test_deep_records_are_explained():
    """As deep as JSON is read, and deeper than Python recurses."""
    for pattern, message in (
        ("{ $.a IS NULL }", '{"a":' + "[" * 480 + "]" * 480 + "}"),
        ("{ $.a IS TRUE }", '{"a":' * 480 + "1" + "}" * 480),
    ):
        parsed = FilterPattern.parse(pattern)
        assert parsed.explain(message).matched is parsed.matches(message) is False


def test_huge_bounds_are_explained():
    assert FilterPattern.parse("%.{999999999}$%").explain("a\nb").matched is False
    assert FilterPattern.parse("%a.{0,300000}$%").explain("a\nb").choices != ()
