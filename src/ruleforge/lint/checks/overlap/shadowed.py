"""Rules that add nothing, because another of their kind takes all their events and does the same with them."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject, RuleSubject
from ruleforge.model import Kind, MetricFilterSpec, SubscriptionFilterSpec

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    yield from _selectors(catalog)
    yield from _filters(catalog)


def _selectors(catalog: CatalogSubject) -> Iterator[Problem]:
    """Selectors of one trail: its records are those of all of them together."""
    for trail in catalog.of_kind(Kind.TRAIL):
        listed = list(enumerate(() if trail.trail is None else trail.trail.selectors))
        groups: dict[object, list[tuple[int, RuleSubject]]] = {}
        for index, key in listed:
            subject = catalog.by_id.get(key)
            if subject is not None and (about := _about(subject)) is not None:
                groups.setdefault(about, []).append((index, subject))
        for group in groups.values():
            for index, subject in group:
                others = [other for place, other in group if place != index]
                for other in _covering(subject, others, catalog, {item.rule.id: place for place, item in group}):
                    message = f"{other.rule.id} takes everything that this selector takes"
                    help_ = "leave it out of the trail"
                    yield Problem(message, ("spec", "AdvancedEventSelectors", index), rule=trail.rule, help=help_)


def _about(subject: RuleSubject) -> object:
    """What one selector of a trail shares with every other that could take its events."""
    if subject.selectors is None:
        return None
    (selector,) = subject.selectors.selectors
    return (
        selector.category,
        selector.values("resources.type"),
        selector.category == "NetworkActivity" and (selector.values("eventSource")),
    )


def _filters(catalog: CatalogSubject) -> Iterator[Problem]:
    """Filters of one log group that publish to the same metric, or forward to the same place."""
    groups: dict[object, list[tuple[int, RuleSubject]]] = {}
    for index, subject in enumerate(catalog.of_kind(Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER)):
        spec = subject.rule.spec
        if isinstance(spec, MetricFilterSpec):
            key: object = ("metric", spec.log_group_name, spec.metric, spec.transformation.dimensions)
        elif isinstance(spec, SubscriptionFilterSpec):
            key = ("destination", spec.log_group_name, spec.destination_arn)
        groups.setdefault(key, []).append((index, subject))
    for group in groups.values():
        order = {item.rule.id: index for index, item in group}
        for _, subject in group:
            others = [other for _, other in group if other is not subject]
            for other in _covering(subject, others, catalog, order):
                what = "counts" if subject.rule.kind is Kind.METRIC_FILTER else "forwards"
                message = f"{other.rule.id} {what} everything that this filter {what}, so that it is done twice"
                yield Problem(message, ("spec", "filterPattern"), rule=subject.rule, help="leave one of them out")


def _covering(
    subject: RuleSubject, others: list[RuleSubject], catalog: CatalogSubject, order: dict[str, int]
) -> Iterator[RuleSubject]:
    """The first rule that takes all events of another; of two that take the same, the later one is told."""
    for other in others:
        first, second = subject.predicate, other.predicate
        if first is None or second is None or not catalog.analysis.implies(first, second).yes:
            continue
        same = catalog.analysis.implies(second, first).yes
        if not same or order[other.rule.id] < order[subject.rule.id]:
            yield other
            return


CHECK = Check(
    id="overlap/shadowed",
    severity=Severity.WARNING,
    summary="A selector of a trail, or a filter on a metric or destination, whose events another one takes already.",
    why=(
        "A trail records what any of its selectors takes: one that is part of another adds nothing but values to the"
        " 500 there may be. Two filters that publish to one metric count what both take twice, and two that forward to"
        " one destination send it twice. Filters with metrics of their own may be part of one another: all calls, and"
        " those that failed. Where the analysis of the two comes to no answer, nothing is said."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [agents, ⟦production-agents⟧]}
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
---
kind: event-selector
id: production-agents
spec:
  Name: Agents of production
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: eventName, Equals: [InvokeAgent]}
"""
        ),
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.errorCode = "Access*" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denied, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ⟦'{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "Converse" && $.errorCode = "Access*" }'⟧
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denied, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [agents, knowledge-bases]}
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
---
kind: event-selector
id: knowledge-bases
spec:
  Name: Knowledge bases
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::KnowledgeBase"]}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.errorCode = "Access*" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denied, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "Converse" && $.errorCode = "Access*" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: DeniedModelCalls, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
