"""Files of other tools beside rules, or alone: linted in place."""

from __future__ import annotations

import json

import pytest

from ruleforge.lint import lint

TEMPLATE = """\
Resources:
  Denied:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Group
      FilterPattern: '{ $.errorCode == "AccessDenied" }'
      MetricTransformations:
        - {MetricNamespace: N, MetricName: M, MetricValue: "1"}
"""
RULE = """\
kind: metric-filter
id: denied
version: 1.0.0
title: Denied
description: d
severity: low
status: stable
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.errorCode = "AccessDenied" }'
  metricTransformations:
    - {metricNamespace: N, metricName: M, metricValue: "1", defaultValue: 0}
"""


def checks(report):
    return [finding.check for finding in report.findings if finding.source.name.endswith((".json", "template.yaml"))]


@pytest.mark.parametrize("alone", [True, False])
def test_a_template_is_linted_where_it_stands(tmp_path, alone):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    report = lint(tmp_path / "template.yaml" if alone else tmp_path)
    assert (report.rules, report.artifacts) == (0, 1)
    assert checks(report) == ["pattern/operator"]
    finding = report.findings[0]
    assert finding.source.text[finding.span.start : finding.span.end] == "=="
    assert not report.unreadable


def test_a_template_beside_rules(tmp_path):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "denied.yaml").write_text(RULE)
    report = lint(tmp_path)
    assert (report.rules, report.artifacts) == (1, 1)
    assert checks(report) == ["pattern/operator"]


def test_answers_of_the_cli(tmp_path):
    alarms = {"MetricAlarms": [{"AlarmName": "a", "Namespace": "N", "MetricName": "M", "Period": 7}]}
    (tmp_path / "alarms.json").write_text(json.dumps(alarms))
    report = lint(tmp_path)
    assert report.artifacts == 1
    assert "limit/alarm-period" in checks(report)


def test_other_json_is_none_of_our_business(tmp_path):
    (tmp_path / "package.json").write_text('{"name": "x"}')
    (tmp_path / "denied.yaml").write_text(RULE)
    report = lint(tmp_path)
    assert (report.rules, report.artifacts) == (1, 0)
    assert checks(report) == []


def test_yaml_that_is_neither_is_told(tmp_path):
    (tmp_path / "notes.yaml").write_text("a: 1\n")
    assert [finding.check for finding in lint(tmp_path).findings] == ["rule/kind"]
