"""Java's patterns for moments: writing a moment by one, and reading a text by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.errors import ArgumentError
from ruleforge.languages.logs_sql.translation.once import once

__all__ = ["formatted", "parsed"]

_PART = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z'\[\]]+|[\[\]]|''")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FULL_MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_FULL_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"

_STRFTIME = {
    "yyyy": "%Y", "uuuu": "%Y", "yy": "%y", "MMMM": "%B", "LLLL": "%B", "MMM": "%b", "LLL": "%b", "MM": "%m",
    "LL": "%m",
    "M": "%-m", "L": "%-m", "dd": "%d", "d": "%-d", "HH": "%H", "H": "%-H", "hh": "%I", "h": "%-I", "mm": "%M",
    "m": "%-M", "ss": "%S", "s": "%-S", "a": "%p", "EEEE": "%A", "EEE": "%a", "EE": "%a", "E": "%a", "DDD": "%j",
    "D": "%-j", "SSSSSS": "%f", "SSS": "%g",
}  # fmt: skip
_FIXED = {
    "G": "AD", "GG": "AD", "GGG": "AD", "z": "UTC", "zz": "UTC", "zzz": "UTC", "zzzz": "Coordinated Universal Time",
    "VV": "UTC", "Z": "+0000", "ZZ": "+0000", "ZZZ": "+0000", "ZZZZ": "GMT", "ZZZZZ": "Z", "X": "Z", "XX": "Z",
    "XXX": "Z", "x": "+00", "xx": "+0000", "xxx": "+00:00", "O": "GMT", "OOOO": "GMT",
}  # fmt: skip
_COMPUTED = {
    "q": "CAST(quarter({0}) AS VARCHAR)", "qq": "'0' || quarter({0})", "qqq": "'Q' || quarter({0})",
    "Q": "CAST(quarter({0}) AS VARCHAR)", "QQ": "'0' || quarter({0})", "QQQ": "'Q' || quarter({0})",
    "F": "CAST((day({0}) - 1) % 7 + 1 AS VARCHAR)", "y": "CAST(year({0}) AS VARCHAR)",
    "k": "CAST((hour({0}) + 23) % 24 + 1 AS VARCHAR)", "kk": "two_digits((hour({0}) + 23) % 24 + 1)",
    "K": "CAST(hour({0}) % 12 AS VARCHAR)", "KK": "two_digits(hour({0}) % 12)",
    "DD": "CASE WHEN dayofyear({0}) < 10 THEN '0' ELSE '' END || dayofyear({0})",
}  # fmt: skip

_READ = {
    "yyyy": ("y", r"\d{4}"), "uuuu": ("y", r"\d{4}"), "yy": ("yy", r"\d{2}"), "y": ("y", r"\d{4}"),
    "MM": ("m", r"\d{2}"), "M": ("m", r"\d{1,2}"), "LL": ("m", r"\d{2}"), "L": ("m", r"\d{1,2}"),
    "MMM": ("mon", "|".join(_MONTHS)), "LLL": ("mon", "|".join(_MONTHS)),
    "MMMM": ("mon", "|".join(_FULL_MONTHS)), "LLLL": ("mon", "|".join(_FULL_MONTHS)),
    "dd": ("d", r"\d{2}"), "d": ("d", r"\d{1,2}"), "DDD": ("doy", r"\d{3}"), "D": ("doy", r"\d{1,3}"),
    "HH": ("h", r"\d{2}"), "H": ("h", r"\d{1,2}"), "hh": ("h12", r"\d{2}"), "h": ("h12", r"\d{1,2}"),
    "mm": ("i", r"\d{2}"), "m": ("i", r"\d{1,2}"), "ss": ("s", r"\d{2}"), "s": ("s", r"\d{1,2}"),
    "a": ("ap", "AM|PM"), "E": ("", _DAYS), "EE": ("", _DAYS), "EEE": ("", _DAYS), "EEEE": ("", _FULL_DAYS),
    "X": ("z", r"Z|[+-]\d\d(?:\d\d)?"), "XX": ("z", r"Z|[+-]\d{4}"), "XXX": ("z", r"Z|[+-]\d\d:\d\d"),
    "x": ("z", r"[+-]\d\d(?:\d\d)?"), "xx": ("z", r"[+-]\d{4}"), "xxx": ("z", r"[+-]\d\d:\d\d"),
    "Z": ("z", r"[+-]\d{4}"), "ZZ": ("z", r"[+-]\d{4}"), "ZZZ": ("z", r"[+-]\d{4}"),
    "z": ("z", "UTC|GMT|Z"), "VV": ("z", "UTC|GMT|Z"),
}  # fmt: skip


def _parts_of(pattern: str) -> Iterator[tuple[str, bool]]:
    """The parts of a pattern, and whether each stands for itself."""
    place = 0
    while place < len(pattern):
        match = _PART.match(pattern, place)
        if match is None:
            raise ArgumentError(f"the pattern {pattern!r} cannot be read")
        place = match.end()
        if match[0] == "''":
            yield "'", True
        elif match[1] is not None:
            yield match[1].replace("''", "'"), True
        else:
            yield match[0], match[2] is None and match[0] not in "[]"


def _refused(letters: str, pattern: str) -> ArgumentError:
    return ArgumentError(f"{letters} in the pattern {pattern!r} is not evaluated here", unsupported=True)


def formatted(moment: str, pattern: str) -> str:
    """SQL of a moment written by a pattern."""
    pieces: list[tuple[str, bool]] = []
    for letters, itself in _parts_of(pattern):
        if itself:
            signs, computed = letters.replace("%", "%%"), False
        elif letters in "[]":
            continue
        elif letters in _STRFTIME:
            signs, computed = _STRFTIME[letters], False
        elif letters in _FIXED:
            signs, computed = _FIXED[letters], False
        elif letters in _COMPUTED:
            signs, computed = _COMPUTED[letters], True
        elif set(letters) == {"S"} and len(letters) <= 9:
            signs, computed = f"left(strftime({{0}}, '%f') || '000', {len(letters)})", True
        else:
            raise _refused(letters, pattern)
        if pieces and not computed and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + signs, False)
        else:
            pieces.append((signs, computed))
    if not pieces:
        return once("CASE WHEN {0} IS NOT NULL THEN '' END", moment)
    parts = [
        f"({text})" if computed else f"strftime({{0}}, {quoted(text.replace('{', '{{').replace('}', '}}'))})"
        for text, computed in pieces
    ]
    return once(f"({' || '.join(parts)})", moment)


def parsed(text: str, pattern: str) -> str:
    """SQL of the moment that a text tells by a pattern; NULL where it does not, to the letter."""
    names: list[str] = ["all"]
    written = ""
    for letters, itself in _parts_of(pattern):
        if itself:
            written += re.sub(r"([^\w\s])", r"\\\1", letters, flags=re.ASCII)
        elif letters in "[]":
            written += "(?:" if letters == "[" else ")?"
        else:
            name, expression = _reading(letters, pattern)
            if name in names:
                raise _refused(letters, pattern)
            names += [name] if name else []
            written += f"({expression})" if name else f"(?:{expression})"
    if written.count("(?:") < pattern.count("["):
        raise ArgumentError(f"the pattern {pattern!r} has a bracket that is not closed")
    listed = ", ".join(f"'{name}'" for name in names)
    parts = f"regexp_extract({text}, {quoted(f'(?i)^({written})$')}, [{listed}])"
    return f"list_transform([{parts}], lambda p: {_moment(names)})[1]"


def _reading(letters: str, pattern: str) -> tuple[str, str]:
    if letters in _READ:
        return _READ[letters]
    if set(letters) == {"S"} and len(letters) <= 9:
        return "f", rf"\d{{{len(letters)}}}"
    raise _refused(letters, pattern)


def _moment(names: list[str]) -> str:
    """SQL of a moment out of the parts `p` of a text."""
    part = {name: f"p.{name}" for name in names}
    year = part.get("y", "'1970'")
    if "yy" in part:
        year = "'20' || p.yy"
    if "y" in part:
        year = "CASE WHEN p.y = '' THEN '1970' ELSE p.y END"
    month = part.get("m", "''")
    if "mon" in part:
        listed = ", ".join(f"'{name.lower()}'" for name in _MONTHS)
        month = f"CAST(list_position([{listed}], lower(p.mon[1:3])) AS VARCHAR)"
    date = f"date_of({year}, {month}, {part.get('d', quoted(''))})"
    if "doy" in part:
        day = f"(date_of({year}, '1', '1') + CAST(p.doy AS INTEGER) - 1)"
        date = f"CASE WHEN CAST(year({day}) AS VARCHAR) = {year} AND p.doy <> '0' THEN {day} END"
    hour = part.get("h", "''")
    if "h12" in part:
        afternoon = "CASE WHEN upper(p.ap) = 'PM' THEN 12 ELSE 0 END" if "ap" in part else "0"
        hour = (
            "CASE WHEN p.h12 <> '' AND CAST(p.h12 AS INTEGER) BETWEEN 1 AND 12"
            f" THEN CAST(CAST(p.h12 AS INTEGER) % 12 + {afternoon} AS VARCHAR) ELSE '99' END"
        )
    clock = f"time_of({hour}, {part.get('i', quoted(''))}, {part.get('s', quoted(''))}, {part.get('f', quoted(''))})"
    offset = f" - offset_of({part['z']})" if "z" in part else ""
    return f"CASE WHEN p.all <> '' THEN {date} + to_microseconds({clock}{offset}) END"
