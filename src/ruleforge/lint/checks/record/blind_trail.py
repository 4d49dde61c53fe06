"""Trails with which rules are blind that another trail of the catalogue feeds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.recorded import Wish
from ruleforge.lint.subject import CatalogSubject, RuleSubject
from ruleforge.lint.wording import listed
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    catalog = subject.catalog.whole
    fed: Mapping[str, Sequence[Wish]] = catalog.once((__name__, "fed"), lambda: _fed(catalog))
    if subject is catalog.by_id.get(subject.rule.id):
        by_trail = catalog.once((__name__, "seen"), lambda: _seen_by_trail(catalog, fed))
        seen = by_trail.get(subject.rule.key, Counter[str]())
    else:
        seen = Counter(
            rule for rule, wishes in fed.items() for wish in wishes if catalog.recorded.records(wish, subject)
        )
    blind = [rule for rule in fed if rule not in seen]
    partly = [rule for rule, count in seen.items() if count < len(fed[rule])]
    said = [
        f"{listed(rules)} see{'s' if len(rules) == 1 else ''} {what}"
        for rules, what in ((blind, "nothing"), (partly, "a part of what they name" if partly[1:] else "a part"))
        if rules
    ]
    if said:
        message = f"with this trail {', and '.join(said)}"
        help_ = f"ruleforge coverage --trail {subject.rule.id} lists them"
        yield Problem(message, ("spec", "AdvancedEventSelectors"), help=help_)


def _fed(catalog: CatalogSubject) -> Mapping[str, Sequence[Wish]]:
    """The events that rules ask for and some trail records, by rule; of rules that ask for any such."""
    found = {
        rule: [wish for wish in wishes if catalog.recorded.captured(wish)] for rule, wishes in catalog.wishes.items()
    }
    return {rule: wishes for rule, wishes in found.items() if wishes}


def _seen_by_trail(catalog: CatalogSubject, fed: Mapping[str, Sequence[Wish]]) -> Mapping[str, Counter[str]]:
    """How many of these each trail records, by trail and rule; trails times rules would be asked one by one else."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for rule, wishes in fed.items():
        for wish in wishes:
            for trail in catalog.recorded.recording(wish):
                found[trail][rule] += 1
    return found


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
