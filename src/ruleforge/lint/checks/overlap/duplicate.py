"""Rules of one kind that take the same events and do the same with them."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import value_sets
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import InsightRuleSpec, Kind, MetricFilterSpec, SubscriptionFilterSpec

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for other in subject.catalog.whole.siblings.alike(subject):
        # Of two in force the second one is told.
        if other.rule.id < subject.rule.id and _outcome(subject) == _outcome(other) and _same(subject, other):
            message = f"{other.rule.id} takes the same events and does the same with them"
            text = subject.parts[0].text
            yield Problem(message, text.path, text.inner, help="leave one of them out")
            return


def _outcome(subject: RuleSubject) -> object:
    """What comes of an event that a rule takes, apart from names."""
    match subject.rule.spec:
        case MetricFilterSpec():
            transformation = subject.rule.spec.transformation
            return transformation.metric_value, transformation.dimensions
        case SubscriptionFilterSpec(destination_arn=destination):
            return destination
        case InsightRuleSpec(definition=definition):
            contribution = definition.get("Contribution", {})
            return contribution.get("Keys"), contribution.get("ValueOf"), definition.get("AggregateOn")
        case _:
            return object()


def _same(subject: RuleSubject, other: RuleSubject) -> bool:
    """Whether two rules take the same events."""
    first, second = (value_sets(item.parts[0].asked) for item in (subject, other))
    if first is not None and second is not None:
        return {name: set(values) for name, values in first.items()} == {n: set(v) for n, v in second.items()}
    one, another = subject.predicate, other.predicate
    return one is not None and another is not None and subject.catalog.whole.analysis.equivalent(one, another).yes


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
