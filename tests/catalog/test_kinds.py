"""What AWS demands of a filter beyond the shape of its document: each demand its own finding, at its place."""

from __future__ import annotations

import pytest

from ruleforge.catalog.load import load_rule_text
from ruleforge.diagnostics import SourceText

ENVELOPE = """\
id: good
version: 1.0.0
title: A rule
description: What it sees.
severity: low
status: stable
"""
JSON = '{ $.a = "é" && $.b = * && $.list[0].c = 1 }'
SPACE = "[ip, user, size > 1]"


def found(spec, kind="metric-filter", tests=""):
    text = f"kind: {kind}\n{ENVELOPE}spec: {spec}\n{tests}"
    rule, findings = load_rule_text(SourceText("good.yaml", text), {})
    assert (rule is None) == bool(findings)
    return [(finding.check, text[finding.span.start : finding.span.end]) for finding in findings], findings


def metric(pattern, transformation, group="group"):
    spec = (
        f"{{logGroupName: {group}, filterPattern: '{pattern}', "
        f"metricTransformations: [{{metricNamespace: Space, metricName: Name, {transformation}}}]}}"
    )
    return found(spec)


@pytest.mark.parametrize(
    ("pattern", "transformation"),
    [
        (JSON, 'metricValue: "1.5"'),
        (JSON, 'metricValue: "-2e3"'),
        (JSON, 'metricValue: "$.b"'),
        (JSON, 'metricValue: "$.list[0].c"'),
        (SPACE, 'metricValue: "$size"'),
        ("[ip, , size]", 'metricValue: "$2"'),
        (JSON, 'metricValue: "1", dimensions: {A: $.a, B: "$.b", Region: "@aws.region"}'),
        (SPACE, 'metricValue: "1", dimensions: {User: $user}'),
        ("", 'metricValue: "1", defaultValue: 0'),
        ("ERROR", 'metricValue: "1"'),
    ],
)
def test_what_aws_takes(pattern, transformation):
    assert metric(pattern, transformation)[0] == []


@pytest.mark.parametrize(
    ("pattern", "transformation", "problems"),
    [
        (JSON, 'metricValue: "one"', [("metric/value", '"one"')]),
        (JSON, 'metricValue: "nan"', [("metric/value", '"nan"')]),
        (JSON, 'metricValue: "1_0"', [("metric/value", '"1_0"')]),
        (JSON, 'metricValue: "$.x"', [("metric/field", '"$.x"')]),
        (JSON, 'metricValue: "$size"', [("metric/field", '"$size"')]),
        (SPACE, 'metricValue: "$.size"', [("metric/field", '"$.size"')]),
        ("ERROR", 'metricValue: "$.size"', [("metric/field", '"$.size"')]),
        ("", 'metricValue: "$size"', [("metric/field", '"$size"')]),
        ("%ERR.R%", 'metricValue: "1", dimensions: {A: $.a}', [("metric/dimensions", "dimensions")]),
        (JSON, 'metricValue: "1", dimensions: {A: fixed}', [("metric/dimensions", "fixed")]),
        (JSON, 'metricValue: "1", dimensions: {A: $.x, B: $.b}', [("metric/field", "$.x")]),
        (JSON, 'metricValue: "1", defaultValue: 0, dimensions: {A: $.a}', [("limit/metric-default", "dimensions")]),
        (
            JSON,
            'metricValue: "x", defaultValue: 0, dimensions: {A: fixed, B: $.x}',
            [
                ("metric/value", '"x"'),
                ("limit/metric-default", "dimensions"),
                ("metric/dimensions", "fixed"),
                ("metric/field", "$.x"),
            ],
        ),
    ],
)
def test_what_aws_refuses(pattern, transformation, problems):
    checks, findings = metric(pattern, transformation)
    assert checks == problems
    assert all(finding.because for finding in findings)


def test_a_broken_pattern_does_not_hide_a_broken_value():
    checks, _ = metric("{ $.a == 1 }", 'metricValue: "x"')
    assert checks == [("pattern/operator", "=="), ("metric/value", '"x"')]


@pytest.mark.parametrize("group", ["a b", "a:b", '"a\\nb"', "a*"])
def test_names_that_no_log_group_has(group):
    checks, _ = metric("", 'metricValue: "1"', group)
    assert checks == [("limit/log-group-name", group)]


def test_a_subscription_filter_is_checked_too():
    spec = "{logGroupName: g, filterPattern: '{ $.a == 1 }', destinationArn: 'arn:aws:lambda:x'}"
    tests = "tests: [{name: t, events: [{message: m}], expect: {datapoints: []}}]\n"
    checks, _ = found(spec, "subscription-filter", tests)
    assert checks == [("pattern/operator", "=="), ("test/datapoints", "datapoints")]
