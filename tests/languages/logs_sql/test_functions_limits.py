"""What functions refuse, what they never do, and how large what is made of them gets."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from ruleforge import LogsQuery, QueryError, UnsupportedError
from ruleforge.data.sql_functions import function_table
from ruleforge.languages.logs_sql.translation.registry import arity_of

RECORD = {"s": "Feathers", "n": 5, "f": 1.5, "ts": "2025-07-14T02:14:42Z", "a": "a,b", "b": True}


def value(expression, record=RECORD):
    return LogsQuery.parse(f"SELECT {expression} AS v FROM t").run({"t": [record]}).rows[0][0]


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        ("substring(s)", 1),
        ("substr(s, 1, 2, 3)", 4),
        ("lower(s, 'x')", 2),
        ("if(b, 1)", 2),
        ("date_add(s)", 1),
        ("get_json_object(s)", 1),
        ("sum(n, f)", 2),
        ("percentile(n)", 1),
        ("nvl(s)", 1),
        ("now(1)", 1),
        ("round(f, 1, 2)", 3),
        ("hll_sketch_agg(n, 1, 2)", 3),
        ("row_number(n) OVER (ORDER BY s)", 1),
        ("lag(s, 1, 2, 3) OVER (ORDER BY s)", 4),
    ],
)
def test_a_wrong_number_of_arguments_is_refused_while_reading(expression, count):
    text = f"SELECT {expression} AS v FROM t"
    with pytest.raises(QueryError) as refusal:
        LogsQuery.parse(text)
    (finding,) = [item for item in refusal.value.findings if item.check == "sql/arguments"]
    assert f"not {count}" in finding.message
    assert text[finding.span.start :].startswith(expression.split("(")[0])


def test_of_every_function_it_is_known_how_many_arguments_it_takes():
    assert {name for name in function_table().supported if arity_of(name) is None} == {"cast"}


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("to_char(n, '999')", "to_char"),
        ("arrays_zip(split(a, ','))", "arrays_zip"),
        ("rand() * n", "rand"),
        ("schema_of_json(s)", "schema_of_json"),
        ("from_json(s, 'a INT')", "from_json"),
        ("get_json_object(s, '$.a[*].b[*]')", "[*]"),
        ("regexp_extract(s, '(?=x)', 0)", "look-around"),
        ("s RLIKE '(a)\\\\1'", "\\1"),
        ("s RLIKE 'a++'", "possessive"),
        ("s RLIKE '[a-z&&[^b]]'", "intersection"),
        ("split(a, s)", "regular expression"),
        ("date_format(ts, 'yyyyy')", "yyyyy"),
        ("format_number(f, '#,##0.00')", "digits"),
        ("encode(s, 'UTF-16')", "UTF-16"),
        ("percentile(n, 0.5, n)", "frequency"),
        ("make_interval(0, n)", "interval"),
    ],
)
def test_what_is_not_evaluated_is_told_at_its_place(expression, word):
    query = LogsQuery.parse(f"SELECT {expression} AS v FROM t")
    with pytest.raises(UnsupportedError) as refusal:
        query.run({"t": [RECORD]})
    (finding,) = refusal.value.findings
    assert word in finding.message
    assert finding.span is not None


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("regexp_extract(s, '(a', 1)", "not closed"),
        ("s RLIKE '*a'", "nothing stands before"),
        ("s RLIKE 'a\\\\'", "backslash"),
        ("s RLIKE '[a'", "not closed"),
        ("s RLIKE 'a)'", "not open"),
        ("s RLIKE 'a{x}'", "repetitions"),
        ("s RLIKE '\\\\y'", "there is no"),
        ("regexp_extract(s, 'a', 1)", "group 1"),
        ("regexp_replace(s, 'a', '$1')", "group 1"),
        ("regexp_replace(s, 'a', '$x')", "number of a group"),
        ("s LIKE 'a\\\\b'", "before what needs no"),
        ("date_trunc(n, ts)", "not evaluated"),
        ("from_utc_timestamp(ts, 'Mars/Olympus')", "no time zone"),
        ("datediff(FORTNIGHT, ts, ts)", "FORTNIGHT"),
        ("date_part('CENTURY', ts)", "CENTURY"),
        ("format_string('%d', s)", "%d"),
        ("format_string('%s %s', s)", "asks for value 2"),
        ("ts + INTERVAL 1 DAY * b", "calculated"),
        ("percentile(n, n)", "written out"),
        ("percentile(n, 2)", "between 0 and 1"),
        ("CAST(n AS DECIMAL(50, 2))", "38 digits"),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(expression, word):
    query = LogsQuery.parse(f"SELECT {expression} AS v FROM t")
    with pytest.raises((QueryError, UnsupportedError)) as refusal:
        query.run({"t": [RECORD]})
    (finding,) = refusal.value.findings
    assert word in finding.message
    assert finding.span is not None


NESTED = [
    "lpad(@, 20, 'ab')", "initcap(@)", "substr(@, 2, 5)", "substring_index(@, ':', 1)", "mask(@)", "soundex(@)",
    "conv(@, 10, 16)", "split(@, ',', 2)[0]", "concat_ws('-', @, n)", "regexp_replace(@, 'q', 'x', 2)",
    "pmod(@, 7)", "1 / (@)", "@ + n", "round(@ * 1.5D, 2)", "hypot(@, 1)", "nullif(@, 3)", "greatest(@, 1)",
    "CASE @ WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE 5 END", "CAST(CAST(@ AS STRING) AS DOUBLE)", "CAST(concat(@, '1') AS INT)",
    "CAST(@ AS DECIMAL(10, 2)) / 3", "date_add(date_format(@, 'yyyy-MM-dd'), 1)",
    "date_format(@, 'yyyy-MM-dd HH:mm:ss')",
    "to_date(@, 'yyyy-MM-dd')", "concat_ws(',', split(@, ','))", "coalesce(@, 1)",
    "rint(@)", "bround(@ / 3, 1)", "to_json(split(@, ','))", "CAST(split(@, 'x') AS STRING)", "trim(repeat(@, 1))",
    "get_json_object(@, '$.a[*]')", "regexp_instr(@, 'a')", "from_unixtime(@)", "array_join(split(@, ','), s)",
]  # fmt: skip


@pytest.mark.parametrize("template", NESTED)
def test_twelve_calls_inside_of_each_other_stay_fast(template):
    texts = ("lpad", "init", "subs", "mask", "soun", "spli", "rege", "get_")
    starts = {"date": "ts", "to_d": "ts"} | dict.fromkeys(texts, "s")
    expression = starts.get(template[:4], "n")
    for _ in range(12):
        expression = template.replace("@", expression)
    started = time.perf_counter()
    value(expression)
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("n + 9223372036854775807", -9223372036854775804),
        ("n * 9223372036854775807", 9223372036854775803),
        ("n / 0", None),
        ("n % 0", None),
        ("n DIV 0", None),
        ("sqrt(-n)", "nan"),
        ("ln(-n)", None),
        ("acos(n)", "nan"),
        ("CAST('x' AS INT) + n", None),
        ("CAST(1e300 AS BIGINT) - n", 9223372036854775802),
        ("timestamp_seconds(n * 1000000000000000)", None),
        ("make_date(2023, 2, 24 + n)", None),
        ("to_timestamp(s)", None),
        ("CAST(concat('30000', n - n, '-01-01 00:00:00') AS TIMESTAMP)", None),
        ("year(to_timestamp(concat('12345', n, '-01-01')))", 123455),
        ("get_json_object(s, '$.a')", None),
        ("json_array_length(concat('[', s))", None),
        ("repeat(s, 2147483647) = ''", False),
        ("factorial(n * 100)", None),
        ("concat_ws(s, split(a, ','), n)", "aFeathersbFeathers5"),
        ("array_join(split(a, ','), s)", "aFeathersb"),
        ("substring_index(a, substr(a, 2, 1), 1)", "a"),
        ("unbase64(n)", None),
        ("unhex(concat('z', n))", None),
        ("CAST(try_to_binary(concat('x', n)) AS STRING)", None),
        ("CAST(try_to_binary(base64(s), 'base64') AS STRING)", "Feathers"),
        ("size(sequence(1, n * 1000000000000))", -1),
        ("size(sequence(1, 1000000000000)) + n", 4),
        ("size(sequence(date(ts), date('9999-12-31'), INTERVAL '1' SECOND))", -1),
        ("array_repeat(s, 2147483647)", None),
        ("array_insert(split(a, ','), 2147483647, s)", None),
        ("exp(n * 1000)", float("inf")),
        ("sum(n * 9000000000000000000)", 8106511852580896768),
        ("CAST(0.1 + 0.2 + n AS STRING)", "5.3"),
    ],
)
def test_values_out_of_bounds_are_no_errors(expression, wanted):
    got = value(expression)
    assert got == wanted or (wanted == "nan" and got != got)


def test_the_kinds_of_values_that_a_result_holds():
    query = LogsQuery.parse(
        "SELECT COUNT(*) AS c, SUM(n) AS s, AVG(n) AS a, COUNT_IF(b) AS i, MAX(to_timestamp(ts)) AS t,"
        " MAX(date(ts)) AS d, COLLECT_LIST(n) AS l, SUM(n * 1.5) AS m, MAX(b) AS b,"
        " MAX(to_timestamp(ts)) - MIN(to_timestamp(ts)) AS z, encode(MAX(s), 'UTF-8') AS e FROM t"
    )
    (row,) = query.run({"t": [RECORD, RECORD]}).rows
    assert row == (
        2, 10, 5.0, 2, "2025-07-14 02:14:42", "2025-07-14", [5, 5], 15.0, True,
        "INTERVAL '0 00:00:00' DAY TO SECOND", "Feathers",
    )  # fmt: skip
    assert [type(item) for item in row[:4]] == [int, int, float, int]


def test_what_tells_the_time_tells_it_in_utc():
    before = datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ")
    (row,) = (
        LogsQuery.parse(
            "SELECT now() AS a, current_timestamp() AS b, current_timestamp AS c, localtimestamp() AS d,"
            " current_date() AS e, curdate() AS f, current_date AS g, unix_timestamp() AS h,"
            " current_timezone() AS z FROM t"
        )
        .run({"t": [RECORD]})
        .rows
    )
    assert all(before[:16] <= moment for moment in row[:4])
    assert all(before[:10] <= day for day in row[4:7])
    assert row[7] >= 1_700_000_000
    assert row[8] == "UTC"


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        # Jackson reads these more leniently than DuckDB: what is no JSON is NULL here.
        ("get_json_object('{''a'':1}', '$.a') || s", None),
        ("get_json_object('{\"a\":1} x', '$.a') || s", None),
        # Spark asks for its old parser with an error where a text fits only that; here it is NULL.
        ("unix_timestamp(ts)", None),
        ("to_date(ts, 'yyyy-MM-dd')", None),
        # A time zone by its name, in a text, is not read.
        ("CAST('2025-01-02 03:04:05 America/New_York' AS TIMESTAMP) = to_timestamp(ts)", None),
        # A whole number of 64 bits, as numbers of a log are, is taken where Spark asks for 32.
        ("date_add(ts, n)", "2025-07-19"),
    ],
)
def test_where_a_choice_is_taken(expression, wanted):
    assert value(expression) == wanted


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("ΟΔΟΣ", "οδος"),
        ("ΟΔΟΣ ΣΟΦΟΣ, ΣΑΣ", "οδος σοφος, σας"),
        ("Σ", "σ"),
        ("1Σ", "1σ"),
        ("ΑΣ1", "ας1"),
        ("ΣΣ", "σς"),
        ("AΣ", "aς"),
        ("ЖΣЖ", "жσж"),
        ("中Σ", "中σ"),
        ("É", "é"),
    ],
)
def test_a_sigma_at_the_end_of_a_word_is_a_final_one(text, lowered):
    assert value("lower(s)", {"s": text}) == lowered


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("substring(s, 1, 3)", "hél"),
        ("substring(s, 2)", "éllo"),
        ("substring(s, 9, 2)", ""),
        ("substring(s, 5, 1000000)", "o"),
        ("substring(s, 0, 2)", "hé"),
        ("substring(s, 2, 0)", ""),
        ("substring(s, -3, 2)", "ll"),
        ("substring(none, 1, 3)", None),
        ("split_part(p, '-', 2)", "b"),
        ("split_part(p, '-', 9)", ""),
        ("split_part(p, '', 1)", "a-b"),
        ("split_part(p, '-', -1)", "b"),
        ("split_part(none, '-', 1)", None),
    ],
)
def test_bounds_that_are_written_out_mean_what_others_mean(expression, found):
    assert value(expression, {"s": "héllo", "p": "a-b"}) == found
    name, arguments = expression[:-1].split("(")
    others = ", ".join(f"{item} + zero" if item.strip("-").isdigit() else item for item in arguments.split(", "))
    assert value(f"{name}({others})", {"s": "héllo", "p": "a-b", "zero": 0}) == found


@pytest.mark.parametrize("text", ["9" * 39, "9" * 5_000, "-" + "9" * 5_000, "0." + "1" * 39, "9" * 5_000 + ".5"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT n + {} AS v FROM t",
        "SELECT substring(s, {}) AS v FROM t",
        "SELECT split_part(s, 'a', {}) AS v FROM t",
        "SELECT s FROM t LIMIT {}",
        "SELECT s FROM t WHERE n > {}",
        "SELECT s FROM t ORDER BY {}",
        "SELECT s FROM t UNION SELECT s FROM t ORDER BY {}",
    ],
)
def test_a_number_of_more_digits_than_there_are_is_refused(query, text):
    with pytest.raises((QueryError, UnsupportedError)):
        LogsQuery.parse(query.format(text)).run({"t": [RECORD]})


def test_no_position_has_thousands_of_digits():
    for position in ("9" * 30, "9" * 5_000):
        with pytest.raises(QueryError):
            LogsQuery.parse(f"SELECT COUNT(*) FROM t GROUP BY {position}")


@pytest.mark.parametrize("text", ["9" * 38, "1." + "1" * 37, "1e38"])
def test_a_number_of_as_many_digits_as_a_decimal_has(text):
    assert value(f"n < {text}") is (float(text) > 5)
