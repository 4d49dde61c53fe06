"""The bundles: what each deploys, that phases build on one another, and that they give no account's own values."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from shipped_rules import CATALOG, by_id, of_kinds

from ruleforge.export import Request, ResourceKind, assemble
from ruleforge.model import Kind

BUNDLES = of_kinds(Kind.BUNDLE)
PHASES = sorted(rule.id for rule in BUNDLES if rule.id.startswith("phase-"))
WHOLE = {
    "topic": 2,
    "trail": 1,
    "metric-filter": 25,
    "alarm": 25,
    "contributor-insights": 23,
    "query": 35,
    "subscription-filter": 1,
    "dashboard": 1,
}
COUNTS = {
    "production": WHOLE,
    "phase-2-cloudtrail": {"trail": 1},
    "phase-3-detections": {"topic": 2, "trail": 1, "metric-filter": 25, "alarm": 25, "contributor-insights": 23},
    "phase-4-queries": {key: count for key, count in WHOLE.items() if key not in ("subscription-filter", "dashboard")}
    | {"query": 27},
    "phase-5-aggregation": {key: count for key, count in WHOLE.items() if key != "dashboard"} | {"query": 28},
    "phase-6-dashboard": WHOLE,
    "organization": WHOLE | {"metric-filter": 24, "alarm": 24, "query": 34},
    "development": {"trail": 1, "metric-filter": 8, "query": 18},
}


def deployment(identifier):
    return assemble(Request(CATALOG[identifier], examples=True), CATALOG)


def objects(identifier, *without):
    found = deployment(identifier).resolved()
    return {(item.kind, item.id): item.name for item in found if item.kind not in without}


def test_there_is_one_for_each_phase_that_has_something_to_deploy():
    assert [rule.source.guide for rule in BUNDLES if rule.id in PHASES] == [
        f"Implementation Overview, Phase {number}" for number in range(2, 7)
    ]
    assert {rule.id for rule in BUNDLES} == {"development", "organization", "production", *PHASES} == COUNTS.keys()


@pytest.mark.parametrize("bundle", BUNDLES, **by_id)
def test_what_it_deploys(bundle):
    made = deployment(bundle.id)
    assert Counter(item.kind.value for item in made.resources) == COUNTS[bundle.id]
    assert {item.name for item in made.resources if item.kind is ResourceKind.TOPIC} <= {"ai-operations", "ai-security"}


@pytest.mark.parametrize("bundle", BUNDLES, **by_id)
def test_it_gives_no_values_of_an_account(bundle):
    assert bundle.spec.parameters == {}
    assert (bundle.version, bundle.severity.value) == ("1.0.0", "informational")


def test_production_has_everything_of_the_guide():
    deployed = {rule.id for rule in deployment("production").rules}
    kinds = (Kind.METRIC_FILTER, Kind.ALARM, Kind.CONTRIBUTOR_INSIGHTS, Kind.QUERY, Kind.SUBSCRIPTION_FILTER)
    of_the_guide = {rule.id for rule in of_kinds(*kinds, Kind.DASHBOARD) if rule.source.guide is not None}
    assert of_the_guide <= deployed
    assert len([1 for rule in of_kinds(Kind.QUERY) if rule.source.guide is not None]) == 28


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(PHASES)))
def test_a_phase_contains_the_one_before(earlier, later):
    """Under the same names, so that it changes what is there; the trail's rule may be another, its name is not."""
    before, after = objects(earlier, ResourceKind.TRAIL), objects(later, ResourceKind.TRAIL)
    assert before.items() <= after.items()
    assert len(after) > len(before)


def test_all_phases_and_production_change_one_trail():
    names = {
        item.name
        for identifier in (*PHASES, "production")
        for item in deployment(identifier).resolved()
        if item.kind is ResourceKind.TRAIL
    }
    assert names == {"ai-workloads"}


def test_the_last_phase_deploys_what_production_does():
    assert objects("phase-6-dashboard") == objects("production")


def test_a_later_trail_records_all_that_an_earlier_one_did():
    trails = [
        {selector["Name"] for selector in item.body["AdvancedEventSelectors"]}
        for identifier in PHASES
        for item in deployment(identifier).resolved()
        if item.kind is ResourceKind.TRAIL
    ]
    assert all(one <= other for one, other in pairwise(trails))


def test_development_pages_nobody():
    made = deployment("development")
    assert made.topics == {}
    assert not {item.kind for item in made.resources} & {ResourceKind.ALARM, ResourceKind.CONTRIBUTOR_INSIGHTS}
    assert "SECURITY_TOPIC_ARN" not in made.values


def test_every_alarm_calls_a_topic_of_its_team():
    made = deployment("production")
    alarms = {item.id: item.body["AlarmActions"] for item in made.resolved() if item.kind is ResourceKind.ALARM}
    topics = {"security": "ai-security", "ai-ops": "ai-operations"}
    for identifier, actions in alarms.items():
        assert [action.rpartition(":")[2] for action in actions] == [topics[CATALOG[identifier].team]]
