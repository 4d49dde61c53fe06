"""Date and time functions. Texts are read as Spark reads them, and the session's time zone is UTC."""

from __future__ import annotations

import re

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, as_type, scalar, text_literal
from ruleforge.languages.logs_sql.types import BIGINT, DATE, DOUBLE, INT, STRING, TIMESTAMP, Typed

__all__ = ["TIMES"]

_JAVA = {
    "yyyy": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%-m", "dd": "%d", "d": "%-d", "HH": "%H",
    "H": "%-H", "hh": "%I", "h": "%-I", "mm": "%M", "m": "%-M", "ss": "%S", "s": "%-S", "SSSSSS": "%f", "SSS": "%g",
    "a": "%p", "EEEE": "%A", "EEE": "%a", "E": "%a", "DDD": "%j",
}  # fmt: skip
_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")
_TRUNCATIONS = {
    "YEAR": "year", "YYYY": "year", "YY": "year", "QUARTER": "quarter", "MONTH": "month", "MM": "month", "MON": "month",
    "WEEK": "week", "DAY": "day", "DD": "day", "HOUR": "hour", "MINUTE": "minute", "SECOND": "second",
    "MILLISECOND": "millisecond", "MICROSECOND": "microsecond",
}  # fmt: skip
_PARTS = {
    "YEAR": "year", "Y": "year", "YEARS": "year", "YR": "year", "YRS": "year", "QUARTER": "quarter", "QTR": "quarter",
    "MONTH": "month", "MON": "month", "MONTHS": "month", "MONS": "month", "WEEK": "week", "W": "week", "WEEKS": "week",
    "DAY": "day", "D": "day", "DAYS": "day", "HOUR": "hour", "H": "hour", "HOURS": "hour", "HRS": "hour",
    "MINUTE": "minute", "MIN": "minute", "M": "minute", "MINUTES": "minute", "MINS": "minute", "DOY": "doy",
    "YEAROFWEEK": "isoyear", "DAYOFWEEK_ISO": "isodow", "DOW_ISO": "isodow",
}  # fmt: skip
_UNITS = ("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND")


def _pattern(call: Call, index: int) -> str:
    """A pattern of Java's, in the signs of strftime."""
    text = text_literal(call, index, "the pattern")
    signs = ""
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ArgumentError(f"the pattern {text!r} cannot be read")
        token = match[0]
        place = match.end()
        if match[1] is not None:
            signs += match[1].replace("''", "'").replace("%", "%%") or "'"
        elif match[2] is None:
            signs += token.replace("%", "%%")
        elif token in _JAVA:
            signs += _JAVA[token]
        else:
            raise ArgumentError(f"{token} in the pattern {text!r} is not evaluated here", unsupported=True)
    return quoted(signs)


def _unit(call: Call, index: int, known: dict[str, str]) -> str:
    node = call.nodes[index]
    word = node.name.upper()
    if word not in known:
        raise ArgumentError(f"{word or 'such a unit'} in {call.name} is not evaluated here", unsupported=True)
    return known[word]


def _date_trunc(call: Call) -> Typed:
    return Typed(f"CAST(date_trunc('{_unit(call, 0, _TRUNCATIONS)}', {call.moment(1)}) AS TIMESTAMP)", TIMESTAMP)


def _trunc(call: Call) -> Typed:
    unit = _unit(
        call, 1, {name: unit for name, unit in _TRUNCATIONS.items() if unit in ("year", "quarter", "month", "week")}
    )
    return Typed(f"CAST(date_trunc('{unit}', {call.date(0)}) AS DATE)", DATE)


def _date_part(call: Call) -> Typed:
    word = call.nodes[0].name.upper()
    if word in ("SECOND", "S", "SEC", "SECONDS", "SECS"):
        return Typed(f"(CAST(date_part('microsecond', {call.moment(1)}) AS DOUBLE) / 1000000)", DOUBLE)
    if word in ("DAYOFWEEK", "DOW"):
        return Typed(f"CAST(dayofweek({call.moment(1)}) + 1 AS INTEGER)", INT)
    return Typed(f"CAST(date_part('{_unit(call, 0, _PARTS)}', {call.moment(1)}) AS INTEGER)", INT)


def _to_timestamp(call: Call) -> Typed:
    if len(call) == 1:
        return as_type(call[0], TIMESTAMP)
    return Typed(f"CAST(try_strptime({call.text(0)}, {_pattern(call, 1)}) AS TIMESTAMP)", TIMESTAMP)


