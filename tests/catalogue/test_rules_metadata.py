"""What people read of a rule is complete, and rules fit together: selectors, trails, filters, alarms."""

from __future__ import annotations

import re

import pytest
from shipped_rules import CATALOG, HISTORY, RULES, by_id, by_key, of_kinds

from ruleforge.catalog.parameters import find_placeholders
from ruleforge.model import Kind, RuleSeverity

DETECTIONS = (Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER, Kind.CONTRIBUTOR_INSIGHTS, Kind.ALARM, Kind.QUERY)
TEAMS = {"security", "ai-ops"}


@pytest.mark.parametrize("rule", RULES, **by_id)
def test_metadata_is_complete(rule):
    assert rule.title
    assert len(rule.description) > (200 if rule.kind in DETECTIONS else 100)
    assert "Blind spots:" in rule.description
    assert bool(rule.matrix) == (rule.kind is not Kind.BUNDLE)
    assert all(words for words in rule.matrix.values())
    assert rule.path.endswith(f"{rule.id}.yaml")
    assert f"/{rule.kind.value}/" in rule.path


def test_titles_tell_rules_apart():
    for kind in Kind:
        titles = [rule.title for rule in of_kinds(kind)]
        assert len(set(titles)) == len(titles), kind


def test_the_catalogue_has_nothing_to_say_about_its_rules():
    """No note on a choice of ours, no warning that AWS takes something that is probably not meant."""
    assert CATALOG.notes == ()


@pytest.mark.parametrize("rule", HISTORY, **by_key)
def test_what_is_no_longer_in_force_is_told_too(rule):
    assert rule.title
    assert len(rule.description) > 100


@pytest.mark.parametrize("rule", of_kinds(Kind.ALARM), **by_id)
def test_an_alarm_calls_a_team_in_its_words(rule):
    body = rule.spec.to_dict()
    assert rule.team in TEAMS
    assert body["AlarmActions"] == [{"security": "${SECURITY_TOPIC_ARN}", "ai-ops": "${AI_OPS_TOPIC_ARN}"}[rule.team]]
    assert body["AlarmDescription"]
    assert rule.severity is not RuleSeverity.INFORMATIONAL


@pytest.mark.parametrize("rule", of_kinds(Kind.ALARM), **by_id)
def test_an_alarm_counts_what_its_filter_publishes(rule):
    """The sum, in one period, and silence is no breach: what the guide's tables leave open."""
    body = rule.spec.to_dict()
    assert (body["Statistic"], body["EvaluationPeriods"], body["TreatMissingData"]) == ("Sum", 1, "notBreaching")
    (source,) = [
        item
        for item in of_kinds(Kind.METRIC_FILTER)
        if (item.spec.transformation.metric_namespace, item.spec.transformation.metric_name) == rule.spec.metric
    ]
    assert source.spec.transformation.metric_value == "1"
    assert source.spec.transformation.dimensions == ()
    assert "Dimensions" not in body


@pytest.mark.parametrize("rule", of_kinds(Kind.TRAIL), **by_id)
def test_trails_watch_all_regions_and_deliver_to_the_log_group(rule):
    assert rule.spec.name == rule.id
    assert rule.spec.multi_region
    assert rule.spec.organization == (rule.id == "organization-trail")
    assert rule.spec.log_group_name == "${CLOUDTRAIL_LOG_GROUP}"


def test_insight_rules_look_at_the_group_that_the_trail_fills():
    for rule in of_kinds(Kind.CONTRIBUTOR_INSIGHTS):
        assert rule.spec.definition["LogGroupNames"] == ["${CLOUDTRAIL_LOG_GROUP}"], rule.id


def test_every_selector_is_part_of_a_trail():
    used = {item.partition("@")[0] for rule in of_kinds(Kind.TRAIL) for item in rule.spec.selectors}
    assert used == {rule.id for rule in of_kinds(Kind.EVENT_SELECTOR)}


def test_no_spec_holds_the_example_of_a_parameter():
    """What a rule is deployed with comes from parameters: no example of one stands in its spec."""
    examples = {name: item.example for name, item in CATALOG.parameters.items() if len(item.example) > 7}
    for rule in RULES:
        spec = str(rule.spec.to_dict())
        known = {name for name, _, _ in find_placeholders(spec)}
        assert known <= CATALOG.parameters.keys()
        held = [name for name, example in examples.items() if re.search(rf"(?<![-\w]){re.escape(example)}", spec)]
        assert held == [], rule.id
