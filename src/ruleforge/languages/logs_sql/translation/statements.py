"""Statements: SELECT and set operations over the tables that logs were put into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ruleforge.languages.logs_sql.analysis import Analysis
from ruleforge.languages.logs_sql.relation import Relation
from ruleforge.languages.logs_sql.scopes import Entry, unwrapped
from ruleforge.languages.logs_sql.translation.call import ArgumentError, as_type
from ruleforge.languages.logs_sql.translation.casts import shown
from ruleforge.languages.logs_sql.translation.errors import placed
from ruleforge.languages.logs_sql.translation.keys import by_key, by_values, position
from ruleforge.languages.logs_sql.translation.limits import limits
from ruleforge.languages.logs_sql.translation.select import Select
from ruleforge.languages.logs_sql.translation.translated import JoinSides, Statement, listed, outputs_of
from ruleforge.languages.logs_sql.translation.windows import order_terms
from ruleforge.languages.logs_sql.types import Type, Typed, wider

__all__ = ["join_sides", "translate"]

_SET_OPERATIONS: dict[type[exp.Expr], str] = {
    exp.Union: "UNION",
    exp.Intersect: "INTERSECT",
    exp.Except: "EXCEPT",
}


def translate(query: exp.Query, analysis: Analysis, relations: Mapping[int, Relation]) -> Statement:
    """A query over relations, by the id of their entry of FROM.

    Where the order of rows is left open, Spark gives any; here rows that are not told apart otherwise are ordered by
    their values, so that the same logs give the same answer. Raises ArgumentError, with the node as `args[1]`, where
    Spark would refuse the query or ruleforge does not evaluate it.
    """
    return _shown(_Statements(analysis, relations).query(query, None, total=True))


def join_sides(analysis: Analysis, relations: Mapping[int, Relation]) -> JoinSides | None:
    """The JOIN of a query, where it has one. Raises ArgumentError as `translate` does."""
    statements = _Statements(analysis, relations)
    for scope in analysis.scopes.values():
        if scope.select.args.get("joins"):
            return Select(statements, scope, None, total=False).join_sides()
    return None


def _shown(statement: Statement) -> Statement:
    """The statement with columns that a result can hold: intervals and bytes as text."""
    values: list[Typed] = []
    for held in statement.outputs:
        value = shown(held)
        if value is None:
            raise ArgumentError(f"a column of type {held.type} is not evaluated here", unsupported=True)
        values.append(value)
    if tuple(values) == statement.outputs:
        return statement
    sql = f"SELECT {listed(values)} FROM ({statement.sql})"  # noqa: S608
    return Statement(sql, statement.columns, outputs_of(values))


class _Statements:
    def __init__(self, analysis: Analysis, relations: Mapping[int, Relation]) -> None:
        self._analysis = analysis
        self._relations = relations
        self._names: dict[int, str] = {}

    def query(self, query: exp.Expr, parent: Select | None, *, total: bool = False) -> Statement:
        """A SELECT or a set operation, inside of the SELECT that knows its own names."""
        query = unwrapped(query)
        if isinstance(query, exp.SetOperation):
            return self._set_operation(query, parent, total)
        if not isinstance(query, exp.Select):
            raise ArgumentError("only SELECT is evaluated", unsupported=True)
        return Select(self, self._analysis.scope(query), parent, total=total).statement()

    def alias(self, entry: Entry) -> str:
        """The name that an entry of FROM has in what is written."""
        return self._names.setdefault(id(entry), f"e{len(self._names)}")

    def relation(self, entry: Entry) -> Relation:
        """The table of an entry of FROM."""
        return self._relations[id(entry)]

    def _set_operation(self, query: exp.SetOperation, parent: Select | None, total: bool) -> Statement:
        left, right = self.query(query.this, parent), self.query(query.expression, parent)
        types: list[Type] = []
        for one, other in zip(left.types, right.types, strict=True):
            kind = wider(one, other)
            if kind is None:
                raise ArgumentError(f"a column is a {one} on one side and a {other} on the other")
            types.append(kind)
        word = _SET_OPERATIONS[type(query)] + ("" if query.args.get("distinct") else " ALL")
        sql = f"{_converted(left, types)} {word} {_converted(right, types)}"
        order = query.args.get("order")
        terms: list[str] = []
        keys: list[int] = []
        if order is not None:
            for ordered in order.expressions:
                place = position(ordered.this, left.columns)
                if place is None:
                    raise placed(ArgumentError("ORDER BY takes names and positions of columns here"), ordered.this)
                keys.append(place)
                terms.append(order_terms(ordered, by_key(place)))
        if total:
            terms += by_values(len(types), keys)
        tail = f" ORDER BY {', '.join(terms)}" if terms else ""
        if tail or query.args.get("limit") or query.args.get("offset"):
            sql = f"SELECT * FROM ({sql}){tail}{limits(query)}"  # noqa: S608
        sides = zip(left.outputs, right.outputs, types, strict=True)
        return Statement(
            sql, left.columns, outputs_of(Typed("", kind, one.plain & other.plain) for one, other, kind in sides)
        )


def _converted(statement: Statement, types: Sequence[Type]) -> str:
    values = (as_type(held, want) for held, want in zip(statement.outputs, types, strict=True))
    return f"(SELECT {listed(values)} FROM ({statement.sql}))"  # noqa: S608
