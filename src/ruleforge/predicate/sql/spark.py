"""Spark SQL 3.5: get_json_object, and how to keep the types that it drops.

Spark documentation, "JSON functions". get_json_object gives the text of whatever is found, a string without its quotes;
but under a wildcard a value stays JSON. So `$[*].a` of the record in brackets is the value at `$.a` with its quotes. A
null member is no value to it: the keys of the object around tell null from absent. Measured with 3.5.9; the tests hold
its answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from sqlglot import exp

from ruleforge.predicate.operands import Member
from ruleforge.predicate.sql.athena import token_is
from ruleforge.predicate.sql.making import Refusal, both, call, cast, equals, text
from ruleforge.predicate.sql.places import ARRAY, BOOLEAN, NULL, OBJECT, Each, Place, PlaceStep

__all__ = ["SparkReader"]

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_MAP = "MAP<STRING, STRING>"


def _path(steps: tuple[PlaceStep, ...], start: str = "$") -> exp.Expr:
    """A path; where variables stand in it, put together."""
    parts: list[exp.Expr] = []
    written = start
    for step in steps:
        if isinstance(step, Each):
            opening, closing = ("['", "']") if step.named else ("[", "]")
            parts += [text(written + opening), exp.to_identifier(step.variable)]
            written = closing
        else:
            written += f"[{step}]" if isinstance(step, int) else _member(step.name)
    if written or not parts:
        parts.append(text(written))
    return parts[0] if len(parts) == 1 else call("CONCAT", *parts)


def _member(name: str) -> str:
    if _PLAIN.fullmatch(name):
        return f".{name}"
    if not name or "'" in name or "?" in name:
        message = f"a member called {name!r} cannot be named"
        raise Refusal("name", message, "Spark's JSON paths: a name in ['…'] holds neither ' nor ?")
    return f"['{name}']"


class SparkReader:
    """What Spark says about the value at a place."""

    leaky: ClassVar[frozenset[str]] = frozenset({BOOLEAN, NULL, ARRAY, OBJECT})

    def document(self, column: exp.Expr, *, objects: bool) -> exp.Expr:
        """`Reader.document`."""
        if objects:
            return column
        only = equals(call("JSON_ARRAY_LENGTH", self._bracketed(column)), exp.Literal.number(1))
        return exp.Case(ifs=[exp.If(this=only, true=column.copy())])

    def is_object_column(self, column: exp.Expr) -> exp.Expr:
        """`Reader.is_object_column`."""
        only = equals(call("JSON_ARRAY_LENGTH", self._bracketed(column)), exp.Literal.number(1))
        opened = call("GET_JSON_OBJECT", self._bracketed(column), text("$[*]"))
        return both([only, token_is(opened, frozenset({OBJECT}))])

    def guards(self, place: Place) -> list[exp.Expr]:  # noqa: ARG002
        """`Reader.guards`."""
        return []

    def text(self, place: Place) -> exp.Expr:
        """`Reader.text`."""
        return call("GET_JSON_OBJECT", place.document, _path(place.steps))

    def number(self, place: Place) -> exp.Expr:
        """`Reader.number`."""
        return cast(self._token(place), "DOUBLE", "spark")

    def is_one_of(self, place: Place, kinds: frozenset[str], *, negated: bool = False) -> exp.Expr:
        """`Reader.is_one_of`."""
        return token_is(self._token(place), kinds, negated=negated)

    def is_null(self, place: Place) -> exp.Expr:
        """`Reader.is_null`. An element that is null has that word for its text."""
        if isinstance(place.steps[-1], int) or (isinstance(place.steps[-1], Each) and not place.steps[-1].named):
            return equals(self._token(place), text("null"))
        return both([self.exists(place), exp.Is(this=self._token(place), expression=exp.Null())])

    def exists(self, place: Place) -> exp.Expr:
        """`Reader.exists`."""
        if not place.steps:
            return exp.true()
        step = place.steps[-1]
        if isinstance(step, Member):
            holder = self._token(place.parent) if place.parent.steps else place.document
            return call("MAP_CONTAINS_KEY", call("FROM_JSON", holder, text(_MAP)), text(step.name))
        if isinstance(step, Each) and step.named:
            return exp.true()
        return exp.Not(this=exp.Is(this=self._token(place), expression=exp.Null()))

    def any_element(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """`Reader.any_element`. One position too many does no harm: there is nothing."""
        name = "i" * (place.depth + 1)
        inner = Place(place.document, (*place.steps, Each(name)), place.depth + 1)
        length = call("JSON_ARRAY_LENGTH", self._token(place))
        last = exp.Sub(this=length, expression=exp.Literal.number(1))
        positions = call("SEQUENCE", exp.Literal.number(0), last)
        there = exp.Not(this=exp.Is(this=self._token(inner), expression=exp.Null()))
        found = holds(inner)
        return self._exists(positions, name, there if found == exp.true() else found)

    def any_member(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """`Reader.any_member`."""
        name = "k" * (place.depth + 1)
        inner = Place(place.document, (*place.steps, Each(name, named=True)), place.depth + 1)
        holder = self._token(place) if place.steps else place.document
        return self._exists(call("JSON_OBJECT_KEYS", holder), name, holds(inner))

    def _exists(self, values: exp.Expr, name: str, holds: exp.Expr) -> exp.Expr:
        return call("EXISTS", values, exp.Lambda(this=holds, expressions=[exp.to_identifier(name)]))

    def starts(self, value: exp.Expr, part: exp.Expr) -> exp.Expr:
        """`Reader.starts`."""
        return call("STARTSWITH", value, part)

    def ends(self, value: exp.Expr, part: str) -> exp.Expr:
        """`Reader.ends`."""
        return call("ENDSWITH", value, text(part))

    def holds(self, value: exp.Expr, part: exp.Expr) -> exp.Expr:
        """`Reader.holds`."""
        return call("CONTAINS", value, part)

    def finds(self, value: exp.Expr, expression: str) -> exp.Expr:
        """`Reader.finds`."""
        return call("REGEXP_LIKE", value, text(expression))

    def as_key(self, place: Place) -> exp.Expr:
        """`Reader.as_key`, but NULL for null too."""
        return self.text(place)

    def _bracketed(self, column: exp.Expr) -> exp.Expr:
        return call("CONCAT", text("["), column, text("]"))

    def _token(self, place: Place) -> exp.Expr:
        return call("GET_JSON_OBJECT", self._bracketed(place.document), _path(place.steps, "$[*]"))
