"""Explanations name filters and keys in the rule's own words."""

from __future__ import annotations

from languages.insight_rule.insight_bodies import body
from ruleforge import InsightRule

FILTERS = [{"Match": "$.s", "In": ["a", "b"]}, {"Match": "$.n", "GreaterThan": 5}, {"Match": "$.e", "IsPresent": False}]
RULE = InsightRule.parse(body(FILTERS, keys=["$.k", "$.u.arn"], value_of="$.b"))


def test_text_for_people():
    assert str(RULE.explain('{"s": "c", "n": 3, "k": "x"}')).splitlines() == [
        "✗ all filters",
        '  ✗ $.s In a, b          "c"',
        "  ✗ $.n GreaterThan 5    3",
        "  ✓ $.e IsPresent false  absent",
    ]


def test_what_is_counted():
    assert str(RULE.explain('{"s": "a", "n": 7, "k": "x", "b": 12}')).splitlines() == [
        "✓ all filters",
        '  ✓ $.s In a, b          "a"',
        "  ✓ $.n GreaterThan 5    7",
        "  ✓ $.e IsPresent false  absent",
        '  ✓ key $.k              "x"',
        "  ✗ key $.u.arn          absent — without it no contributor is counted",
        "  ✓ value $.b            12",
        "  ! undocumented: an event that lacks a key of a Contributor Insights rule; we chose: it counts for nobody"
        " [insight-key-absent]",
    ]


def test_a_number_out_of_range_is_named():
    lines = str(RULE.explain('{"s": "a", "n": 5000000000, "k": "x", "b": 12}')).splitlines()
    assert "every number compared or added up lies within -1e9 and 1e9" in lines[-1]
    assert "the event is left out entirely" in lines[-1]


def test_no_object():
    assert str(RULE.explain("plain text")) == (
        "✗ the message is a JSON object  the message is not one JSON object, so no JSON pattern matches it"
    )
