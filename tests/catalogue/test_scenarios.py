"""The shipped scenarios: each passes, in no time, and breaks at a stage with a name when a rule it leans on is gone."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import pytest

from ruleforge.catalog import Catalog, load_scenarios
from ruleforge.events import Fixtures, Pipeline, pipeline_of, request_id, tell
from ruleforge.model import AlarmSpec, MetricFilterSpec, TrailSpec
from ruleforge.report.scenarios import text
from ruleforge.testing import run_scenarios
from shipped_catalogue import shipped_catalogue

CATALOG = shipped_catalogue()
FIXTURES = Fixtures.shipped()
SCENARIOS, PROBLEMS = load_scenarios()
IDS = [scenario.id for scenario in SCENARIOS]


def run(scenario, catalog=CATALOG):
    (outcome,) = run_scenarios([scenario], catalog, FIXTURES).outcomes
    return outcome


def without(*ids, catalog=CATALOG):
    """The catalogue without some rules."""
    return Catalog([rule for rule in catalog if rule.id not in ids], catalog.parameters)


def leans_on(scenario):
    """The rules a story leans on: its trail, the selectors that capture something, all that are named, and the filters
    that publish the metric of a named alarm."""
    expect = scenario.expect
    found = {scenario.trail, *(rule for rule, count in expect.captured.items() if count)}
    found |= {rule for rule, count in expect.matches.items() if count}
    found |= {*expect.datapoints, *expect.states, *expect.contributors, *(expect.alarms or ())}
    watched = [CATALOG[rule].spec.metric for rule in found if isinstance(CATALOG[rule].spec, AlarmSpec)]
    for rule in CATALOG:
        if isinstance(rule.spec, MetricFilterSpec) and rule.spec.metric in watched:
            found.add(rule.id)
    return sorted(found)


@pytest.fixture
def told_once(monkeypatch):
    """For runs that differ in the catalogue alone: the records of a story come of it and the fixtures."""
    monkeypatch.setattr("ruleforge.testing.scenarios.tell", lambda scenario, fixtures: records_of(scenario.id))


@cache
def records_of(identifier):
    (scenario,) = (scenario for scenario in SCENARIOS if scenario.id == identifier)
    return tuple(tell(scenario, FIXTURES))


LEANS = [(scenario, rule) for scenario in SCENARIOS for rule in leans_on(scenario)]


def test_there_are_the_stories_that_were_promised():
    assert PROBLEMS == []
    assert {
        "agent-denied-across-services",
        "code-interpreter-burst",
        "credential-vault-harvest",
        "gateway-token-guessing",
        "guardrail-weakened",
        "knowledge-base-scraped",
        "logging-cut-before-invoking",
        "quiet-business-day",
        "stolen-role-sweeps-models",
    } <= set(IDS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_it_passes(scenario):
    report = run_scenarios([scenario], CATALOG, FIXTURES)
    assert report.passed == 1, text(report)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_it_asserts_on_every_stage(scenario):
    expect = scenario.expect
    assert expect.captured
    assert expect.matches
    assert expect.datapoints
    assert expect.states
    assert expect.contributors
    assert expect.alarms is not None


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_it_runs_in_under_a_second(scenario):
    started = time.process_time()
    run(scenario)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(("scenario", "rule"), LEANS, ids=[f"{scenario.id}-{rule}" for scenario, rule in LEANS])
def test_it_names_the_stage_that_breaks_without_a_rule(scenario, rule, told_once):
    report = run_scenarios([scenario], without(rule), FIXTURES)
    (outcome,) = report.outcomes
    assert not outcome.passed
    kind = CATALOG[rule].kind.value
    stages = {
        "trail": {"captured"},
        "event-selector": {"captured"},
        "metric-filter": {"matches", "datapoints"},
        "alarm": {"states", "alarms"},
        "contributor-insights": {"matches", "contributors"},
    }
    assert outcome.broken_stage in stages[kind]
    told = text(report)
    assert f"broken at the stage: {outcome.broken_stage}" in told
    assert rule in told or "no metric filter publishes" in told


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_it_breaks_where_the_trail_forgets_a_selector(scenario, told_once):
    trail = CATALOG[scenario.trail]
    assert isinstance(trail.spec, TrailSpec)
    for selector in (rule for rule, count in scenario.expect.captured.items() if count):
        kept = tuple(item for item in trail.spec.selectors if item != selector)
        shorter = replace(trail, spec=replace(trail.spec, selectors=kept))
        catalog = Catalog([*without(trail.id), shorter], CATALOG.parameters)
        outcome = run(scenario, catalog)
        assert outcome.broken_stage == "captured", selector
        assert any(check.subject.startswith("step ") or check.subject == selector for check in outcome.failures)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_its_records_hang_together(scenario):
    """The same request has one id in every pipeline; nothing else shares one; spans find their parents."""
    events = tell(scenario, FIXTURES)
    requests = {}
    for event in events:
        if (identifier := request_id(event.record)) is not None:
            requests.setdefault(identifier, []).append(event)
    for held in requests.values():
        assert len({event.pipeline for event in held}) == len(held)
        assert len({(event.step, event.time) for event in held}) == 1
    calls = {identifier for identifier, held in requests.items() if held[0].pipeline is Pipeline.CLOUDTRAIL}
    calls |= {i for i, held in requests.items() if any(e.pipeline is Pipeline.CLOUDTRAIL for e in held)}
    assert calls == set(requests), "a request in another pipeline that CloudTrail does not have"
    spans = [event.record for event in events if event.pipeline is Pipeline.SPANS]
    assert len({span["spanId"] for span in spans}) == len(spans)
    traces = {}
    for span in spans:
        traces.setdefault(span["traceId"], set()).add(span["spanId"])
    for span in spans:
        assert span.get("parentSpanId") is None or span["parentSpanId"] in traces[span["traceId"]]
    identities = [e.record["eventID"] for e in events if "eventID" in e.record]
    assert len(set(identities)) == len(identities)
    assert [event.time for event in events] == sorted(event.time for event in events)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_the_same_story_gives_the_same_bytes(scenario):
    first, second = (
        [(event.message, event.pipeline) for event in tell(scenario, Fixtures.shipped())] for _ in range(2)
    )
    assert first == second
    assert all(pipeline_of(event.record) is event.pipeline for event in tell(scenario, FIXTURES))
