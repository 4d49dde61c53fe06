"""The types that values of a query have, and which type two of them share, as Spark 3.5 has it.

Logs Insights does not name its engine; public material points at Spark (see `docs/queries.md`).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ARRAY",
    "BIGINT",
    "BINARY",
    "BOOLEAN",
    "CALENDAR",
    "DATE",
    "DOUBLE",
    "FLOAT",
    "INT",
    "NULL",
    "STRING",
    "TIMESTAMP",
    "Type",
    "Typed",
    "array_of",
    "comparable",
    "day_time",
    "decimal",
    "decimal_for",
    "months",
    "wider",
]


@dataclass(frozen=True, slots=True)
class Type:
    """A Spark type by its name.

    `element` is what an array holds. `bounds` are the precision and scale of a decimal, and the largest and the
    smallest unit of an interval.
    """

    name: str
    element: Type | None = None
    bounds: tuple[int, int] = (0, 0)

    @property
    def is_number(self) -> bool:
        """Whether values of it are numbers."""
        return self.name in ("int", "bigint", "decimal", "float", "double")

    @property
    def is_whole(self) -> bool:
        """Whether values of it are whole numbers of some bits."""
        return self.name in ("int", "bigint")

    @property
    def is_time(self) -> bool:
        """Whether values of it are dates or moments."""
        return self.name in ("date", "timestamp")

    @property
    def is_interval(self) -> bool:
        """Whether values of it are spans of time that can be compared: so much time, or so many months."""
        return self.name in ("day-time", "months")

    @property
    def duckdb(self) -> str:
        """The type that DuckDB holds such values in."""
        if self.element is not None:
            return f"{self.element.duckdb}[]"
        return _DUCKDB[self.name]

    def __str__(self) -> str:
        if self.element is not None:
            return f"array of {self.element}"
        return _WORDS.get(self.name, self.name)


_DUCKDB = {
    "null": "VARCHAR",
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "bigint": "BIGINT",
    # A decimal is kept as a double that is rounded to its scale: results are floats, and nothing overflows.
    "decimal": "DOUBLE",
    "float": "FLOAT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "binary": "BLOB",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    # Time is counted in microseconds, so that it compares and adds up as a number.
    "day-time": "BIGINT",
    "months": "INTEGER",
    "calendar": "INTERVAL",
}
_WORDS = {
    "null": "NULL",
    "int": "number",
    "bigint": "number",
    "decimal": "number",
    "float": "number",
    "double": "number",
    "string": "text",
    "boolean": "truth value",
    "day-time": "interval of time",
    "months": "interval of months",
    "calendar": "interval",
}

NULL = Type("null")
BOOLEAN = Type("boolean")
INT = Type("int")
BIGINT = Type("bigint")
FLOAT = Type("float")
DOUBLE = Type("double")
STRING = Type("string")
BINARY = Type("binary")
DATE = Type("date")
TIMESTAMP = Type("timestamp")
CALENDAR = Type("calendar")
ARRAY = Type("array", STRING)
_MOST_DIGITS = 38
_LEAST_SCALE = 6


def array_of(element: Type) -> Type:
    """The type of arrays of something."""
    return Type("array", element)


def decimal(precision: int, scale: int) -> Type:
    """Decimals of so many digits, of which so many behind the point; Spark gives up scale where there are too many."""
    if precision > _MOST_DIGITS:
        scale = max(_MOST_DIGITS - (precision - scale), min(scale, _LEAST_SCALE))
        precision = _MOST_DIGITS
    return Type("decimal", None, (precision, scale))


def decimal_for(kind: Type) -> Type:
    """The decimals that hold every whole number of a type."""
    if kind.name == "decimal":
        return kind
    return decimal(20, 0) if kind == BIGINT else decimal(10, 0)


def day_time(start: int, end: int) -> Type:
    """Intervals of days, hours, minutes and seconds (0 to 3), from one unit to another."""
    return Type("day-time", None, (start, end))


def months(start: int, end: int) -> Type:
    """Intervals of years and months (0 and 1), from one unit to another."""
    return Type("months", None, (start, end))


@dataclass(frozen=True, slots=True)
class Typed:
    """A piece of DuckDB SQL and the Spark type of what it yields; the piece can stand anywhere as an operand.

    `plain` is known of columns of texts alone, and of what is one of several: the names of types for which every text
    in it is written as DuckDB reads it too. Those of a column of no type, which is of nothing but NULL, are all that
    there are (`PLAIN`), the text itself among them.
    `is_absent` says of a column that no event has the field.
    """

    sql: str
    type: Type
    plain: frozenset[str] = frozenset()
    is_absent: bool = False


def comparable(left: Type, right: Type, *, equality: bool = True) -> Type | None:
    """The type in which two values are compared: a text is turned into what stands on the other side."""
    found = _tightest(left, right)
    if found is not None:
        return found
    if left.is_number and right.is_number:
        return _wider_number(left, right)
    for one, other in ((left, right), (right, left)):
        if one == STRING and other.name == "decimal":
            return DOUBLE
        if one == STRING and (other.is_number or other.is_time or other in (BOOLEAN, BINARY)):
            return other
        if one == BOOLEAN and other.is_number and equality:
            return other
    return None


def wider(left: Type, right: Type) -> Type | None:
    """The type that holds the values of both, as the branches of CASE have it: with a text among them, text."""
    found = _tightest(left, right)
    if found is not None:
        return found
    if left.is_number and right.is_number:
        return _wider_number(left, right)
    if STRING in (left, right):
        other = right if left == STRING else left
        return None if other in (BOOLEAN, BINARY) or other.element is not None else STRING
    if left.element is not None and right.element is not None:
        element = wider(left.element, right.element)
        return None if element is None else array_of(element)
    return None


def _tightest(left: Type, right: Type) -> Type | None:
    """The type of both without any loss: one of them is NULL, or they are of one kind."""
    if left == right or right == NULL:
        return left
    if left == NULL:
        return right
    if left.is_whole and right.is_whole:
        return BIGINT
    if left.is_time and right.is_time:
        return TIMESTAMP
    if left.name == right.name and left.is_interval:
        start, end = min(left.bounds[0], right.bounds[0]), max(left.bounds[1], right.bounds[1])
        return Type(left.name, None, (start, end))
    if left.element is not None and right.element is not None:
        element = _tightest(left.element, right.element)
        return None if element is None else array_of(element)
    return None


def _wider_number(left: Type, right: Type) -> Type:
    names = {left.name, right.name}
    if "double" in names or names == {"float", "decimal"}:
        return DOUBLE
    if "float" in names:
        return FLOAT
    one, other = decimal_for(left).bounds, decimal_for(right).bounds
    scale = max(one[1], other[1])
    whole = max(one[0] - one[1], other[0] - other[1])
    return Type("decimal", None, (min(whole + scale, _MOST_DIGITS), min(scale, _MOST_DIGITS)))
