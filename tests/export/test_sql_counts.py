"""The statements give what the engine does over every record: the same matches, datapoints and contributors."""

from __future__ import annotations

import duckdb
import pytest

from export.exported_sql import CATALOG, VALUES, VIEWS, ask, by_pipeline, of_kinds, time_of
from ruleforge import replay
from ruleforge.catalog import parse_insight_rule, parse_trail
from ruleforge.events import Pipeline
from ruleforge.model import Kind
from ruleforge.predicate import Subject, compile_predicate

MESSAGES = by_pipeline()
by_id = {"ids": lambda rule: rule.id}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    path = tmp_path_factory.mktemp("records") / "all.ndjson"
    path.write_text("\n".join(message for messages in MESSAGES.values() for message in messages), encoding="utf-8")
    report = replay(CATALOG, [path])
    assert report.input.events == sum(map(len, MESSAGES.values())) > 700
    return {item.rule.id: item for item in report.rules}


@pytest.fixture(scope="module")
def tables():
    connection = duckdb.connect()
    for pipeline, view in VIEWS.items():
        connection.execute(f"CREATE TABLE {view} (day VARCHAR, event_time VARCHAR, record VARCHAR)")
        if pipeline is Pipeline.CLOUDTRAIL:
            rows = [(message, time_of(message)) for message in MESSAGES[pipeline]]
            connection.executemany(
                f"INSERT INTO {view} SELECT replace(substr(coalesce(t, ''), 1, 10), '-', '/'), t, r"
                " FROM (SELECT ? AS r, ? AS t)",
                rows,
            )
    connection.execute("UPDATE cloudtrail SET day = '2026/05/04' WHERE day = ''")
    return connection


@pytest.mark.parametrize("rule", of_kinds(Kind.METRIC_FILTER), **by_id)
def test_metric_filters(rule, tables, reports):
    expected = [(p.minute, p.statistics.count, p.statistics.total) for p in reports[rule.id].datapoints]
    assert expected
    assert ask(tables, rule) == expected


@pytest.mark.parametrize("rule", of_kinds(Kind.SUBSCRIPTION_FILTER, Kind.EVENT_SELECTOR), **by_id)
def test_filters_and_selectors(rule, tables, reports):
    rows = ask(tables, rule)
    assert len(rows) == reports[rule.id].matches > 0


@pytest.mark.parametrize("rule", of_kinds(Kind.CONTRIBUTOR_INSIGHTS), **by_id)
def test_insight_rules(rule, tables, reports):
    rows = [(row[:-1], row[-1]) for row in ask(tables, rule)]
    found = reports[rule.id].insight
    assert len(rows) == found.unique > 0
    shown = [(item.keys, item.value) for item in found.contributors]
    assert rows[: len(shown)] == shown
    report = parse_insight_rule(rule, VALUES).report(MESSAGES[Pipeline.CLOUDTRAIL])
    assert [value for _, value in rows] == sorted((item.value for item in report.contributors), reverse=True)


@pytest.mark.parametrize("rule", of_kinds(Kind.TRAIL), **by_id)
def test_trails(rule, tables):
    delivers = compile_predicate(parse_trail(rule, CATALOG, VALUES).predicate)
    delivered = [message for message in MESSAGES[Pipeline.CLOUDTRAIL] if delivers(Subject(message))]
    assert delivered
    assert sorted(row[1] for row in ask(tables, rule)) == sorted(delivered)
