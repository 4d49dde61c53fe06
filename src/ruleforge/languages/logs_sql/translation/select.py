"""One SELECT over the tables that logs were put into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from sqlglot import exp

from ruleforge.languages.logs_sql.grouping import has_aggregate, is_in_aggregate
from ruleforge.languages.logs_sql.literals import digits, quoted
from ruleforge.languages.logs_sql.macros import has_lambda
from ruleforge.languages.logs_sql.plan import conjuncts, spelled
from ruleforge.languages.logs_sql.relation import Relation
from ruleforge.languages.logs_sql.scopes import Entry, Scope, columns_of, output_name, own_parts
from ruleforge.languages.logs_sql.sources import IndexCondition
from ruleforge.languages.logs_sql.translation.call import ArgumentError, as_type
from ruleforge.languages.logs_sql.translation.errors import placed
from ruleforge.languages.logs_sql.translation.expressions import Expressions
from ruleforge.languages.logs_sql.translation.json_functions import json_path
from ruleforge.languages.logs_sql.translation.keys import by_key, by_values, key, of_position, position
from ruleforge.languages.logs_sql.translation.limits import limits
from ruleforge.languages.logs_sql.translation.translated import JoinSides, Statement, listed, outputs_of
from ruleforge.languages.logs_sql.translation.windows import order_terms, over
from ruleforge.languages.logs_sql.types import STRING, Type, Typed, comparable

__all__ = ["Select"]


class Statements(Protocol):
    """What a SELECT asks of the query that it stands in."""

    def query(self, query: exp.Expr, parent: Select | None, *, total: bool = False) -> Statement:
        """A query inside of this one."""

    def alias(self, entry: Entry) -> str:
        """The name that an entry of FROM has in what is written."""

    def relation(self, entry: Entry) -> Relation:
        """The table of an entry of FROM."""


class Select:
    """One SELECT; gives its expressions the names that they ask for."""

    def __init__(self, statements: Statements, scope: Scope, parent: Select | None, *, total: bool) -> None:
        self._statements = statements
        self._scope = scope
        self._parent = parent
        self._total = total
        self._node = scope.select
        self._subqueries: dict[int, Statement] = {}
        self._clause = "select"
        self._expressions = Expressions(self)
        self._outputs: list[tuple[str, Typed]] = []
        # What rows of the answer are told apart by: nothing where they all are one, None where each is of one event.
        self._groups: Sequence[str] | None = None

    def statement(self) -> Statement:
        """The whole SELECT."""
        source = self._from()
        self._outputs = list(self._select_list())
        values = [value for _, value in self._outputs]
        distinct = "DISTINCT " if self._node.args.get("distinct") else ""
        sql = f"SELECT {distinct}{listed(values)} FROM {source}{self._tail()}{limits(self._node, self._expressions)}"  # noqa: S608
        return Statement(sql, tuple(name for name, _ in self._outputs), outputs_of(values))

    def _tail(self) -> str:
        parts = []
        where = self._node.args.get("where")
        if where is not None:
            self._clause = "where"
            parts.append(f"WHERE {self._expressions.condition(where.this)}")
        group = self._node.args.get("group")
        if group is not None:
            self._clause = "group"
            self._groups = self._group(group)
            parts.append(f"GROUP BY {', '.join(self._groups)}")
        elif self._is_one_row():
            self._groups = []
        parts += self._having(group)
        self._clause = "order"
        windows = self._node.args.get("windows")
        if windows:
            named = ", ".join(f'"{item.name}" AS ({over(item, self._expressions)})' for item in windows)
            parts.append(f"WINDOW {named}")
        order = self._node.args.get("order") or self._node.args.get("sort")
        ordered = order.expressions if order is not None else []
        keys = [self._order_key(item.this) for item in ordered]
        terms = [order_terms(item, by_key(wanted)) for item, wanted in zip(ordered, keys, strict=True)]
        if self._total and (terms or not self._keeps_order()):
            terms += by_values(self._columns_until_unique(), keys)
        if terms:
            parts.append(f"ORDER BY {', '.join(terms)}")
        return "".join(f" {part}" for part in parts)

    def _having(self, group: exp.Group | None) -> list[str]:
        """Which groups are kept.

        Of no events ROLLUP and its like make no group, and DuckDB a total. In HAVING DuckDB knows no members of what a
        lambda binds, which many functions need. In QUALIFY it does; but that comes behind window functions.
        """
        having = self._node.args.get("having")
        sets = group is not None and group.find(exp.Rollup, exp.Cube, exp.GroupingSets) is not None
        kept = "count(*) > 0" if sets else "true"
        if having is None:
            return [f"HAVING {kept}"] if sets else []
        self._clause = "having"
        condition = self._expressions.condition(having.this)
        if not has_lambda(condition) or any(isinstance(part, exp.Window) for part in own_parts(self._node)):
            return [f"HAVING {kept} AND {condition}"]
        return [f"HAVING {kept} QUALIFY {condition} AND row_number() OVER () > 0"]

    def _columns_until_unique(self) -> int:
        """How many columns it takes, from the first on, until no two rows are alike in them; all, where some may be.

        Groups differ in what they are made of, and all rows together are one.
        """
        shown = {key(value): index for index, (_, value) in reversed([*enumerate(self._outputs)])}
        if self._groups is None or not shown.keys() >= set(self._groups):
            return len(self._outputs)
        return 1 + max((shown[item] for item in self._groups), default=-1)

    def _keeps_order(self) -> bool:
        """Whether rows come in the order of the log as long as nobody asks for another."""
        joined = len(self._scope.entries) > 1 or any(entry.query is not None for entry in self._scope.entries.values())
        clauses = any(self._node.args.get(name) for name in ("group", "distinct"))
        return not (joined or clauses or self._is_one_row())

    def _is_one_row(self) -> bool:
        """Whether all rows together make one, as they do in aggregates without GROUP BY."""
        aggregates = self._node.args.get("having") is not None or bool(self._scope.aggregates)
        return aggregates and self._node.args.get("group") is None

    def _from(self) -> str:
        self._clause = "on"
        joins = {id(join.this): join for join in self._node.args.get("joins") or []}
        text = ""
        for entry in self._scope.entries.values():
            table = f'{self._table(entry)} AS "{self._statements.alias(entry)}"'
            join = joins.get(id(entry.node))
            if join is None:
                text += table
                continue
            kind = "LEFT OUTER JOIN" if entry.outer else "INNER JOIN"
            text += f" {kind} {table} ON {self._condition(join)}"
        return text

    def join_sides(self) -> JoinSides:
        """The sides of the one JOIN."""
        left, right = list(self._scope.entries.values())[:2]
        tables = [f'{self._table(entry)} AS "{self._statements.alias(entry)}"' for entry in (left, right)]
        join = self._node.args["joins"][0]
        condition = self._condition(join)
        keys: list[tuple[str, str, str]] = []
        on = join.args.get("on")
        for part in conjuncts(on) if on is not None else ():
            if isinstance(part, exp.EQ):
                pair = self._pair(part, left, right)
                if pair is not None:
                    keys.append((spelled(part), *pair))
        for name in join.args.get("using") or []:
            pair_of_name = [self._of_entry(entry, name.name) for entry in (left, right)]
            keys.append((name.name, *(value.sql for value in pair_of_name if value is not None)))
        return JoinSides(tables[0], tables[1], condition, tuple(keys))

    def _pair(self, equality: exp.EQ, left: Entry, right: Entry) -> tuple[str, str] | None:
        """The values of both sides of the JOIN in an equality; None where it does not compare the two."""
        names = [
            {column.table.casefold() for column in columns_of(side)} for side in (equality.this, equality.expression)
        ]
        sides = [self._expressions.of(side).sql for side in (equality.this, equality.expression)]
        wanted = [{left.name.casefold()}, {right.name.casefold()}]
        if names == wanted:
            return sides[0], sides[1]
        return (sides[1], sides[0]) if names == wanted[::-1] else None

    def _condition(self, join: exp.Join) -> str:
        on = join.args.get("on")
        if on is not None:
            return self._expressions.condition(on)
        left, right = list(self._scope.entries.values())[:2]
        parts = []
        for name in join.args["using"]:
            one, other = (self._of_entry(entry, name.name) for entry in (left, right))
            kind = None if one is None or other is None else comparable(one.type, other.type)
            if one is None or other is None or kind is None:
                raise placed(ArgumentError(f"{name.name} of USING is not on both sides, or of two types"), name)
            parts.append(f"{as_type(one, kind).sql} = {as_type(other, kind).sql}")
        return f"({' AND '.join(parts)})"

    def _using(self) -> list[str]:
        """The columns that a JOIN has once, by USING."""
        joins = self._node.args.get("joins") or []
        return [item.name for join in joins for item in join.args.get("using") or []]

    def _table(self, entry: Entry) -> str:
        if entry.query is not None:
            found = self._statements.query(entry.query, self._parent)
            self._subqueries[id(entry)] = found
            return f"({found.sql})"
        relation = self._statements.relation(entry)
        conditions = entry.logs.conditions if entry.logs is not None else ()
        if not conditions:
            return relation.table
        kept = " AND ".join(_indexed(relation, condition) for condition in conditions)
        return f"(SELECT * FROM {relation.table} WHERE {kept})"  # noqa: S608

    def _select_list(self) -> list[tuple[str, Typed]]:
        outputs: list[tuple[str, Typed]] = []
        for item in self._node.expressions:
            star = item if isinstance(item, exp.Star) else item.this if isinstance(item, exp.Column) else None
            if isinstance(star, exp.Star):
                table = item.table if isinstance(item, exp.Column) else ""
                outputs += self._everything(table)
                continue
            outputs.append((output_name(item), self._expressions.of(item)))
        return outputs

    def _everything(self, table: str) -> list[tuple[str, Typed]]:
        """What * stands for: the columns of USING once, then all of each entry."""
        found: list[tuple[str, Typed]] = []
        once = {} if table else {name.casefold(): name for name in self._using()}
        for name in once.values():
            value = self._of_entry(next(iter(self._scope.entries.values())), name)
            if value is not None:
                found.append((name, value))
        for entry in self._scope.entries.values():
            if table and entry.name.casefold() != table.casefold():
                continue
            names: Sequence[str]
            if entry.query is not None:
                names = self._subqueries[id(entry)].columns
            else:
                names = self._statements.relation(entry).names
            for name in names:
                value = self._of_entry(entry, name)
                if value is not None and name.casefold() not in once:
                    found.append((name, value))
        return found

    def _group(self, group: exp.Group) -> Sequence[str]:
        terms = [self._group_item(item) for item in group.expressions]
        for name, word in (("rollup", "ROLLUP"), ("cube", "CUBE")):
            for item in group.args.get(name) or []:
                if item.expressions:
                    terms.append(self._group_item(item))
                else:
                    terms = [f"{word} ({', '.join(terms)})"]  # GROUP BY a, b WITH ROLLUP
        sets = [self._group_item(item) for item in group.args.get("grouping_sets") or []]
        # GROUP BY a, b GROUPING SETS (…): the sets alone say what is grouped by.
        return sets or terms

    def _group_item(self, item: exp.Expr) -> str:
        for kind, word in ((exp.Cube, "CUBE"), (exp.Rollup, "ROLLUP"), (exp.GroupingSets, "GROUPING SETS")):
            if isinstance(item, kind):
                return f"{word} ({', '.join(self._group_item(part) for part in item.expressions)})"
        if isinstance(item, exp.Tuple):
            return f"({', '.join(self._group_item(part) for part in item.expressions)})"
        place = digits(item)
        if place is not None:
            return key(self._selected(of_position(self._node, place)))
        return key(self._expressions.of(item))

    def _order_key(self, node: exp.Expr) -> int | str:
        """What ORDER BY means: a column of the SELECT list, by its index, or an expression."""
        is_qualified = isinstance(node, exp.Column) and bool(node.table)
        place = None if is_qualified else position(node, [name for name, _ in self._outputs])
        return key(self._expressions.of(node)) if place is None else place

    def column(self, column: exp.Column) -> Typed:
        """The column of a name: of an entry of FROM, an alias of the SELECT list, or of the SELECT around this one."""
        name = column.name
        if isinstance(column.this, exp.Star):
            raise placed(ArgumentError("* stands in the SELECT list alone"), column)
        if column.table:
            value = self._qualified(column.table, name)
            if value is None:
                raise placed(ArgumentError(f"{column.table} has no column {name}"), column)
            return value
        alias = self._scope.aliases.get(name.casefold())
        behind = self._clause in ("having", "order")
        by_alias = behind and not is_in_aggregate(column)
        if alias is not None and by_alias and self._outputs:
            for shown, value in self._outputs:
                if shown.casefold() == name.casefold():
                    return value
        found = self._fields(name, column)
        if alias is not None and id(column) in self._scope.alias_uses:
            if found is None or (found.is_absent and (by_alias or not behind)):
                return self._selected(alias.this)
            self._check_grouped(column, alias)
        if found is None:
            if self._parent is not None:
                return self._parent.column(column)
            raise placed(ArgumentError(f"there is no column {name}"), column)
        return found

    def _check_grouped(self, column: exp.Column, alias: exp.Expr) -> None:
        """Raises ArgumentError where GROUP BY means a field, and what has its name as an alias is not grouped."""
        if self._clause != "group" or has_aggregate(alias.this):
            return
        keys = (key for key in columns_of(self._node.args["group"]) if id(key) not in self._scope.alias_uses)
        grouped = {key.name.casefold() for key in keys}
        for part in columns_of(alias.this):
            if part.name.casefold() not in grouped:
                message = (
                    f"{part.name} is not grouped: these logs have a field {column.name}, which GROUP BY means then"
                )
                raise placed(ArgumentError(message), part)

    def _selected(self, item: exp.Expr) -> Typed:
        """An item of the SELECT list that another clause means, in which names are those that they are in the list."""
        clause, self._clause = self._clause, "select"
        try:
            return self._expressions.of(item)
        finally:
            self._clause = clause

    def _qualified(self, table: str, name: str) -> Typed | None:
        entry = self._scope.entries.get(table.casefold())
        if entry is not None:
            return self._of_entry(entry, name)
        return self._parent._qualified(table, name) if self._parent is not None else None

    def _fields(self, name: str, column: exp.Column) -> Typed | None:
        """A name without a qualifier: of the one entry that has it."""
        found = [(entry, self._of_entry(entry, name)) for entry in self._scope.entries.values()]
        there = [value for _, value in found if value is not None and not value.is_absent]
        using = {item.casefold() for item in self._using()}
        if len(there) > 1 and name.casefold() not in using:
            raise placed(ArgumentError(f"{name} is on both sides of the JOIN: say which is meant"), column)
        if there:
            return there[0]
        return next((value for _, value in found if value is not None), None)

    def _of_entry(self, entry: Entry, name: str) -> Typed | None:
        prefix = self._statements.alias(entry)
        if entry.query is not None:
            inner = self._subqueries.get(id(entry))
            if inner is None:
                return None
            for column, value in zip(inner.columns, inner.outputs, strict=True):
                if column.casefold() == name.casefold():
                    return replace(value, sql=f'"{prefix}".{value.sql}')
            return None
        relation = self._statements.relation(entry)
        held = relation.columns.get(name.casefold())
        return held and replace(held, sql=f'"{prefix}".{held.sql}')

    def message_path(self, column: exp.Column, path: str) -> Typed | None:
        """A JSON path of `@message`, where it was read while loading."""
        if column.name.casefold() != "@message":
            return None
        for entry in self._scope.entries.values():
            if entry.query is None and (not column.table or column.table.casefold() == entry.name.casefold()):
                relation = self._statements.relation(entry)
                known = json_path(path) if relation.paths else None
                if known is not None:
                    held = relation.paths.get(known)
                    return held and replace(held, sql=f'"{self._statements.alias(entry)}".{held.sql}')
        return None

    def subquery(self, query: exp.Expr) -> tuple[str, Sequence[Type]]:
        """A subquery in an expression of this SELECT."""
        found = self._statements.query(query, self)
        return found.sql, found.types


def _indexed(relation: Relation, condition: IndexCondition) -> str:
    """Whether an event has one of the values that filterIndex names, all taken as texts."""
    held = as_type(relation.columns[condition.field.casefold()], STRING).sql
    return f"({held} IN ({', '.join(map(quoted, condition.values))}))"
