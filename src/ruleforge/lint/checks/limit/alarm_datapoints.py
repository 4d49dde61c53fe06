"""How many periods of an alarm have to breach."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-datapoints",
    severity=Severity.ERROR,
    summary="DatapointsToAlarm below one, or above EvaluationPeriods.",
    why=(
        "Of N periods (EvaluationPeriods), M have to breach (DatapointsToAlarm): at least"
        f" {number('alarm.datapoints.min')}, and no more than there are."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.datapoints.max", "alarm.datapoints.min"),
    avoid=(
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 3
  DatapointsToAlarm: ⟦4⟧
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 3
  DatapointsToAlarm: ⟦0⟧
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
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
  EvaluationPeriods: 3
  DatapointsToAlarm: 2
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
    ),
)
