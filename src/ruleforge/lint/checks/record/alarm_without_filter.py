"""Alarms on metrics that no filter publishes."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import AlarmSpec, Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    published = subject.catalog.whole.published
    if not isinstance(spec, AlarmSpec) or not published or spec.metric in published:
        return
    namespace, name = spec.metric
    if not name or namespace.startswith("AWS/"):
        return
    message = f"no metric filter publishes {namespace} {name}"
    elsewhere = sorted(space for space, metric in published if metric == name)
    close = get_close_matches(name, [metric for space, metric in published if space == namespace], n=1)
    help_ = "write the filter, or leave the alarm out"
    if elsewhere:
        help_ = f"{name} is published in the namespace {elsewhere[0]}"
    elif close:
        help_ = f"did you mean {close[0]}?"
    yield Problem(message, ("spec", "MetricName"), help=help_)


CHECK = Check(
    id="record/alarm-without-filter",
    severity=Severity.ERROR,
    summary="An alarm on a metric that no metric filter of the catalogue publishes.",
    why=(
        "CloudWatch makes an alarm on any name, whether there is such a metric or not. Without datapoints it stays in"
        " INSUFFICIENT_DATA, or in OK where missing data do not breach, for ever. Names are case-sensitive. Metrics of"
        " AWS's own namespaces are left alone, and so is a catalogue without any metric filter."
    ),
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
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
  AlarmName: Guardrail changed
  Namespace: Examples
  MetricName: ⟦example1⟧
  Statistic: Sum
  Period: 60
  EvaluationPeriods: 1
  Threshold: 0
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
  AlarmName: Guardrail changed
  Namespace: Examples
  MetricName: Example1
  Statistic: Sum
  Period: 60
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
  TreatMissingData: notBreaching
"""
        ),
    ),
)
