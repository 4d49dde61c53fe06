"""Role names in selectors that are the beginning of other names as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Relation, leaves
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_ROLE = re.compile(r":assumed-role/([^/]+)$")
_MEANT = ("-", "_", ".")
"""A name that ends with such a sign is meant as a beginning."""


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in subject.parts:
        for leaf in leaves(part.asked):
            role = _ROLE.search(leaf.value)
            if leaf.field != "userIdentity.arn" or leaf.relation is Relation.IS or role is None:
                continue
            if not role[1].endswith(_MEANT) and leaf.place.path[-2] in ("StartsWith", "NotStartsWith"):
                message = f"roles whose names only begin with {role[1]} fit as well"
                yield Problem(message, leaf.place.path, help="end the prefix with /")


CHECK = Check(
    id="record/open-prefix",
    severity=Severity.WARNING,
    summary="A prefix for the sessions of a role that sessions of longer-named roles have too.",
    why=(
        "The ARN of a session is assumed-role/ROLE/SESSION. Without the slash behind the role's name StartsWith takes"
        " every role whose name begins like that: whoever may make roles can choose whether they are recorded."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    avoid=(
        Example(
            """\
kind: event-selector
spec:
  Name: Inline agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::InlineAgent"]}
    - {Field: userIdentity.arn, StartsWith: [⟦"arn:aws:sts::${ACCOUNT_ID}:assumed-role/agents"⟧]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: event-selector
spec:
  Name: Inline agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::InlineAgent"]}
    - Field: userIdentity.arn
      StartsWith: ["arn:aws:sts::${ACCOUNT_ID}:assumed-role/agents/", "arn:aws:sts::${ACCOUNT_ID}:assumed-role/prod-"]
"""
        ),
    ),
)
