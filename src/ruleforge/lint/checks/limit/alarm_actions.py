"""The number of actions of an alarm."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/alarm-actions",
    severity=Severity.ERROR,
    summary="More than five actions for one state of an alarm.",
    why=(
        f"An alarm has at most {number('alarm.actions.max')} actions for each state. One SNS topic reaches any"
        " number of people."
    ),
    reading=True,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.actions.max",),
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
  AlarmActions: ⟦[
    "arn:aws:sns:us-east-1:111122223333:a", "arn:aws:sns:us-east-1:111122223333:b",
    "arn:aws:sns:us-east-1:111122223333:c", "arn:aws:sns:us-east-1:111122223333:d",
    "arn:aws:sns:us-east-1:111122223333:e", "arn:aws:sns:us-east-1:111122223333:f"]⟧
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
  AlarmActions: ["${SECURITY_TOPIC_ARN}"]
"""),
    ),
)
