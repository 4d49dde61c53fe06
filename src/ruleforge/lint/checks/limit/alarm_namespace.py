"""The namespace of the metric of an alarm."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-namespace",
    severity=Severity.ERROR,
    summary="A namespace that is empty, too long, or starts with a colon.",
    why=(
        f"The namespace of a metric has 1 to {number('alarm.namespace.max')} characters and does not start with a"
        " colon."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.namespace.max",),
    avoid=(
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: ⟦":Security"⟧
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
