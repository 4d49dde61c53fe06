"""The name of the metric of an alarm."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-metric-name",
    severity=Severity.ERROR,
    summary="A metric name that is empty or too long.",
    why=(f"The name of a metric has 1 to {number('alarm.metric_name.max')} characters."),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.metric_name.max",),
    avoid=(
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: ⟦""⟧
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
