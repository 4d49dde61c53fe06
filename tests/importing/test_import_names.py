"""Names of AWS's objects as ids, titles and placeholders; declarations that two templates share or do not."""

from __future__ import annotations

import pytest

from importing.imports import imported, rules_of
from importing.test_import_templates import FILTER, metric_filter
from ruleforge.foreign import Variable
from ruleforge.importing.naming import Names, one_line, slug, upper_snake
from ruleforge.importing.placeholders import Placeholders
from shipped_catalogue import shipped_catalogue


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("AI-TopBedrockCallers", "ai-top-bedrock-callers"),
        ("VPCEAccessDenied", "vpce-access-denied"),
        ("AI/Query 7", "ai-query-7"),
        ("Überwachung – Zugriff", "uberwachung-zugriff"),
        ("🚨 stopped 🚨", "stopped"),
        ("${Env}-stopped", "stopped"),
        ("同名", ""),
        ("", ""),
        ("x" * 255, "x" * 100),
        (f"{'word-' * 50}end", "-".join(["word"] * 20)),
    ],
)
def test_a_name_as_an_id(name, identifier):
    assert slug(name) == identifier


def test_ids_are_given_out_once():
    names = Names()
    wanted = [
        ("a", "alarm"),
        ("a", "alarm"),
        ("a", "query"),
        ("a", "query"),
        ("", "query"),
        ("", "query"),
        ("a-2", "x"),
    ]
    taken = [names.take(*pair) for pair in wanted]
    assert taken == ["a", "a-2", "a-query", "a-query-2", "query", "query-2", "a-2-x"]
    long = [names.take("y" * 100, "alarm") for _ in range(3)]
    assert [len(name) for name in long] == [100, 100, 100]
    assert len(set(long)) == 3


def test_an_id_that_is_given_back_is_free_again():
    names = Names()
    names.give_back(names.take("a", "alarm"))
    assert [names.take("a", "alarm") for _ in range(2)] == ["a", "a-2"]


def test_titles_are_one_line_without_what_nobody_sees():
    assert one_line("a\r\n\tb\u202ec\x00") == "a b c"
    assert one_line("x" * 200) == "x" * 119 + "…"


@pytest.mark.parametrize(("name", "wanted"), [("LogGroup", "LOG_GROUP"), ("1st", "P_1ST"), ("同", "VALUE")])
def test_a_name_as_a_placeholder(name, wanted):
    assert upper_snake(name) == wanted


@pytest.mark.parametrize(
    "name", ["🚨" * 50, "n" * 512, "同名", "a\tb", " trailing ", "- dash", "#hash", "null", "1.0", "é" * 255]
)
def test_filters_of_any_name_become_rules_that_have_it(name):
    (rule,) = rules_of({"metricFilters": [FILTER | {"filterName": name}]})
    assert rule.spec.filter_name == name
    assert rule.title


def test_equal_parameters_of_two_templates_are_one_placeholder():
    group = {"Group": {"Type": "String", "Default": "trail"}}
    files = [metric_filter(parameters=group, LogGroupName={"Ref": "Group"}, FilterName=name) for name in ("a", "b")]
    assert list(imported(*files).parameters) == ["GROUP"]


def test_different_parameters_of_one_name_are_two():
    files = [
        metric_filter(
            parameters={"Group": {"Type": "String", "Default": default}},
            LogGroupName={"Ref": "Group"},
            FilterName=default,
        )
        for default in ("one", "two")
    ]
    result = imported(*files)
    assert {name: item.default for name, item in result.parameters.items()} == {"GROUP": "one", "GROUP_2": "two"}
    assert [item.rule.spec.log_group_name for item in result.rules] == ["${GROUP}", "${GROUP_2}"]


def test_a_parameter_that_the_catalogue_has_is_that_one_and_keeps_its_value():
    group = {"CloudtrailLogGroup": {"Type": "String", "Default": "trail/all"}}
    result = imported(metric_filter(parameters=group, LogGroupName={"Ref": "CloudtrailLogGroup"}))
    assert result.parameters == {}
    assert result.values == {"CLOUDTRAIL_LOG_GROUP": "trail/all"}
    assert result.rules[0].rule.spec.log_group_name == "${CLOUDTRAIL_LOG_GROUP}"


@pytest.mark.parametrize(
    ("variable", "pattern", "example"),
    [
        (Variable("V"), ".+", "example"),
        (Variable("V", pattern="[a-z]{3}-[0-9]+"), ".+", "example"),
        (Variable("V", default="abc-1", pattern="[a-z]{3}-[0-9]+"), "[a-z]{3}-[0-9]+", "abc-1"),
        (Variable("V", pattern="[0-9]{12}"), "[0-9]{12}", "111122223333"),
        (Variable("V", allowed=("a.b", "c")), r"a\.b|c", "a.b"),
        (Variable("V", default="z", allowed=("a",)), ".+", "z"),
        (Variable("V", default="a" * 40 + "!", pattern="(a+)+"), ".+", "a" * 40 + "!"),
        (Variable("V", default="a" * 40, pattern="a?" * 40 + "a" * 40), ".+", "a" * 40),
        (Variable("V", default="x", pattern="("), ".+", "x"),
        (Variable("V", default="x\ny"), r"[\s\S]+", "x\ny"),
    ],
)
def test_what_a_template_demands_of_a_value(variable, pattern, example):
    placeholders = Placeholders(shipped_catalogue().parameters)
    name = placeholders.name_for("folder/t.yaml", "V", variable, is_arn=False)
    found = placeholders.added[name]
    assert (found.pattern, found.example) == (pattern, example)
    assert found.find == "The parameter V of t.yaml."


def test_numbers_are_not_lost_with_ids_that_are_given_back():
    names = Names()
    assert [names.take("a", "alarm") for _ in range(2)] == ["a", "a-2"]
    names.give_back("a-2")
    assert [names.take("a", "alarm") for _ in range(2)] == ["a-2", "a-3"]
