"""Joins on two fields that never hold the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_HOLDS = {
    "an ARN": r"(.*\.)?(arn|ARN|resourceARN)",
    "the name of a service": r"attributes\.aws\.(local|remote)\.service|resource\.attributes\.service\.name",
    "the id of a request": r"requestI[Dd]|attributes\.aws\.request_id",
    "the id of an event": r"(shared)?[eE]ventI[Dd]",
    "the id of an account": r"(.*\.)?(recipientA|a)ccountId|resource\.attributes\.cloud\.account\.id",
    "a Region": r"awsRegion|region|inferenceRegion|resource\.attributes\.cloud\.region",
    "a time as text": r"eventTime|timestamp|timeWindow\.window(Start|End)",
    "a time in nanoseconds": r"(start|end)TimeUnixNano",
    "an address": r"sourceIPAddress",
    "the name of an operation": r"eventName",
    "the endpoint of a service": r"eventSource",
    "the id of a trace": r"traceId|attributes\.aws\.xray\.trace_id",
    "the id of a span": r"(parentS|s)panId",
    "the id of a session": r"attributes\.session\.id",
    "a number": r".*TokenCount|.*_tokens|durationNano|responseElements\.statusCode",
}
_KNOWN = {what: re.compile(pattern) for what, pattern in _HOLDS.items()}


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    from sqlglot import exp

    from ruleforge.lint.query_tree import QUERY, selects_in

    for tree, scope in selects_in(subject):
        for condition in (item for join in tree.joins(scope) for item in join.conditions):
            if not isinstance(condition, exp.EQ):
                continue
            left, right = tree.field(condition.this, scope), tree.field(condition.expression, scope)
            if left is None or right is None or left.entry is right.entry:
                continue
            one, other = _held(left.name), _held(right.name)
            if one and other and one != other:
                message = f"{left.name} holds {one}, and {right.name} {other}: they are never equal"
                help_ = "join on what both hold, such as the id of the request"
                yield Problem(message, QUERY, tree.place(condition), help=help_)


def _held(field: str) -> str:
    return next((what for what, pattern in _KNOWN.items() if pattern.fullmatch(field)), "")


CHECK = Check(
    id="sql/join-never-equal",
    severity=Severity.ERROR,
    summary="A JOIN on two fields that hold different things.",
    why=(
        "Logs Insights takes any two fields. Where one holds an ARN and the other the name of a service, or one a text"
        " and the other a number of nanoseconds, no two rows are a pair: an inner join yields nothing, an outer one"
        " NULL in every column of its right side."
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
  name: Sessions and refusals
  queryLanguage: SQL
  queryString: |-
    SELECT spans.traceId, ct.eventName
    FROM `aws/spans` AS spans
    INNER JOIN `${CLOUDTRAIL_LOG_GROUP}` AS ct
    ON ⟦ct.`userIdentity.arn` = spans.`attributes.aws.local.service`⟧
    LIMIT 50
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: query
spec:
  name: Sessions and refusals
  queryLanguage: SQL
  queryString: |-
    SELECT spans.traceId, ct.eventName
    FROM `aws/spans` AS spans
    INNER JOIN `${CLOUDTRAIL_LOG_GROUP}` AS ct
    ON ct.requestID = spans.`attributes.aws.request_id`
    LIMIT 50
"""
        ),
    ),
)
