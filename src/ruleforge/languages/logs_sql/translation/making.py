"""Dates, moments and intervals made of numbers."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import Call, Function, as_type
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.translation.zones import moved, zone_of
from ruleforge.languages.logs_sql.types import CALENDAR, DATE, DOUBLE, TIMESTAMP, Typed, day_time, months

__all__ = ["MAKING"]


def _make_date(call: Call) -> Typed:
    year, month, day = (call.whole(index) for index in range(3))
    return Typed(once("date_of_numbers({0}, {1}, {2})", year, month, day), DATE)


def _make_timestamp(call: Call) -> Typed:
    whole = [call.whole(index) for index in range(5)]
    seconds = f"TRY_CAST(round({call.double(5)} * 1000000) AS BIGINT)"
    moment = once("moment_of_numbers({0}, {1}, {2}, {3}, {4}, {5})", *whole, seconds)
    return Typed(moved(moment, zone_of(call, 6), "UTC") if len(call) > 6 else moment, TIMESTAMP)


def _make_interval(call: Call) -> Typed:
    """Years, months, weeks, days, hours, minutes and seconds, each 0 where it is left out."""
    given = [call.whole(index) for index in range(min(len(call), 6))]
    given += ["0"] * (6 - len(given))
    seconds = as_type(call[6], DOUBLE).sql if len(call) > 6 else "0"
    years, month, weeks, days, hours, minutes = given
    clock = f"(CAST({hours} AS BIGINT) * 3600 + CAST({minutes} AS BIGINT) * 60) * 1000000"
    time = f"{clock} + TRY_CAST(round({seconds} * 1000000) AS BIGINT)"
    return Typed(
        f"(to_months({years} * 12 + {month}) + to_days({weeks} * 7 + {days}) + to_microseconds({time}))", CALENDAR
    )


def _make_dt_interval(call: Call) -> Typed:
    given = [call.whole(index) for index in range(min(len(call), 3))]
    given += ["0"] * (3 - len(given))
    seconds = as_type(call[3], DOUBLE).sql if len(call) > 3 else "0"
    days, hours, minutes = (f"CAST({value} AS HUGEINT)" for value in given)
    total = f"((({days} * 24 + {hours}) * 60 + {minutes}) * 60000000 + TRY_CAST(round({seconds} * 1000000) AS HUGEINT))"
    return Typed(f"TRY_CAST({total} AS BIGINT)", day_time(0, 3))


def _make_ym_interval(call: Call) -> Typed:
    given = [call.whole(index) for index in range(len(call))] + ["0"] * (2 - len(call))
    return Typed(f"TRY_CAST(CAST({given[0]} AS BIGINT) * 12 + {given[1]} AS INTEGER)", months(0, 1))


_TIMESTAMP = Function(_make_timestamp, 6, 7)

MAKING: dict[str, Function] = {
    "make_date": Function(_make_date, 3, 3),
    "make_dt_interval": Function(_make_dt_interval, 0, 4),
    "make_interval": Function(_make_interval, 0, 7),
    "make_timestamp": _TIMESTAMP,
    "make_timestamp_ltz": _TIMESTAMP,
    "make_timestamp_ntz": Function(_make_timestamp, 6, 6),
    "make_ym_interval": Function(_make_ym_interval, 0, 2),
}
