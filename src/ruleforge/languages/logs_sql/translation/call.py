"""What a translation of a function is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlglot import exp

from ruleforge.languages.logs_sql.translation.casts import implicit
from ruleforge.languages.logs_sql.translation.errors import ArgumentError
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BINARY,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    wider,
)

__all__ = [
    "Aggregate",
    "ArgumentError",
    "Call",
    "Function",
    "aggregate",
    "as_type",
    "common_type",
    "joined",
    "literal_text",
    "scalar",
    "text_literal",
    "whole_literal",
]


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the name in lower case, its arguments translated, and as they are written."""

    name: str
    args: Sequence[Typed]
    nodes: Sequence[exp.Expr]
    distinct: bool = False

    def __getitem__(self, index: int) -> Typed:
        return self.args[index]

    def __len__(self) -> int:
        return len(self.args)

    def text(self, index: int) -> str:
        """An argument as SQL of a text."""
        return as_type(self.args[index], STRING).sql

    def double(self, index: int) -> str:
        """An argument as SQL of a double."""
        return as_type(self.args[index], DOUBLE).sql

    def whole(self, index: int) -> str:
        """An argument as SQL of a whole number of 32 bits."""
        return as_type(self.args[index], INT).sql

    def bigint(self, index: int) -> str:
        """An argument as SQL of a whole number."""
        return as_type(self.args[index], BIGINT).sql

    def boolean(self, index: int) -> str:
        """An argument as SQL of a truth value."""
        return as_type(self.args[index], BOOLEAN).sql

    def moment(self, index: int) -> str:
        """An argument as SQL of a moment."""
        return as_type(self.args[index], TIMESTAMP).sql

    def date(self, index: int) -> str:
        """An argument as SQL of a date."""
        return as_type(self.args[index], DATE).sql

    def array(self, index: int) -> Typed:
        """An argument that has to be an array."""
        value = self.args[index]
        if value.type.element is None:
            if value.type == NULL:
                return Typed("CAST(NULL AS VARCHAR[])", Type("array", STRING))
            raise ArgumentError(f"{self.name} takes an array, not a {value.type}")
        return value


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate: `call` is what FILTER and OVER follow, `wrap` what stands around all of it.

    Only rows for which `condition` holds are aggregated. `more` are other aggregates of the same rows that `wrap`
    takes, as `{1}` and so on.
    """

    call: str
    type: Type
    wrap: str = "{}"
    condition: str = ""
    more: tuple[str, ...] = ()

    def sql(self, condition: str = "", over: str = "") -> str:
        """The whole of it, over rows that meet a condition as well, and over a window."""
        conditions = [part for part in (self.condition, condition) if part]
        where = f" FILTER (WHERE {' AND '.join(conditions)})" if conditions else ""
        return self.wrap.format(*(f"{call}{where}{over}" for call in (self.call, *self.more)))


Translate: TypeAlias = Callable[[Call], Typed | Aggregate]


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is translated, and how many arguments it takes; `most` is None where any number goes."""

    translate: Translate
    least: int
    most: int | None


def as_type(value: Typed, to: Type) -> Typed:
    """A value as another type, without a CAST in the query. Raises ArgumentError where Spark refuses that."""
    found = implicit(value, to)
    if found is None:
        raise ArgumentError(f"a {to} is expected, not a {value.type}")
    return found


def common_type(call: Call, start: int = 0) -> Type:
    """The type that holds all arguments from one on."""
    kind = NULL
    for value in call.args[start:]:
        found = wider(kind, value.type)
        if found is None:
            raise ArgumentError(f"{call.name} is given a {kind} and a {value.type}")
        kind = found
    return kind


def joined(texts: str, separator: str) -> str:
    """SQL of texts in one, NULLs left out, of no text the empty one.

    DuckDB is fast where the separator is written out. Its array_to_string is a macro that names its argument twice.
    """
    if separator.startswith("'"):
        return f"COALESCE(list_aggregate({texts}, 'string_agg', {separator}), '')"
    return f"joined({texts}, {separator})"


def scalar(template: str, takes: Sequence[Type], gives: Type, *, optional: Sequence[str] = ()) -> Function:
    """A function that is a piece of DuckDB's SQL: arguments converted and put into the template.

    `optional` are the SQL of arguments that may be left out at the end.
    """
    least = len(takes) - len(optional)

    def translate(call: Call) -> Typed:
        given = [as_type(value, kind).sql for value, kind in zip(call.args, takes, strict=False)]
        given += optional[len(given) - least :] if len(given) < len(takes) else []
        return Typed(once(template, *given), gives)

    return Function(translate, least, len(takes))


def aggregate(template: str, takes: Sequence[Type], gives: Type, *, wrap: str = "{}") -> Function:
    """An aggregate that DuckDB has, over arguments of some types."""

    def translate(call: Call) -> Aggregate:
        given = [as_type(value, kind).sql for value, kind in zip(call.args, takes, strict=True)]
        if call.distinct:
            given[0] = f"DISTINCT {given[0]}"
        return Aggregate(template.format(*given), gives, wrap)

    return Function(translate, len(takes), len(takes))


def literal_text(node: exp.Expr) -> str | None:
    """The text of a node that is a text written out, also of several that stand side by side."""
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    if isinstance(node, exp.RawString):
        return str(node.this)
    if isinstance(node, exp.Concat | exp.DPipe | exp.Paren):
        parts = node.expressions or [node.this, *([node.expression] if node.args.get("expression") else [])]
        found = [literal_text(part) for part in parts]
        return None if None in found else "".join(part or "" for part in found)
    return None


def text_literal(call: Call, index: int, what: str) -> str | None:
    """An argument that has to be a text written out; None where it is NULL, and with it the whole call."""
    found = literal_text(call.nodes[index])
    if found is not None:
        return found
    if call[index].type == NULL:
        return None
    raise ArgumentError(
        f"{what} of {call.name} that is not written out as a text is not evaluated here", unsupported=True
    )


def whole_literal(call: Call, index: int, what: str) -> int:
    """An argument that has to be a whole number written out."""
    node = call.nodes[index]
    sign = 1
    while isinstance(node, exp.Neg | exp.Paren):
        sign = -sign if isinstance(node, exp.Neg) else sign
        node = node.this
    if isinstance(node, exp.Literal) and node.name.isdigit():
        return sign * int(node.name)
    raise ArgumentError(f"{what} of {call.name} that is not written out is not evaluated here", unsupported=True)


def binary(value: Typed) -> str:
    """SQL of bytes: a text as UTF-8. Raises ArgumentError for numbers, as Spark does."""
    if value.type not in (STRING, BINARY, NULL):
        raise ArgumentError(f"bytes or a text are expected, not a {value.type}")
    return as_type(value, BINARY).sql
