"""Account ids and Regions that are written out where a placeholder is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.diagnostics import Severity, Span
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.spec_texts import spec_texts
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]

_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:([^:\s'\"]*):([^:\s'\"]*):")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")
_ACCOUNT = re.compile(r"[0-9]{12}")
_ACCOUNT_ALONE = re.compile(r"(?<![0-9A-Za-z.:/-])[0-9]{12}(?![0-9A-Za-z.:/-])")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for path, text in spec_texts(subject):
        places: list[tuple[Span, str]] = []
        for arn in _ARN.finditer(text):
            if _REGION.fullmatch(arn[1]):
                places.append((Span(*arn.span(1)), "${REGION}"))
            if _ACCOUNT.fullmatch(arn[2]):
                places.append((Span(*arn.span(2)), "${ACCOUNT_ID}"))
        places += [(Span(*found.span()), "${ACCOUNT_ID}") for found in _ACCOUNT_ALONE.finditer(text)]
        for span, placeholder in places:
            what = "Region" if placeholder == "${REGION}" else "account id"
            message = f"the {what} {text[span.start : span.end]} is written out"
            yield Problem(message, path, span, help=f"write {placeholder}, so that the rule can be deployed elsewhere")


CHECK = Check(
    id="placeholder/literal",
    severity=Severity.WARNING,
    summary="An account id or a Region that is written out in a rule.",
    why=(
        "A rule of a catalogue is deployed to more than one account and Region. An ARN that names one of them captures"
        " nothing anywhere else, and shows to all readers whose account it is."
    ),
    rule=_ask,
    avoid=(
        Example(
            """\
kind: event-selector
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock:⟦us-east-1⟧:⟦123456789012⟧:agent-alias/"]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: event-selector
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:agent-alias/"]}
"""
        ),
    ),
)
