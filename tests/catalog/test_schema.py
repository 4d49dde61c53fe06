"""The schemas: what they say to people, that editors can follow them, and that nothing is fetched."""

from __future__ import annotations

import json
import re
import time

import pytest

from ruleforge.catalog.kinds import KINDS
from ruleforge.catalog.schema import validate
from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.data import number, shipped
from ruleforge.diagnostics import SourceText
from ruleforge.model import Kind

SCHEMAS = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in shipped("schemas").glob("*.json")}
RULE = """\
kind: metric-filter
id: good
version: 1.0.0
title: A rule
description: What it sees.
severity: low
status: stable
spec:
  logGroupName: group
  filterPattern: ""
  metricTransformations:
    - {metricNamespace: Space, metricName: Name, metricValue: "1"}
"""


def findings(text, schema="metric-filter.schema.json"):
    return validate(read_yaml(SourceText("f.yaml", text)), schema).findings


def nodes(schema, path=()):
    yield path, schema
    for key, value in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if isinstance(value, dict | list):
            yield from nodes(value, (*path, key))


def test_a_good_rule_is_good():
    assert findings(RULE) == []


@pytest.mark.parametrize(
    ("old", "new", "check", "place", "message", "help_"),
    [
        ("title: A rule\n", "", "required", "f.yaml:1:1", "title is missing", ""),
        ("title: A rule", "title: 5", "type", "f.yaml:4:8", "title is a number, not text", "put it in quotes"),
        ("title: A rule", "title: true", "type", "f.yaml:4:8", "title is true or false, not text", "put it in quotes"),
        ("title: A rule", 'title: ""', "minlength", "f.yaml:4:8", "title is empty", "it needs at least 1 character"),
        ("severity: low", "severity: hgih", "enum", "f.yaml:6:11", "severity cannot be 'hgih'", "did you mean high?"),
        (
            "status: stable",
            "status: x",
            "enum",
            "f.yaml:7:9",
            "status cannot be 'x'",
            "one of experimental, stable or deprecated",
        ),
        ("A rule", "x" * 121, "maxlength", "f.yaml:4:8", "title has 121 characters; 120 are allowed", ""),
        (
            "A rule",
            "A rule\nattack: T1078",
            "type",
            "f.yaml:5:9",
            "attack is text, not a list",
            "write a list, also of one: [...]",
        ),
        (
            "A rule",
            "A rule\nattack: [T1078, T1078]",
            "uniqueitems",
            "f.yaml:5:17",
            "entry 2 of attack is there twice",
            "leave one out",
        ),
        ("version: 1.0.0", 'version: "1.0.0\\n"', "pattern", "f.yaml:3:10", "version is '1.0.0\\n', which", "match"),
        ("A rule", "A rule\nattack: [T١٢٣٤]", "pattern", "f.yaml:5:10", "entry 1 of attack is 'T١٢٣٤'", "match"),
        (
            "spec:",
            "tests: [{name: t, events: [], expect: {matches: 0}}]\nspec:",
            "minitems",
            "f.yaml:8:27",
            "events is empty",
            "it needs at least 1 entry",
        ),
        (
            "{metricNamespace",
            "{unti: x, metricNamespace",
            "unknown-key",
            "f.yaml:12:8",
            "there is no 'unti' here",
            "did you mean unit?",
        ),
        (
            "{metricNamespace",
            '{dimensions: {a: $.a, "": $.b}, metricNamespace',
            "limit/metric-dimension-length",
            "f.yaml:12:29",
            "the name '' is empty",
            "",
        ),
        (
            "{metricNamespace",
            "{dimensions: {a: $.a, b: $.b, c: $.c, d: $.d}, metricNamespace",
            "limit/metric-dimensions",
            "f.yaml:12:20",
            "dimensions has 4 entries; 3 are allowed",
            "",
        ),
    ],
)
def test_a_mistake_is_told_once_in_plain_words_at_its_place(old, new, check, place, message, help_):
    (finding,) = findings(RULE.replace(old, new))
    assert (finding.check, finding.place) == (check if "/" in check else f"schema/{check}", place)
    assert finding.message.startswith(message)
    assert help_ in finding.help


