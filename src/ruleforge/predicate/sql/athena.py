"""Athena, engine version 3: Trino's JSON functions.

Trino documentation, "JSON functions and operators": json_extract_scalar gives the text of a string, a number or a
boolean and NULL for the rest; json_format(json_extract(…)) gives JSON, in which a string has its quotes. A path step
is taken for a member's name and for a position alike, so positions ask for an array besides. TRY_CAST to ARRAY(JSON)
and MAP(VARCHAR, JSON) opens one level; a null inside is JSON 'null'.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from sqlglot import exp

from ruleforge.predicate.operands import Member
from ruleforge.predicate.sql.making import both, call, cast, equals, one_of, text
from ruleforge.predicate.sql.places import ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, Each, Place, PlaceStep

__all__ = ["AthenaReader", "path_text", "token_is"]

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIKE_A_POSITION = re.compile(r"[+-]?[0-9]+")
_FIRST = {STRING: ('"',), BOOLEAN: ("t", "f"), NULL: ("n",), ARRAY: ("[",), OBJECT: ("{",)}


def path_text(steps: tuple[PlaceStep, ...]) -> str:
    """A path in Trino's syntax."""
    written = "$"
    for step in steps:
        if isinstance(step, Member):
            quoted = step.name.replace("\\", "\\\\").replace('"', '\\"')
            written += f".{step.name}" if _PLAIN.fullmatch(step.name) else f'["{quoted}"]'
        elif isinstance(step, int):
            written += f"[{step}]"
    return written


def token_is(token: exp.Expr, kinds: frozenset[str], *, negated: bool = False) -> exp.Expr:
    """Whether JSON text is of one of some kinds, or of another, by its first character."""
    first = call("SUBSTR", token, exp.Literal.number(1), exp.Literal.number(1))
    turned = NUMBER in kinds
    listed = [sign for kind, signs in _FIRST.items() if (kind in kinds) is not turned for sign in signs]
    return one_of(first, [text(sign) for sign in listed], negated=turned is not negated)


class AthenaReader:
    """What Athena says about the value at a place."""

    leaky: ClassVar[frozenset[str]] = frozenset({BOOLEAN})

    def document(self, column: exp.Expr, *, objects: bool) -> exp.Expr:
        """`Reader.document`."""
        return column if objects else call("TRY", call("JSON_PARSE", column))

    def is_object_column(self, column: exp.Expr) -> exp.Expr:
        """`Reader.is_object_column`."""
        return token_is(call("JSON_FORMAT", call("TRY", call("JSON_PARSE", column))), frozenset({OBJECT}))

    def guards(self, place: Place) -> list[exp.Expr]:
        """`Reader.guards`."""
        found: list[exp.Expr] = []
        for index, step in enumerate(place.steps):
            holder = Place(place.document, place.steps[:index])
            if isinstance(step, int):
                length = call("JSON_ARRAY_LENGTH", self._json(holder))
                found.append(exp.GT(this=length, expression=exp.Literal.number(step)))
            elif isinstance(step, Member) and index and _LIKE_A_POSITION.fullmatch(step.name):
                found.append(token_is(self._token(holder), frozenset({OBJECT})))
        return found

    def text(self, place: Place) -> exp.Expr:
        """`Reader.text`."""
        return call("JSON_EXTRACT_SCALAR", place.document, text(path_text(place.steps)))

    def number(self, place: Place) -> exp.Expr:
        """`Reader.number`."""
        return cast(self._token(place), "DOUBLE", "athena")

    def is_one_of(self, place: Place, kinds: frozenset[str], *, negated: bool = False) -> exp.Expr:
        """`Reader.is_one_of`."""
        return token_is(self._token(place), kinds, negated=negated)

    def is_null(self, place: Place) -> exp.Expr:
        """`Reader.is_null`."""
        return equals(self._token(place), text("null"))

    def exists(self, place: Place) -> exp.Expr:
        """`Reader.exists`."""
        if not place.steps:
            return exp.true()
        return exp.Not(this=exp.Is(this=self._json(place), expression=exp.Null()))

    def any_element(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """`Reader.any_element`."""
        return self._any(cast(self._json(place), "ARRAY(JSON)", "athena"), place, holds)

    def any_member(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """`Reader.any_member`."""
        values = call("MAP_VALUES", cast(self._json(place), "MAP(VARCHAR, JSON)", "athena"))
        return self._any(values, place, holds)

    def _any(self, values: exp.Expr, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        name = exp.to_identifier("x" * (place.depth + 1))
        inner = Place(name.copy(), (), place.depth + 1)
        found = exp.Lambda(this=holds(inner), expressions=[name])
        return both([*self.guards(place), call("ANY_MATCH", values, found)])

    def starts(self, value: exp.Expr, part: exp.Expr) -> exp.Expr:
        """`Reader.starts`."""
        return call("STARTS_WITH", value, part)

    def ends(self, value: exp.Expr, part: str) -> exp.Expr:
        """`Reader.ends`. Trino has no function for it; a negative start counts from the end."""
        if not part:
            return exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
        return equals(call("SUBSTR", value, exp.Neg(this=exp.Literal.number(len(part)))), text(part))

    def holds(self, value: exp.Expr, part: exp.Expr) -> exp.Expr:
        """`Reader.holds`."""
        return exp.GT(this=call("STRPOS", value, part), expression=exp.Literal.number(0))

    def finds(self, value: exp.Expr, expression: str) -> exp.Expr:
        """`Reader.finds`."""
        return call("REGEXP_LIKE", value, text(expression))

    def as_key(self, place: Place) -> exp.Expr:
        """`Reader.as_key`."""
        return call("COALESCE", self.text(place), self._token(place))

    def _json(self, place: Place) -> exp.Expr:
        if not place.steps and isinstance(place.document, exp.Identifier):
            return place.document
        return call("JSON_EXTRACT", place.document, text(path_text(place.steps)))

    def _token(self, place: Place) -> exp.Expr:
        if any(isinstance(step, Each) for step in place.steps):
            raise TypeError("Athena's lambdas stand for values")
        return call("JSON_FORMAT", self._json(place))
