"""The length of a dimension of an alarm."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-dimension-length",
    severity=Severity.ERROR,
    summary="A dimension of an alarm whose name or value is empty or too long.",
    why=(
        f"The name of a dimension has 1 to {number('alarm.dimension.name.max')} characters, its value 1 to"
        f" {number('alarm.dimension.value.max'):,}."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.dimension.name.max", "alarm.dimension.value.max"),
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
  Dimensions:
    - {Name: ModelId, Value: ⟦""⟧}
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
