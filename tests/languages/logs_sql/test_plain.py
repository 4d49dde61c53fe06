"""Texts that are written plainly: cast as they stand, to what Spark's every spelling would be read as."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import LogsQuery
from ruleforge.languages.logs_sql import relation
from ruleforge.languages.logs_sql.plain import PLAIN, plain_types

WHOLE = {"int", "bigint", "double"}
MOMENT = {"timestamp", "date"}
CASTS = ("INT", "BIGINT", "DOUBLE", "TIMESTAMP", "DATE", "BOOLEAN", "FLOAT", "STRING")
SQL = f"SELECT {', '.join(f'CAST(CAST(x AS {kind}) AS STRING) AS v{kind}' for kind in CASTS)} FROM lg"


@pytest.mark.parametrize(
    ("values", "types"),
    [
        ([], PLAIN),
        ([None, None], PLAIN),
        (["1", "-20", None], WHOLE),
        (["1", "2.5"], {"double"}),
        (["2.5"], {"double"}),
        (["1" * 31], {"int", "bigint"}),
        (["2026-01-02T03:04:05Z", "2026-01-02 03:04:05.123456"], MOMENT),
        (["2026-01-02T03:04:05Z", "2026-01-02"], {"date"}),
        (["2026-01-02T24:00:00Z"], {"date"}),
        (["2026-01-02T03:04:05Z", "1"], set()),
        (["1", 2], set()),
        (["1", True], set()),
        ([" 1"], set()),
        (["+1"], set()),
        (["1e3"], set()),
        (["1\n"], set()),
        (["٣"], set()),
        (["2026-1-2"], set()),
        (["2026-01-02T03:04:05+01:00"], {"date"}),
        ([""], set()),
    ],
)
def test_what_texts_are_plain_for(values, types):
    assert plain_types(values) == types


PARTS = st.sampled_from(
    [
        *("0", "7", "12", "31", "2026", "9999", "0000", "9223372036854775808", "2147483648", "999999999999"),
        *("-", "+", ".", "e", ":", "T", " ", "Z", "\n", "d", "\t", "inf", "nan", "00", "01-31", "02-30"),
    ]
)
TEXTS = st.one_of(
    st.lists(PARTS, max_size=5).map("".join),
    st.from_regex(r"\A-?[0-9]{1,20}(\.[0-9]{1,20})?\Z"),
    st.from_regex(r"\A[0-9]{4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,6})?Z?)?\Z"),
)


@settings(max_examples=50)
@given(st.lists(st.none() | TEXTS, min_size=1, max_size=6))
def test_a_cast_is_the_same_whatever_is_known_of_the_texts(values):
    records = [{"x": value, "y": 1} for value in values]
    known = LogsQuery.parse(SQL).run({"lg": records}).rows
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(relation, "plain_types", lambda _: frozenset())
        assert LogsQuery.parse(SQL).run({"lg": records}).rows == known


@pytest.mark.parametrize("beside", [None, " 1e0 "])
def test_a_number_that_is_too_large_for_a_double_is_infinite_however_it_is_written(beside):
    texts = ["9" * 400, "-" + "9" * 400, "9" * 400 + ".5", "1e999", "-1e999", " -1E+999d ", "1e-999", "-1e-999"]
    sql = "SELECT CAST(x AS DOUBLE) AS v FROM lg"
    rows = LogsQuery.parse(sql).run({"lg": [{"x": text} for text in [*texts, beside]]}).rows
    assert [str(value) for (value,) in rows[:-1]] == ["inf", "-inf", "inf", "inf", "-inf", "-inf", "0.0", "-0.0"]


@pytest.mark.parametrize("inner", ["x", "CAST(x AS DOUBLE)"])
def test_a_number_that_is_too_large_for_a_float_is_infinite(inner):
    records = [{"x": text} for text in ("1e39", "-1e39", " 1.5f ", "nan", "z", "1e300")]
    rows = LogsQuery.parse(f"SELECT CAST({inner} AS FLOAT) AS v FROM lg").run({"lg": records}).rows
    assert [str(value) for (value,) in rows] == ["inf", "-inf", "1.5", "nan", "None", "inf"]


def test_texts_of_one_form_are_cast_by_one_function():
    query = LogsQuery.parse("SELECT date_trunc('HOUR', x) AS h FROM lg")
    assert query.run({"lg": [{"x": "2026-01-02T03:04:05Z"}]}).rows == [("2026-01-02 03:00:00",)]
    assert query.run({"lg": [{"x": "2026-1-2 3"}]}).rows == [("2026-01-02 03:00:00",)]
    plain, general = (statement.sql for statement in query._statements.values())
    assert "TRY_CAST" in plain
    assert "spark_timestamp" not in plain
    assert "spark_timestamp" in general
