"""The clauses of one SELECT: which there are, and what LIMIT, OFFSET, ORDER BY and GROUP BY take."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from ruleforge.data import number
from ruleforge.diagnostics import Span
from ruleforge.languages.logs_sql.grouping import has_aggregate, position_of
from ruleforge.languages.logs_sql.literals import whole_number
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import Scope, own_parts

__all__ = ["check_clauses", "check_limits", "check_positions"]

_TAKEN = {
    "expressions", "from_", "joins", "where", "group", "having", "order", "sort", "limit", "offset", "distinct",
    "windows",
}  # fmt: skip
_LISTED = "only the commands listed there are supported"
_MOST_ROWS = 2**31 - 1
"""Spark's LIMIT and OFFSET are of type INT."""


def check_clauses(scope: Scope, report: Reporter) -> None:
    """Refuses clauses that are not supported, and what the others cannot take."""
    select = scope.select
    for name, value in select.args.items():
        if value and name not in _TAKEN and not _are_nodes(value):
            message = f"{name.strip('_').replace('_', ' ').upper()} is not supported"
            report.refuse("sql/clause", message, select, rule=_LISTED)
    _check_beginning(select, report)
    distinct = select.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is not None:
        report.refuse("sql/clause", "DISTINCT ON is no part of the grammar", distinct.args["on"])
    group = select.args.get("group")
    if group is not None:
        _check_group(group, scope, report)
    if select.args.get("order") is not None and select.args.get("sort") is not None:
        report.refuse("sql/clause", "ORDER BY and SORT BY exclude each other", select.args["sort"])
    _check_order(scope, report)
    _check_windows(scope, report)
    check_limits(select, report)


def _are_nodes(value: object) -> bool:
    """Whether a clause consists of nodes, each of which is looked at."""
    parts = value if isinstance(value, list) else [value]
    return all(isinstance(part, exp.Expr) for part in parts)


def _check_beginning(select: exp.Select, report: Reporter) -> None:
    from_ = select.args.get("from_")
    if from_ is None:
        rule = "a query reads a log group that FROM names"
        report.refuse("sql/from", "there is no FROM", select, rule=rule, help="add FROM `log-group`")
        return
    if isinstance(from_.this, exp.Values):
        return
    listed = report.places.token_in(select.expressions[0]) if select.expressions else None
    source = report.places.token_in(from_)
    if not select.expressions or (listed is None and select.is_star):
        report.refuse("sql/syntax", "the SELECT list is empty", select, help="write SELECT … FROM …")
    elif listed is not None and source is not None and source.start < listed.start:
        message = "FROM stands before SELECT, which AWS's page does not show"
        report.warn("sql/from-first", message, from_, help="begin with SELECT")


def _check_group(group: exp.Group, scope: Scope, report: Reporter) -> None:
    if group.args.get("all") is not None:
        words = _words_of_group(group, scope, report)
        report.refuse("sql/clause", "GROUP BY ALL is newer than Spark 3.5", words, help="name the columns")
    elif group.args.get("totals"):
        words = _words_of_group(group, scope, report)
        report.refuse("sql/clause", "WITH TOTALS is no part of the grammar", words, help="use WITH ROLLUP")
    elif not any(group.args.get(name) for name in ("expressions", "rollup", "cube", "grouping_sets")):
        report.refuse("sql/syntax", "GROUP BY names nothing", _words_of_group(group, scope, report))


def _words_of_group(group: exp.Group, scope: Scope, report: Reporter) -> Span | None:
    start = report.place(scope.select).start
    return report.places.of(group) or report.places.first_of(TokenType.GROUP_BY, start)


def _check_order(scope: Scope, report: Reporter) -> None:
    order = scope.select.args.get("order") or scope.select.args.get("sort")
    if order is not None and not scope.select.is_star:
        check_positions(order.expressions, len(scope.select.expressions), report)


def _check_windows(scope: Scope, report: Reporter) -> None:
    """A window that is named has to be there."""
    known = {item.name.casefold() for item in scope.select.args.get("windows") or []}
    for window in scope.windows:
        named = window.args.get("alias") if window.arg_key != "windows" else None
        if isinstance(named, exp.Expr) and named.name.casefold() not in known:
            help_ = "define it with WINDOW … AS (…)"
            report.refuse("sql/window", f"there is no window {named.name}", named, help=help_)


def check_positions(terms: Iterable[exp.Expr], count: int, report: Reporter) -> None:
    """Refuses positions in ORDER BY that no column has."""
    for term in terms:
        position = position_of(term.this)
        if position is not None and not 1 <= position <= count:
            message = f"ORDER BY {position}, and the SELECT list has {count}"
            report.refuse("sql/position", message, term.this)


def check_limits(node: exp.Expr, report: Reporter) -> None:
    """Refuses what LIMIT and OFFSET of a SELECT or of a set operation cannot take."""
    limit, offset = node.args.get("limit"), node.args.get("offset")
    if offset is not None and limit is None:
        rule = "OFFSET stands with LIMIT"
        report.refuse("sql/offset", "OFFSET without LIMIT", offset, rule=rule, help="add LIMIT n")
    for clause in (limit, offset):
        if isinstance(clause, exp.Limit | exp.Offset):
            _check_limit(clause, report)
    if isinstance(limit, exp.Limit) and offset is not None:
        first, second = report.places.of(offset), report.places.of(limit)
        between = report.source.text[second.start : first.start] if first and second else "OFFSET"
        if first and second and "OFFSET" not in between.upper() + report.source.text[first.start : first.end].upper():
            message = "LIMIT with a comma is no part of the grammar"
            span = Span(min(first.start, second.start), second.end)
            report.refuse("sql/syntax", message, span, help="write LIMIT n OFFSET m")


def _check_limit(clause: exp.Limit | exp.Offset, report: Reporter) -> None:
    word = type(clause).__name__.upper()
    value = clause.args.get("expression")
    if not isinstance(value, exp.Expr) or (isinstance(value, exp.Var) and value.name.upper() == "ALL"):
        return
    if has_aggregate(value) or any(isinstance(part, exp.Column | exp.Query) for part in own_parts(value)):
        report.refuse("sql/limit", f"{word} takes a number that does not depend on an event", value)
        return
    count = whole_number(value)
    if count is None:
        if isinstance(value, exp.Literal | exp.Neg | exp.Null | exp.Boolean):
            report.refuse("sql/limit", f"{word} takes a whole number", value)
    elif not 0 <= count <= _MOST_ROWS:
        report.refuse("sql/limit", f"{word} takes a whole number from 0 to {_MOST_ROWS:,}, not {count:,}", clause)
    elif word == "LIMIT" and count > number("sql.rows.max"):
        most = number("sql.rows.max")
        message = f"LIMIT {count:,} is more than the {most:,} rows that a query returns"
        report.warn("sql/row-limit", message, value, rule=f"a query returns at most {most:,} rows")
