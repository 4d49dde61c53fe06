"""Alarms on the average of a metric that counts."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import AlarmSpec, Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    if not isinstance(spec, AlarmSpec) or spec.body.get("Statistic") != "Average":
        return
    published = subject.catalog.whole.published.get(spec.metric, ())
    values = {item.metric_value for item in published}
    if len(values) != 1 or not next(iter(values)).replace(".", "", 1).isdigit():
        return
    (value,) = values
    message = f"every match publishes {value}, so that the average is never more, however many there are"
    yield Problem(message, ("spec", "Statistic"), help="count matches with Sum")


CHECK = Check(
    id="record/average-of-count",
    severity=Severity.WARNING,
    summary="An alarm on the average of a metric whose filter publishes the same number for every match.",
    why=(
        "A filter with metricValue 1 publishes 1 for each event that matches. The average of ones is one, in a quiet"
        " hour and in an attack alike; with a defaultValue of 0 it is lower still. Sum counts the matches."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.ALARM}),
    avoid=(
        Example(
            """\
kind: metric-filter
---
kind: alarm
spec:
  AlarmName: Guardrails deleted
  Namespace: Examples
  MetricName: Example1
  Statistic: ⟦Average⟧
  Period: 300
  EvaluationPeriods: 1
  Threshold: 5
  ComparisonOperator: GreaterThanThreshold
  TreatMissingData: notBreaching
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
---
kind: alarm
spec:
  AlarmName: Guardrails deleted
  Namespace: Examples
  MetricName: Example1
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 1
  Threshold: 5
  ComparisonOperator: GreaterThanThreshold
  TreatMissingData: notBreaching
"""
        ),
    ),
)
