"""Whatever a text holds, it is read or refused: with findings in the text, in time, and nothing else is raised."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import LogsQuery
from ruleforge.errors import RuleforgeError
from strategies import logs_sql as some

TESTS = Path(__file__).parent.parent
GUIDE = [query["sql"] for query in json.loads((TESTS / "catalogue" / "guide_queries.json").read_text(encoding="utf-8"))]
CASES = [
    json.loads(line)["sql"]
    for line in (TESTS / "conformance" / "logs_insights_sql.jsonl").read_text(encoding="utf-8").splitlines()
]
TEXTS = [text for text in (*GUIDE, *CASES) if len(text) < 2_000]


def read(sql):
    """The findings of a text, whether it is taken or refused."""
    try:
        return LogsQuery.parse(sql).notes
    except RuleforgeError as error:
        assert error.findings
        assert str(error)
        return error.findings


def assert_placed(sql, findings):
    for finding in findings:
        assert finding.source.text == sql
        assert 0 <= finding.span.start <= finding.span.end <= len(sql)
        assert finding.message
        assert finding.check.startswith("sql/")


@settings(max_examples=250)
@given(some.damaged(TEXTS))
def test_damaged_queries_are_read_or_refused(sql):
    assert_placed(sql, read(sql))


@settings(max_examples=100)
@given(st.lists(st.sampled_from(some.WORDS), max_size=30).map(" ".join))
def test_words_in_any_order_are_read_or_refused(text):
    for sql in (f"SELECT {text}", f"SELECT x FROM {text}"):
        assert_placed(sql, read(sql))


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    around = (("", ""), ("SELECT ", " FROM lg"), ("SELECT x FROM `", "`"), ("SELECT x FROM lg WHERE x = '", ""))
    for before, after in around:
        sql = f"{before}{text}{after}"
        assert_placed(sql, read(sql))
