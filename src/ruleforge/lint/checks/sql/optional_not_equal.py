"""Inequalities on fields that many events do not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ruleforge.data.record_fields import is_optional
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

if TYPE_CHECKING:
    from ruleforge.languages.logs_sql.scopes import Scope
    from ruleforge.lint.query_tree import QueryTree

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    from ruleforge.lint.query_tree import QUERY, comparisons, selects_in

    for tree, scope in selects_in(subject):
        seen = _seen_to(tree, scope)
        for condition in tree.conditions(scope):
            for comparison, negated in comparisons(condition):
                use = tree.field(comparison.this, scope) if negated else None
                if use is None or not is_optional(use.name) or (id(use.entry), use.name) in seen:
                    continue
                message = f"events without {use.name} are dropped as well"
                help_ = f"add OR {use.name} IS NULL if they are wanted, or AND {use.name} IS NOT NULL if not"
                yield Problem(message, QUERY, tree.place(comparison), help=help_)


def _seen_to(tree: QueryTree, scope: Scope) -> set[tuple[int, str]]:
    """The fields of which WHERE says somewhere what becomes of events without them."""
    from sqlglot import exp

    where = scope.select.args.get("where")
    found = set()
    for part in where.find_all(exp.Is) if where is not None else ():
        use = tree.field(part.this, scope) if isinstance(part.expression, exp.Null) else None
        if use is not None:
            found.add((id(use.entry), use.name))
    return found


CHECK = Check(
    id="sql/optional-not-equal",
    severity=Severity.WARNING,
    summary="An inequality on a field that many events lack.",
    why=(
        "In SQL NULL != 'x' is not true. A query for errorCode != 'AccessDenied' leaves out every call that succeeded,"
        " for a success has no errorCode. A filter pattern of CloudWatch Logs has it the other way round."
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
  name: Calls that were not refused
  queryLanguage: SQL
  queryString: |-
    SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE ⟦errorCode != 'AccessDenied'⟧ AND ⟦`userIdentity.arn` NOT LIKE '%pipeline%'⟧
    LIMIT 100
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: query
spec:
  name: Calls that were not refused
  queryLanguage: SQL
  queryString: |-
    SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE (errorCode IS NULL OR errorCode != 'AccessDenied')
    AND COALESCE(`userIdentity.arn`, '') NOT LIKE '%pipeline%' AND eventName != 'Converse'
    LIMIT 100
"""
        ),
    ),
)
