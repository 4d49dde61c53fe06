"""DuckDB macros for what Spark does otherwise: conversions from text, and texts of numbers and moments.

DuckDB puts the arguments of a macro in wherever it names them, so a macro that names one twice is called through
`translation.once`, which binds what is longer than a name.
"""

from __future__ import annotations

import re
from functools import cache

from ruleforge.languages.logs_sql.plain import PLAIN_DATE, PLAIN_MOMENT, PLAIN_NUMBER, PLAIN_WHOLE

__all__ = ["MACROS", "has_lambda", "macros_of"]

_BLANKS = "".join(map(chr, [*range(1, 33), 127]))
"""What Spark takes off both ends of a text before it reads a number or a moment in it."""
_AROUND = r"[\x01-\x20\x7F]*"
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_DOUBLE = rf"^{_AROUND}(?:({_NUMBER})[dDfF]?|((?i:[+-]?inf(?:inity)?|nan))){_AROUND}$"
_WHOLE = rf"^{_AROUND}([+-]?[0-9]+)(?:\.[0-9]*)?{_AROUND}$"
_BELOW_ONE = rf"{_AROUND}[+-]?[.][0-9]*{_AROUND}"
_MONTH = "(0?[1-9]|1[0-2])"
_DAY = "(0?[1-9]|[12][0-9]|3[01])"
_DATE = rf"^{_AROUND}([0-9]{{4,6}})(?:-{_MONTH}(?:-{_DAY}(?:[ T].*)?)?)?{_AROUND}$"
_HOUR = "([01]?[0-9]|2[0-3])"
_SIXTIETH = "([0-5]?[0-9])"
_OFFSET = "(?:[+]|(-))(?:(0?[0-9]|1[0-7])(?::([0-5][0-9]))?|(0[0-9]|1[0-7])([0-5]?[0-9])|(18)(?::?00|0)?)"
"""What a time zone is ahead, 18 hours at most: minus, hours and minutes, the same without a colon, and the most."""
_MOMENT = (
    rf"^{_AROUND}([0-9]{{4,6}})(?:-{_MONTH}(?:-{_DAY}"
    rf"(?:[ T](?:{_HOUR}(?::{_SIXTIETH}(?::{_SIXTIETH}(?:\.([0-9]*))?)?)? ?"
    rf"(?:Z|(?:UTC|GMT|UT)?(?:{_OFFSET})?)?)?)?)?)?{_AROUND}$"
)
_SMALL = "a-zµß-öø-ʯά-ώϐ-ϯа-ҁҋ-ԯա-ևა-ჿᴀ-ᶚḁ-ỿἀ-ῼⰰ-ⱟⱡ-ⳳꙁ-ꚛꜣ-ꟊﬀ-ﬗａ-ｚ"
"""Small letters of scripts with two cases. All letters there are take DuckDB longer than the rest of a statement."""
_TOO_LATE = rf"^{_AROUND}(?:[3-9][0-9]{{5}}|29[5-9][0-9]{{3}}|294[3-9][0-9]{{2}}|2942[5-9][0-9]|29424[7-9])-?"
"""Years that no moment has: microseconds of 64 bits end in January 294247. DuckDB would raise instead of NULL."""
_SOUNDEX = "01230127022455012623017202"
"""What soundex makes of each letter from A to Z; 7 is passed over."""
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALL_BITS = 2**64 - 1
_ZONE = r"^[A-Z]*([+-]?)([0-9]{0,2}):?([0-9]{0,2})$"

_MOST_OFFSET = 18 * 60
"""How many minutes a time zone is ahead at most."""

