"""The types that values of a query have, and how a value of one is turned into another, as Spark 3.5 does it.

Logs Insights does not name its engine; public material points at Spark (see `docs/queries.md`). Conversions never fail:
a text that is no number becomes NULL.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ARRAY",
    "BIGINT",
    "BOOLEAN",
    "DATE",
    "DOUBLE",
    "INT",
    "INTERVAL",
    "NULL",
    "STRING",
    "TIMESTAMP",
    "Type",
    "Typed",
    "array_of",
    "cast",
    "comparable",
    "wider",
]


@dataclass(frozen=True, slots=True)
class Type:
    """A Spark type by its name; `element` is what an array holds."""

    name: str
    element: Type | None = None

    @property
    def is_number(self) -> bool:
        """Whether values of it are numbers."""
        return self.name in ("int", "bigint", "double")

    @property
    def is_whole(self) -> bool:
        """Whether values of it are whole numbers."""
        return self.name in ("int", "bigint")

    @property
    def is_time(self) -> bool:
        """Whether values of it are dates or moments."""
        return self.name in ("date", "timestamp")

    @property
    def duckdb(self) -> str:
        """The type that DuckDB holds such values in."""
        if self.element is not None:
            return f"{self.element.duckdb}[]"
        return _DUCKDB[self.name]


_DUCKDB = {
    "null": "VARCHAR",
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "interval": "INTERVAL",
}

NULL = Type("null")
BOOLEAN = Type("boolean")
INT = Type("int")
BIGINT = Type("bigint")
DOUBLE = Type("double")
STRING = Type("string")
DATE = Type("date")
TIMESTAMP = Type("timestamp")
INTERVAL = Type("interval")
ARRAY = Type("array", STRING)


def array_of(element: Type) -> Type:
    """The type of arrays of something."""
    return Type("array", element)


@dataclass(frozen=True, slots=True)
class Typed:
    """A piece of DuckDB SQL and the Spark type of what it yields; the piece can stand anywhere as an operand."""

    sql: str
    type: Type


_FROM_STRING = {
    "int": "spark_int({0})",
    "bigint": "spark_bigint({0})",
    "double": "spark_double({0})",
    "boolean": "spark_boolean({0})",
    "timestamp": "spark_timestamp({0})",
    "date": "spark_date({0})",
}
_CASTS = {
    ("boolean", "int"): "CAST({0} AS INTEGER)",
    ("boolean", "bigint"): "CAST({0} AS BIGINT)",
    ("boolean", "double"): "CAST({0} AS DOUBLE)",
    ("boolean", "string"): "CAST({0} AS VARCHAR)",
    ("int", "boolean"): "({0} <> 0)",
    ("int", "bigint"): "CAST({0} AS BIGINT)",
    ("int", "double"): "CAST({0} AS DOUBLE)",
    ("int", "string"): "CAST({0} AS VARCHAR)",
    ("int", "timestamp"): "make_timestamp(CAST({0} AS BIGINT) * 1000000)",
    ("bigint", "boolean"): "({0} <> 0)",
    # Spark keeps the low 32 bits of a number that is too large.
    ("bigint", "int"): "CAST(xor({0} & 4294967295, 2147483648) - 2147483648 AS INTEGER)",
    ("bigint", "double"): "CAST({0} AS DOUBLE)",
    ("bigint", "string"): "CAST({0} AS VARCHAR)",
    ("bigint", "timestamp"): "make_timestamp({0} * 1000000)",
    ("double", "boolean"): "({0} <> 0)",
    ("double", "int"): "spark_whole({0}, -2147483648, 2147483647)::INTEGER",
    ("double", "bigint"): "spark_whole({0}, -9223372036854775808, 9223372036854775807)",
    ("double", "string"): "spark_double_text({0})",
    ("double", "timestamp"): "make_timestamp(CAST(floor({0} * 1000000) AS BIGINT))",
    ("date", "string"): "CAST({0} AS VARCHAR)",
    ("date", "timestamp"): "CAST({0} AS TIMESTAMP)",
    ("timestamp", "string"): "spark_timestamp_text({0})",
    ("timestamp", "date"): "CAST({0} AS DATE)",
    ("timestamp", "int"): "CAST(floor(epoch({0})) AS INTEGER)",
    ("timestamp", "bigint"): "CAST(floor(epoch({0})) AS BIGINT)",
    ("timestamp", "double"): "epoch({0})",
}


def cast(value: Typed, to: Type) -> Typed | None:
    """The value as another type, NULL where it has no such value; None where Spark knows no such conversion."""
    if value.type == to:
        return value
    if value.type == NULL:
        return Typed(f"CAST(NULL AS {to.duckdb})", to)
    if value.type == STRING and to.name in _FROM_STRING:
        return Typed(_FROM_STRING[to.name].format(value.sql), to)
    if value.type.element is not None and to.element is not None:
        item = cast(Typed("item", value.type.element), to.element)
        return item and Typed(f"list_transform({value.sql}, lambda item: {item.sql})", to)
    template = _CASTS.get((value.type.name, to.name))
    return None if template is None else Typed(template.format(value.sql), to)


def comparable(left: Type, right: Type) -> Type | None:
    """The type in which two values are compared: a text is turned into what stands on the other side."""
    if left == right or right == NULL:
        return left
    if left == NULL:
        return right
    if left.is_number and right.is_number:
        return _wider_number(left, right)
    for one, other in ((left, right), (right, left)):
        if one == STRING and (other.is_number or other.is_time or other == BOOLEAN):
            return other
        if one == BOOLEAN and other.is_number:
            return other
    if left.is_time and right.is_time:
        return TIMESTAMP
    return None


def wider(left: Type, right: Type) -> Type | None:
    """The type that holds the values of both, as the branches of CASE have it: with a text among them, text."""
    if left == right or right == NULL:
        return left
    if left == NULL:
        return right
    if left.is_number and right.is_number:
        return _wider_number(left, right)
    if left.is_time and right.is_time:
        return TIMESTAMP
    if STRING in (left, right):
        return STRING if left.element is None and right.element is None else None
    if left.element is not None and right.element is not None:
        element = wider(left.element, right.element)
        return None if element is None else array_of(element)
    return None


def _wider_number(left: Type, right: Type) -> Type:
    if DOUBLE in (left, right):
        return DOUBLE
    return BIGINT if BIGINT in (left, right) else INT
