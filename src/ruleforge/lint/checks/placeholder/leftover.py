"""Words in capitals that a text from elsewhere wants replaced, and that are no placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.catalog.parameters import find_placeholders
from ruleforge.diagnostics import Severity, Span
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.spec_texts import spec_texts
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]

_YOURS = re.compile(r"(?<![A-Za-z0-9_])(?:YOUR|REPLACE|INSERT)[_-](?:[A-Z0-9]+[_-])*[A-Z0-9]+(?![A-Za-z0-9_])")
_ANGLES = re.compile(r"<[A-Za-z][A-Za-z_ -]*>")
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[^\s'\"]*")
_IN_ARN = re.compile(r"(?<=[:/])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?=[:/]|$)")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    declared = subject.catalog.catalog.parameters
    for path, text in spec_texts(subject):
        plain = _without_placeholders(text)
        found = {Span(*match.span()) for match in _YOURS.finditer(plain)}
        for arn in _ARN.finditer(plain):
            found |= {Span(*match.span()) for match in _ANGLES.finditer(plain, *arn.span())}
            # An id may be in capitals as well: in an ARN a word counts that has an underscore or that is declared.
            words = (match for match in _IN_ARN.finditer(plain, *arn.span()))
            found |= {Span(*word.span()) for word in words if "_" in word[0] or word[0] in (*declared, "ACCOUNT")}
        for span in sorted(found):
            word = text[span.start : span.end]
            help_ = f"write ${{{word}}}" if word in declared else "put a placeholder here that parameters.yaml declares"
            yield Problem(f"{word} was to be replaced", path, span, help=help_)


def _without_placeholders(text: str) -> str:
    """The text with placeholders blanked out, so that the rest stays where it is."""
    for _, span, _ in find_placeholders(text):
        text = text[: span.start] + "\0" * (span.end - span.start) + text[span.end :]
    return text


CHECK = Check(
    id="placeholder/leftover",
    severity=Severity.ERROR,
    summary="A word in capitals that was to be replaced and is no placeholder, such as ACCOUNT_ID in an ARN.",
    why=(
        "AWS takes arn:aws:bedrock:REGION:ACCOUNT_ID:agent-alias/ as it is: as a prefix that no ARN has. A placeholder"
        " in ${} has to have a value before anything is deployed, and that is checked."
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
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock:⟦REGION⟧:⟦ACCOUNT_ID⟧:agent-alias/${AGENT_ID}"]}
---
kind: query
spec:
  name: Callers
  queryLanguage: SQL
  queryString: SELECT eventName FROM `⟦YOUR_CLOUDTRAIL_LOG_GROUP⟧` LIMIT 10
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
    - {Field: resources.ARN, StartsWith: ["arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:agent-alias/${AGENT_ID}"]}
---
kind: query
spec:
  name: Callers
  queryLanguage: SQL
  queryString: SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}` LIMIT 10
"""
        ),
    ),
)
