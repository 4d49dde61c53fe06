"""Trails with which rules are blind that another trail of the catalogue feeds."""

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
    blind: list[str] = []
    partly: list[str] = []
    for rule, wishes in subject.catalog.whole.wishes.items():
        fed = [wish for wish in wishes if recorded.captured(wish)]
        seen = sum(recorded.records(wish, subject) for wish in fed)
        if seen == 0 and fed:
            blind.append(rule)
        elif seen < len(fed):
            partly.append(rule)
    said = [
        f"{listed(rules)} see{'s' if len(rules) == 1 else ''} {what}"
        for rules, what in ((blind, "nothing"), (partly, "a part of what they name" if partly[1:] else "a part"))
        if rules
    ]
    if said:
        message = f"with this trail {', and '.join(said)}"
        help_ = f"ruleforge coverage --trail {subject.rule.id} lists them"
        yield Problem(message, ("spec", "AdvancedEventSelectors"), help=help_)


CHECK = Check(
    id="record/blind-trail",
    severity=Severity.NOTE,
    summary="A trail with which rules see less than with another trail of the catalogue.",
    why=(
        "Where a catalogue offers several trails, the one that is deployed decides which rules work. That may be meant,"
        " as in the steps of a roll-out; it should not be a surprise."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.TRAIL}),
    avoid=(
        Example(
            """\
kind: trail
id: small
spec: {TrailName: small, AdvancedEventSelectors: ⟦[management]⟧}
---
kind: trail
id: large
spec: {TrailName: large, AdvancedEventSelectors: [management, agents]}
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
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "InvokeAgent" }'
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: trail
id: large
spec: {TrailName: large, AdvancedEventSelectors: [management, agents]}
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
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "InvokeAgent" }'
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
"""
        ),
    ),
)
