"""Grouping, windows, set operations, subqueries and JOINs against the rows that Spark gives (see `spark_cases`)."""

from __future__ import annotations

import pytest
from spark_cases import cases, same, tables

from ruleforge import LogsQuery

TABLES = tables()
CASES = cases("statement_cases.jsonl")


@pytest.mark.parametrize("case", CASES, ids=[case["sql"][:80] for case in CASES])
def test_as_spark_gives_it(case):
    result = LogsQuery.parse(case["sql"]).run(TABLES)
    got, wanted = [list(row) for row in result.rows], case["rows"]
    if "ORDER BY" not in case["sql"].rsplit(")", 1)[-1]:
        got, wanted = sorted(got, key=repr), sorted(wanted, key=repr)
    assert len(got) == len(wanted)
    assert [row for row, other in zip(got, wanted, strict=True) if not same(row, other)] == []


@pytest.mark.parametrize("constant", ["2.5", "1.0", "1e0", "2L", "'1'", "-1.5", "true", "NULL"])
def test_a_constant_that_is_no_whole_number_is_no_position(constant):
    query = LogsQuery.parse(f"SELECT COUNT(*) AS c FROM lg GROUP BY {constant}")
    assert query.run({"lg": [{"x": 1}, {"x": 2}]}).rows == [(2,)]
    assert query.run({"lg": []}).rows == []
    ordered = LogsQuery.parse(f"SELECT x FROM lg ORDER BY {constant}")
    assert ordered.run({"lg": [{"x": 2}, {"x": 1}]}).rows == [(1,), (2,)]
