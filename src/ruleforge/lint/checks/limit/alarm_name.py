"""The name of an alarm."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-name",
    severity=Severity.ERROR,
    summary="An alarm name that is empty, too long, or holds a control character.",
    why=(
        f"An alarm is named with 1 to {number('alarm.name.max')} characters, none of them an ASCII control character."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.name.max", "alarm.name.charset"),
    avoid=(
        Example("""\
kind: alarm
spec:
  AlarmName: ⟦""⟧
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
        Example(f"""\
kind: alarm
spec:
  AlarmName: ⟦{"Guardrail " * 26}deleted⟧
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 1
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
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
    ),
)
