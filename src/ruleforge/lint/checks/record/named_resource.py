"""Trails that record only such resources as their selectors name."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.resource_arns import behind_form
from ruleforge.diagnostics import Severity
from ruleforge.languages.event_selector import EventSelector
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.lint.wording import listed
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MEANT = ("-", "_", ".")
"""A name that ends with such a sign is meant as the beginning of a name: a convention that new resources follow."""


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    recorded = subject.catalog.whole.recorded
    narrow: dict[str, list[str]] = {}
    open_types: set[str] = set()
    for name in sorted(recorded.members(subject)):
        selector = recorded.selector(name)
        for word in () if selector is None else selector.values("resources.type"):
            if selector is not None and _names_resources(selector, word):
                narrow.setdefault(word, []).append(name)
            else:
                open_types.add(word)
    found = sorted({name for word, names in narrow.items() if word not in open_types for name in names})
    if found:
        message = f"{len(found)} selector{'s take' if found[1:] else ' takes'} only the resources that they name, and"
        message += f" none that is made later: {listed(found)}"
        help_ = "end the ARN with the type, such as agent-alias/, or see to it that new ids are added"
        yield Problem(message, ("spec", "AdvancedEventSelectors"), help=help_)


def _names_resources(selector: EventSelector, resource_type: str) -> bool:
    """Whether every ARN that a selector takes has to begin with an id that AWS assigned to a resource."""
    texts = [text for operator in ("Equals", "StartsWith") for text in selector.values("resources.ARN", operator)]
    if not texts or selector.values("resources.ARN", "EndsWith"):
        return False
    ids = [(behind_form(text, resource_type) or "").split("/", 1)[0] for text in texts]
    return all(part and not part.endswith(_MEANT) for part in ids)


CHECK = Check(
    id="record/named-resource",
    severity=Severity.NOTE,
    summary="A trail that records agents, gateways or knowledge bases by their ids, and so none that is made later.",
    why=(
        "The ids of these resources are drawn by AWS when they are made. A selector with such an id takes what existed"
        " on the day it was written: an agent or a gateway that somebody makes afterwards, an intruder for instance, is"
        " used without a record. A prefix that ends with the type takes them all. It costs what their use costs; where"
        " a narrow list is meant, a comment says so. Names that people choose, of buckets and functions, are left"
        " alone, and so are prefixes that end with a hyphen, an underscore or a dot."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html",
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset({Kind.TRAIL}),
    avoid=(
        Example(
            """\
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: ⟦[agents]⟧}
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:agent-alias/AGENT12345/"]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [agents, gateways, buckets]}
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:agent-alias/"]}
---
kind: event-selector
id: gateways
spec:
  Name: Gateways by a convention
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Gateway"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT_ID}:gateway/prod-"]}
---
kind: event-selector
id: buckets
spec:
  Name: A bucket
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:s3:::training-data/"]}
"""
        ),
        Example(
            note="A second selector of the trail takes what the first one leaves out.",
            text="""\
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [agent, changes]}
---
kind: event-selector
id: agent
spec:
  Name: One agent with its reads
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:agent-alias/AGENT12345/"]}
---
kind: event-selector
id: changes
spec:
  Name: All agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: readOnly, Equals: ["false"]}
""",
        ),
    ),
)
