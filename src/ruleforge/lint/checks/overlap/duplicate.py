"""Rules of one kind that take the same events and do the same with them."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind
from ruleforge.predicate.analysis import Truth

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for twin in subject.catalog.whole.siblings.twins(subject):
        if twin.truth is Truth.YES:
            message = f"{twin.other.rule.id} takes the same events and does the same with them"
            text = subject.parts[0].text
            yield Problem(message, text.path, text.inner, help="leave one of them out")
            return


CHECK = Check(
    id="overlap/duplicate",
    severity=Severity.WARNING,
    summary="Two rules of one kind that take the same events on the same log group and do the same with them.",
    why=(
        "The second one costs what the first costs, takes one of the places that the log group has, and doubles every"
        " alarm. When one of them is mended the other stays as it was."
    ),
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER, Kind.CONTRIBUTOR_INSIGHTS}),
    avoid=(
        Example(
            """\
kind: metric-filter
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ⟦'{ ($.eventName = "DeleteGuardrail") || ($.eventName = "DeleteGuardrail") }'⟧
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailsDeleted, metricValue: "1", defaultValue: 0}
"""
        ),
        Example(
            note="Written differently, and the same events.",
            text="""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" && $.errorCode NOT EXISTS }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailsDeleted, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ⟦'{ $.errorCode NOT EXISTS && $.eventName = "DeleteGuardrail" }'⟧
  metricTransformations:
    - {metricNamespace: Examples, metricName: DeletedGuardrails, metricValue: "1", defaultValue: 0}
""",
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" && $.errorCode = "AccessDenied" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: GuardrailsNotDeleted, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
