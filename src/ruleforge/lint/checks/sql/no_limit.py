"""Queries that do not say how many rows they want."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = limit("sql.rows.max")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    from sqlglot import exp

    from ruleforge.languages.logs_sql.grouping import has_aggregate
    from ruleforge.lint.query_tree import QUERY, tree_of

    tree = tree_of(subject)
    if tree is None or tree.statement.args.get("limit") is not None:
        return
    statement = tree.statement
    one_row = isinstance(statement, exp.Select) and statement.args.get("group") is None
    if one_row and any(has_aggregate(item) for item in statement.expressions):
        return
    message = f"there is no LIMIT: of more than {_MOST.limit:,} rows the rest is cut off in silence"
    yield Problem(message, QUERY, key=True, help="end with LIMIT and as many rows as somebody will look at")


CHECK = Check(
    id="sql/no-limit",
    severity=Severity.NOTE,
    summary="A query without LIMIT.",
    why=(
        "Logs Insights returns so many rows and says nothing of the others. With LIMIT, and ORDER BY before it, the"
        " query itself says which rows are the ones that matter."
    ),
    source=_MOST.source,
    checked=_MOST.checked,
    rule=_ask,
    kinds=frozenset({Kind.QUERY}),
    avoid=(
        Example(
            """\
kind: query
spec:
  name: Calls
  queryLanguage: SQL
  ⟦queryString⟧: SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}` ORDER BY eventTime DESC
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: query
spec:
  name: Calls
  queryLanguage: SQL
  queryString: SELECT eventName FROM `${CLOUDTRAIL_LOG_GROUP}` ORDER BY eventTime DESC LIMIT 100
"""
        ),
        Example(
            """\
kind: query
spec:
  name: Number of calls
  queryLanguage: SQL
  queryString: SELECT COUNT(*) AS calls FROM `${CLOUDTRAIL_LOG_GROUP}`
""",
            note="A query without GROUP BY that counts has one row.",
        ),
    ),
)
