"""The description of an alarm."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-description",
    severity=Severity.ERROR,
    summary="An alarm description that is too long.",
    why=(
        f"AlarmDescription has at most {number('alarm.description.max'):,} characters. What does not fit goes into a"
        " runbook that it links to."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.description.max",),
    avoid=(
        Example(f"""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  AlarmDescription: ⟦{"Look at who it was. " * 52}Then call.⟧
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
  AlarmDescription: Look at who it was; the rule's page says what comes then.
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
