"""Strict YAML: what is read, where it stands, and what is refused with which words."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ruleforge.catalog import yaml_nodes
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.diagnostics import Finding, SourceText, Span


@pytest.fixture(params=[getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader], ids=["libyaml", "pure"])
def read(request, monkeypatch):
    """Both parsers: libyaml where it is there, PyYAML's own everywhere; they have to agree."""
    monkeypatch.setattr(yaml_nodes, "_Loader", request.param)
    return lambda text: read_yaml(SourceText("rule.yaml", text))


def test_data_and_places(read):
    text = "# é\na: 'ü1'\nb:\n  - x\n  - {c: 2, d: null}\n"
    document = read(text)
    assert document.problems == []
    assert document.data == {"a": "ü1", "b": ["x", {"c": 2, "d": None}]}
    assert {
        path: text[span.start : span.end] for path, span in document.spans.items() if path[-1:] not in [(), ("b",)]
    } == {
        ("a",): "'ü1'",
        ("b", 0): "x",
        ("b", 1): "{c: 2, d: null}",
        ("b", 1, "c"): "2",
        ("b", 1, "d"): "null",
    }
    assert text[document.keys["b", 1, "d"].start] == "d"
    assert document.styles == {("a",): "'"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", 1),
        ("-7", -7),
        ("1.5", 1.5),
        ("1.0e+3", 1000.0),
        ("true", True),
        ("null", None),
        ('"no"', "no"),
        ("a b", "a b"),
    ],
)
def test_scalars_that_mean_what_they_say(read, written, value):
    document = read(f"a: {written}\n")
    assert document.problems == []
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


SURPRISES = [
    "no",
    "Yes",
    "on",
    "OFF",
    "True",
    "010",
    "0x1F",
    "0b1",
    "1_000",
    "1:30",
    "12:30:45",
    "2026-05-04",
    "~",
    "NULL",
    ".inf",
    ".5",
    "y",
    "n",
    "=",
]


@pytest.mark.parametrize("written", SURPRISES)
def test_surprises_of_yaml_1_1_are_refused(read, written):
    document = read(f"a: {written}\nb: 1\n")
    (problem,) = document.problems
    assert problem.check == "yaml/surprise"
    assert problem.place == "rule.yaml:1:4"
    assert f'"{written}"' in problem.help
    assert document.data["b"] == 1


@pytest.mark.parametrize(
    ("text", "check", "place", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", "yaml/duplicate-key", "rule.yaml:3:1", "line 1"),
        ("a: &x 1\nb: *x\n", "yaml/alias", "rule.yaml:1:4", "no aliases"),
        ("a: {<<: {b: 1}}\n", "yaml/alias", "rule.yaml:1:5", "no merges"),
        ("a: !!python/object:os.system x\n", "yaml/tag", "rule.yaml:1:4", "no tags"),
        ("a: 1\n---\nb: 2\n", "yaml/documents", "rule.yaml:2:1", "one rule a file"),
        ("1: x\n", "yaml/key", "rule.yaml:1:1", "quote it"),
        ("? [a]\n: 1\n", "yaml/key", "rule.yaml:1:3", "as a word"),
        ("a:\n", "yaml/surprise", "rule.yaml:1:3", "or null"),
        ("", "yaml/empty", "rule.yaml:1:1", "write a rule"),
        ("a: [1, 2\n", "yaml/syntax", "rule.yaml:2:1", ""),
        ("a: b: c\n", "yaml/syntax", "rule.yaml:1:5", "quote the text"),
        ("a: @x\n", "yaml/syntax", "rule.yaml:1:4", "quote the text"),
        ("a:\n\tb: 1\n", "yaml/syntax", "rule.yaml:2:1", "not indented with tabs"),
        ("é: !!str 5\n", "yaml/tag", "rule.yaml:1:4", "in quotes"),
        ("!!str a: x\n", "yaml/tag", "rule.yaml:1:1", "no tags"),
        ("&x a: x\n", "yaml/alias", "rule.yaml:1:1", "no aliases"),
        ("a: 1.0e999\n", "yaml/surprise", "rule.yaml:1:4", "write less"),
        ("é: é\x01\n", "yaml/character", "rule.yaml:1:5", '"\\u0001"'),
        ("a: x\u2028y\n", "yaml/character", "rule.yaml:1:5", '"\\u2028"'),
        ("\ufeffa: x\n", "yaml/character", "rule.yaml:1:1", "leave it out"),
        ("a: x\rb: y\n", "yaml/character", "rule.yaml:1:5", "line feed"),
        ("a: \ud800\n", "yaml/character", "rule.yaml:1:4", "leave it out"),
    ],
)
def test_refusals(read, text, check, place, words):
    problem = read(text).problems[0]
    assert (problem.check, problem.place) == (check, place)
    assert words in problem.help


def test_all_problems_of_a_file_at_once(read):
    document = read("a: no\nb: 2026-01-01\na: 1\nc: *x\n")
    assert [problem.check for problem in document.problems] == [
        "yaml/surprise",
        "yaml/surprise",
        "yaml/duplicate-key",
        "yaml/alias",
    ]


def test_bounds(read):
    assert read("x" * (yaml_nodes.MAX_CHARACTERS + 1)).problems[0].check == "yaml/size"
    assert read("[" * 100 + "]" * 100).problems[0].check == "yaml/size"
    assert read("a: [" + "1, " * yaml_nodes.MAX_NODES + "1]").problems[0].check == "yaml/size"


def test_an_alias_bomb_costs_nothing(read):
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    problems = read("\n".join(lines)).problems
    assert len(problems) > 60
    assert {problem.check for problem in problems} == {"yaml/alias"}


def test_half_a_character_is_refused_however_it_is_written(read):
    assert [problem.check for problem in read('a: "\\ud800"\n').problems] == ["yaml/syntax"]


def test_invisible_characters_are_told_once_each(read):
    problems = read("a: \x00\x00\x07\x00\n").problems
    assert [problem.message for problem in problems] == [
        "the invisible character U+0000, 3 times",
        "the invisible character U+0007",
    ]


def test_messages_stay_short(read):
    document = read(f"? {'9' * 5000}\n: 1\nb: {'9' * 5000}\n? {'c' * 5000}\n: 1\n? {'c' * 5000}\n: 2\n")
    assert len(document.problems) == 3
    assert all(len(problem.message) < 200 and len(problem.help) < 200 for problem in document.problems)


def test_findings_about_a_value_are_placed_in_the_file(read):
    document = read('é: "a\\u00e9 bad"\n')
    inner, whole = document.placed(("é",), "aé bad", [Finding("x", "m", span=Span(3, 6)), Finding("x", "m")])
    assert document.source.text[inner.span.start : inner.span.end] == "bad"
    assert whole.span == document.spans["é",]
    assert inner.source is document.source


@given(st.text("a:- [],{}#&*!|>'\"%@`?\n\té0y~", max_size=40))
def test_any_text_is_read_or_refused_and_both_parsers_agree(text):
    results = []
    for loader in {getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader}:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_nodes, "_Loader", loader)
            results.append(read_yaml(SourceText("f", text)))
    for document in results:
        assert all(finding.span.end <= len(text) for finding in document.problems)
        assert all(span.end <= len(text) for span in (*document.spans.values(), *document.keys.values()))
    if not any(document.problems for document in results):
        assert len({repr((document.data, document.styles)) for document in results}) == 1
