"""How far back an alarm looks."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-window",
    severity=Severity.ERROR,
    summary="An alarm that looks back further than CloudWatch lets it.",
    why=(
        f"Period times EvaluationPeriods is at most {number('alarm.window.max_short_period'):,} seconds (a day), and"
        f" {number('alarm.window.max'):,} (a week) for periods of an hour and more."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.window.max", "alarm.window.max_short_period"),
    avoid=(
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 300
  EvaluationPeriods: ⟦289⟧
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
  Period: 86400
  EvaluationPeriods: ⟦8⟧
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
  EvaluationPeriods: 288
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
  Period: 86400
  EvaluationPeriods: 7
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
    ),
)
