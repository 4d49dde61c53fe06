"""The number of tags of an alarm."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-tags",
    severity=Severity.ERROR,
    summary="An alarm with more than fifty tags.",
    why=(f"An alarm has at most {number('alarm.tags.max')} tags."),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.tags.max",),
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
  Tags: ⟦[{", ".join(f"{{Key: k{n}, Value: v}}" for n in range(51))}]⟧
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
  Tags:
    - {Key: team, Value: security}
"""),
    ),
)
