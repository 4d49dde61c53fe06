"""Trails that record no management events, though rules need them."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.lint.wording import listed
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    recorded = subject.catalog.whole.recorded
    members = recorded.members(subject)
    selectors = [recorded.selector(name) for name in members]
    if not members or any(item is None or item.category == "Management" for item in selectors):
        return
    needing = [
        rule
        for rule, wishes in subject.catalog.whole.wishes.items()
        if any(wish.categories == {"Management"} for wish in wishes)
    ]
    if not needing:
        return
    message = f"no selector takes management events, which {listed(needing)} need{'s' if len(needing) == 1 else ''}"
    help_ = "add a selector with eventCategory Equals Management; PutEventSelectors replaces the whole list"
    yield Problem(message, ("spec", "AdvancedEventSelectors"), help=help_)


CHECK = Check(
    id="record/no-management",
    severity=Severity.ERROR,
    summary="A trail whose selectors take no management events, in a catalogue that needs them.",
    why=(
        "PutEventSelectors replaces everything that was there, the default of all management events included. A list of"
        " data event selectors alone therefore ends the recording of model calls, of changes to guardrails and roles,"
        " and of attempts to stop the trail. A second trail for data events alone is a choice: say so in a comment."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.TRAIL}),
    avoid=(
        Example(
            """\
kind: trail
spec:
  TrailName: example
  AdvancedEventSelectors: ⟦[agents]⟧
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
---
kind: metric-filter
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: trail
spec:
  TrailName: example
  AdvancedEventSelectors: [management, agents]
---
kind: event-selector
id: management
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
---
kind: metric-filter
"""
        ),
    ),
)
