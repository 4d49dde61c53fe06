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
