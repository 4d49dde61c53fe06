"""What a translation of a function is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlglot import exp

from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, DATE, DOUBLE, NULL, STRING, TIMESTAMP, Type, Typed, cast

__all__ = ["Aggregate", "ArgumentError", "Call", "Function", "aggregate", "as_type", "scalar", "text_literal"]


class ArgumentError(Exception):
    """A function cannot be given such an argument; `unsupported` where AWS would take it and ruleforge does not."""

    def __init__(self, message: str, *, unsupported: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.unsupported = unsupported


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
            raise ArgumentError(f"{self.name} takes an array, not a {value.type.name}")
        return value


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate: `call` is what FILTER and OVER follow, `wrap` what stands around all of it."""

    call: str
    type: Type
    wrap: str = "{}"


Translate: TypeAlias = Callable[[Call], Typed | Aggregate]


@dataclass(frozen=True, slots=True)
class Function:
    """How a function is translated, and how many arguments it takes; `most` is None where any number goes."""

    translate: Translate
    least: int
    most: int | None


def as_type(value: Typed, to: Type) -> Typed:
    """A value as another type. Raises ArgumentError where Spark has no such conversion."""
    found = cast(value, to)
    if found is None:
        raise ArgumentError(f"a {value.type.name} is no {to.name}")
    return found


def scalar(template: str, takes: Sequence[Type], gives: Type, *, optional: Sequence[str] = ()) -> Function:
    """A function that DuckDB has under some name: arguments converted and put into the template.

    `optional` are the SQL of arguments that may be left out at the end.
    """
    least = len(takes) - len(optional)

    def translate(call: Call) -> Typed:
        given = [as_type(value, kind).sql for value, kind in zip(call.args, takes, strict=False)]
        given += optional[len(given) - least :] if len(given) < len(takes) else []
        return Typed(template.format(*given), gives)

    return Function(translate, least, len(takes))


def aggregate(template: str, takes: Sequence[Type], gives: Type, *, wrap: str = "{}") -> Function:
    """An aggregate that DuckDB has, over arguments of some types."""

    def translate(call: Call) -> Aggregate:
        given = [as_type(value, kind).sql for value, kind in zip(call.args, takes, strict=True)]
        if call.distinct:
            given[0] = f"DISTINCT {given[0]}"
        return Aggregate(template.format(*given), gives, wrap)

    return Function(translate, len(takes), len(takes))


def text_literal(call: Call, index: int, what: str) -> str:
    """An argument that has to be a text written out."""
    node = call.nodes[index]
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    raise ArgumentError(
        f"{what} of {call.name} that is not written out as a text is not evaluated here", unsupported=True
    )
