"""Organization trails whose selectors name one account, and trails of all Regions whose selectors name one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.languages.event_selector import EventSelector
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_ACCOUNT = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[^:]*:([0-9]{12}):")
_SELECTING = ("Equals", "StartsWith")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.trail
    if spec is None or not spec.organization:
        return
    recorded = subject.catalog.whole.recorded
    found = sorted(
        name
        for name in recorded.members(subject)
        if (selector := recorded.selector(name)) is not None and len(_accounts(selector)) == 1
    )
    if found:
        message = f"{len(found)} selector{'s take' if found[1:] else ' takes'} one account's resources: {found[0]}"
        message += f" and {len(found) - 1} more" if found[1:] else ""
        help_ = "leave resources.ARN out, or name each account of the organization"
        yield Problem(message, ("spec", "AdvancedEventSelectors"), help=help_)


def _accounts(selector: EventSelector) -> set[str]:
    """The accounts in the ARNs that a selector wants; empty where an ARN names none."""
    texts = [text for operator in _SELECTING for text in selector.values("resources.ARN", operator)]
    accounts = [match[1] for text in texts if (match := _ACCOUNT.match(text)) is not None]
    return set(accounts) if len(accounts) == len(texts) else set()


CHECK = Check(
    id="record/one-account",
    severity=Severity.WARNING,
    summary="An organization trail with selectors for the resources of a single account.",
    why=(
        "An organization trail has one list of selectors for all member accounts. An ARN with one account in it leaves"
        " out the resources of all others, and nothing tells."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.TRAIL}),
    avoid=(
        Example(
            """\
kind: trail
spec: {TrailName: example, IsOrganizationTrail: true, AdvancedEventSelectors: ⟦[agents]⟧}
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:agent-alias/"]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: trail
spec: {TrailName: example, IsOrganizationTrail: true, AdvancedEventSelectors: [agents]}
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
"""
        ),
    ),
)
