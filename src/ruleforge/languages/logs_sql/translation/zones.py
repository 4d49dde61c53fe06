"""Time zones that a query names."""

from __future__ import annotations

import zoneinfo

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import Call, text_literal
from ruleforge.languages.logs_sql.translation.errors import ArgumentError

__all__ = ["moved", "zone_of"]

_SHORT_ZONES = {
    "ACT": "Australia/Darwin", "AET": "Australia/Sydney", "AGT": "America/Argentina/Buenos_Aires",
    "ART": "Africa/Cairo",
    "AST": "America/Anchorage", "BET": "America/Sao_Paulo", "BST": "Asia/Dhaka", "CAT": "Africa/Harare",
    "CNT": "America/St_Johns", "CST": "America/Chicago", "CTT": "Asia/Shanghai", "EAT": "Africa/Addis_Ababa",
    "ECT": "Europe/Paris", "IET": "America/Indiana/Indianapolis", "IST": "Asia/Kolkata", "JST": "Asia/Tokyo",
    "MIT": "Pacific/Apia", "NET": "Asia/Yerevan", "NST": "Pacific/Auckland", "PLT": "Asia/Karachi",
    "PNT": "America/Phoenix", "PRT": "America/Puerto_Rico", "PST": "America/Los_Angeles", "SST": "Pacific/Guadalcanal",
    "VST": "Asia/Ho_Chi_Minh", "EST": "-05:00", "MST": "-07:00", "HST": "-10:00", "Z": "UTC",
}  # fmt: skip


def zone_of(call: Call, index: int) -> str:
    """A time zone written out. Raises ArgumentError where there is none of that name."""
    name = text_literal(call, index, "the time zone") or ""
    name = _SHORT_ZONES.get(name, name)
    if name.upper() not in ("UTC", "GMT") and name not in zoneinfo.available_timezones() and _offset(name) is None:
        raise ArgumentError(f"there is no time zone {name}")
    return name


def _offset(name: str) -> int | None:
    """The microseconds that a zone such as +05:30 or GMT+2 is ahead."""
    text = name.upper().removeprefix("UTC").removeprefix("GMT").removeprefix("UT")
    sign, rest = text[:1], text[1:].replace(":", "")
    if sign not in ("+", "-") or not rest.isdigit() or len(rest) > 4:
        return 0 if name.upper() in ("UTC", "GMT", "UT") else None
    hours, minutes = (int(rest), 0) if len(rest) <= 2 else (int(rest[:-2]), int(rest[-2:]))
    return (hours * 3600 + minutes * 60) * (-1_000_000 if sign == "-" else 1_000_000)


def moved(moment: str, source: str, target: str) -> str:
    """What clocks of one zone show when those of another show a moment."""
    for zone, sign in ((source, "-"), (target, "+")):
        offset = _offset(zone)
        if offset is not None:
            moment = moment if offset == 0 else f"({moment} {sign} to_microseconds({offset}))"
        elif sign == "-":
            moment = f"timezone('UTC', timezone({quoted(zone)}, {moment}))"
        else:
            moment = f"timezone({quoted(zone)}, timezone('UTC', {moment}))"
    return moment
