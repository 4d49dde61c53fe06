"""DuckDB: JSON functions that keep types.

DuckDB documentation, "JSON Processing Functions": json_type tells the kind of what a path finds, NULL where nothing is
there; `->>` gives its text. Text that is no JSON is an error, so a column that may hold any is looked at first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from sqlglot import exp

from ruleforge.predicate.operands import Member
from ruleforge.predicate.sql.making import Refusal, call, cast, equals, one_of, text
from ruleforge.predicate.sql.places import ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, Place, PlaceStep

__all__ = ["DuckdbReader"]

_TYPES = {
    STRING: ("VARCHAR",),
    NUMBER: ("BIGINT", "UBIGINT", "DOUBLE"),
    BOOLEAN: ("BOOLEAN",),
    NULL: ("NULL",),
    ARRAY: ("ARRAY",),
    OBJECT: ("OBJECT",),
}


def _path(steps: tuple[PlaceStep, ...], end: str = "") -> exp.Expr:
    written = "$"
    for step in steps:
        if isinstance(step, Member):
            if "\\" in step.name or '"' in step.name or not step.name:
                message = f"a member called {step.name!r} cannot be named"
                raise Refusal("name", message, "DuckDB's JSON paths have no way to write it")
            written += f'."{step.name}"'
        elif isinstance(step, int):
            written += f"[{step}]"
    return text(written + end)


class DuckdbReader:
    """What DuckDB says about the value at a place."""

    leaky: ClassVar[frozenset[str]] = frozenset({BOOLEAN, ARRAY, OBJECT})

    def document(self, column: exp.Expr, *, objects: bool) -> exp.Expr:
        """`Reader.document`."""
        if objects:
            return column
        return exp.Case(ifs=[exp.If(this=call("JSON_VALID", column), true=column.copy())])

    def is_object_column(self, column: exp.Expr) -> exp.Expr:
        """`Reader.is_object_column`."""
        return equals(call("JSON_TYPE", self.document(column, objects=False)), text("OBJECT"))

    def guards(self, place: Place) -> list[exp.Expr]:  # noqa: ARG002
        """`Reader.guards`."""
        return []

    def text(self, place: Place) -> exp.Expr:
        """`Reader.text`."""
        return call("JSON_EXTRACT_STRING", place.document, _path(place.steps))

    def number(self, place: Place) -> exp.Expr:
        """`Reader.number`."""
        return cast(self._token(place), "DOUBLE", "duckdb")

    def is_one_of(self, place: Place, kinds: frozenset[str], *, negated: bool = False) -> exp.Expr:
        """`Reader.is_one_of`."""
        listed = [text(name) for kind in _TYPES if kind in kinds for name in _TYPES[kind]]
        return one_of(self._type(place), listed, negated=negated)

    def is_null(self, place: Place) -> exp.Expr:
        """`Reader.is_null`."""
        return equals(self._type(place), text("NULL"))

    def exists(self, place: Place) -> exp.Expr:
        """`Reader.exists`."""
        return exp.Not(this=exp.Is(this=self._type(place), expression=exp.Null()))

    def any_element(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """`Reader.any_element`."""
        return self._any(call("JSON_EXTRACT", place.document, _path(place.steps, "[*]")), place, holds)

    def any_member(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """`Reader.any_member`."""
        return self._any(call("JSON_EXTRACT", place.document, _path(place.steps, ".*")), place, holds)

    def _any(self, values: exp.Expr, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        name = exp.to_identifier("x" * (place.depth + 1))
        inner = Place(name.copy(), (), place.depth + 1)
        found = call("LIST_FILTER", values, exp.Lambda(this=holds(inner), expressions=[name]))
        return exp.GT(this=call("LEN", found), expression=exp.Literal.number(0))

    def starts(self, value: exp.Expr, part: exp.Expr) -> exp.Expr:
        """`Reader.starts`."""
        return call("STARTS_WITH", value, part)

    def ends(self, value: exp.Expr, part: str) -> exp.Expr:
        """`Reader.ends`."""
        return call("SUFFIX", value, text(part))

    def holds(self, value: exp.Expr, part: exp.Expr) -> exp.Expr:
        """`Reader.holds`."""
        return call("CONTAINS", value, part)

    def finds(self, value: exp.Expr, expression: str) -> exp.Expr:
        """`Reader.finds`."""
        return call("REGEXP_MATCHES", value, text(expression))

    def as_key(self, place: Place) -> exp.Expr:
        """`Reader.as_key`."""
        return call("COALESCE", self.text(place), self._token(place))

    def _type(self, place: Place) -> exp.Expr:
        return call("JSON_TYPE", place.document, _path(place.steps))

    def _token(self, place: Place) -> exp.Expr:
        return exp.Cast(this=call("JSON_EXTRACT", place.document, _path(place.steps)), to=exp.DataType.build("TEXT"))
