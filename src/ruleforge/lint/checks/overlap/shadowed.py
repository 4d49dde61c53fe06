"""Rules that add nothing, because another of their kind takes all their events and does the same with them."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.predicate.analysis import Truth

__all__ = ["CHECK"]

_WORDS = {
    "selector": "takes everything that this selector takes",
    "metric": "counts everything that this filter counts, so that it is counted twice",
    "destination": "forwards everything that this filter forwards, so that it is sent twice",
}


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for cover in catalog.covers:
        if cover.overlap.truth is Truth.YES:
            message = f"{cover.overlap.other.rule.id} {_WORDS[cover.sort]}"
            help_ = "leave it out of the trail" if cover.sort == "selector" else "leave one of them out"
            yield Problem(message, cover.path, rule=cover.rule, help=help_)


CHECK = Check(
    id="overlap/shadowed",
    severity=Severity.WARNING,
    summary="A selector of a trail, or a filter on a metric or destination, whose events another one takes already.",
    why=(
        "A trail records what any of its selectors takes: one that is part of another adds nothing but values to the"
        " 500 there may be. Two filters that publish to one metric count what both take twice, and two that forward to"
        " one destination send it twice. Filters with metrics of their own may be part of one another: all calls, and"
        " those that failed. Where the analysis of two comes to no answer, overlap/undecided says so."
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
