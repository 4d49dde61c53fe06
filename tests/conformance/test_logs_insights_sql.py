"""AWS's behaviour as data: what OpenSearch SQL refuses, and the rows that it yields."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleforge import LogsQuery, QueryError

FOLDER = Path(__file__).parent
CASES = [
    json.loads(line)
    for name in ("logs_insights_sql.jsonl", "logs_insights_sql_choices.jsonl")
    if (FOLDER / name).exists()
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
]


def rounded(rows):
    return [[float(f"{value:.6g}") if isinstance(value, float) else value for value in row] for row in rows]


@pytest.mark.parametrize("case", [case for case in CASES if case.get("error")], ids=lambda case: case["id"])
def test_refused(case):
    with pytest.raises(QueryError) as refusal:
        LogsQuery.parse(case["sql"]).run(case.get("tables", {}))
    for finding in refusal.value.findings:
        assert finding.span is not None
        assert finding.message


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("error")], ids=lambda case: case["id"])
def test_rows(case):
    result = LogsQuery.parse(case["sql"]).run(case["tables"])
    assert result.columns == case["columns"]
    got, wanted = rounded(result.rows), rounded(case["rows"])
    if not case.get("ordered"):
        got, wanted = sorted(got, key=repr), sorted(wanted, key=repr)
    assert got == wanted
