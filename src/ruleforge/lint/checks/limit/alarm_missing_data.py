"""How an alarm takes missing data."""

from __future__ import annotations

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-missing-data",
    severity=Severity.ERROR,
    summary="A TreatMissingData that CloudWatch does not know.",
    why=(
        f"Missing datapoints are {', '.join(limit('alarm.treat_missing').limit)}: the words of TreatMissingData, in"
        " that spelling."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.treat_missing",),
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
  TreatMissingData: ⟦notbreaching⟧
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
  TreatMissingData: notBreaching
"""),
    ),
)
