"""Intervals: spans of time in microseconds, spans of months, and Spark's mixed calendar intervals."""

from __future__ import annotations

import re

from sqlglot import exp

from ruleforge.languages.logs_sql.translation.errors import ArgumentError
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import Type, Typed, day_time, months

__all__ = ["interval_literal", "interval_text"]

_MICROSECONDS = {
    "week": 7 * 86_400_000_000,
    "day": 86_400_000_000,
    "hour": 3_600_000_000,
    "minute": 60_000_000,
    "second": 1_000_000,
    "millisecond": 1_000,
    "microsecond": 1,
}
_MONTHS = {"year": 12, "month": 1}
_PLACES = {"week": 0, "day": 0, "hour": 1, "minute": 2, "second": 3, "millisecond": 3, "microsecond": 3}
_MONTH_PLACES = {"year": 0, "month": 1}
_UNITS = ("DAY", "HOUR", "MINUTE", "SECOND")
_PART = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s+([a-z]+)\s*", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"([+-]?)(\d+)-(\d+)")


def interval_literal(node: exp.Expr) -> Typed:
    """INTERVAL with its number and unit written out, in any of Spark's spellings."""
    value, unit = node.this, node.args.get("unit")
    if isinstance(value, exp.Neg):
        text = f"-{value.this.name}"
    elif isinstance(value, exp.Literal):
        text = value.name
    else:
        raise ArgumentError("an interval whose number is not written out is not evaluated here", unsupported=True)
    if isinstance(unit, exp.IntervalSpan):
        return _spanning(text.strip(), unit.this.name.upper(), unit.expression.name.upper())
    if unit is None:
        return _spelled_out(text)
    return _total([(text, unit.name)])


def _spelled_out(text: str) -> Typed:
    parts = re.sub(r"(?i)^\s*interval\s", "", text)
    found = []
    place = 0
    while place < len(parts):
        match = _PART.match(parts, place)
        if match is None:
            raise ArgumentError(f"{text!r} is no interval")
        found.append((match[1], match[2]))
        place = match.end()
    return _total(found)


def _total(parts: list[tuple[str, str]]) -> Typed:
    units = [unit.lower().removesuffix("s") for _, unit in parts]
    known = _MONTHS if units and units[0] in _MONTHS else _MICROSECONDS
    places = _MONTH_PLACES if known is _MONTHS else _PLACES
    total = 0
    for (text, word), unit in zip(parts, units, strict=True):
        if unit not in known or not re.fullmatch(r"\s*[+-]?\d+(\.\d+)?\s*", text):
            raise ArgumentError(f"{text} {word} is no interval, or mixes months with days")
        if "." in text and unit != "second":
            raise ArgumentError(f"{text} {word}: only seconds have a fraction")
        whole, _, fraction = text.strip().partition(".")
        total += int(whole) * known[unit] + int(f"{fraction:0<6.6}") * (-1 if whole.startswith("-") else 1)
    bounds = [places[unit] for unit in units]
    if not bounds:
        raise ArgumentError("an interval without a number")
    if known is _MONTHS:
        return Typed(str(total), months(min(bounds), max(bounds)))
    return Typed(f"CAST({total} AS BIGINT)", day_time(min(bounds), max(bounds)))


def _spanning(text: str, start: str, end: str) -> Typed:
    if (start, end) == ("YEAR", "MONTH"):
        match = _YEAR_MONTH.fullmatch(text)
        if match is None:
            raise ArgumentError(f"{text!r} is no interval from year to month")
        return Typed(str((int(match[2]) * 12 + int(match[3])) * _sign(match[1])), months(0, 1))
    if start not in _UNITS or end not in _UNITS or _UNITS.index(start) >= _UNITS.index(end):
        raise ArgumentError(f"an interval from {start} to {end}")
    first, last = _UNITS.index(start), _UNITS.index(end)
    numbers = re.fullmatch(r"([+-]?)(\d+(?:[ :]\d+)*(?:\.\d{0,9})?)", text)
    parts = re.split("[ :]", numbers[2]) if numbers else []
    if numbers is None or len(parts) != last - first + 1:
        raise ArgumentError(f"{text!r} is no interval from {start} to {end}")
    total = 0
    for unit, part in zip(_UNITS[first : last + 1], parts, strict=True):
        whole, _, fraction = part.partition(".")
        total += int(whole) * _MICROSECONDS[unit.lower()] + int(f"{fraction:0<6.6}")
    return Typed(f"CAST({total * _sign(numbers[1])} AS BIGINT)", day_time(first, last))


def _sign(text: str) -> int:
    return -1 if text == "-" else 1


def interval_text(value: Typed) -> str:
    """SQL of an interval as Spark writes it: INTERVAL '1 02:03:04' DAY TO SECOND."""
    kind = value.type
    if kind.name == "months":
        return once(_months_template(kind), value.sql)
    return once(_time_template(kind), value.sql)


def _months_template(kind: Type) -> str:
    sign = "CASE WHEN {0} < 0 THEN '-' ELSE '' END"
    if kind.bounds == (0, 1):
        return f"('INTERVAL ''' || {sign} || (abs({{0}}) // 12) || '-' || (abs({{0}}) % 12) || ''' YEAR TO MONTH')"
    unit, divisor = ("YEAR", 12) if kind.bounds == (0, 0) else ("MONTH", 1)
    return f"('INTERVAL ''' || {sign} || (abs({{0}}) // {divisor}) || ''' {unit}')"


def _time_template(kind: Type) -> str:
    start, end = kind.bounds
    parts = ["'INTERVAL '''", "CASE WHEN {0} < 0 THEN '-' ELSE '' END"]
    for place in range(start, end + 1):
        amount = f"(abs({{0}}) // {_MICROSECONDS[_UNITS[place].lower()]})"
        if place > start:
            parts.append("' '" if place == 1 else "':'")
            amount = f"({amount} % {24 if place == 1 else 60})"
        parts.append(f"two_digits({amount})" if place else amount)
    if end == len(_UNITS) - 1:
        parts.append("fraction_text(abs({0}) % 1000000)")
    span = _UNITS[start] if start == end else f"{_UNITS[start]} TO {_UNITS[end]}"
    return f"({' || '.join(parts)} || ''' {span}')"
