"""Arithmetic with dates, moments and intervals."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import as_type
from ruleforge.languages.logs_sql.translation.errors import ArgumentError
from ruleforge.languages.logs_sql.types import (
    CALENDAR,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    comparable,
    day_time,
)

__all__ = ["is_timely", "scaled_interval", "shifted", "time_arithmetic"]


def is_timely(*values: Typed) -> bool:
    """Whether one of the values is a date, a moment or an interval."""
    return any(value.type.is_time or value.type.is_interval or value.type == CALENDAR for value in values)


def time_arithmetic(left: Typed, right: Typed, sign: str) -> Typed:
    """A sum or a difference in which there is a date, a moment or an interval."""
    if sign == "*":
        if right.type.is_interval:
            left, right = right, left
        return scaled_interval(left, right, sign)
    if sign == "+" and not right.type.is_interval and right.type != CALENDAR:
        left, right = right, left
    if left.type.is_interval and right.type.is_interval:
        kind = comparable(left.type, right.type)
        if kind is None:
            raise _refused(left, right)
        return Typed(f"({left.sql} {sign} {right.sql})", kind)
    if right.type.is_interval or right.type == CALENDAR:
        return shifted(left, right, sign)
    if sign == "+" and right.type == DATE:
        left, right = right, left
    if left.type == DATE and (right.type.is_whole or (right.type == NULL and sign == "+")):
        return Typed(f"({left.sql} {sign} {as_type(right, INT).sql})", DATE)
    if sign == "-":
        return _between(left, right)
    raise _refused(left, right)


def shifted(moment: Typed, interval: Typed, sign: str) -> Typed:
    """A moment so much earlier or later; of a text Spark makes a text again."""
    if moment.type == STRING:
        return as_type(shifted(as_type(moment, TIMESTAMP), interval, sign), STRING)
    if not moment.type.is_time and moment.type != NULL:
        raise _refused(moment, interval)
    length = {"day-time": "to_microseconds({})", "months": "to_months({})"}.get(interval.type.name, "{}")
    kind = moment.type if moment.type.is_time else TIMESTAMP
    if interval.type.name == "day-time" and interval.type.bounds != (0, 0):
        kind = TIMESTAMP
    start = as_type(moment, kind).sql
    return Typed(f"CAST({start} {sign} {length.format(interval.sql)} AS {kind.duckdb})", kind)


def _between(left: Typed, right: Typed) -> Typed:
    if TIMESTAMP in (left.type, right.type) and STRING not in (left.type, right.type):
        start, end = (f"epoch_us({as_type(value, TIMESTAMP).sql})" for value in (left, right))
        return Typed(f"({start} - {end})", day_time(0, 3))
    if DATE in (left.type, right.type) and TIMESTAMP not in (left.type, right.type):
        days = f"({as_type(left, DATE).sql} - {as_type(right, DATE).sql})"
        return Typed(f"(CAST({days} AS BIGINT) * 86400000000)", day_time(0, 0))
    raise _refused(left, right)


def scaled_interval(interval: Typed, factor: Typed, sign: str) -> Typed:
    """An interval times a number, or divided by one."""
    if not interval.type.is_interval or not (factor.type.is_number or factor.type in (STRING, NULL)):
        raise _refused(interval, factor)
    amount = as_type(factor, DOUBLE).sql
    if sign == "/":
        amount = f"NULLIF({amount}, 0)"
    whole = f"round(CAST({interval.sql} AS DOUBLE) {sign} {amount})"
    if factor.type.is_whole and sign == "*":
        whole = f"{interval.sql} * CAST({as_type(factor, factor.type).sql} AS HUGEINT)"
    last = 3 if interval.type.name == "day-time" else 1
    kind = Type(interval.type.name, None, (0, last))
    return Typed(f"TRY_CAST({whole} AS {kind.duckdb})", kind)


def _refused(left: Typed, right: Typed) -> ArgumentError:
    return ArgumentError(f"a {left.type} and a {right.type} cannot be calculated with")
