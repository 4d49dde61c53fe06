"""How an alarm on a percentile takes few samples."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-low-samples",
    severity=Severity.ERROR,
    summary="An EvaluateLowSampleCountPercentile that CloudWatch does not know.",
    why=("EvaluateLowSampleCountPercentile is evaluate or ignore."),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.low_sample",),
    avoid=(
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  ExtendedStatistic: p99
  EvaluateLowSampleCountPercentile: ⟦skip⟧
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
  ExtendedStatistic: p99
  EvaluateLowSampleCountPercentile: ignore
  Period: 300
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
    ),
)
