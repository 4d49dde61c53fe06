"""How an alarm compares with its threshold."""

from __future__ import annotations

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-comparison",
    severity=Severity.ERROR,
    summary="A comparison that a static threshold does not have.",
    why=(
        f"A static threshold is compared with one of {', '.join(limit('alarm.comparison').limit)}. The three"
        " operators on bands are for anomaly detection."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.comparison", "alarm.comparison.anomaly"),
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
  ComparisonOperator: ⟦GreaterThan⟧
"""),
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
  ComparisonOperator: ⟦GreaterThanUpperThreshold⟧
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
