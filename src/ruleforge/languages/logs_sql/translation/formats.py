"""Functions that write numbers and texts by a format."""

from __future__ import annotations

import re

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import (
    ArgumentError,
    Call,
    Function,
    as_type,
    text_literal,
    whole_literal,
)
from ruleforge.languages.logs_sql.translation.casts import rounded
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, DOUBLE, INT, NULL, STRING, Typed

__all__ = ["FORMATS"]

_PLACE = re.compile(r"%(?:(\d+)\$)?([-+ 0,]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])")


def _format_string(call: Call) -> Typed:
    pattern = text_literal(call, 0, "the format")
    if pattern is None:
        return Typed("CAST(NULL AS VARCHAR)", STRING)
    pieces: list[str] = []
    place = following = 0
    for match in _PLACE.finditer(pattern):
        before = pattern[place : match.start()]
        place = match.end()
        pieces += [quoted(before)] if before else []
        if match[5] in ("%", "n"):
            pieces.append(quoted("%" if match[5] == "%" else "\n"))
            continue
        if match[1]:
            index = int(match[1])
        else:
            following += 1
            index = following
        if not 0 < index < len(call):
            raise ArgumentError(f"the format {pattern!r} asks for value {index}, and {len(call) - 1} are given")
        pieces.append(_formatted(call[index], match))
    pieces += [quoted(pattern[place:])] if pattern[place:] else []
    if "%" in _PLACE.sub("", pattern):
        raise ArgumentError(f"the format {pattern!r} holds what is not evaluated here", unsupported=True)
    return Typed(f"({' || '.join(pieces) or quoted('')})", STRING)


def _formatted(value: Typed, match: re.Match[str]) -> str:
    """A value in one place of a format; NULL is written as the word."""
    flags, width, precision, kind = match[2], match[3] or "", match[4], match[5]
    cut = f".{precision}" if precision is not None else ""
    missing = "null" if kind != "b" else "false"
    missing = missing.upper() if kind.isupper() else missing
    missing = missing[: int(precision)] if precision is not None else missing
    padded = missing.ljust(int(width or 0)) if "-" in flags else missing.rjust(int(width or 0))
    if value.type == NULL:
        return quoted(padded)
    written = f"%{flags}{width}"
    if kind in "sS":
        text = as_type(value, STRING).sql if value.type.element is None else None
        if text is None or value.type.is_time:
            raise ArgumentError(f"a {value.type} for %s is not evaluated here", unsupported=True)
        shown = f"printf({quoted(written + cut + 's')}, {text})" if width or cut else text
        found = f"upper({shown})" if kind == "S" else shown
    elif kind == "b":
        text = f"CAST({value.sql} AS VARCHAR)" if value.type == BOOLEAN else "'true'"
        found = once("CASE WHEN {0} IS NOT NULL THEN " + text.replace(value.sql, "{0}") + " END", value.sql)
        found = f"printf({quoted(written + cut + 's')}, {found})" if width or cut else found
    elif kind in "dxXoc":
        found = _whole(value, kind, written)
    elif kind in "feE":
        if not value.type.is_number or value.type.is_whole:
            raise ArgumentError(f"a {value.type} cannot be written as %{kind}")
        digits = int(precision) if precision is not None else 6
        number = as_type(value, DOUBLE).sql
        if kind == "f":
            size = rounded("abs({0})", digits) if digits <= 15 else "abs({0})"
            number = once(f"CASE WHEN {{0}} < 0 THEN -{size} ELSE {size} END", number)
        found = f"printf({quoted(f'{written}.{digits}{kind}')}, {number})"
    else:
        raise ArgumentError(f"%{kind} in a format is not evaluated here", unsupported=True)
    return f"COALESCE({found}, {quoted(padded)})"


def _whole(value: Typed, kind: str, written: str) -> str:
    if not value.type.is_whole:
        raise ArgumentError(f"a {value.type} cannot be written as %{kind}")
    if kind == "d":
        return f"printf({quoted(written + 'd')}, {value.sql})"
    if kind == "c":
        return f"printf({quoted(written + 's')}, chr({as_type(value, INT).sql}))"
    bits = f"{value.sql} & 4294967295" if value.type == INT else value.sql
    text = f"to_hex(CAST({bits} AS BIGINT))" if kind in "xX" else f"printf('%o', CAST({bits} AS BIGINT))"
    text = f"lower({text})" if kind == "x" else text
    if "0" in written[: 2 + written.count("-")] and written[-1:].isdigit():
        width = re.sub(r"\D", "", written)
        return once(f"lpad({{0}}, CAST(greatest({int(width)}, length({{0}})) AS INTEGER), '0')", text)
    return f"printf({quoted(written + 's')}, {text})"


def _format_number(call: Call) -> Typed:
    """Groups of three, and so many digits behind the point, half to even as Java's DecimalFormat does it."""
    value = call[0]
    digits = whole_literal(call, 1, "the number of digits")
    if digits < 0 or value.type == NULL:
        return Typed("CAST(NULL AS VARCHAR)", STRING)
    if value.type.is_whole:
        fraction = f" || {quoted('.' + '0' * digits)}" if digits else ""
        return Typed(f"(format('{{:,}}', {as_type(value, BIGINT).sql}){fraction})", STRING)
    if not value.type.is_number:
        raise ArgumentError(f"format_number takes a number, not a {value.type}")
    number = as_type(value, DOUBLE).sql
    template = f"CASE WHEN isfinite({{0}}) THEN format('{{{{:,.{digits}f}}}}', {{0}}) END"
    return Typed(once(template, number), STRING)


_FORMAT = Function(_format_string, 1, None)

FORMATS: dict[str, Function] = {
    "format_number": Function(_format_number, 2, 2),
    "format_string": _FORMAT,
    "printf": _FORMAT,
}
