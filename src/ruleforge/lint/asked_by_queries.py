"""From queries to what they ask of each entry of FROM: conditions in WHERE and ON, and the fields that are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruleforge.lint.asked import Asked, Every, Leaf, Place, Relation, Some

if TYPE_CHECKING:
    from sqlglot import exp

    from ruleforge.languages.logs_sql import LogsQuery
    from ruleforge.languages.logs_sql.query import QueryParts
    from ruleforge.languages.logs_sql.scopes import Entry, Scope

__all__ = ["QueryEntry", "entries_of"]

_QUERY = ("spec", "queryString")


@dataclass(frozen=True, slots=True)
class QueryEntry:
    """Logs that a query reads: their names with the place of the entry, what is asked of them, the fields read."""

    log_groups: tuple[str, ...]
    place: Place
    asked: Asked
    fields: Mapping[str, Place]


def entries_of(query: LogsQuery) -> Iterator[QueryEntry]:
    """The log groups that a query reads, each with what it asks of their events."""
    parts = query.parts
    for scope in parts.analysis.scopes.values():
        for entry in scope.entries.values():
            if entry.logs is not None:
                yield _Reader(parts, scope, entry).read()


class _Reader:
    def __init__(self, parts: QueryParts, scope: Scope, entry: Entry) -> None:
        from sqlglot import exp

        self._exp = exp
        self._parts = parts
        self._scope = scope
        self._entry = entry

    def read(self) -> QueryEntry:
        logs = self._entry.logs
        fields: dict[str, Place] = {}
        for column in self._scope.columns:
            if self._is_ours(column):
                fields.setdefault(column.name, self._place(column))
        return QueryEntry(
            () if logs is None else logs.log_groups,
            self._place(self._entry.node),
            Every(tuple(self._conditions())),
            fields,
        )

    def _place(self, node: exp.Expr) -> Place:
        return Place(_QUERY, self._parts.place(node))

    def _conditions(self) -> Iterator[Asked]:
        """WHERE, and the ON of a JOIN that throws away what does not fit."""
        select = self._scope.select
        where = select.args.get("where")
        if where is not None:
            yield self._condition(where.this)
        for join in select.args.get("joins") or []:
            outer = join.side.upper() == "LEFT" and join.this is not self._entry.node
            if join.args.get("on") is not None and not outer:
                yield self._condition(join.args["on"])

    def _condition(self, node: exp.Expr) -> Asked:
        exp = self._exp
        if isinstance(node, exp.Paren):
            return self._condition(node.this)
        if isinstance(node, exp.And):
            return Every(tuple(self._condition(item) for item in node.flatten()))
        if isinstance(node, exp.Or):
            return Some(tuple(self._condition(item) for item in node.flatten()))
        if isinstance(node, exp.EQ):
            return self._equality(node)
        if isinstance(node, exp.In) and node.args.get("query") is None and self._field(node.this):
            field = self._field(node.this)
            return Some(tuple(self._is(field, item) for item in node.expressions))
        return self._other(node)

    def _equality(self, node: exp.EQ) -> Asked:
        for column, value in ((node.this, node.expression), (node.expression, node.this)):
            if self._field(column):
                return self._is(self._field(column), value)
        return self._other(node)

    def _is(self, field: str, value: exp.Expr) -> Leaf:
        exp = self._exp
        if isinstance(value, exp.Literal):
            return Leaf(field, Relation.IS if value.is_string else Relation.NUMBER, value.name, self._place(value))
        if isinstance(value, exp.Boolean):
            return Leaf(field, Relation.CONSTANT, str(value.this).lower(), self._place(value))
        return Leaf(field, Relation.OTHER, "", self._place(value))

    def _other(self, node: exp.Expr) -> Leaf:
        """A condition that is not followed: it may hold for a record without the field, or be about another entry."""
        return Leaf("", Relation.OTHER, "", self._place(node))

    def _field(self, node: exp.Expr | None) -> str:
        """The field of this entry that an expression is, or nothing."""
        return node.name if isinstance(node, self._exp.Column) and self._is_ours(node) else ""

    def _is_ours(self, column: exp.Column) -> bool:
        if id(column) in self._scope.alias_uses or isinstance(column.this, self._exp.Star):
            return False
        if column.table:
            return self._scope.entry(column.table) is self._entry
        return len(self._scope.entries) == 1
