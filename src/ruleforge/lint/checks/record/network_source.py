"""Trails that take the network activity of some services and forget one of which they record data events."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.recorded import service_of
from ruleforge.lint.subject import RuleSubject
from ruleforge.lint.wording import listed
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    recorded = subject.catalog.whole.recorded
    taken: set[str] = set()
    used: set[str] = set()
    for name in recorded.members(subject):
        selector = recorded.selector(name)
        if selector is None:
            continue
        if selector.category == "NetworkActivity":
            taken.update(selector.values("eventSource"))
        used.update(service_of(word) for word in selector.values("resources.type"))
    missing = sorted(used & set(limit("sel.network.sources").limit) - taken)
    if taken and missing:
        message = f"network activity is taken of {listed(sorted(taken))}, and not of {listed(missing)}"
        message += ", whose data events are taken"
        help_ = "add a selector for NetworkActivity with its eventSource"
        yield Problem(message, ("spec", "AdvancedEventSelectors"), help=help_)


CHECK = Check(
    id="record/network-source",
    severity=Severity.NOTE,
    summary="A trail with network activity of some services, and not of others whose data events it takes.",
    why=(
        "A call that an endpoint policy refuses is network activity and nothing else: no data event tells of it. Each"
        " service needs a selector of its own, and the list of those that have network activity grows: AgentCore is one"
        " of them. A trail without any network activity is left alone."
    ),
    limits=("sel.network.sources",),
    rule=_ask,
    kinds=frozenset({Kind.TRAIL}),
    avoid=(
        Example(
            """\
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: ⟦[memory, bedrock-endpoints]⟧}
---
kind: event-selector
id: memory
spec:
  Name: Memory
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Memory"]}
---
kind: event-selector
id: bedrock-endpoints
spec:
  Name: Bedrock at endpoints
  FieldSelectors:
    - {Field: eventCategory, Equals: [NetworkActivity]}
    - {Field: eventSource, Equals: [bedrock.amazonaws.com]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [memory, agentcore-endpoints]}
---
kind: event-selector
id: memory
spec:
  Name: Memory
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Memory"]}
---
kind: event-selector
id: agentcore-endpoints
spec:
  Name: AgentCore at endpoints
  FieldSelectors:
    - {Field: eventCategory, Equals: [NetworkActivity]}
    - {Field: eventSource, Equals: [bedrock-agentcore.amazonaws.com]}
"""
        ),
    ),
)
