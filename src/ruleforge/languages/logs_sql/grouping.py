"""Aggregates and window functions: where they can stand, and what can stand beside them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from ruleforge.data.sql_functions import function_table
from ruleforge.languages.logs_sql.literals import digits
from ruleforge.languages.logs_sql.reporter import Reporter
from ruleforge.languages.logs_sql.scopes import Scope, columns_of, own_parts
from ruleforge.languages.logs_sql.tree import children

__all__ = ["check_grouping", "group_keys", "has_aggregate", "is_aggregate", "is_in_aggregate", "position_of", "same"]

_AROUND_CALLS = (exp.Filter, exp.IgnoreNulls, exp.RespectNulls)


def is_aggregate(node: exp.Expr) -> bool:
    """Whether a node is a call of an aggregate function that is no window function."""
    if not isinstance(node, exp.Anonymous) or function_table().supported.get(node.name.lower()) != "aggregate":
        return False
    parent = node.parent
    while isinstance(parent, _AROUND_CALLS):
        parent = parent.parent
    return not isinstance(parent, exp.Window)


def is_in_aggregate(column: exp.Expr) -> bool:
    """Whether a column stands in the brackets of an aggregate, where names are those of fields alone."""
    node = column.parent
    while node is not None and not isinstance(node, exp.Select):
        if is_aggregate(node):
            return True
        node = node.parent
    return False


def has_aggregate(node: exp.Expr) -> bool:
    """Whether an expression aggregates, outside of its subqueries."""
    return any(is_aggregate(part) for part in own_parts(node))


def position_of(node: exp.Expr) -> int | None:
    """The position that a term of GROUP BY or ORDER BY names; None where it is an expression."""
    negative = isinstance(node, exp.Neg)
    literal = node.this if isinstance(node, exp.Neg) else node
    if not isinstance(literal, exp.Literal) or literal.is_string or not str(literal.this).isdigit():
        return None
    position = digits(literal)
    if position is None:
        position = sys.maxsize  # no list is as long as that
    return -position if negative else position


def group_keys(scope: Scope) -> list[exp.Expr]:
    """What a SELECT groups by, positions and aliases replaced by what they stand for."""
    group = scope.select.args.get("group")
    return [] if group is None else [_meant(item, scope) for item in _items(group)]


def _items(group: exp.Group) -> Iterator[exp.Expr]:
    lists = [group.expressions]
    lists += [group.args.get(name) or [] for name in ("rollup", "cube", "grouping_sets")]
    stack = [item for items in reversed(lists) for item in reversed(items)]
    while stack:
        item = stack.pop()
        if isinstance(item, exp.Cube | exp.Rollup | exp.GroupingSets | exp.Tuple):
            stack += reversed(item.expressions)
        elif isinstance(item, exp.Paren):
            stack.append(item.this)
        else:
            yield item


def _meant(item: exp.Expr, scope: Scope) -> exp.Expr:
    position = position_of(item)
    if position is not None and 1 <= position <= len(scope.select.expressions):
        found: exp.Expr = scope.select.expressions[position - 1]
        return found.unalias()
    if id(item) in scope.alias_uses:
        return scope.aliases[item.name.casefold()].unalias()
    return item


def check_grouping(scope: Scope, report: Reporter) -> None:
    """Refuses aggregates and window functions where there can be none, and columns that are not grouped."""
    select = scope.select
    aggregates, windows = scope.aggregates, scope.windows
    of_events = _clauses_of_events(scope)
    for part, word in _standing_in(of_events, aggregates):
        report.refuse("sql/aggregate", f"an aggregate in {word}", part, help="use HAVING")
    before_windows = [*of_events, *_clause(scope, "group"), *_clause(scope, "having")]
    for part, word in _standing_in(before_windows, windows):
        message = f"a window function in {word}"
        report.refuse("sql/window", message, part, help="compute it in a subquery in FROM", whole=True)
    _check_nesting([*aggregates, *windows], report)
    keys_stand = _check_keys(scope, report)
    order = select.args.get("order") or select.args.get("sort")
    ordered = [item.this for item in order.expressions] if order is not None else []
    grouped = select.args.get("group") is not None or select.args.get("having") is not None
    selected = [("SELECT", item) for item in select.expressions]
    if not grouped and not any(_standing_in(selected, aggregates)):
        for part, _ in _standing_in([("ORDER BY", node) for node in ordered], aggregates):
            message = "an aggregate in ORDER BY of a SELECT that aggregates nothing"
            report.refuse("sql/aggregate", message, part, help="add GROUP BY")
        _check_distinct(scope, ordered, report)
    elif keys_stand:
        having = [node.this for _, node in _clause(scope, "having")]
        _check_columns(scope, [*select.expressions, *having, *ordered], report)


def _clauses_of_events(scope: Scope) -> list[tuple[str, exp.Expr]]:
    """The clauses that are about single events."""
    joins = [entry.node.parent for entry in scope.entries.values() if isinstance(entry.node.parent, exp.Join)]
    conditions = [join.args["on"] for join in joins if join.args.get("on") is not None]
    return [*_clause(scope, "where"), *(("ON", condition) for condition in conditions)]


def _clause(scope: Scope, name: str) -> list[tuple[str, exp.Expr]]:
    clause = scope.select.args.get(name)
    return [] if clause is None else [({"group": "GROUP BY"}.get(name, name.upper()), clause)]


def _standing_in(clauses: Sequence[tuple[str, exp.Expr]], parts: Iterable[exp.Expr]) -> list[tuple[exp.Expr, str]]:
    """Those parts of a SELECT that stand in some of its clauses, each with the word of its clause."""
    words = {id(clause): word for word, clause in clauses}
    found = []
    for part in parts:
        node: exp.Expr | None = part
        while node is not None and id(node) not in words:
            node = node.parent
        if node is not None:
            found.append((part, words[id(node)]))
    return found


def _check_nesting(parts: Iterable[exp.Expr], report: Reporter) -> None:
    """No aggregate aggregates another one, and no window function stands in either."""
    for outer in parts:
        holder = outer.parent if isinstance(outer.parent, exp.Filter) and is_aggregate(outer) else outer
        inside = [part for part in own_parts(holder) if part is not outer and part is not holder]
        if is_aggregate(outer) and any(is_aggregate(part) for part in inside):
            message = "an aggregate inside an aggregate"
            report.refuse("sql/aggregate", message, outer, help="aggregate in a subquery in FROM", whole=True)
        if any(isinstance(part, exp.Window) for part in inside):
            message = "a window function inside another function that looks at many events"
            report.refuse("sql/window", message, outer, help="compute it in a subquery in FROM", whole=True)


def _check_keys(scope: Scope, report: Reporter) -> bool:
    """Whether what a SELECT groups by can be grouped by."""
    group = scope.select.args.get("group")
    fine = group is None or any(True for _ in _items(group)) or group.args.get("grouping_sets") is not None
    for item in _items(group) if group is not None else ():
        position = position_of(item)
        if position is not None and not 1 <= position <= len(scope.select.expressions):
            message = f"GROUP BY {position}, and the SELECT list has {len(scope.select.expressions)}"
            report.refuse("sql/position", message, item)
        elif has_aggregate(_meant(item, scope)):
            help_ = "group by what the aggregate is to be computed for"
            report.refuse("sql/aggregate", "an aggregate in GROUP BY", item, help=help_)
        elif any(isinstance(part, exp.Window) for part in own_parts(_meant(item, scope))):
            report.refuse("sql/window", "a window function in GROUP BY", item, help="compute it in a subquery in FROM")
        else:
            continue
        fine = False
    return fine


def _check_distinct(scope: Scope, ordered: Iterable[exp.Expr], report: Reporter) -> None:
    """ORDER BY behind SELECT DISTINCT has nothing left but what is selected."""
    if scope.select.args.get("distinct") is None or scope.select.is_star:
        return
    selected = [item.unalias() for item in scope.select.expressions]
    for node in ordered:
        if any(same(node, item) for item in selected):
            continue
        for column in columns_of(node):
            if id(column) not in scope.alias_uses and not any(same(column, item) for item in selected):
                message = f"{column.name} is not selected, and SELECT DISTINCT leaves nothing else to order by"
                report.refuse("sql/order", message, column, help=f"select {column.name} as well")


def _check_columns(scope: Scope, nodes: Iterable[exp.Expr], report: Reporter) -> None:
    keys = [_bare(key) for key in group_keys(scope)]
    told: set[str] = set()
    for node in nodes:
        for part in _ungrouped(node.unalias(), keys, scope):
            if isinstance(part, exp.Star):
                report.refuse("sql/not-grouped", "* beside an aggregate", part, help="name the columns")
            elif part.name.casefold() not in told:
                told.add(part.name.casefold())
                message = f"{part.name} is neither grouped nor aggregated"
                help_ = f"add it to GROUP BY, or take MAX({part.name})"
                report.refuse("sql/not-grouped", message, part, help=help_)


def _ungrouped(node: exp.Expr, keys: list[exp.Expr], scope: Scope) -> Iterator[exp.Expr]:
    """The columns of an expression that have more than one value in a group."""
    stack = [node]
    while stack:
        part = stack.pop()
        kind = type(_bare(part))
        if is_aggregate(part) or any(type(key) is kind and same(part, key) for key in keys):
            continue
        if isinstance(part, _AROUND_CALLS) and not isinstance(part.parent, exp.Window):
            stack.append(part.this)
        elif isinstance(part, exp.Query):
            stack += _outer_columns(part, scope)
        elif isinstance(part, exp.Column):
            here = not part.table or part.table.casefold() in scope.entries
            if here and id(part) not in scope.alias_uses:
                yield part
        elif isinstance(part, exp.Star):
            yield part
        else:
            stack += reversed(children(part))


def _outer_columns(query: exp.Query, scope: Scope) -> Iterator[exp.Column]:
    """The columns in a subquery that are qualified as those of the SELECT around it."""
    for column in query.find_all(exp.Column):
        table = column.table.casefold()
        if table not in scope.entries:
            continue
        inner = column.find_ancestor(exp.Select)
        while inner is not None and inner is not scope.select:
            if table in {source.alias_or_name.casefold() for source in _sources(inner)}:
                break
            inner = inner.find_ancestor(exp.Select)
        else:
            yield column


def _sources(select: exp.Select) -> Iterator[exp.Expr]:
    if select.args.get("from_") is not None:
        yield select.args["from_"].this
    yield from (join.this for join in select.args.get("joins") or [])


def same(left: exp.Expr, right: exp.Expr) -> bool:
    """Whether two expressions are the same but for case, brackets, and qualifiers of names."""
    stack = [(left, right)]
    while stack:
        one, other = (_bare(node) for node in stack.pop())
        if isinstance(one, exp.Column) and isinstance(other, exp.Column):
            if not _same_column(one, other):
                return False
            continue
        if type(one) is not type(other) or _plain(one) != _plain(other):
            return False
        mine, theirs = children(one), children(other)
        if len(mine) != len(theirs):
            return False
        stack += zip(mine, theirs, strict=True)
    return True


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _same_column(one: exp.Column, other: exp.Column) -> bool:
    if one.name.casefold() != other.name.casefold() or isinstance(one.this, exp.Star):
        return False
    return not one.table or not other.table or one.table.casefold() == other.table.casefold()


def _plain(node: exp.Expr) -> dict[str, object]:
    if isinstance(node, exp.Anonymous):
        return {"this": node.name.lower()}
    return {name: value for name, value in node.args.items() if not isinstance(value, exp.Expr | list) and value}