def _to_date(call: Call) -> Typed:
    if len(call) == 1:
        return as_type(call[0], DATE)
    return Typed(f"CAST(try_strptime({call.text(0)}, {_pattern(call, 1)}) AS DATE)", DATE)


def _seconds(moment: str) -> str:
    return f"CAST(floor(epoch({moment})) AS BIGINT)"


def _unix_timestamp(call: Call) -> Typed:
    if not call.args:
        return Typed(_seconds("CAST(now() AS TIMESTAMP)"), BIGINT)
    if len(call) == 2 and call[0].type == STRING:
        return Typed(_seconds(_to_timestamp(call).sql), BIGINT)
    if call[0].type == STRING:
        # Without a pattern of its own a text has to look like 2026-01-31 23:59:59.
        return Typed(_seconds(f"CAST(try_strptime({call[0].sql}, '%Y-%m-%d %H:%M:%S') AS TIMESTAMP)"), BIGINT)
    return Typed(_seconds(call.moment(0)), BIGINT)


def _from_unixtime(call: Call) -> Typed:
    pattern = _pattern(call, 1) if len(call) > 1 else "'%Y-%m-%d %H:%M:%S'"
    return Typed(f"strftime(make_timestamp({call.bigint(0)} * 1000000), {pattern})", STRING)


def _shift_days(sign: str) -> Function:
    def translate(call: Call) -> Typed:
        if len(call) == 3:
            return _shift_units(call, sign)
        return Typed(f"({call.date(0)} {sign} CAST({call.bigint(1)} AS INTEGER))", DATE)

    return Function(translate, 2, 3)


def _shift_units(call: Call, sign: str = "+") -> Typed:
    unit = _unit(call, 0, {name: name.lower() for name in _UNITS})
    return Typed(f"({call.moment(2)} {sign} (INTERVAL 1 {unit} * {call.bigint(1)}))", TIMESTAMP)


def _datediff(call: Call) -> Typed:
    if len(call) == 3:
        unit = _unit(call, 0, {name: name.lower() for name in _UNITS})
        # Spark counts whole units that have passed, not borders that were crossed.
        return Typed(f"CAST(date_sub('{unit}', {call.moment(1)}, {call.moment(2)}) AS BIGINT)", BIGINT)
    return Typed(f"CAST(({call.date(0)} - {call.date(1)}) AS INTEGER)", INT)


def _months_between(call: Call) -> Typed:
    if len(call) == 3 and call[2].sql != "true":
        raise ArgumentError("months_between without rounding is not evaluated here", unsupported=True)
    return Typed(f"spark_months_between({call.moment(0)}, {call.moment(1)})", DOUBLE)


def _part(template: str) -> Function:
    return Function(lambda call: Typed(f"CAST({template.format(call.moment(0))} AS INTEGER)", INT), 1, 1)


def _now(call: Call) -> Typed:
    return Typed("CAST(now() AS TIMESTAMP)", TIMESTAMP)


def _today(call: Call) -> Typed:
    return Typed("CAST(now() AS DATE)", DATE)


def _epoch(unit: int) -> Function:
    return Function(lambda call: Typed(f"CAST(floor(epoch_us({call.moment(0)}) / {unit}) AS BIGINT)", BIGINT), 1, 1)


def _from_epoch(factor: int) -> Function:
    return scalar(
        f"make_timestamp(CAST({{0}} * {factor} AS BIGINT))", [DOUBLE if factor == 1000000 else BIGINT], TIMESTAMP
    )


def _make_date(call: Call) -> Typed:
    year, month, day = (call.bigint(index) for index in range(3))
    return Typed(f"TRY(make_date({year}, {month}, {day}))", DATE)


def _make_timestamp(call: Call) -> Typed:
    whole = [call.bigint(index) for index in range(5)]
    return Typed(f"TRY(make_timestamp({', '.join(whole)}, {call.double(5)}))", TIMESTAMP)


def _zoned(template: str) -> Function:
    def translate(call: Call) -> Typed:
        zone = text_literal(call, 1, "the time zone")
        return Typed(template.format(call.moment(0), quoted(zone)), TIMESTAMP)

    return Function(translate, 2, 2)


def _convert_timezone(call: Call) -> Typed:
    source = quoted(text_literal(call, 0, "the time zone")) if len(call) == 3 else "'UTC'"
    target = quoted(text_literal(call, len(call) - 2, "the time zone"))
    return Typed(f"timezone({target}, timezone({source}, {call.moment(len(call) - 1)}))", TIMESTAMP)


