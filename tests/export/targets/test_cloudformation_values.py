"""Placeholders and values in templates: parameters, functions, and what is written out."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export.targets.cloudformation_deployments import (
    TARGET,
    catalog,
    evaluated,
    expected,
    notes_of,
    one_of_each,
    read_back,
    retold,
    templates,
)
from ruleforge.catalog.parameters import find_placeholders
from ruleforge.export.requests import as_json
from ruleforge.export.targets.cloudformation import template
from ruleforge.export.targets.cloudformation.parameters import declaration
from ruleforge.export.targets.cloudformation.references import References
from ruleforge.model import (
    Parameter,
)

SIGNS = st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff", exclude_categories=("Cc", "Cs"))


@st.composite
def some_values(draw):
    """Any value that the declarations allow; ARNs may hold any sign."""
    found = {}
    for name, parameter in one_of_each().parameters.items():
        if name in ("REGION", "ACCOUNT_ID", "PARTITION"):
            continue
        fits = st.from_regex(re.compile(parameter.pattern), fullmatch=True, alphabet=SIGNS)
        found[name] = draw(st.just(parameter.example) | fits)
    return found


@settings(max_examples=25)
@given(some_values())
def test_any_values_come_out_as_the_api_is_told(values):
    deployment = retold(one_of_each(), values)
    data = template.template_of(deployment, deployment.resources, "everything").data
    assert read_back(evaluated(data)) == expected(deployment)


WORDS = st.lists(st.sampled_from(["$", "{", "}", "!", '"', "\\", "a", "${NAME}", "${OTHER}", "é", " "])).map("".join)


def is_text(value: str) -> bool:
    """Whether what looks like a placeholder is one."""
    return all(name in ("NAME", "OTHER") for name, _, _ in find_placeholders(value))


@given(WORDS.filter(is_text), st.sampled_from(["value", 'with "quotes"', "$", "{"]))
def test_a_text_comes_out_as_it_is_with_values_in_it(text, value):
    values = {"NAME": value, "OTHER": "other"}
    references = References({"NAME": "Name", "OTHER": "Other"}, values)
    plain = text.replace("${NAME}", value).replace("${OTHER}", "other")
    parameters = {"Name": {"Default": value}, "Other": {"Default": "other"}}
    for written, told in (
        (references.text(text), plain),
        (
            references.json_text({"${LITERAL}": [text, 1.5, None, True, {}]}),
            as_json({"${LITERAL}": [plain, 1.5, None, True, {}]}),
        ),
    ):
        resources = {"One": {"Type": "x", "Properties": written}}
        assert evaluated({"Parameters": parameters, "Resources": resources})["One"]["Properties"] == told


def test_what_json_escapes_is_written_out_and_told():
    group = 'odd"group'
    deployment = retold(one_of_each(), {"CLOUDTRAIL_LOG_GROUP": group})
    rendering = TARGET.render(deployment)
    (rule,) = (
        one["Properties"]["RuleBody"]
        for one in templates(rendering)["template.json"]["Resources"].values()
        if one["Type"] == "AWS::CloudWatch::InsightRule"
    )
    assert json.loads(rule)["LogGroupNames"] == [group]
    (note,) = notes_of(rendering)
    assert "CLOUDTRAIL_LOG_GROUP has signs that JSON escapes" in note.message


def test_a_value_too_long_for_a_parameter_is_written_out():
    long = "x" * 5000
    deployment = retold(one_of_each(), {"CLOUDTRAIL_LOG_GROUP": long})
    rendering = TARGET.render(deployment)
    found = templates(rendering)["template.json"]
    assert "CloudtrailLogGroup" not in found["Parameters"]
    assert read_back(evaluated(found)) == expected(deployment)
    assert "too long for a parameter" in notes_of(rendering)[0].message


@pytest.mark.parametrize(
    ("pattern", "value", "held"),
    [
        ("[0-9]{12}", "111122223333", True),
        ("arn:aws[a-z-]*:(kinesis|logs):.+", "arn:aws:logs:x", True),
        (r"a\.b\d+", "a.b1", True),
        (r"\d+", "٣", False),
        ("(?P<name>a)", "a", False),
        ("(?i)a", "A", False),
        ("[a[b]", "[", False),
        ("[a&&b]", "&", False),
        ("a{,3}", "aa", False),
        ("a{", "a{", False),
        (r"a\Z", "a", False),
    ],
)
def test_a_pattern_goes_over_where_java_reads_it_alike(pattern, value, held):
    parameter = Parameter("NAME", "What it is.", pattern, "There.", value)
    found = declaration(parameter, value)
    assert (found.get("AllowedPattern") == pattern) is held
    assert found["Default"] == value


def test_every_declared_pattern_goes_over():
    for parameter in catalog().parameters.values():
        assert "AllowedPattern" in declaration(parameter, parameter.example), parameter.name
