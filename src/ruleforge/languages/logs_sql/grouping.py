"""Columns beside aggregates: each has to be grouped by, or aggregated."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ruleforge.languages.logs_sql.functions import function_table
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import Scope

__all__ = ["check_grouping", "group_keys", "has_aggregate", "is_aggregate", "same"]


def is_aggregate(node: exp.Expr) -> bool:
    """Whether a node is a call of an aggregate function that is no window function."""
    if not isinstance(node, exp.Anonymous) or function_table().supported.get(node.name.lower()) != "aggregate":
        return False
    parent = node.parent
    while isinstance(parent, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        parent = parent.parent
    return not isinstance(parent, exp.Window)


def has_aggregate(node: exp.Expr) -> bool:
    """Whether an expression aggregates, outside of its subqueries."""
    if is_aggregate(node):
        return True
    return any(has_aggregate(child) for child in node.iter_expressions() if not isinstance(child, exp.Query))


def group_keys(scope: Scope) -> list[exp.Expr]:
    """What a SELECT groups by, positions and aliases replaced by what they stand for."""
    group = scope.select.args.get("group")
    return [] if group is None else [_meant(item, scope) for item in _items(group)]


def _items(group: exp.Group) -> Iterator[exp.Expr]:
    lists = [group.expressions]
    lists += [group.args.get(name) or [] for name in ("rollup", "cube", "grouping_sets")]
    for items in lists:
        for item in items:
            yield from _flat(item)


def _flat(item: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(item, exp.Cube | exp.Rollup | exp.GroupingSets | exp.Tuple):
        for part in item.expressions:
            yield from _flat(part)
    elif isinstance(item, exp.Paren):
        yield from _flat(item.this)
    else:
        yield item


def _meant(item: exp.Expr, scope: Scope) -> exp.Expr:
    if isinstance(item, exp.Literal) and not item.is_string:
        position = int(item.this) if str(item.this).isdigit() else 0
        if 1 <= position <= len(scope.select.expressions):
            found = scope.select.expressions[position - 1]
            return found.this if isinstance(found, exp.Alias) else found
    if isinstance(item, exp.Column) and not item.table and item.name.casefold() in scope.aliases:
        aliased = scope.aliases[item.name.casefold()].this
        own = any(column.name.casefold() == item.name.casefold() for column in aliased.find_all(exp.Column))
        return item if own else aliased
    return item


def check_grouping(scope: Scope, report: Reporter) -> None:
    """Refuses columns that are neither grouped nor aggregated, and aggregates where there can be none."""
    select = scope.select
    where = select.args.get("where")
    if where is not None and has_aggregate(where):
        report.refuse("sql/aggregate", "an aggregate in WHERE", where, help="use HAVING")
    keys = group_keys(scope)
    for key in keys:
        if has_aggregate(key):
            report.refuse("sql/aggregate", "an aggregate in GROUP BY", key)
    for item in _items(select.args["group"]) if select.args.get("group") else ():
        if isinstance(item, exp.Literal) and not item.is_string and _meant(item, scope) is item:
            message = f"GROUP BY {item.this}: there are {len(select.expressions)} columns"
            report.refuse("sql/position", message, item)
    having = select.args.get("having")
    grouped = select.args.get("group") is not None
    if not grouped and having is None and not any(has_aggregate(item) for item in select.expressions):
        return
    for item in select.expressions:
        _check(item.this if isinstance(item, exp.Alias) else item, keys, scope, report)
    if having is not None:
        _check(having.this, [*keys, *_aliases(scope)], scope, report)
    order = select.args.get("order")
    for ordered in order.expressions if order is not None else ():
        _check(ordered.this, [*keys, *_aliases(scope)], scope, report)


def _aliases(scope: Scope) -> list[exp.Expr]:
    return [exp.column(exp.to_identifier(alias.alias, quoted=True)) for alias in scope.aliases.values()]


def same(left: exp.Expr, right: exp.Expr, scope: Scope) -> bool:
    """Whether two expressions are the same but for case and qualifiers of names."""
    if isinstance(left, exp.Column) and isinstance(right, exp.Column):
        if left.name.casefold() != right.name.casefold():
            return False
        if not left.table or not right.table:
            return len(scope.entries) < 2 or left.table == right.table or not (left.table and right.table)
        return bool(left.table.casefold() == right.table.casefold())
    if type(left) is not type(right):
        return False
    mine, others = list(left.iter_expressions()), list(right.iter_expressions())
    plain = {name: value for name, value in left.args.items() if isinstance(value, str | bool | int) and value}
    theirs = {name: value for name, value in right.args.items() if isinstance(value, str | bool | int) and value}
    if isinstance(left, exp.Anonymous):
        plain, theirs = {"this": left.name.lower()}, {"this": right.name.lower()}
    return (
        plain == theirs
        and len(mine) == len(others)
        and all(same(a, b, scope) for a, b in zip(mine, others, strict=True))
    )


def _check(node: exp.Expr, keys: list[exp.Expr], scope: Scope, report: Reporter) -> None:
    while isinstance(node, exp.Filter | exp.IgnoreNulls | exp.RespectNulls) and not isinstance(node.parent, exp.Window):
        node = node.this
    if is_aggregate(node) or isinstance(node, exp.Query) or any(same(node, key, scope) for key in keys):
        return
    if isinstance(node, exp.Column):
        if scope.entries.get(node.table.casefold()) is None and node.table:
            return  # of the SELECT around this one
        message = f"{node.name} is neither grouped nor aggregated"
        help_ = f"add it to GROUP BY, or take MAX({node.name})"
        report.refuse("sql/not-grouped", message, node, help=help_)
        return
    if isinstance(node, exp.Star):
        report.refuse("sql/not-grouped", "* beside an aggregate", node, help="name the columns")
        return
    for child in node.iter_expressions():
        _check(child, keys, scope, report)
