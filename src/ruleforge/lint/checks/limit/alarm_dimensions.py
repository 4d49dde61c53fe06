"""The number of dimensions of an alarm."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-dimensions",
    severity=Severity.ERROR,
    summary="An alarm with more than thirty dimensions.",
    why=(f"An alarm names at most {number('alarm.dimensions.max')} dimensions of its metric."),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.dimensions.max",),
    avoid=(
        Example(f"""\
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
  Dimensions: ⟦[{", ".join(f"{{Name: D{n}, Value: v}}" for n in range(31))}]⟧
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
  Dimensions:
    - {Name: ModelId, Value: anthropic.claude-v2}
"""),
    ),
)
