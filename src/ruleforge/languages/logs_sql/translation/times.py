"""Date and time functions. Texts are read as Spark reads them, and the session's time zone is UTC."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import (
    ArgumentError,
    Call,
    Function,
    as_type,
    scalar,
    text_literal,
)
from ruleforge.languages.logs_sql.translation.making import MAKING
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.translation.time_patterns import formatted, parsed
from ruleforge.languages.logs_sql.translation.zones import moved, zone_of
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    decimal,
)

__all__ = ["TIMES"]

_TRUNCATIONS = {
    "YEAR": "year", "YYYY": "year", "YY": "year", "QUARTER": "quarter", "MONTH": "month", "MM": "month", "MON": "month",
    "WEEK": "week", "DAY": "day", "DD": "day", "HOUR": "hour", "MINUTE": "minute", "SECOND": "second",
    "MILLISECOND": "millisecond", "MICROSECOND": "microsecond",
}  # fmt: skip
_DATE_TRUNCATIONS = ("year", "quarter", "month", "week")
_PARTS = {
    "YEAR": "year", "Y": "year", "YEARS": "year", "YR": "year", "YRS": "year", "QUARTER": "quarter", "QTR": "quarter",
    "MONTH": "month", "MON": "month", "MONTHS": "month", "MONS": "month", "WEEK": "week", "W": "week", "WEEKS": "week",
    "DAY": "day", "D": "day", "DAYS": "day", "HOUR": "hour", "H": "hour", "HOURS": "hour", "HR": "hour", "HRS": "hour",
    "MINUTE": "minute", "MIN": "minute", "M": "minute", "MINUTES": "minute", "MINS": "minute", "DOY": "doy",
    "YEAROFWEEK": "isoyear", "DAYOFWEEK_ISO": "isodow", "DOW_ISO": "isodow",
}  # fmt: skip
_SECONDS = ("SECOND", "S", "SEC", "SECONDS", "SECS")
_UNITS = {
    "YEAR": "year", "QUARTER": "quarter", "MONTH": "month", "WEEK": "week", "DAY": "day", "DAYOFYEAR": "day",
    "HOUR": "hour", "MINUTE": "minute", "SECOND": "second", "MILLISECOND": "millisecond", "MICROSECOND": "microsecond",
}  # fmt: skip
_MOST_SECONDS = 9_223_371_331_200
_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def _unit(call: Call, index: int) -> str:
    word = call.nodes[index].name.upper()
    if word not in _UNITS:
        raise ArgumentError(f"{call.name} knows no unit {word}")
    return _UNITS[word]


def _date_trunc(call: Call) -> Typed:
    word = text_literal(call, 0, "the unit") or ""
    unit = _TRUNCATIONS.get(word.upper())
    if unit is None:
        return Typed("CAST(NULL AS TIMESTAMP)", TIMESTAMP)
    return Typed(f"CAST(date_trunc('{unit}', {call.moment(1)}) AS TIMESTAMP)", TIMESTAMP)


def _trunc(call: Call) -> Typed:
    word = text_literal(call, 1, "the unit") or ""
    unit = _TRUNCATIONS.get(word.upper())
    if unit not in _DATE_TRUNCATIONS:
        return Typed("CAST(NULL AS DATE)", DATE)
    return Typed(f"CAST(date_trunc('{unit}', {call.date(0)}) AS DATE)", DATE)


def _date_part(call: Call) -> Typed:
    word = (text_literal(call, 0, "the part") or "").upper()
    value = call[1]
    if value.type.is_interval:
        return _interval_part(word, value)
    if word in _SECONDS:
        return Typed(f"(CAST(date_part('microsecond', {call.moment(1)}) AS DOUBLE) / 1000000)", decimal(8, 6))
    if word in ("DAYOFWEEK", "DOW"):
        return Typed(f"CAST(dayofweek({call.moment(1)}) + 1 AS INTEGER)", INT)
    if word not in _PARTS:
        raise ArgumentError(f"{call.name} knows no part {word}")
    return Typed(f"CAST(date_part('{_PARTS[word]}', {call.moment(1)}) AS INTEGER)", INT)


def _interval_part(word: str, value: Typed) -> Typed:
    if value.type.name == "months":
        template = {"year": "{} // 12", "month": "{} % 12"}.get(_PARTS.get(word, ""))
    else:
        template = {"day": "{} // 86400000000", "hour": "{} // 3600000000 % 24", "minute": "{} // 60000000 % 60"}.get(
            _PARTS.get(word, "")
        )
        if word in _SECONDS:
            return Typed(f"(CAST({value.sql} % 60000000 AS DOUBLE) / 1000000)", decimal(8, 6))
    if template is None:
        raise ArgumentError(f"an interval has no part {word}")
    return Typed(f"CAST({template.format(value.sql)} AS INTEGER)", INT)


def _read_by_pattern(call: Call, kind: Type) -> Typed:
    """A text read by its pattern; dates and moments are what they are."""
    if len(call) == 1 or call[0].type.is_time:
        return as_type(call[0], kind)
    pattern = text_literal(call, 1, "the pattern")
    if pattern is None or call[0].type == NULL:
        return Typed(f"CAST(NULL AS {kind.duckdb})", kind)
    return Typed(f"CAST({parsed(call.text(0), pattern)} AS {kind.duckdb})", kind)


def _to_timestamp(call: Call) -> Typed:
    if call[0].type.is_number and len(call) == 1:
        return _from_number(call[0])
    return _read_by_pattern(call, TIMESTAMP)


def _to_timestamp_ntz(call: Call) -> Typed:
    """Without a time zone: one in the text is passed over."""
    if len(call) == 1 and call[0].type == STRING:
        cut = once(r"regexp_replace({0}, ' ?(Z|UTC|GMT|([+-][0-9]{{1,2}}:?[0-9]{{2}}))$', '')", call[0].sql)
        with_clock = once("CASE WHEN length({0}) > 10 THEN {1} ELSE {0} END", call[0].sql, cut)
        return as_type(Typed(with_clock, STRING), TIMESTAMP)
    return _to_timestamp(call)


def _to_date(call: Call) -> Typed:
    return _read_by_pattern(call, DATE)


def _seconds(moment: str) -> str:
    return f"CAST(floor(epoch({moment})) AS BIGINT)"


def _unix_timestamp(call: Call) -> Typed:
    if not call.args:
        return Typed(_seconds("CAST(now() AS TIMESTAMP)"), BIGINT)
    if call[0].type == STRING:
        # Without a pattern of its own a text has to look like 2026-01-31 23:59:59.
        pattern = text_literal(call, 1, "the pattern") if len(call) > 1 else "yyyy-MM-dd HH:mm:ss"
        if pattern is None:
            return Typed("CAST(NULL AS BIGINT)", BIGINT)
        return Typed(_seconds(parsed(call[0].sql, pattern)), BIGINT)
    return Typed(_seconds(call.moment(0)), BIGINT)


def _from_unixtime(call: Call) -> Typed:
    pattern = text_literal(call, 1, "the pattern") if len(call) > 1 else "yyyy-MM-dd HH:mm:ss"
    if pattern is None:
        return Typed("CAST(NULL AS VARCHAR)", STRING)
    moment = _from_seconds(call.bigint(0))
    return Typed(formatted(moment, pattern), STRING)


def _from_seconds(seconds: str) -> str:
    """A moment; NULL beyond what DuckDB has moments for, some 290,000 years."""
    template = f"make_timestamp(CASE WHEN {{0}} BETWEEN -{_MOST_SECONDS} AND {_MOST_SECONDS} THEN {{0}} * 1000000 END)"
    return once(template, seconds)


def _from_number(value: Typed) -> Typed:
    if value.type.is_whole:
        return Typed(_from_seconds(as_type(value, BIGINT).sql), TIMESTAMP)
    template = (
        f"make_timestamp(CASE WHEN abs({{0}}) <= {_MOST_SECONDS} THEN CAST(trunc({{0}} * 1000000) AS BIGINT) END)"
    )
    if value.type.name == "decimal":
        template = template.replace("trunc", "round")
    return Typed(once(template, as_type(value, DOUBLE).sql), TIMESTAMP)


def _shift_days(sign: str) -> Function:
    def translate(call: Call) -> Typed:
        if len(call) == 3:
            return _shift_units(call)
        if call[1].type.is_interval:
            raise ArgumentError(f"{call.name} takes a number of days; an interval is added with +")
        return Typed(f"({call.date(0)} {sign} {call.whole(1)})", DATE)

    return Function(translate, 2, 3 if sign == "+" else 2)


def _shift_units(call: Call) -> Typed:
    unit = _unit(call, 0)
    length = f"to_months({call.whole(1)} * 3)" if unit == "quarter" else f"to_{unit}s({call.whole(1)})"
    return Typed(f"({call.moment(2)} + {length})", TIMESTAMP)


def _datediff(call: Call) -> Typed:
    """Days between two dates; with a unit, how many of it have passed, not how many borders were crossed."""
    if len(call) == 2:
        return Typed(f"CAST(({call.date(0)} - {call.date(1)}) AS INTEGER)", INT)
    unit = _unit(call, 0)
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is not None:
        passed = once("months_passed({0}, {1})", call.moment(1), call.moment(2))
        return Typed(f"CAST({passed} // {months} AS BIGINT)", BIGINT)
    return Typed(f"CAST(date_sub('{unit}', {call.moment(1)}, {call.moment(2)}) AS BIGINT)", BIGINT)


def _months_between(call: Call) -> Typed:
    found = once("spark_months_between({0}, {1})", call.moment(0), call.moment(1))
    rounds = call.boolean(2) if len(call) == 3 else "true"
    return Typed(once("CASE WHEN {1} THEN round({0}, 8) WHEN NOT {1} THEN {0} END", found, rounds), DOUBLE)


def _part(template: str) -> Function:
    def translate(call: Call) -> Typed:
        return Typed(f"CAST({template.format(call.moment(0))} AS INTEGER)", INT)

    return Function(translate, 1, 1)


_NOW = Function(lambda _: Typed("CAST(now() AS TIMESTAMP)", TIMESTAMP), 0, 0)
_TODAY = Function(lambda _: Typed("CAST(now() AS DATE)", DATE), 0, 0)


def _epoch(unit: int) -> Function:
    def translate(call: Call) -> Typed:
        micros = f"epoch_us({call.moment(0)})"
        return Typed(micros if unit == 1 else f"CAST(floor({micros} / {unit}) AS BIGINT)", BIGINT)

    return Function(translate, 1, 1)


def _from_epoch(factor: int) -> Function:
    most = _MOST_SECONDS * 1_000_000 // factor
    template = f"make_timestamp(CASE WHEN {{0}} BETWEEN -{most} AND {most} THEN {{0}} * {factor} END)"
    return scalar(template, [BIGINT], TIMESTAMP)


def _from_utc(call: Call) -> Typed:
    return Typed(moved(call.moment(0), "UTC", zone_of(call, 1)), TIMESTAMP)


def _to_utc(call: Call) -> Typed:
    return Typed(moved(call.moment(0), zone_of(call, 1), "UTC"), TIMESTAMP)


def _convert_timezone(call: Call) -> Typed:
    source = zone_of(call, 0) if len(call) == 3 else "UTC"
    moment = Call(call.name, [call[len(call) - 1]], [call.nodes[-1]])
    return Typed(moved(_to_timestamp_ntz(moment).sql, source, zone_of(call, len(call) - 2)), TIMESTAMP)


def _next_day(call: Call) -> Typed:
    word = (text_literal(call, 1, "the day") or "").upper()
    day = next((place for place, name in enumerate(_DAYS, 1) if word in (name, name[:3], name[:2])), 0)
    if not day:
        return Typed("CAST(NULL AS DATE)", DATE)
    return Typed(once(f"({{0}} + CAST((({day} - isodow({{0}}) + 6) % 7) + 1 AS INTEGER))", call.date(0)), DATE)


def _add_months(call: Call) -> Typed:
    return Typed(f"CAST({call.date(0)} + to_months({call.whole(1)}) AS DATE)", DATE)


def _date_format(call: Call) -> Typed:
    pattern = text_literal(call, 1, "the pattern")
    if pattern is None:
        return Typed("CAST(NULL AS VARCHAR)", STRING)
    return Typed(formatted(call.moment(0), pattern), STRING)


_DATE_PART = Function(_date_part, 2, 2)
_DATEDIFF = Function(_datediff, 2, 3)
_TO_TIMESTAMP = Function(_to_timestamp, 1, 2)
_UNIX_TIMESTAMP = Function(_unix_timestamp, 0, 2)

TIMES: dict[str, Function] = {
    **MAKING,
    "add_months": Function(_add_months, 2, 2),
    "convert_timezone": Function(_convert_timezone, 2, 3),
    "curdate": _TODAY,
    "current_date": _TODAY,
    "current_timestamp": _NOW,
    "current_timezone": scalar("'UTC'", [], STRING),
    "date_add": _shift_days("+"),
    "date_sub": _shift_days("-"),
    "dateadd": _shift_days("+"),
    "date_diff": _DATEDIFF,
    "datediff": _DATEDIFF,
    "date_format": Function(_date_format, 2, 2),
    "date_from_unix_date": scalar("(DATE '1970-01-01' + {0})", [INT], DATE),
    "date_part": _DATE_PART,
    "datepart": _DATE_PART,
    "extract": _DATE_PART,
    "date_trunc": Function(_date_trunc, 2, 2),
    "day": _part("day({0})"),
    "dayofmonth": _part("day({0})"),
    "dayofweek": _part("dayofweek({0}) + 1"),
    "dayofyear": _part("dayofyear({0})"),
    "from_unixtime": Function(_from_unixtime, 1, 2),
    "from_utc_timestamp": Function(_from_utc, 2, 2),
    "to_utc_timestamp": Function(_to_utc, 2, 2),
    "hour": _part("hour({0})"),
    "last_day": scalar("last_day({0})", [DATE], DATE),
    "localtimestamp": _NOW,
    "minute": _part("minute({0})"),
    "month": _part("month({0})"),
    "months_between": Function(_months_between, 2, 3),
    "next_day": Function(_next_day, 2, 2),
    "now": _NOW,
    "quarter": _part("quarter({0})"),
    "second": _part("second({0})"),
    "timestamp_micros": _from_epoch(1),
    "timestamp_millis": _from_epoch(1000),
    "timestamp_seconds": Function(lambda call: _from_number(call[0]), 1, 1),
    "to_date": Function(_to_date, 1, 2),
    "to_timestamp": _TO_TIMESTAMP,
    "to_timestamp_ltz": _TO_TIMESTAMP,
    "to_timestamp_ntz": Function(_to_timestamp_ntz, 1, 2),
    "try_to_timestamp": _TO_TIMESTAMP,
    "to_unix_timestamp": Function(_unix_timestamp, 1, 2),
    "trunc": Function(_trunc, 2, 2),
    "unix_date": scalar("CAST({0} - DATE '1970-01-01' AS INTEGER)", [DATE], INT),
    "unix_micros": _epoch(1),
    "unix_millis": _epoch(1000),
    "unix_seconds": _epoch(1000000),
    "unix_timestamp": _UNIX_TIMESTAMP,
    "weekday": _part("isodow({0}) - 1"),
    "weekofyear": _part("weekofyear({0})"),
    "year": _part("year({0})"),
}
