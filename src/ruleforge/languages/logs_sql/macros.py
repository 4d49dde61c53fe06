"""DuckDB macros for what Spark does otherwise: conversions from text, and texts of numbers and moments."""

from __future__ import annotations

__all__ = ["MACROS"]

_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_WHOLE = r"^([+-]?[0-9]+)(\.[0-9]*)?$"
_DATE = r"^([0-9]{4}(-[0-9]{1,2}(-[0-9]{1,2})?)?)([T ].*)?$"
_MOMENT = (
    r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[T ][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]*)?)?( ?(Z|UTC|GMT|[+-][0-9:]+))?$"
)

MACROS: tuple[str, ...] = (
    # Text to numbers: blanks around are dropped, decimals cut off, and nonsense is NULL.
    f"spark_int(x) AS TRY_CAST(regexp_extract(trim(x), '{_WHOLE}', 1) AS INTEGER)",
    f"spark_bigint(x) AS TRY_CAST(regexp_extract(trim(x), '{_WHOLE}', 1) AS BIGINT)",
    f"""spark_double(x) AS CASE
        WHEN regexp_full_match(trim(x), '{_NUMBER}[dDfF]?') THEN TRY_CAST(rtrim(trim(x), 'dDfF') AS DOUBLE)
        WHEN regexp_full_match(lower(trim(x)), '[+-]?inf(inity)?|nan') THEN TRY_CAST(trim(x) AS DOUBLE) END""",
    """spark_boolean(x) AS CASE
        WHEN lower(trim(x)) IN ('t', 'true', 'y', 'yes', '1') THEN true
        WHEN lower(trim(x)) IN ('f', 'false', 'n', 'no', '0') THEN false END""",
    f"""spark_date(x) AS CASE WHEN regexp_matches(trim(x), '{_DATE}') THEN TRY_CAST(
        regexp_extract(trim(x), '{_DATE}', 1) || CASE length(regexp_extract(trim(x), '{_DATE}', 1))
        WHEN 4 THEN '-01-01' WHEN 6 THEN '-01' WHEN 7 THEN '-01' ELSE '' END AS DATE) END""",
    f"""spark_timestamp(x) AS CASE
        WHEN regexp_matches(trim(x), '{_MOMENT}') THEN TRY_CAST(trim(x) AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
        WHEN regexp_full_match(trim(x), '[0-9]{{4}}(-[0-9]{{1,2}}(-[0-9]{{1,2}})?)?')
        THEN CAST(spark_date(x) AS TIMESTAMP) END""",
    """spark_whole(x, least, most) AS CASE
        WHEN isnan(x) THEN 0 WHEN x >= most THEN CAST(most AS BIGINT) WHEN x <= least THEN CAST(least AS BIGINT)
        ELSE CAST(trunc(x) AS BIGINT) END""",
    "spark_timestamp_text(x) AS CAST(x AS VARCHAR)",
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
    """spark_double_text(x) AS CASE
        WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
        WHEN x = 0 OR abs(x) >= 1e-3 AND abs(x) < 1e7 THEN CAST(x AS VARCHAR)
        ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || CASE
            WHEN contains(CAST(abs(x) AS VARCHAR), 'e') THEN exponent_double_text(CAST(abs(x) AS VARCHAR))
            WHEN abs(x) >= 1 THEN large_double_text(CAST(abs(x) AS VARCHAR))
            ELSE small_double_text(CAST(abs(x) AS VARCHAR)) END END""",
    # A start of 0 is the first character; a negative one counts from the end, and what lies before the text is cut off.
    """spark_substring(x, start, most) AS CASE
        WHEN most <= 0 THEN CASE WHEN x IS NOT NULL AND start IS NOT NULL THEN '' END
        WHEN start > 0 THEN substr(x, start, most)
        WHEN start = 0 THEN substr(x, 1, most)
        WHEN length(x) + start >= 0 THEN substr(x, length(x) + start + 1, most)
        WHEN length(x) + start + most <= 0 THEN ''
        ELSE substr(x, 1, length(x) + start + most) END""",
    """spark_substring_index(x, sign, times) AS CASE
        WHEN times = 0 OR sign = '' THEN ''
        WHEN times > 0 THEN array_to_string(list_slice(string_split(x, sign), 1, times), sign)
        ELSE array_to_string(list_slice(string_split(x, sign), times, -1), sign) END""",
    """spark_lpad(x, size, pad) AS CASE
        WHEN size <= 0 THEN '' WHEN length(x) >= size OR pad = '' THEN substr(x, 1, size)
        ELSE lpad(x, CAST(size AS INTEGER), pad) END""",
    """spark_rpad(x, size, pad) AS CASE
        WHEN size <= 0 THEN '' WHEN length(x) >= size OR pad = '' THEN substr(x, 1, size)
        ELSE rpad(x, CAST(size AS INTEGER), pad) END""",
    """spark_initcap(x) AS array_to_string(list_transform(
        string_split(x, ' '), lambda word: upper(word[1]) || lower(word[2:])), ' ')""",
    "spark_ln(x) AS CASE WHEN x > 0 THEN ln(x) END",
    "spark_shift_left(x, bits) AS CAST(xor(((x::HUGEINT << bits) & 18446744073709551615::HUGEINT)"
    ", 9223372036854775808::HUGEINT) - 9223372036854775808::HUGEINT AS BIGINT)",
    # Whole months where the days of the month agree or are both the last; else by months of 31 days.
    """spark_months_between(a, b) AS CASE
        WHEN day(a) = day(b) OR (last_day(a) = CAST(a AS DATE) AND last_day(b) = CAST(b AS DATE))
        THEN CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE)
        ELSE round((year(a) - year(b)) * 12 + month(a) - month(b)
            + ((day(a) - day(b)) * 86400 + epoch(a - CAST(a AS DATE)) - epoch(b - CAST(b AS DATE))) / 2678400, 8) END""",
    "json_text(x, path) AS CASE WHEN json_valid(x) THEN x ->> path END",
)
"""Each the text behind CREATE MACRO."""
