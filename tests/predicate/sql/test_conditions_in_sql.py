"""What is written: readable where nothing can be confused, exact where it can, refused where neither is possible."""

from __future__ import annotations

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from reparsing import assert_stable, parse_exactly

from ruleforge import FilterPattern
from ruleforge.errors import UnsupportedError
from ruleforge.predicate import AllOf, Comparison, Not
from ruleforge.predicate.conditions import NumberIs, Operator, RegexCondition, TextCondition
from ruleforge.predicate.operands import JsonPath, Member
from ruleforge.predicate.regex import Anchor, CharacterSet, Regex, Repeat
from ruleforge.predicate.sql import Dialect, read_number, read_text, to_sql
from strategies import predicates

ALL = pytest.mark.parametrize("dialect", Dialect, ids=lambda dialect: dialect.value)


def written(pattern, dialect, **options):
    return str(to_sql(FilterPattern.parse(pattern).predicate, dialect, objects=True, filter_only=True, **options))


@pytest.mark.parametrize(
    ("pattern", "athena", "spark"),
    [
        (
            '{ $.eventName = "StopLogging" }',
            "JSON_EXTRACT_SCALAR(record, '$.eventName') = 'StopLogging'",
            "GET_JSON_OBJECT(record, '$.eventName') = 'StopLogging'",
        ),
        (
            '{ $.a = "x" || $.a = "y" }',
            "JSON_EXTRACT_SCALAR(record, '$.a') IN ('x', 'y')",
            "GET_JSON_OBJECT(record, '$.a') IN ('x', 'y')",
        ),
        (
            "{ $.a = \"it's*\" }",
            "STARTS_WITH(JSON_EXTRACT_SCALAR(record, '$.a'), 'it''s')",
            "STARTSWITH(GET_JSON_OBJECT(record, '$.a'), 'it\\'s')",
        ),
        (
            "{ $.a = *est }",
            "SUBSTR(JSON_EXTRACT_SCALAR(record, '$.a'), -3) = 'est'",
            "ENDSWITH(GET_JSON_OBJECT(record, '$.a'), 'est')",
        ),
        (
            "{ $.a > 1000 }",
            "TRY_CAST(JSON_FORMAT(JSON_EXTRACT(record, '$.a')) AS DOUBLE) > 1000",
            "TRY_CAST(GET_JSON_OBJECT(CONCAT('[', record, ']'), '$[*].a') AS DOUBLE) > 1000",
        ),
        (
            "{ $.a = true }",
            "JSON_EXTRACT_SCALAR(record, '$.a') = 'true'"
            " AND NOT SUBSTR(JSON_FORMAT(JSON_EXTRACT(record, '$.a')), 1, 1) IN ('t', 'f')",
            "GET_JSON_OBJECT(record, '$.a') = 'true'"
            " AND NOT SUBSTR(GET_JSON_OBJECT(CONCAT('[', record, ']'), '$[*].a'), 1, 1) IN ('t', 'f')",
        ),
        (
            "{ $.a.b NOT EXISTS }",
            "NOT COALESCE(NOT JSON_EXTRACT(record, '$.a.b') IS NULL, FALSE)",
            "NOT COALESCE(MAP_CONTAINS_KEY(FROM_JSON(GET_JSON_OBJECT(CONCAT('[', record, ']'), '$[*].a'),"
            " 'MAP<STRING, STRING>'), 'b'), FALSE)",
        ),
        (
            "{ $.['a b'][0] = x }",
            "JSON_ARRAY_LENGTH(JSON_EXTRACT(record, '$[\"a b\"]')) > 0"
            " AND JSON_EXTRACT_SCALAR(record, '$[\"a b\"][0]') = 'x'",
            "GET_JSON_OBJECT(record, '$[\\'a b\\'][0]') = 'x'",
        ),
        ("Error -debug", "STRPOS(record, 'Error') > 0 AND NOT COALESCE(STRPOS(record, 'debug') > 0, FALSE)",
         "CONTAINS(record, 'Error') AND NOT COALESCE(CONTAINS(record, 'debug'), FALSE)"),
    ],
)  # fmt: skip
def test_text(pattern, athena, spark):
    assert written(pattern, Dialect.ATHENA) == athena
    assert written(pattern, Dialect.SPARK) == spark