def _next_day(call: Call) -> Typed:
    days = {"MO": 1, "TU": 2, "WE": 3, "TH": 4, "FR": 5, "SA": 6, "SU": 7}
    word = text_literal(call, 1, "the day").upper()[:2]
    if word not in days:
        return Typed("CAST(NULL AS DATE)", DATE)
    date = call.date(0)
    ahead = f"((({days[word]} - CAST(isodow({date}) AS INTEGER)) + 6) % 7) + 1"
    return Typed(f"({date} + CAST({ahead} AS INTEGER))", DATE)


def _add_months(call: Call) -> Typed:
    return Typed(f"CAST({call.date(0)} + (INTERVAL 1 month * {call.bigint(1)}) AS DATE)", DATE)


def _date_format(call: Call) -> Typed:
    return Typed(f"strftime({call.moment(0)}, {_pattern(call, 1)})", STRING)


_DATE_PART = Function(_date_part, 2, 2)
_DATEDIFF = Function(_datediff, 2, 3)

TIMES: dict[str, Function] = {
    "add_months": Function(_add_months, 2, 2),
    "convert_timezone": Function(_convert_timezone, 2, 3),
    "curdate": Function(_today, 0, 0),
    "current_date": Function(_today, 0, 0),
    "current_timestamp": Function(_now, 0, 0),
    "current_timezone": scalar("'UTC'", [], STRING),
    "date_add": _shift_days("+"),
    "date_sub": _shift_days("-"),
    "dateadd": _shift_days("+"),
    "date_diff": _DATEDIFF,
    "datediff": _DATEDIFF,
    "date_format": Function(_date_format, 2, 2),
    "date_from_unix_date": scalar("(DATE '1970-01-01' + CAST({0} AS INTEGER))", [INT], DATE),
    "date_part": _DATE_PART,
    "datepart": _DATE_PART,
    "extract": _DATE_PART,
    "date_trunc": Function(_date_trunc, 2, 2),
    "day": _part("day({0})"),
    "dayofmonth": _part("day({0})"),
    "dayofweek": _part("dayofweek({0}) + 1"),
    "dayofyear": _part("dayofyear({0})"),
    "from_unixtime": Function(_from_unixtime, 1, 2),
    "from_utc_timestamp": _zoned("timezone({1}, timezone('UTC', {0}))"),
    "to_utc_timestamp": _zoned("timezone('UTC', timezone({1}, {0}))"),
    "hour": _part("hour({0})"),
    "last_day": scalar("last_day({0})", [DATE], DATE),
    "localtimestamp": Function(_now, 0, 0),
    "make_date": Function(_make_date, 3, 3),
    "make_timestamp": Function(_make_timestamp, 6, 6),
    "make_timestamp_ltz": Function(_make_timestamp, 6, 6),
    "make_timestamp_ntz": Function(_make_timestamp, 6, 6),
    "minute": _part("minute({0})"),
    "month": _part("month({0})"),
    "months_between": Function(_months_between, 2, 3),
    "next_day": Function(_next_day, 2, 2),
    "now": Function(_now, 0, 0),
    "quarter": _part("quarter({0})"),
    "second": _part("second({0})"),
    "timestamp_micros": _from_epoch(1),
    "timestamp_millis": _from_epoch(1000),
    "timestamp_seconds": _from_epoch(1000000),
    "to_date": Function(_to_date, 1, 2),
    "to_timestamp": Function(_to_timestamp, 1, 2),
    "to_timestamp_ltz": Function(_to_timestamp, 1, 2),
    "to_timestamp_ntz": Function(_to_timestamp, 1, 2),
    "try_to_timestamp": Function(_to_timestamp, 1, 2),
    "to_unix_timestamp": Function(_unix_timestamp, 1, 2),
    "trunc": Function(_trunc, 2, 2),
    "unix_date": scalar("CAST({0} - DATE '1970-01-01' AS INTEGER)", [DATE], INT),
    "unix_micros": _epoch(1),
    "unix_millis": _epoch(1000),
    "unix_seconds": _epoch(1000000),
    "unix_timestamp": Function(_unix_timestamp, 0, 2),
    "weekday": _part("isodow({0}) - 1"),
    "weekofyear": _part("weekofyear({0})"),
    "year": _part("year({0})"),
}
