"""Athena's conditions by what Trino documents of its functions, written as macros of DuckDB; there is no Trino here.

It shows that the conditions are put together rightly. That Trino does what it documents is not shown.
"""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reparsing import parse_exactly
from sqlglot import exp
from test_duckdb_verdicts import MESSAGES, SUBJECTS, TOLD

from ruleforge.predicate.reference import judge
from ruleforge.predicate.sql import Dialect, to_sql
from strategies import predicates

MACROS = (
    # A string, a number or a boolean as text; NULL for null, arrays, objects and what is not there.
    "json_extract_scalar(j, p) AS CASE WHEN json_type(j, p) NOT IN ('NULL', 'ARRAY', 'OBJECT') THEN"
    " json_extract_string(j, p) END",
    "json_format(j) AS CAST(j AS VARCHAR)",
    "json_parse(t) AS CASE WHEN json_valid(t) THEN json(t) END",
    "regexp_like(t, r) AS regexp_matches(t, r)",
)


@pytest.fixture(scope="module")
def table():
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    for macro in MACROS:
        connection.execute(f"CREATE MACRO {macro}")
    columns = "unnest(range(?)) AS i, unnest(?::VARCHAR[]) AS record"
    connection.execute(f"CREATE TABLE t AS SELECT {columns}", [len(MESSAGES), MESSAGES])
    return connection


def for_duckdb(expression):
    """A lambda is no argument of a macro: any_match becomes what DuckDB has instead.

    Where Trino's cast keeps a null as JSON, which it documents, DuckDB's has NULL.
    """

    found = exp.Paren(this=expression.copy())
    for node in reversed(list(found.find_all(exp.Anonymous))):
        if node.name != "ANY_MATCH":
            continue
        values, holds = node.expressions
        kept = parse_exactly("LIST_TRANSFORM(v, LAMBDA e : COALESCE(e, CAST('null' AS JSON)))", "duckdb")
        kept.set("expressions", [values, kept.expressions[1]])
        length = exp.Anonymous(this="LEN", expressions=[exp.Anonymous(this="LIST_FILTER", expressions=[kept, holds])])
        node.replace(exp.Paren(this=exp.GT(this=length, expression=exp.Literal.number(0))))
    return found.sql("duckdb")


@settings(max_examples=60)
@given(st.one_of(predicates.open_records, predicates.records, predicates.terms), st.booleans())
def test_verdicts(table, predicate, filter_only):
    written = to_sql(predicate, Dialect.ATHENA, filter_only=filter_only)
    told = {note.check for note in written.notes}
    answers = table.execute(f"SELECT {for_duckdb(written.expression)} FROM t ORDER BY i").fetchall()
    for subject, (answer,) in zip(SUBJECTS, answers, strict=True):
        verdict = judge(predicate, subject)
        assert filter_only or answer is not None
        if bool(answer) is not verdict.holds:
            assert any(TOLD.get(choice) in told for choice in verdict.choices), subject.message
