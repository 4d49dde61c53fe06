"""Every function, operator and conversion against what Spark gives for the same records (see `spark_cases`)."""

from __future__ import annotations

import pytest
from spark_cases import cases, same, tables

from ruleforge import LogsQuery, QueryError
from ruleforge.data.sql_functions import function_table
from ruleforge.languages.logs_sql import prepared
from ruleforge.languages.logs_sql.translation.registry import FUNCTIONS, WINDOW_ONLY

TABLES = tables()
CASES = cases("function_cases.jsonl")
NOT_EVALUATED = {
    "arrays_zip", "bitmap_construct_agg", "bitmap_or_agg", "cast", "count_min_sketch", "histogram_numeric",
    "hll_sketch_agg", "hll_union_agg", "json_tuple", "rand", "randn", "random", "schema_of_json", "sentences",
    "session_window", "shuffle", "to_char", "to_number", "to_varchar", "try_to_number", "window", "window_time",
}  # fmt: skip
"""Functions that AWS takes and ruleforge does not evaluate; cast is no function but a node of its own."""


def together(size=40):
    """Expressions of one family, so many in one query."""
    found = {}
    for case in CASES:
        if not case.get("refused"):
            found.setdefault(case["family"], []).append(case)
    return [
        pytest.param(items[start : start + size], id=f"{family}-{start}")
        for family, items in found.items()
        for start in range(0, len(items), size)
    ]


@pytest.mark.parametrize("few", [1_000, -1], ids=["few", "many"])
@pytest.mark.parametrize("group", together())
def test_as_spark_gives_it(group, few, monkeypatch):
    monkeypatch.setattr(prepared, "_FEW_EVENTS", few)
    listed = ", ".join(f"{case['expression']} AS v{index}" for index, case in enumerate(group))
    order = "" if group[0]["family"] == "aggregates" else " ORDER BY id"
    result = LogsQuery.parse(f"SELECT {listed} FROM t{order}").run(TABLES)
    different = {}
    for index, case in enumerate(group):
        got = [row[index] for row in result.rows]
        if not same(got, case["values"]):
            different[case["expression"]] = (got, case["values"])
    assert different == {}


@pytest.mark.parametrize("case", [case for case in CASES if case.get("refused")], ids=lambda case: case["expression"])
def test_what_spark_refuses_for_its_types_is_refused_when_the_logs_show_them(case):
    query = LogsQuery.parse(f"SELECT {case['expression']} AS v FROM t")
    with pytest.raises(QueryError) as refusal:
        query.run(TABLES)
    (finding,) = refusal.value.findings
    assert finding.check == "sql/type"
    assert finding.span is not None


def test_every_function_that_aws_takes_is_evaluated_or_known_not_to_be():
    assert set(function_table().supported) - set(FUNCTIONS) - WINDOW_ONLY == NOT_EVALUATED


def test_every_function_that_is_evaluated_is_one_that_aws_takes():
    assert set(FUNCTIONS) <= set(function_table().supported)


def test_every_function_has_a_case():
    written = " ".join(case["expression"].lower() for case in CASES)
    written += " ".join(case["sql"].lower() for case in cases("statement_cases.jsonl"))
    elsewhere = {"current_timestamp", "current_date", "curdate", "localtimestamp", "now", "any", "current_timezone"}
    assert {name for name in FUNCTIONS if f"{name}(" not in written} <= elsewhere | {"try_to_binary"}