@ALL
def test_expressions_mean_the_same_in_every_engine(dialect):
    assert r"\A[^\n]*x{2,3}\n?\z" in written("{ $.a = %^.*x{2,3}$% }", dialect).replace(r"\\", "\\")
    assert "[0-9]" in written(r"{ $.a = %\d% }", dialect)
    assert r"[^0-9]" in written(r"{ $.a = %[\D]% }", dialect)


@ALL
def test_the_column_is_named(dialect):
    assert "(line, " in written("{ $.a = x }", dialect, column="line")


@ALL
def test_every_problem_is_told_at_its_place(dialect):
    with pytest.raises(UnsupportedError) as caught:
        to_sql(FilterPattern.parse("[ip, user=root, ..., bytes>1000]").predicate, dialect)
    assert {finding.check for finding in caught.value.findings} == {"to-sql/columns"}
    assert [finding.span.start for finding in caught.value.findings] == [0, 5, 21]


@ALL
@pytest.mark.parametrize(
    ("condition", "check"),
    [
        (NumberIs(Operator.LESS, "1234567890123456789"), "to-sql/number"),
        (NumberIs(Operator.LESS, "1e308"), "to-sql/number"),
        (TextCondition("\ud800"), "to-sql/surrogate"),
        (TextCondition("a\0"), "to-sql/nul"),
        (RegexCondition(Regex(((Anchor.END, Repeat(CharacterSet(((120, 120),)))),), "$x")), "to-sql/regex"),
        (RegexCondition(Regex(((Repeat(CharacterSet(((120, 120),)), 1, 2000),),), "x{1,2000}")), "to-sql/regex"),
    ],
)
def test_refusals(dialect, condition, check):
    with pytest.raises(UnsupportedError) as caught:
        to_sql(Comparison(JsonPath((Member("a"),)), condition), dialect)
    assert [finding.check for finding in caught.value.findings] == [check]


def test_names_that_a_path_cannot_have():
    quote = JsonPath((Member("it's"),))
    assert written("{ $.a = x }", Dialect.SPARK)
    with pytest.raises(UnsupportedError, match="cannot be named"):
        read_text(quote, Dialect.SPARK)
    assert "$[\"it''s\"]" in read_text(quote, Dialect.ATHENA).sql("athena")


def test_a_name_of_digits_is_no_position_in_athena():
    """Its paths take `$.a.0` for the first element too."""
    text = str(to_sql(Comparison(JsonPath((Member("a"), Member("0"))), TextCondition("x")), Dialect.ATHENA))
    assert "SUBSTR(JSON_FORMAT(JSON_EXTRACT(TRY(JSON_PARSE(record)), '$.a')), 1, 1) = '{'" in text
    assert "CASE WHEN" in read_number(JsonPath((Member("a"), 0)), Dialect.ATHENA).sql("athena")


@ALL
def test_notes_say_where_an_engine_reads_more_loosely(dialect):
    def notes(pattern):
        return [note.check for note in to_sql(FilterPattern.parse(pattern).predicate, dialect).notes]

    assert notes("ERROR") == []
    assert notes('{ $.a = "x" }') == ["to-sql/repeated-members"]
    assert notes("{ $.a > 1 }") == ["to-sql/repeated-members", "to-sql/number-precision"]
    assert notes('{ $.a = "1.5" }') == ["to-sql/repeated-members", "to-sql/number-spelling"]


@ALL
def test_a_negation_is_never_null(dialect):
    predicate = FilterPattern.parse('{ $.a = "x" }').predicate
    assert "COALESCE" in str(to_sql(Not(predicate), dialect, objects=True, filter_only=True))
    assert "COALESCE" in str(to_sql(predicate, dialect, objects=True))


@settings(max_examples=60)
@given(st.one_of(predicates.open_records, predicates.records, predicates.terms), st.sampled_from(list(Dialect)))
def test_texts_reparse(predicate, dialect):
    expression = to_sql(AllOf((predicate,)), dialect).expression
    text = expression.sql(dialect.value, pretty=True)
    if dialect is not Dialect.DUCKDB:
        assert_stable(text, dialect.value)
    assert parse_exactly(text, dialect.value) == expression
    assert sqlglot.parse_one(f"SELECT {text}", dialect=dialect.value)
