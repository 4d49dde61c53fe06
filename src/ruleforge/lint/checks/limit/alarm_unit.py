"""The unit of the metric of an alarm."""

from __future__ import annotations

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-unit",
    severity=Severity.ERROR,
    summary="A unit that CloudWatch does not know.",
    why=(
        "The unit of a metric is one of CloudWatch's 27 units, in its spelling. An alarm with a unit looks only at"
        " datapoints that have it."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    source=limit("alarm.period.values").source,
    checked=limit("alarm.period.values").checked,
    avoid=(
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
  Unit: ⟦Tokens⟧
"""),
    ),
    prefer=(
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
  Unit: Count
"""),
    ),
)
