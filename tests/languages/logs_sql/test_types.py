"""Which type two values share, and the conversions that Spark makes without being told."""

from __future__ import annotations

import pytest

from ruleforge.languages.logs_sql.translation.casts import cast, implicit
from ruleforge.languages.logs_sql.translation.operators import number_literal
from ruleforge.languages.logs_sql.translation.regexes import regex, replacement
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BINARY,
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Typed,
    array_of,
    comparable,
    day_time,
    decimal,
    months,
    wider,
)


@pytest.mark.parametrize(
    ("left", "right", "compared", "branches"),
    [
        (INT, INT, INT, INT),
        (INT, BIGINT, BIGINT, BIGINT),
        (BIGINT, FLOAT, FLOAT, FLOAT),
        (FLOAT, DOUBLE, DOUBLE, DOUBLE),
        (decimal(5, 2), INT, decimal(12, 2), decimal(12, 2)),
        (decimal(5, 2), BIGINT, decimal(22, 2), decimal(22, 2)),
        (decimal(5, 2), decimal(4, 3), decimal(6, 3), decimal(6, 3)),
        (decimal(5, 2), FLOAT, DOUBLE, DOUBLE),
        (NULL, STRING, STRING, STRING),
        (STRING, INT, INT, STRING),
        (STRING, decimal(5, 2), DOUBLE, STRING),
        (STRING, DATE, DATE, STRING),
        (STRING, BOOLEAN, BOOLEAN, None),
        (STRING, BINARY, BINARY, None),
        (BOOLEAN, INT, INT, None),
        (DATE, TIMESTAMP, TIMESTAMP, TIMESTAMP),
        (DATE, INT, None, None),
        (BOOLEAN, DATE, None, None),
        (array_of(INT), array_of(BIGINT), array_of(BIGINT), array_of(BIGINT)),
        (array_of(INT), array_of(STRING), None, array_of(STRING)),
        (array_of(INT), STRING, None, None),
        (day_time(0, 0), day_time(1, 3), day_time(0, 3), day_time(0, 3)),
        (day_time(0, 0), months(0, 1), None, None),
    ],
    ids=str,
)
def test_the_type_that_two_share(left, right, compared, branches):
    assert comparable(left, right) == comparable(right, left) == compared
    assert wider(left, right) == wider(right, left) == branches


def test_truth_values_are_equal_to_numbers_and_neither_more_nor_less():
    assert comparable(BOOLEAN, INT, equality=False) is None
    assert comparable(STRING, INT, equality=False) == INT


@pytest.mark.parametrize(
    ("have", "want", "converts"),
    [
        (INT, DOUBLE, True),
        (STRING, INT, True),
        (INT, STRING, True),
        (BOOLEAN, STRING, True),
        (STRING, TIMESTAMP, True),
        (DATE, TIMESTAMP, True),
        (NULL, BOOLEAN, True),
        (BOOLEAN, INT, False),
        (INT, BOOLEAN, False),
        (INT, TIMESTAMP, False),
        (TIMESTAMP, BIGINT, False),
        (array_of(INT), STRING, False),
        (array_of(INT), array_of(STRING), True),
        (day_time(0, 0), day_time(0, 3), True),
        (day_time(0, 3), BIGINT, False),
    ],
    ids=str,
)
def test_conversions_without_a_cast(have, want, converts):
    assert (implicit(Typed("x", have), want) is not None) == converts


@pytest.mark.parametrize(
    ("have", "want"), [(BOOLEAN, DATE), (DATE, BOOLEAN), (INT, DATE), (BINARY, INT), (array_of(INT), INT)], ids=str
)
def test_casts_that_spark_does_not_know(have, want):
    found = cast(Typed("x", have), want)
    assert found is None or found.sql.startswith("CAST(NULL AS ")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5", INT),
        ("2147483648", BIGINT),
        ("-9223372036854775808", BIGINT),
        ("9223372036854775808", decimal(19, 0)),
        ("1.50", decimal(3, 2)),
        ("0.05", decimal(2, 2)),
        ("1e3", DOUBLE),
    ],
)
def test_numbers_written_out(text, kind):
    assert number_literal(text).type == kind


@pytest.mark.parametrize(
    ("pattern", "written", "groups"),
    [
        (r"a.b", r"a[^\n\r\x{85}\x{2028}\x{2029}]b", 0),
        (r"(?s)a.b", r"(?s)a.b", 0),
        (r"(?s:a.)b.", r"(?s:a.)b[^\n\r\x{85}\x{2028}\x{2029}]", 0),
        (r"(?<year>\d+)-(\d+)", r"(?P<year>\d+)-(\d+)", 2),
        (r"(?:a)(b)", r"(?:a)(b)", 1),
        (r"\p{Alpha}+\pL", r"[a-zA-Z]+\p{L}", 0),
        (r"[\p{Digit}_]", r"[0-9_]", 0),
        (r"[a[bc]]", r"[abc]", 0),
        (r"[]a]", r"[\]a]", 0),
        (r"\Qa.b\E.", r"a\.b[^\n\r\x{85}\x{2028}\x{2029}]", 0),
        ("\\u0041\\x42", r"\x{41}\x{42}", 0),
        (r"\s\h", r"[\t\n\x0B\f\r ][ \t\x{A0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]", 0),
        (r"a$", r"a\z", 0),
        (r"(?m)a$", r"(?m)a$", 0),
        (r"a*?b{2,3}", r"a*?b{2,3}", 0),
    ],
)
def test_regular_expressions_in_the_other_spelling(pattern, written, groups):
    assert regex(pattern) == (written, groups)


def test_an_end_stands_before_a_last_line_end_where_only_a_test_is_asked_for():
    assert regex("a$", only_test=True)[0].endswith(r"?\z")


@pytest.mark.parametrize(
    ("text", "written"), [("$1-$2", r"\1-\2"), (r"\$1", "$1"), (r"a\\b", r"a\\b"), ("x", "x"), ("$0", r"\0")]
)
def test_what_stands_in_for_a_match(text, written):
    assert replacement(text, 2) == written