MACROS: tuple[str, ...] = (
    "low_32_bits(x) AS CAST(xor(x & 4294967295, 2147483648) - 2147483648 AS INTEGER)",
    """low_64_bits(x) AS CAST(xor(x & 18446744073709551615::HUGEINT, 9223372036854775808::HUGEINT)
        - 9223372036854775808::HUGEINT AS BIGINT)""",
    # Taking signs off the ends costs much more than seeing that there are none.
    f"""spark_trim(x) AS CASE WHEN regexp_matches(x, '^[\\x01-\\x20\\x7F]|[\\x01-\\x20\\x7F]$')
        THEN trim(x, '{_BLANKS}') ELSE x END""",
    # Text to numbers: blanks around are dropped, decimals cut off, and nonsense is NULL.
    f"""spark_digits(x) AS CASE WHEN regexp_full_match(x, '{_BELOW_ONE}') THEN '0'
        ELSE regexp_extract(x, '{_WHOLE}', 1) END""",
    f"""whole_text(x) AS CASE WHEN regexp_full_match(x, '{PLAIN_WHOLE}') THEN x ELSE spark_digits(x) END""",
    "spark_tinyint(x) AS CAST(TRY_CAST(whole_text(x) AS TINYINT) AS INTEGER)",
    "spark_smallint(x) AS CAST(TRY_CAST(whole_text(x) AS SMALLINT) AS INTEGER)",
    "spark_int(x) AS TRY_CAST(whole_text(x) AS INTEGER)",
    "spark_bigint(x) AS TRY_CAST(whole_text(x) AS BIGINT)",
    # What has a minus and is too large for a double has it before the digits: a negative exponent makes nothing large.
    f"""spark_double(x) AS CASE
        WHEN regexp_full_match(x, '{PLAIN_NUMBER}') THEN TRY_CAST(x AS DOUBLE)
        WHEN regexp_matches(x, '{_DOUBLE}') THEN COALESCE(
            TRY_CAST(regexp_replace(x, '{_DOUBLE}', '\\1\\2') AS DOUBLE),
            CAST(CASE WHEN contains(x, '-') THEN '-inf' ELSE 'inf' END AS DOUBLE)) END""",
    """spark_boolean(x) AS CASE
        WHEN lower(spark_trim(x)) IN ('t', 'true', 'y', 'yes', '1') THEN true
        WHEN lower(spark_trim(x)) IN ('f', 'false', 'n', 'no', '0') THEN false END""",
    # Text to moments. What is written in full is read by DuckDB; the rest is taken apart first. DuckDB plans every call
    # of a macro anew, which takes longer than all else of a query over few events: so expressions rather do the work.
    """date_of(y, m, d) AS TRY_CAST(y || '-' || CASE WHEN m = '' THEN '1' ELSE m END || '-'
        || CASE WHEN d = '' THEN '1' ELSE d END AS DATE)""",
    "first_of(x) AS greatest(x, '01')",
    f"""date_of_parts(x) AS list_transform([regexp_extract(x, '{_DATE}', ['y', 'm', 'd'])],
        lambda p: CASE WHEN p.y <> '' THEN TRY_CAST(concat(p.y, '-', first_of(p.m), '-', first_of(p.d)) AS DATE)
        END)[1]""",
    f"""spark_date(x) AS CASE WHEN regexp_full_match(x, '{PLAIN_DATE}([T ].*)?') THEN TRY_CAST(x[1:10] AS DATE)
        ELSE date_of_parts(x) END""",
    "number_or_zero(x) AS CAST('0' || x AS BIGINT)",
    """micros_of(h, i, s, f) AS (number_or_zero(h) * 3600 + number_or_zero(i) * 60 + number_or_zero(s)) * 1000000
        + number_or_zero(rpad(f[:6], 6, '0'))""",
    """time_of(h, i, s, f) AS CASE WHEN number_or_zero(h) < 24 AND number_or_zero(i) < 60 AND number_or_zero(s) < 60
        THEN micros_of(h, i, s, f) END""",
    f"""offset_of(z) AS list_transform([regexp_extract(z, '{_ZONE}', ['sign', 'h', 'm'])], lambda p:
        CASE WHEN number_or_zero(p.h) * 60 + number_or_zero(p.m) <= {_MOST_OFFSET} AND number_or_zero(p.m) < 60
        THEN (number_or_zero(p.h) * 60 + number_or_zero(p.m)) * CASE p.sign WHEN '-' THEN -60000000 ELSE 60000000 END
        END)[1]""",
    f"""moment_of_parts(x) AS list_transform(
        [regexp_extract(x, '{_MOMENT}', [
            'y', 'm', 'd', 'h', 'i', 's', 'f', 'minus', 'zh', 'zi', 'h2', 'i2', 'h18'])],
        lambda p: CASE WHEN p.y <> '' THEN TRY_CAST(concat(p.y, '-', first_of(p.m), '-', first_of(p.d)) AS DATE)
            + CAST(concat('0', p.h, ' hours 0', p.i, ' minutes 0', p.s, ' seconds 0', rpad(p.f[:6], 6, '0'),
                ' microseconds') AS INTERVAL)
            - CAST(concat(p.minus, '0', p.zh, p.h2, p.h18, ' hours ', p.minus, '0', p.zi, p.i2, ' minutes') AS INTERVAL)
            END)[1]""",
    f"""spark_timestamp(x) AS CASE
        WHEN regexp_full_match(x, '{PLAIN_MOMENT}') THEN TRY_CAST(x AS TIMESTAMP)
        WHEN regexp_matches(x, '{_TOO_LATE}') THEN NULL
        ELSE moment_of_parts(x) END""",
    """date_of_numbers(y, m, d) AS CASE WHEN y BETWEEN 1 AND 9999 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND 31
        THEN TRY_CAST(lpad(CAST(y AS VARCHAR), 4, '0') || '-' || m || '-' || d AS DATE) END""",
    """moment_of_numbers(y, m, d, h, i, micros) AS CASE
        WHEN h BETWEEN 0 AND 23 AND i BETWEEN 0 AND 59 AND micros BETWEEN 0 AND 60000000
        THEN date_of_numbers(y, m, d) + to_microseconds((h * 60 + i) * CAST(60000000 AS BIGINT) + micros) END""",
    """spark_whole(x, least, most) AS CASE
        WHEN isnan(x) THEN 0 WHEN x >= most THEN CAST(most AS BIGINT) WHEN x <= least THEN CAST(least AS BIGINT)
        ELSE CAST(trunc(x) AS BIGINT) END""",
    # Java writes doubles below 1e-3 and from 1e7 on with an exponent, and always with a decimal.
    """digits_with_exponent(digits, exponent) AS
        digits[1] || '.' || CASE WHEN digits[2:] = '' THEN '0' ELSE digits[2:] END || 'E' || exponent""",
    """large_double_text(v) AS digits_with_exponent(
        rtrim(replace(v, '.', ''), '0'), length(split_part(v, '.', 1)) - 1)""",
    """small_double_text(v) AS digits_with_exponent(
        ltrim(split_part(v, '.', 2), '0'),
        length(ltrim(split_part(v, '.', 2), '0')) - length(split_part(v, '.', 2)) - 1)""",
    """exponent_double_text(v) AS
        split_part(v, 'e', 1) || CASE WHEN contains(split_part(v, 'e', 1), '.') THEN '' ELSE '.0' END
        || 'E' || CAST(split_part(v, 'e', 2) AS INTEGER)""",
    """spark_double_text(x, v) AS CASE
        WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
        WHEN x = 0 OR abs(x) >= 1e-3 AND abs(x) < 1e7 THEN CAST(x AS VARCHAR)
        ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || CASE
            WHEN contains(v, 'e') THEN exponent_double_text(v)
            WHEN abs(x) >= 1 THEN large_double_text(v)
            ELSE small_double_text(v) END END""",
    "two_digits(x) AS CASE WHEN x < 10 THEN '0' || x ELSE CAST(x AS VARCHAR) END",
    """fraction_text(x) AS CASE WHEN x = 0 THEN '' ELSE '.' || rtrim(lpad(CAST(x AS VARCHAR), 6, '0'), '0') END""",
    # A start of 0 is the first character; a negative one counts from the end, and what lies before the text is cut off.
    """spark_substring(x, start, most) AS CASE
        WHEN x IS NULL OR start IS NULL OR most IS NULL THEN NULL
        WHEN most <= 0 OR start > length(x) THEN ''
        WHEN start > 0 THEN substr(x, start, least(most, length(x)))
        WHEN start = 0 THEN substr(x, 1, least(most, length(x)))
        WHEN length(x) + start >= 0 THEN substr(x, length(x) + start + 1, least(most, length(x)))
        WHEN length(x) + start + most <= 0 THEN ''
        ELSE substr(x, 1, length(x) + start + most) END""",
    # DuckDB's own function takes one separator for all rows.
    """in_brackets(texts, sign) AS CASE WHEN texts IS NOT NULL
        THEN '[' || COALESCE(list_aggregate(texts, 'string_agg', sign), '') || ']' END""",
    """joined(texts, sign) AS list_transform([list_filter(texts, lambda text: text IS NOT NULL)], lambda found:
        CASE WHEN len(found) = 0 THEN '' ELSE list_reduce(found,
            lambda before, text: before || sign || text) END)[1]""",
    """spark_substring_index(x, sign, times) AS CASE
        WHEN x IS NULL OR sign IS NULL OR times IS NULL THEN NULL
        WHEN times = 0 OR sign = '' THEN ''
        WHEN times > 0 THEN joined(list_slice(string_split(x, sign), 1, times), sign)
        ELSE joined(list_slice(string_split(x, sign), times, -1), sign) END""",
    """padding(x, size, pad) AS array_slice(repeat(pad, CAST((size - length(x)) // length(pad) + 1 AS INTEGER)),
        1, size - length(x))""",
    """spark_lpad(x, size, pad) AS CASE
        WHEN x IS NULL OR size IS NULL OR pad IS NULL THEN NULL
        WHEN size <= 0 THEN '' WHEN length(x) >= size THEN substr(x, 1, size) WHEN pad = '' THEN x
        ELSE padding(x, least(size, 1000000), pad) || x END""",
    """spark_rpad(x, size, pad) AS CASE
        WHEN x IS NULL OR size IS NULL OR pad IS NULL THEN NULL
        WHEN size <= 0 THEN '' WHEN length(x) >= size THEN substr(x, 1, size) WHEN pad = '' THEN x
        ELSE x || padding(x, least(size, 1000000), pad) END""",
    # A sigma behind a letter with two cases and not before one is the last of a word.
    f"""java_lower(x) AS CASE WHEN contains(x, 'Σ')
        THEN regexp_replace(lower(x), '([{_SMALL}])σ([^{_SMALL}]|$)', '\\1ς\\2', 'g') ELSE lower(x) END""",
    "java_upper(x) AS upper(replace(x, 'ß', 'ss'))",
    """spark_initcap(x) AS array_to_string(list_transform(
        string_split(x, ' '), lambda word:
            CASE word[1] WHEN 'ß' THEN 'ß' ELSE upper(word[1]) END || java_lower(word)[2:]), ' ')""",
    f"""soundex_codes(x) AS translate(regexp_replace(upper(x), '[^A-Z]', '0', 'g'),
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '{_SOUNDEX}')""",
    "one_of_each(x) AS "
    + "regexp_replace(" * 6
    + "x"
    + "".join(f", '{code}+', '{code}', 'g')" for code in range(1, 7)),
    """spark_soundex(x) AS CASE WHEN regexp_matches(x, '^[A-Za-z]')
        THEN upper(x[1]) || left(rpad(replace(one_of_each(soundex_codes(x[1]) || replace(soundex_codes(x[2:]), '7', '')
            )[2:], '0', ''), 3, '0'), 3) ELSE x END""",
    """spark_luhn(x) AS CASE WHEN regexp_full_match(x, '[0-9]+') THEN
        list_sum(list_transform(string_split(reverse(x), ''), lambda digit, place: CASE WHEN place % 2 = 1
            THEN CAST(digit AS INTEGER) ELSE CAST(digit AS INTEGER) * 2 // 10 + CAST(digit AS INTEGER) * 2 % 10 END
        )) % 10 = 0 WHEN x IS NOT NULL THEN false END""",
    "round_to(x, step) AS (x + CAST(sign(x) AS HUGEINT) * (step // 2)) // step * step",
    """round_even_to(x, step) AS CASE WHEN abs(x) % step = step // 2 AND (x // step) % 2 = 0 THEN x // step * step
        ELSE round_to(x, step) END""",
    # Numbers in other bases, by way of 64 bits without a sign; one that is too large stays the largest.
    f"""number_in_base(digits, base) AS CASE
        WHEN digits IS NULL THEN NULL WHEN digits = '' THEN CAST(0 AS HUGEINT) ELSE list_reduce(
        list_prepend(CAST(0 AS HUGEINT), list_transform(string_split(digits, ''),
            lambda sign: CAST(instr('{_SIGNS}', sign) - 1 AS HUGEINT))),
        lambda whole, digit: least(whole * base + digit, CAST({_ALL_BITS} AS HUGEINT))) END""",
    f"""text_in_base(x, base, steps) AS CASE WHEN x = 0 THEN '0' ELSE ltrim(array_to_string(list_transform(steps,
        lambda step: '{_SIGNS}'[CAST(x // step % base AS INTEGER) + 1]), ''), '0') END""",
    f"""unsigned_text(x, negative, base, steps) AS text_in_base(
        CASE WHEN negative AND x > 0 THEN CAST({_ALL_BITS + 1} AS HUGEINT) - x ELSE x END, base, steps)""",
    f"""signed_text(x, negative, base, steps) AS CASE WHEN x >= {_ALL_BITS // 2 + 1} AND NOT negative
        THEN '-' || text_in_base(CAST({_ALL_BITS + 1} AS HUGEINT) - x, base, steps)
        ELSE CASE WHEN negative AND x > 0 THEN '-' ELSE '' END || text_in_base(x, base, steps) END""",
    "spark_ln(x) AS CASE WHEN isnan(x) THEN x WHEN x > 0 THEN ln(x) END",
    """months_apart(a, b) AS (year(a) - year(b)) * 12 + month(a) - month(b)""",
    """rest_of_month(x) AS epoch_us(x) - epoch_us(CAST(date_trunc('month', x) AS TIMESTAMP))""",
    # How many months have passed; one that has begun does not count.
    """months_passed(a, b) AS months_apart(b, a)
        - CASE WHEN b >= a AND rest_of_month(b) < rest_of_month(a) THEN 1
            WHEN b < a AND rest_of_month(b) > rest_of_month(a) THEN -1 ELSE 0 END""",
    """same_day_of_month(a, b) AS day(a) = day(b)
        OR (last_day(a) = CAST(a AS DATE) AND last_day(b) = CAST(b AS DATE))""",
    # Whole months where the days of the month agree or are both the last; else by months of 31 days.
    """spark_months_between(a, b) AS CASE
        WHEN same_day_of_month(a, b) THEN CAST(months_apart(a, b) AS DOUBLE)
        ELSE months_apart(a, b) + ((day(a) - day(b)) * 86400
            + floor(epoch(a - CAST(a AS DATE))) - floor(epoch(b - CAST(b AS DATE)))) / CAST(2678400 AS DOUBLE) END""",
    "json_text(x, path) AS CASE WHEN json_valid(x) THEN x ->> path END",
)
"""Each the text behind CREATE MACRO."""

_CALL = re.compile(r"\b([a-z_0-9]+)\(")


@cache
def _needs() -> dict[str, frozenset[str]]:
    """For each macro the names of those that it needs, itself among them; none needs a later one."""
    needs: dict[str, frozenset[str]] = {}
    for macro in MACROS:
        name, _, body = macro.partition("(")
        called = needs.keys() & set(_CALL.findall(body))
        needs[name] = frozenset({name}).union(*(needs[other] for other in called))
    return needs


def has_lambda(sql: str) -> bool:
    """Whether a piece of a statement binds something by a lambda, in a macro or by itself."""
    return "lambda" in sql or any("lambda" in macro for macro in macros_of(sql))


def macros_of(sql: str) -> list[str]:
    """Those of MACROS that a statement needs, in their order. Texts in it that look like calls do no harm."""
    needs = _needs()
    wanted = frozenset().union(*(needs[name] for name in needs.keys() & set(_CALL.findall(sql))))
    return [macro for macro in MACROS if macro.partition("(")[0] in wanted]
