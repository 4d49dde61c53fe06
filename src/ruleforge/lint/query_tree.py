"""Looking into queries: whose field an expression is, what a JOIN compares, what a condition does without a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from ruleforge.diagnostics import Span
from ruleforge.languages.logs_sql.plan import conjuncts
from ruleforge.languages.logs_sql.query import QueryParts
from ruleforge.languages.logs_sql.scopes import Entry, Scope, columns_of, own_parts
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import QuerySpec

__all__ = ["QUERY", "FieldUse", "Join", "QueryTree", "comparisons", "needed_column", "selects_in", "tree_of"]

QUERY = ("spec", "queryString")
"""Where the text of a query stands in the rule's file."""

_COMPARISONS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.RegexpLike, exp.In, exp.Between,
)  # fmt: skip
_MAKES_UP = frozenset(("coalesce", "nvl", "nvl2", "ifnull", "if", "isnull", "isnotnull", "concat_ws", "array"))

"""Functions that yield a value where an argument has none."""
_READS_JSON = "get_json_object"


@dataclass(frozen=True, slots=True)
class FieldUse:
    """A field of the events of one entry of FROM: read by its name, or out of the message."""

    entry: Entry
    name: str
    node: exp.Expr


@dataclass(frozen=True, slots=True)
class Join:
    """A JOIN with the conditions of ON, of which every one has to hold."""

    entry: Entry
    node: exp.Join
    conditions: tuple[exp.Expr, ...]


class QueryTree:
    """A query that AWS takes, ready to be looked into."""

    def __init__(self, parts: QueryParts) -> None:
        self._parts = parts

    @property
    def statement(self) -> exp.Query:
        """The whole query."""
        return self._parts.statement

    @property
    def scopes(self) -> list[Scope]:
        """The names of each SELECT, in the order of the text."""
        return list(self._parts.analysis.scopes.values())

    def place(self, node: exp.Expr) -> Span:
        """Where a node stands in the text of the query."""
        return self._parts.place(node)

    def conditions(self, scope: Scope) -> list[exp.Expr]:
        """The conditions of WHERE, of which every one has to hold."""
        where = scope.select.args.get("where")
        return [] if where is None else conjuncts(where.this)

    def joins(self, scope: Scope) -> Iterator[Join]:
        """The JOINs of a SELECT that say in ON which rows are a pair."""
        for entry in scope.entries.values():
            node = entry.node.parent
            if isinstance(node, exp.Join) and isinstance(node.args.get("on"), exp.Expr):
                yield Join(entry, node, tuple(conjuncts(node.args["on"])))

    def owner(self, column: exp.Column, scope: Scope) -> Entry | None:
        """The entry of FROM that a column is of; None for one that only the events tell."""
        if column.table:
            return scope.entry(column.table)
        entries = list(scope.entries.values())
        return entries[0] if len(entries) == 1 and id(column) not in scope.alias_uses else None

    def owners(self, node: exp.Expr, scope: Scope) -> set[int]:
        """The entries, by identity, that an expression takes values of."""
        found = (self.owner(column, scope) for column in columns_of(node))
        return {id(entry) for entry in found if entry is not None}

    def field(self, node: exp.Expr, scope: Scope) -> FieldUse | None:
        """The field that an expression is, where it is nothing but one."""
        node = node.unnest()
        if isinstance(node, exp.Cast):
            node = node.this
        if isinstance(node, exp.Column):
            entry = self.owner(node, scope)
            return None if entry is None else FieldUse(entry, node.name, node)
        if not isinstance(node, exp.Anonymous) or node.name.lower() != _READS_JSON or len(node.expressions) != 2:
            return None
        message, path = node.expressions
        if not isinstance(message, exp.Column) or not isinstance(path, exp.Literal):
            return None
        entry = self.owner(message, scope)
        return None if entry is None else FieldUse(entry, path.name.removeprefix("$."), node)


def tree_of(subject: RuleSubject) -> QueryTree | None:
    """The query of a rule; None for other rules, and for one that AWS refuses."""
    if not isinstance(subject.rule.spec, QuerySpec) or subject.query is None:
        return None
    return QueryTree(subject.query.parts)


def selects_in(subject: RuleSubject) -> Iterator[tuple[QueryTree, Scope]]:
    """The SELECTs of a rule's query, each with the query; none for other rules."""
    tree = tree_of(subject)
    if tree is not None:
        yield from ((tree, scope) for scope in tree.scopes)


def comparisons(node: exp.Expr) -> Iterator[tuple[exp.Expr, bool]]:
    """Every comparison in a condition, and whether it is negated."""
    for part in own_parts(node):
        if isinstance(part, _COMPARISONS):
            parent = part.parent
            while isinstance(parent, exp.Paren):
                parent = parent.parent
            yield part, isinstance(parent, exp.Not) or bool(part.args.get("negate")) or isinstance(part, exp.NEQ)


def needed_column(condition: exp.Expr, wanted: Callable[[exp.Column], bool]) -> exp.Column | None:
    """A wanted column without whose value the condition does not hold; None where it may hold all the same."""
    condition = condition.unnest()
    if isinstance(condition, exp.And | exp.Or):
        sides = [needed_column(side, wanted) for side in (condition.this, condition.expression)]
        if isinstance(condition, exp.Or) and None in sides:
            return None
        return sides[0] or sides[1]
    if isinstance(condition, exp.Not):
        inner = condition.this.unnest()
        if isinstance(inner, exp.Is):
            return _strict(inner.this, wanted) if isinstance(inner.expression, exp.Null) else None
        return needed_column(inner, wanted) if isinstance(inner, _COMPARISONS) else None
    if isinstance(condition, exp.Is):
        return None if isinstance(condition.expression, exp.Null) else _strict(condition.this, wanted)
    return _strict(condition, wanted) if isinstance(condition, (*_COMPARISONS, exp.Column, exp.Anonymous)) else None


def _strict(node: exp.Expr, wanted: Callable[[exp.Column], bool]) -> exp.Column | None:
    """A wanted column whose missing value makes the whole expression have none."""
    if isinstance(node, exp.Column):
        return node if wanted(node) else None
    if isinstance(node, exp.Case | exp.Query | exp.If | exp.Coalesce | exp.NullSafeEQ):
        return None
    if isinstance(node, exp.Anonymous) and node.name.lower() in _MAKES_UP:
        return None
    return next((found for part in node.iter_expressions() if (found := _strict(part, wanted)) is not None), None)
