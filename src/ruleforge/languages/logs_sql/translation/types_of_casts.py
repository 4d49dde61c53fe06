"""The types that CAST names."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.languages.logs_sql.translation.casts import cast
from ruleforge.languages.logs_sql.translation.errors import ArgumentError
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BINARY,
    BOOLEAN,
    CALENDAR,
    DATE,
    DOUBLE,
    FLOAT,
    INT,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    array_of,
    decimal,
)

__all__ = ["cast_target", "convert", "small_whole"]

_TYPES = {
    "BOOLEAN": BOOLEAN,
    "INT": INT,
    "BIGINT": BIGINT,
    "FLOAT": FLOAT,
    "DOUBLE": DOUBLE,
    "TEXT": STRING,
    "BINARY": BINARY,
    "VARBINARY": BINARY,
    "DATE": DATE,
    "TIMESTAMP": TIMESTAMP,
    "TIMESTAMPTZ": TIMESTAMP,
    "TIMESTAMPLTZ": TIMESTAMP,
    "TIMESTAMPNTZ": TIMESTAMP,
}
_SMALL = {"TINYINT": ("spark_tinyint", 8), "SMALLINT": ("spark_smallint", 16)}
_MOST_DIGITS = 38


def convert(value: Typed, to: exp.Expr) -> Typed:
    """The value cast to a type that the query names."""
    name = _name(to)
    if name in _SMALL:
        return small_whole(value, *_SMALL[name])
    target = cast_target(to)
    found = cast(value, target)
    if found is None:
        raise ArgumentError(f"a {value.type} cannot be cast to {name}", unsupported=value.type == CALENDAR)
    return found


def small_whole(value: Typed, reader: str, bits: int) -> Typed:
    """A whole number of 8 or 16 bits: a text that is too large for them is NULL, a number loses its upper bits."""
    if value.type == STRING:
        return Typed(once(f"{reader}({{0}})", value.sql), INT)
    whole = cast(value, INT)
    if whole is None:
        raise ArgumentError(f"a {value.type} cannot be cast to a whole number")
    half = 1 << (bits - 1)
    return Typed(f"CAST(xor({whole.sql} & {2 * half - 1}, {half}) - {half} AS INTEGER)", INT)


def cast_target(to: exp.Expr) -> Type:
    """The type. Raises ArgumentError for those that are not evaluated."""
    name = _name(to)
    if name == "DECIMAL":
        given = [int(parameter.this.this) for parameter in to.expressions]
        precision, scale = [*given, 0][:2] if given else (10, 0)
        if not 0 < precision <= _MOST_DIGITS or scale > precision:
            raise ArgumentError(f"DECIMAL has at most {_MOST_DIGITS} digits, and no more of them behind the point")
        return decimal(precision, scale)
    if name in ("ARRAY", "LIST") and to.expressions:
        return array_of(cast_target(to.expressions[0]))
    if name in ("CHAR", "VARCHAR"):
        return STRING
    if name in _TYPES:
        return _TYPES[name]
    if name in _SMALL:
        return INT
    raise ArgumentError(f"CAST to {name or 'such a type'} is not evaluated here", unsupported=True)


def _name(to: exp.Expr) -> str:
    kind = to.this if isinstance(to, exp.DataType) else None
    return str(getattr(kind, "value", ""))
