"""The queries of the catalogue: in the dialect under every reading of its rules, tested, and true to their versions."""

from __future__ import annotations

import re

import pytest
from queries import LOG, SPANS, TRAIL, columns, groups, run
from shipped_rules import CATALOG, HISTORY, by_id, by_key, named, of_kinds

from ruleforge.model import Kind

QUERIES = of_kinds(Kind.QUERY)
OURS = [rule for rule in QUERIES if rule.source.guide is None or rule.source.changed is not None]
REFUSED = {"Query 1": "sql/statement", "Query 18": "sql/case-only", "Query 20": "sql/one-join"}
REPLACED = [rule for rule in HISTORY if rule.kind is Kind.QUERY and rule.source.guide not in REFUSED]
ENDPOINTS = {"dashboard": 7, "guide": 28}


def test_the_guides_queries_and_those_of_its_dashboard():
    assert sum(rule.source.guide is not None for rule in QUERIES) == ENDPOINTS["guide"]
    ours = [rule for rule in QUERIES if rule.source.guide is None]
    assert len(ours) == ENDPOINTS["dashboard"]
    assert all("/query/dashboard/" in rule.path for rule in ours)


@pytest.mark.parametrize("rule", QUERIES, **by_id)
def test_some_test_finds_rows_and_some_test_none(rule):
    expected = [test.expect for test in rule.tests]
    assert any(expect.get("rows") for expect in expected)
    assert any(expect.get("rows") == [] and "subset" not in expect for expect in expected)


@pytest.mark.parametrize("rule", QUERIES, **by_id)
def test_log_groups_are_those_that_pipelines_fill(rule):
    assert set(groups(rule)) <= {TRAIL, LOG, SPANS}


@pytest.mark.parametrize("rule", OURS, **by_id)
def test_texts_of_ours_keep_to_what_holds_under_every_reading(rule):
    """One JOIN spelled out with an equality, a LIMIT within AWS's and an order, unless there is one row at most."""
    sql = rule.spec.query_string
    joins = re.findall(r"(\w+ ?\w*) JOIN", sql)
    assert joins in ([], ["INNER"], ["LEFT OUTER"])
    assert not re.search(r"\bWITH\b", sql)
    if joins:
        assert re.search(r"ON [^\n]* = ", sql)
    if "GROUP BY" in sql or "FROM (" not in sql:
        assert "ORDER BY" in sql
        assert 0 < int(re.search(r"\nLIMIT (\d+)$", sql)[1]) <= 10_000


@pytest.mark.parametrize("rule", HISTORY, **by_key)
def test_what_aws_refuses_is_kept_with_the_refusal_as_its_test(rule):
    if rule.kind is Kind.QUERY:
        refusals = [test.expect["refused"] for test in rule.tests if "refused" in test.expect]
        assert (rule.source.guide in REFUSED) == bool(refusals)
        assert not refusals or REFUSED[rule.source.guide] in refusals


@pytest.mark.parametrize("rule", REPLACED, **by_key)
def test_a_minor_version_keeps_every_column_and_a_major_one_says_what_went(rule):
    latest = CATALOG[rule.id]
    gone = set(columns(rule)) - set(columns(latest))
    if latest.version.startswith("1."):
        assert gone == set()
    for name in gone:
        assert latest.version == "2.0.0"
        assert name in columns(rule)


STORY = "story:guardrail-weakened"


@pytest.mark.parametrize(
    ("name", "story", "rows"),
    [
        ("Query 18", STORY, 14),
        ("Query 19", STORY, 1),
        ("Query 20", STORY, 14),
        ("Query 21", STORY, 12),
        ("Query 22", "story:agent-denied-across-services", 3),
    ],
)
def test_queries_over_pipelines_return_the_rows_of_a_story(name, story, rows):
    rule = named(name)
    by_group = {TRAIL: "trail", LOG: "log", SPANS: "spans"}
    assert len(run(rule, **{by_group[group]: [story] for group in groups(rule)})) == rows
