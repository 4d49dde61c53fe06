"""Alarms that are less urgent, or more, than what they count."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import AlarmSpec, Kind, MetricFilterSpec, Rule, RuleSeverity

__all__ = ["CHECK"]

_RANK = {severity: rank for rank, severity in enumerate(RuleSeverity)}


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    filters: dict[tuple[str, str], list[Rule]] = {}
    for subject in catalog.of_kind(Kind.METRIC_FILTER):
        if isinstance(subject.rule.spec, MetricFilterSpec):
            filters.setdefault(subject.rule.spec.metric, []).append(subject.rule)
    for subject in catalog.of_kind(Kind.ALARM):
        if not isinstance(subject.rule.spec, AlarmSpec):
            continue
        feeding = filters.get(subject.rule.spec.metric, [])
        if len(feeding) == 1 and (message := _difference(subject.rule, feeding[0], subject.rule.spec)):
            yield Problem(message, ("severity",), rule=subject.rule, help="give both the same, or ignore it with why")


def _difference(alarm: Rule, source: Rule, spec: AlarmSpec) -> str:
    above = _RANK[alarm.severity] - _RANK[source.severity]
    told = f"the alarm is {alarm.severity.value}, and what it counts, {source.id}, is {source.severity.value}"
    if above < 0:
        return told
    # Many of what is harmless one by one are a reason of its own.
    threshold = spec.body.get("Threshold")
    at_once = not isinstance(threshold, int | float) or threshold <= 0
    return f"{told}, though a single event sets it off" if above > 0 and at_once else ""


CHECK = Check(
    id="meta/severity",
    severity=Severity.NOTE,
    summary="An alarm whose severity differs from that of its filter for no reason.",
    why=(
        "Filter and alarm are two halves of one detection, and lists show either. An alarm may weigh more than one"
        " event where it waits for many; where the first event sets it off, or where it weighs less, one of the two"
        " is wrong."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
severity: high
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: AI, metricName: GuardrailDeleted, metricValue: "1", defaultValue: 0}
---
kind: alarm
id: guardrail-deleted-alarm
severity: ⟦low⟧
spec:
  AlarmName: Guardrail deleted
  Namespace: AI
  MetricName: GuardrailDeleted
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
id: model-called
severity: informational
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "InvokeModel" }'
  metricTransformations:
    - {metricNamespace: AI, metricName: ModelCalled, metricValue: "1", defaultValue: 0}
---
kind: alarm
id: model-called-alarm
severity: medium
spec:
  AlarmName: Model called very often
  Namespace: AI
  MetricName: ModelCalled
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 1
  Threshold: 1000
  ComparisonOperator: GreaterThanThreshold
  TreatMissingData: notBreaching
""",
            note="One call is no incident; a thousand in five minutes may be.",
        ),
    ),
)
