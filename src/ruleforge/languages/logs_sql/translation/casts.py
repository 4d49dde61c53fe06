"""How Spark 3.5 turns a value of one type into another: never with an error, with NULL where there is no such value."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.intervals import interval_text
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import BINARY, BOOLEAN, CALENDAR, INT, NULL, STRING, Type, Typed, array_of

__all__ = ["cast", "implicit", "rounded", "shown"]

_MICROSECONDS = 1_000_000
_MOST_SECONDS = 9_223_371_331_200  # the last whole day that a DuckDB timestamp can hold
_EXACT_SCALE = 15

_FROM_STRING = {
    "int": "spark_int({0})",
    "bigint": "spark_bigint({0})",
    "double": "spark_double({0})",
    "boolean": "spark_boolean({0})",
    "timestamp": "spark_timestamp({0})",
    "date": "spark_date({0})",
    "binary": "encode({0})",
}
_FROM_PLAIN = {
    "string": "{0}",
    "int": "TRY_CAST({0} AS INTEGER)",
    "bigint": "TRY_CAST({0} AS BIGINT)",
    "double": "TRY_CAST({0} AS DOUBLE)",
    "timestamp": "TRY_CAST({0} AS TIMESTAMP)",
    "date": "TRY_CAST({0}[1:10] AS DATE)",
}
"""What each of these is in `_FROM_STRING` for a text that is written plainly (see `macros`)."""
_WHOLE_TO_TIMESTAMP = (
    f"make_timestamp(CASE WHEN {{0}} BETWEEN -{_MOST_SECONDS} AND {_MOST_SECONDS} "
    f"THEN CAST({{0}} AS BIGINT) * {_MICROSECONDS} END)"
)
_CASTS = {
    ("boolean", "int"): "CAST({0} AS INTEGER)",
    ("boolean", "bigint"): "CAST({0} AS BIGINT)",
    ("boolean", "float"): "CAST(CAST({0} AS INTEGER) AS FLOAT)",
    ("boolean", "double"): "CAST(CAST({0} AS INTEGER) AS DOUBLE)",
    ("boolean", "string"): "CAST({0} AS VARCHAR)",
    ("boolean", "timestamp"): "make_timestamp(CAST({0} AS BIGINT))",
    ("int", "boolean"): "({0} <> 0)",
    ("int", "bigint"): "CAST({0} AS BIGINT)",
    ("int", "float"): "CAST({0} AS FLOAT)",
    ("int", "double"): "CAST({0} AS DOUBLE)",
    ("int", "string"): "CAST({0} AS VARCHAR)",
    ("int", "timestamp"): _WHOLE_TO_TIMESTAMP,
    ("bigint", "boolean"): "({0} <> 0)",
    # Spark keeps the low 32 bits of a number that is too large.
    ("bigint", "int"): "low_32_bits({0})",
    ("bigint", "float"): "CAST({0} AS FLOAT)",
    ("bigint", "double"): "CAST({0} AS DOUBLE)",
    ("bigint", "string"): "CAST({0} AS VARCHAR)",
    ("bigint", "timestamp"): _WHOLE_TO_TIMESTAMP,
    ("double", "boolean"): "({0} <> 0)",
    ("double", "int"): "CAST(spark_whole({0}, -2147483648, 2147483647) AS INTEGER)",
    ("double", "bigint"): "spark_whole({0}, -9223372036854775808, 9223372036854775807)",
    ("double", "float"): "COALESCE(TRY_CAST({0} AS FLOAT), "
    "CASE WHEN {0} > 0 THEN CAST('inf' AS FLOAT) WHEN {0} < 0 THEN CAST('-inf' AS FLOAT) END)",
    ("double", "string"): "spark_double_text({0}, CAST(abs({0}) AS VARCHAR))",
    ("double", "timestamp"): f"make_timestamp(CASE WHEN abs({{0}}) <= {_MOST_SECONDS} "
    f"THEN CAST(trunc({{0}} * {_MICROSECONDS}) AS BIGINT) END)",
    ("date", "string"): "CAST({0} AS VARCHAR)",
    ("date", "timestamp"): "CAST({0} AS TIMESTAMP)",
    ("timestamp", "string"): "CAST({0} AS VARCHAR)",
    ("timestamp", "date"): "CAST({0} AS DATE)",
    ("timestamp", "int"): "low_32_bits(CAST(floor(epoch({0})) AS BIGINT))",
    ("timestamp", "bigint"): "CAST(floor(epoch({0})) AS BIGINT)",
    ("timestamp", "double"): "epoch({0})",
    ("timestamp", "float"): "CAST(epoch({0}) AS FLOAT)",
    ("binary", "string"): "TRY(decode({0}))",
}
_TO_LITTLE = {("date", name) for name in ("int", "bigint", "float", "double", "boolean")} | {("timestamp", "boolean")}
"""Conversions that Spark knows and that always give NULL."""


def cast(value: Typed, to: Type) -> Typed | None:
    """The value as another type, as CAST has it; None where Spark knows no such conversion."""
    have = value.type
    if have == to:
        return value
    if to.name in value.plain:
        # Planning what reads every spelling of Spark's takes longer than all else of a query over few events. And a
        # field that no event has is written as if it had values: one statement is good for events with it and without.
        return Typed(_FROM_PLAIN[to.name].format(value.sql), to)
    if have == NULL:
        return Typed(f"CAST(NULL AS {to.duckdb})", to)
    if have.element is not None:
        return _cast_array(value, have.element, to)
    if to.name == "decimal":
        return _to_decimal(value, to)
    if have.name == "decimal":
        return _from_decimal(value, to)
    if have.is_interval:
        return _from_interval(value, to)
    if have == STRING and to.name == "float":
        double = cast(value, Type("double"))
        return double and cast(double, to)
    if have.name == "float" and to.name not in ("float", "string"):
        return cast(Typed(f"CAST({value.sql} AS DOUBLE)", Type("double")), to)
    if have.name == "float":
        template = "spark_double_text({0}, CAST(abs({0}) AS VARCHAR))"
        return Typed(once(template, value.sql), to)
    if (have.name, to.name) in _TO_LITTLE:
        return Typed(f"CAST(NULL AS {to.duckdb})", to)
    template = _FROM_STRING.get(to.name, "") if have == STRING else _CASTS.get((have.name, to.name), "")
    return Typed(once(template, value.sql), to) if template else None


def implicit(value: Typed, to: Type) -> Typed | None:
    """The value as another type where Spark converts without being told to; None where it refuses the query."""
    have = value.type
    if have in (to, NULL):
        return cast(value, to)
    if STRING in (have, to):
        return cast(value, to) if have.element is None and to.element is None else None
    if (have.is_number and to.is_number) or (have.is_time and to.is_time):
        return cast(value, to)
    if have.is_interval and have.name == to.name:
        return Typed(value.sql, to)
    if have.element is not None and to.element is not None and implicit(Typed("item", have.element), to.element):
        return cast(value, to)
    return None


def rounded(sql: str, scale: int) -> str:
    """A double rounded half up to some digits, by its decimal spelling as Java does it: 0.285 gives 0.29."""
    if scale > _EXACT_SCALE:
        return sql
    if scale < 0:
        return f"round({sql}, {scale})"
    # A number too large for DECIMAL has nothing behind the point; adding zero takes the sign off a zero.
    template = f"(COALESCE(CAST(TRY_CAST(CAST({{0}} AS VARCHAR) AS DECIMAL(38, {scale})) AS DOUBLE), {{0}}) + 0)"
    return once(template, sql)


def _cast_array(value: Typed, element: Type, to: Type) -> Typed | None:
    if to == STRING:
        item = cast(Typed("item", element), STRING)
        if item is None:
            return None
        listed = f"list_transform({value.sql}, lambda item: COALESCE({item.sql}, 'null'))"
        return Typed(once("in_brackets({0}, ', ')", listed), STRING)
    if to.element is None:
        return None
    item = cast(Typed("item", element), to.element)
    if item is None:
        return None
    if item.sql == "item":
        return Typed(value.sql, array_of(item.type))
    return Typed(f"list_transform({value.sql}, lambda item: {item.sql})", to)


def _to_decimal(value: Typed, to: Type) -> Typed | None:
    """A decimal of the scale, or NULL where there are too many digits before the point."""
    if value.type.name == "date":
        return Typed(f"CAST(NULL AS {to.duckdb})", to)
    double = cast(value, Type("double")) if value.type.name != "decimal" else Typed(value.sql, Type("double"))
    if double is None:
        return None
    precision, scale = to.bounds
    digits = precision - scale
    if value.type.name == "decimal" or value.type.is_whole or value.type == BOOLEAN:
        have = value.type.bounds if value.type.name == "decimal" else (10 if value.type == INT else 20, 0)
        if have[1] <= scale and have[0] - have[1] <= digits:
            return Typed(double.sql, to)
    number = double.sql if value.type.is_whole else rounded(double.sql, scale)
    return Typed(once(f"CASE WHEN abs({{0}}) < 1e{digits} THEN {{0}} END", number), to)


def _from_decimal(value: Typed, to: Type) -> Typed | None:
    double = Typed(value.sql, Type("double"))
    if to.name == "double":
        return double
    if to == STRING:
        return Typed(f"printf('%.{value.type.bounds[1]}f', {value.sql})", STRING)
    if to.is_whole:
        # Java drops the bits that do not fit.
        whole = f"low_64_bits(CAST(TRY_CAST(trunc({value.sql}) AS HUGEINT) AS HUGEINT))"
        return Typed(f"low_32_bits({whole})" if to == INT else whole, to)
    return cast(double, to)


def _from_interval(value: Typed, to: Type) -> Typed | None:
    if to.name == value.type.name:
        return Typed(value.sql, to)
    if to == STRING:
        return Typed(interval_text(value), STRING)
    if to.is_whole:
        unit = (86_400, 3_600, 60, 1)[value.type.bounds[1]] * _MICROSECONDS if value.type.name == "day-time" else 1
        return cast(Typed(f"CAST(trunc({value.sql} / {unit}) AS BIGINT)", Type("bigint")), to)
    return None


def shown(value: Typed) -> Typed | None:
    """A value as a result shows it, where its own form would be none: intervals and bytes as text."""
    kind = value.type
    if CALENDAR in (kind, kind.element):
        return None
    if kind.is_interval or kind == BINARY:
        return cast(value, STRING)
    if kind.element is not None and (kind.element.is_interval or kind.element == BINARY):
        return cast(value, array_of(STRING))
    return value
