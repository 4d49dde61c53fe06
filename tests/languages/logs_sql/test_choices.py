"""What AWS leaves open about OpenSearch SQL: every choice that is listed has a case, and is told where it shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from marked_queries import warnings

from ruleforge.predicate.choices import CHOICES

CONFORMANCE = Path(__file__).parents[2] / "conformance"
CASES = [
    json.loads(line)
    for line in (CONFORMANCE / "logs_insights_sql_choices.jsonl").read_text(encoding="utf-8").splitlines()
]
TOLD = {
    "sql-alias-case": "sql/case-only-alias",
    "sql-data-source-type": "sql/data-source",
    "sql-from-first": "sql/from-first",
    "sql-join-spelling": "sql/join-spelling",
    "sql-join-without-on": "sql/join-all",
    "sql-joins-together": "sql/one-join",
    "sql-limit": "sql/row-limit",
}


def test_every_choice_has_a_case():
    assert {case["choice"] for case in CASES} == {choice for choice in CHOICES if choice.startswith("sql-")}


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("error")], ids=lambda case: case["id"])
def test_what_rests_on_a_choice_carries_a_warning_where_the_text_shows_it(case):
    told = TOLD.get(case["choice"])
    assert [check for check, _ in warnings(case["sql"])] == ([] if told is None else [told])
