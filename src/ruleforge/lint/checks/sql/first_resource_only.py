"""Queries that look at the first resource of an event and at no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

if TYPE_CHECKING:
    from ruleforge.lint.query_tree import FieldUse

__all__ = ["CHECK"]

_RESOURCE = re.compile(r"resources\.([0-9]+)\.(.+)")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    from ruleforge.lint.query_tree import QUERY, comparisons, selects_in

    for tree, scope in selects_in(subject):
        first: dict[str, FieldUse] = {}
        further: set[str] = set()
        for condition in tree.conditions(scope):
            for comparison, negated in comparisons(condition):
                use = tree.field(comparison.this, scope)
                found = _RESOURCE.fullmatch(use.name) if use is not None and not negated else None
                if found is None or use is None:
                    continue
                if found[1] == "0":
                    first.setdefault(found[2], use)
                else:
                    further.add(found[2])
        for member, use in first.items():
            if member not in further:
                message = f"only the first resource is looked at, and AWS promises no order: `{use.name}`"
                help_ = f"add OR `resources.1.{member}` …, for events that list two"
                yield Problem(message, QUERY, tree.place(use.node), help=help_)


CHECK = Check(
    id="sql/first-resource-only",
    severity=Severity.NOTE,
    summary="A condition on the first resource of an event only.",
    why=(
        "`resources` is a list, and a record may list several: an object with its bucket, a job with its model. Nothing"
        " says which comes first. In SQL each place has a name of its own, so a condition on `resources.0.type` misses"
        " the events that list the resource in second place."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset({Kind.QUERY}),
    avoid=(
        Example(
            """\
kind: query
spec:
  name: Sessions
  queryLanguage: SQL
  queryString: |-
    SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE ⟦`resources.0.type`⟧ = 'AWS::Bedrock::Session'
    LIMIT 100
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: query
spec:
  name: Sessions
  queryLanguage: SQL
  queryString: |-
    SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE `resources.0.type` = 'AWS::Bedrock::Session' OR `resources.1.type` = 'AWS::Bedrock::Session'
    LIMIT 100
"""
        ),
    ),
)
