"""Placeholders: found, declared, resolved; and what is said where they are not."""

from __future__ import annotations

import re

import pytest

from ruleforge import UsageError
from ruleforge.catalog.parameters import (
    find_placeholders,
    load_parameters_text,
    pipeline_of_group,
    resolve,
    resolve_data,
    texts_in,
    undeclared,
    values_for,
    without_placeholders,
)
from ruleforge.data import shipped
from ruleforge.diagnostics import SourceText
from shipped_catalogue import shipped_catalogue

GOOD = "MY_GROUP: {description: d, pattern: '.+', find: f, example: e, pipeline: spans}\n"


def test_placeholders_are_found_with_their_places():
    text = "${A_B}/${c}/${D"
    assert [(name, text[span.start : span.end], ok) for name, span, ok in find_placeholders(text)] == [
        ("A_B", "${A_B}", True),
        ("c", "${c}", False),
        ("D", "${D", False),
    ]
    assert without_placeholders("a${B}c") == "ac"


def test_undeclared_and_malformed_ones_are_findings_in_the_text():
    declared, _ = load_parameters_text(SourceText("p", GOOD))
    found = list(undeclared("${MY_GROUP} ${MY_GRUOP} ${x} ${", declared))
    assert [(finding.check, finding.span.start) for finding in found] == [
        ("parameter/undeclared", 12),
        ("parameter/malformed", 24),
        ("parameter/malformed", 29),
    ]
    assert found[0].help == "did you mean ${MY_GROUP}?"


@pytest.mark.parametrize(
    ("group", "pipeline"),
    [
        ("${MY_GROUP}", "spans"),
        ("aws/spans", "spans"),
        ("${OTHER}", None),
        ("a", None),
        ("${MY_GROUP}${MY_GROUP}", None),
    ],
)
def test_a_placeholder_or_aws_tells_which_pipeline_fills_a_group(group, pipeline):
    declared, _ = load_parameters_text(SourceText("p", GOOD))
    assert pipeline_of_group(group, declared) == pipeline


def test_resolving():
    assert resolve("x-${A}-${B}", {"A": "1", "B": "${A}"}) == "x-1-${A}"
    with pytest.raises(UsageError) as caught:
        resolve("${A}${B}${A}${c}${D", {"D": "1"})
    assert sorted(finding.message for finding in caught.value.findings) == [
        "${A} has no value",
        "${B} has no value",
        "${D is no placeholder",
        "${c} is no placeholder",
    ]


@pytest.mark.parametrize("validate", [True, False])
def test_parameters_are_read(validate):
    parameters, found = load_parameters_text(SourceText("p", GOOD), validate=validate)
    assert found == []
    assert parameters["MY_GROUP"].pipeline == "spans"


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("text", ["[]\n", "A: 1\n", "A: {}\n", "5\n"])
def test_what_is_no_parameters_is_findings(text, validate):
    parameters, found = load_parameters_text(SourceText("p", text), validate=validate)
    assert parameters == {}
    assert found
    assert all(finding.check.startswith("schema/") for finding in found)


def test_a_pattern_that_is_no_regular_expression_is_a_finding():
    _, (finding,) = load_parameters_text(SourceText("p", GOOD.replace(".+", "(")))
    assert (finding.check, finding.place) == ("parameter/pattern", "p:1:37")


def test_shipped_parameters_are_valid_and_their_examples_fit():
    file = shipped("rules") / "parameters.yaml"
    parameters, found = load_parameters_text(SourceText(str(file), file.read_text(encoding="utf-8")))
    assert found == []
    assert parameters == shipped_catalogue().parameters
    for parameter in parameters.values():
        assert re.fullmatch(parameter.pattern, parameter.example)


def test_resolving_in_data():
    data = {"a": ["${A}", {"b": "x-${B}"}, ("${A}", 1)], "n": 1, "t": True, "none": None, "${A}": "plain"}
    found = resolve_data(data, {"A": "1", "B": "2"})
    assert found == {"a": ["1", {"b": "x-2"}, ["1", 1]], "n": 1, "t": True, "none": None, "${A}": "plain"}
    assert data["a"][0] == "${A}"
    with pytest.raises(UsageError, match=r"\$\{C\} has no value"):
        resolve_data({"a": ["x", "${C}"]}, {"A": "1"})


def declared():
    text = f"{GOOD}MY_NUMBER: {{description: a number, pattern: '[0-9]+', find: f, example: '1'}}\n"
    return load_parameters_text(SourceText("p", text))[0]


def test_values_are_those_given_and_else_the_examples():
    assert values_for(declared()) == {"MY_GROUP": "e", "MY_NUMBER": "1"}
    assert values_for(declared(), {"MY_NUMBER": "22"}) == {"MY_GROUP": "e", "MY_NUMBER": "22"}
    assert values_for({}) == {}


def test_values_that_do_not_fit_are_all_named():
    given = {"MY_NUMBER": "12a", "MY_GRUOP": "x", "OTHER": "y", "MY_GROUP": ""}
    with pytest.raises(UsageError) as caught:
        values_for(declared(), given)
    assert {finding.check for finding in caught.value.findings} == {"usage/parameter"}
    assert {finding.message: finding.help for finding in caught.value.findings} == {
        "'12a' cannot be MY_NUMBER: a number": "a value such as 1",
        "'' cannot be MY_GROUP: d": "a value such as e",
        "there is no parameter MY_GRUOP": "did you mean MY_GROUP?",
        "there is no parameter OTHER": "the catalogue's parameters.yaml declares what there is",
    }


def test_a_value_has_to_fit_as_a_whole():
    for value in ("1\n", "12 ", "x1"):
        with pytest.raises(UsageError):
            values_for(declared(), {"MY_NUMBER": value})


def test_texts_of_data_are_found_at_any_depth_but_for_names():
    assert list(texts_in({"a": ["x", {"b": ("y", 1, None, True)}], "c": "z"})) == ["x", "y", "z"]
