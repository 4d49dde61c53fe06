"""The period of an alarm."""

from __future__ import annotations

from ruleforge.catalog.yaml_nodes import Document
from ruleforge.data import limit, number
from ruleforge.diagnostics import Finding, Fix, Severity
from ruleforge.lint.check import Check, Example
from ruleforge.lint.edits import replaced
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _mend(finding: Finding, document: Document, _: CatalogSubject) -> Fix | None:
    """The nearest period that there is."""
    path = ("spec", *finding.path)
    span, multiple = document.span(path), number("alarm.period.multiple")
    written = document.source.text[span.start : span.end]
    if not written.isdecimal():
        return None
    period = max(multiple, round(int(written) / multiple) * multiple)
    edit = replaced(document, path, str(period))
    return None if edit is None else Fix(f"write {period}", (edit,))


CHECK = Check(
    id="limit/alarm-period",
    severity=Severity.ERROR,
    summary="A period that is neither 10, 20 or 30 seconds nor a multiple of 60.",
    why=(
        f"The period of an alarm is {', '.join(map(str, limit('alarm.period.values').limit))} seconds, or a multiple"
        f" of {number('alarm.period.multiple')}."
    ),
    reading=True,
    mend=_mend,
    kinds=frozenset({Kind.ALARM}),
    limits=("alarm.period.values", "alarm.period.multiple"),
    fix="unsafe",
    avoid=(
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: ⟦90⟧
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: ⟦5⟧
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
  Period: 60
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
        Example("""\
kind: alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Security
  MetricName: GuardrailDeleted
  Statistic: Sum
  Period: 10
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
"""),
    ),
)
