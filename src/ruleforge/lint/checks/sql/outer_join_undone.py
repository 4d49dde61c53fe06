"""Outer joins of which WHERE takes back what makes them outer ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

if TYPE_CHECKING:
    from sqlglot import exp

    from ruleforge.languages.logs_sql.scopes import Entry, Scope
    from ruleforge.lint.query_tree import QueryTree

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    from ruleforge.lint.query_tree import QUERY, selects_in

    for tree, scope in selects_in(subject):
        for outer in (entry for entry in scope.entries.values() if entry.outer):
            column = _needed(tree, scope, outer)
            if column is not None:
                message = f"WHERE asks for {column.name} of {outer.name}, which rows without a partner do not have"
                help_ = "move the condition into ON to keep those rows, or write INNER JOIN if they are not wanted"
                yield Problem(message, QUERY, tree.place(column), help=help_)


def _needed(tree: QueryTree, scope: Scope, outer: Entry) -> exp.Column | None:
    """The first column of an entry that WHERE cannot do without."""
    from ruleforge.lint.query_tree import needed_column

    needed = (
        needed_column(condition, lambda column: tree.owner(column, scope) is outer)
        for condition in tree.conditions(scope)
    )
    return next((column for column in needed if column is not None), None)


CHECK = Check(
    id="sql/outer-join-undone",
    severity=Severity.WARNING,
    summary="A LEFT OUTER JOIN that WHERE turns into an inner one.",
    why=(
        "LEFT OUTER JOIN keeps rows without a partner, with NULL for the fields of the right side. A comparison with"
        " NULL is not true, so a condition in WHERE on one of these fields drops every such row again."
    ),
    source="https://spark.apache.org/docs/3.5.1/sql-ref-null-semantics.html",
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
    LEFT OUTER JOIN `${CLOUDTRAIL_LOG_GROUP}` AS ct ON ct.requestID = spans.`attributes.aws.request_id`
    WHERE spans.name = 'chat' AND ⟦ct.errorCode⟧ IN ('AccessDenied', 'AccessDeniedException')
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
    LEFT OUTER JOIN `${CLOUDTRAIL_LOG_GROUP}` AS ct
    ON ct.requestID = spans.`attributes.aws.request_id` AND ct.errorCode IN ('AccessDenied', 'AccessDeniedException')
    WHERE spans.name = 'chat' AND (ct.eventName IS NULL OR ct.eventName != 'Converse')
    LIMIT 50
"""
        ),
    ),
)
