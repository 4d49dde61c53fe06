"""A query in words: what it reads, pairs, keeps, groups, orders and yields, step by step."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ruleforge.data import number
from ruleforge.languages.logs_sql.analysis import Analysis
from ruleforge.languages.logs_sql.dialect import LogsInsights
from ruleforge.languages.logs_sql.scopes import Entry, Scope, output_name, unwrapped

__all__ = ["conjuncts", "plan_lines", "spelled"]

_INDENT = "  "
_SET_WORDS: dict[type[exp.Expr], str] = {
    exp.Union: "together with",
    exp.Intersect: "that are also among",
    exp.Except: "without those of",
}


def plan_lines(query: exp.Expr, analysis: Analysis) -> list[str]:
    """The steps of a query, a line each; those of a subquery are indented."""
    lines = list(_query(query, analysis))
    if query.args.get("limit") is None:
        lines.append(f"At most {number('sql.rows.max'):,} rows are returned, as there is no LIMIT.")
    return lines


def spelled(node: exp.Expr) -> str:
    """An expression as the dialect writes it, on one line."""
    return " ".join(str(node.sql(dialect=LogsInsights)).split())


def conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    """The conditions of which every one has to hold."""
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        return [part for side in (condition.this, condition.expression) for part in conjuncts(side)]
    return [condition]


def _query(query: exp.Expr, analysis: Analysis) -> Iterator[str]:
    query = unwrapped(query)
    if isinstance(query, exp.SetOperation):
        yield "The rows of:"
        yield from _indented(_query(query.this, analysis))
        kept = "each row once" if query.args.get("distinct") else "with repetitions"
        yield f"{_SET_WORDS[type(query)]} ({kept}):"
        yield from _indented(_query(query.expression, analysis))
        yield from _order(query)
        return
    if isinstance(query, exp.Select):
        yield from _select(analysis.scope(query), analysis)


def _select(scope: Scope, analysis: Analysis) -> Iterator[str]:
    select = scope.select
    for index, entry in enumerate(scope.entries.values()):
        yield from _entry(entry, index, analysis)
    where = select.args.get("where")
    if where is not None:
        yield from _conditions("Keeps rows where", where.this)
        for inner in _subqueries(where):
            yield f"{_INDENT}the subquery:"
            yield from _indented(_indented(_query(inner, analysis)))
    group = select.args.get("group")
    if group is not None:
        yield f"Groups by {spelled(group).removeprefix('GROUP BY ')}."
    having = select.args.get("having")
    if having is not None:
        yield from _conditions("Keeps groups where", having.this)
    once = "distinct " if select.args.get("distinct") else ""
    count = len(select.expressions)
    yield f"Yields {once}rows of {count} {'column' if count == 1 else 'columns'}:"
    for item in select.expressions:
        inner = item.this if isinstance(item, exp.Alias) else item
        name = output_name(item)
        yield f"{_INDENT}{name}" if spelled(inner).strip("`") == name else f"{_INDENT}{name}: {spelled(inner)}"
    yield from _order(select)


def _entry(entry: Entry, index: int, analysis: Analysis) -> Iterator[str]:
    name = f" as {entry.name}" if entry.node.args.get("alias") is not None else ""
    join = entry.node.parent if isinstance(entry.node.parent, exp.Join) else None
    if entry.query is not None:
        yield f"{'Reads' if index == 0 else 'Pairs that with'} a subquery{name}:"
        yield from _indented(_query(entry.query, analysis))
    elif entry.logs is not None:
        read = " and ".join(entry.logs.names)
        yield f"{'Reads' if index == 0 else 'Pairs each row with those of'} {read}{name}."
        for condition in entry.logs.conditions:
            yield f"{_INDENT}only events whose index {condition.field} is {' or '.join(condition.values)}"
    if join is None:
        return
    if join.args.get("on") is not None:
        yield from _conditions("Two rows are a pair where", join.args["on"])
    else:
        using = ", ".join(item.name for item in join.args.get("using") or [])
        yield f"Two rows are a pair where both have the same {using}."
    if entry.outer:
        yield f"A row without a partner stays, with NULL for the fields of {entry.name}."
    else:
        yield "A row without a partner is dropped."


def _conditions(lead: str, condition: exp.Expr) -> Iterator[str]:
    parts = [spelled(part) for part in conjuncts(condition)]
    if len(parts) == 1:
        yield f"{lead} {parts[0]}."
        return
    yield f"{lead} all of:"
    yield from (f"{_INDENT}{part}" for part in parts)


def _subqueries(clause: exp.Expr) -> Iterator[exp.Expr]:
    for child in clause.iter_expressions():
        if isinstance(child, exp.Query):
            yield child
        else:
            yield from _subqueries(child)


def _order(node: exp.Expr) -> Iterator[str]:
    order = node.args.get("order") or node.args.get("sort")
    if order is not None:
        keys = [
            f"{spelled(item.this)} {'from high to low' if item.args.get('desc') else 'from low to high'}"
            for item in order.expressions
        ]
        yield f"Orders by {', then '.join(keys)}."
    limit, offset = node.args.get("limit"), node.args.get("offset")
    if limit is not None:
        after = f" after skipping {spelled(offset.expression)}" if offset is not None else ""
        yield f"Takes the first {spelled(limit.expression)}{after}."


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (_INDENT + line for line in lines)