def test_the_limit_of_aws_is_named():
    (finding,) = findings(RULE.replace('filterPattern: ""', f"filterPattern: {'x' * 1025}"))
    assert "1,024" in finding.because


def test_names_of_parameters_are_found_at_their_keys():
    (finding,) = findings("lower: {description: d, pattern: p, find: f, example: e}\n", "parameters.schema.json")
    assert (finding.check, finding.place) == ("schema/pattern", "f.yaml:1:1")


def test_unsound_paths_are_those_of_values_of_the_wrong_kind():
    text = RULE.replace("severity: low", "severity: hi").replace("title: A rule", "titel: A rule")
    assert validate(read_yaml(SourceText("f", text)), "metric-filter.schema.json").unsound == {("severity",)}


def test_many_unlike_entries_do_not_take_quadratic_time():
    entries = ", ".join(f"{{a: {index}}}, x{index}" for index in range(5000))
    start = time.process_time()
    assert len(findings(f"{RULE}attack: [{entries}]\n")) == 10_000
    assert time.process_time() - start < 15  # comparing every pair takes minutes


def test_long_values_are_not_repeated_at_length():
    for finding in findings(RULE.replace("low", "x" * 5000).replace("1.0.0", "y" * 5000)):
        assert len(finding.message) < 200


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_refer_to_files_beside_them_and_to_nothing_else(name):
    for path, node in nodes(SCHEMAS[name]):
        if isinstance(node, dict) and path[-1:] != ("properties",):
            assert "$id" not in node
            file, _, pointer = node.get("$ref", "").partition("#")
            target = SCHEMAS[file or name]
            for part in filter(None, pointer.split("/")):
                target = target[part]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_property_is_described(name):
    for path, node in nodes(SCHEMAS[name]):
        if len(path) > 1 and path[-2] == "properties" and path[-1] != "properties":
            described = node
            while "$ref" in described:
                file, _, pointer = described["$ref"].partition("#")
                described = SCHEMAS[file or name]
                for part in filter(None, pointer.split("/")):
                    described = described[part]
            assert described.get("description"), (name, path)


def test_every_kind_has_its_schema_with_the_whole_envelope():
    assert {entry.kind for entry in KINDS.values()} == set(Kind)
    for word, entry in KINDS.items():
        schema = SCHEMAS[entry.schema]
        assert schema["properties"]["kind"]["const"] == word == entry.kind.value
        # Only alarms call a team, and what looks at no events has no tests.
        missing = set() if entry.kind is Kind.ALARM else {"team"}
        missing |= {"tests"} if entry.kind in (Kind.BUNDLE, Kind.DASHBOARD) else set()
        envelope = set(SCHEMAS["rule.schema.json"]["properties"]) - missing
        assert set(schema["properties"]) == envelope


def test_limits_are_those_of_the_table():
    definitions = SCHEMAS["rule.schema.json"]["$defs"]
    spec = SCHEMAS["metric-filter.schema.json"]["properties"]["spec"]["properties"]["metricTransformations"]
    item = spec["items"]["properties"]
    assert definitions["filterPattern"]["maxLength"] == number("mf.pattern.max") == number("sf.pattern.max")
    assert definitions["filterName"]["maxLength"] == number("mf.name.max") == number("sf.name.max")
    assert spec["minItems"] == spec["maxItems"] == number("mf.transformations")
    assert item["metricNamespace"]["maxLength"] == number("mf.namespace.max")
    assert item["metricName"]["maxLength"] == number("mf.metric_name.max")
    assert item["metricValue"]["maxLength"] == number("mf.metric_value.max")
    assert item["dimensions"]["maxProperties"] == number("mf.dimensions.max")
    query = SCHEMAS["query.schema.json"]["properties"]["spec"]["properties"]
    assert query["queryString"]["maxLength"] == number("qd.query.max")
    assert query["name"]["maxLength"] == number("qd.name.max")


@pytest.mark.parametrize("name", SCHEMAS)
def test_patterns_mean_the_same_everywhere(name):
    """Python's `\\d` and `\\w` take letters and digits of all scripts, those of editors only ASCII."""
    for _, node in nodes(SCHEMAS[name]):
        if isinstance(node, dict) and isinstance(node.get("pattern"), str):
            assert not re.search(r"\\[dwsDWS]", node["pattern"])
