"""The whole catalogue over the sample day: every rule has something to do, and the trail decides what it sees."""

from __future__ import annotations

from functools import cache

import pytest
from shipped_rules import CATALOG, of_kinds

from ruleforge import replay
from ruleforge.data import shipped
from ruleforge.model import Kind

FILTERS = [5, 10, 9, 5, 3, 104, 5, 1, 4, 16, 23, 21, 3, 5, 45, 27, 5, 3, 39, 7, 3, 2, 2, 1, 4]
# Matches, contributors, and matches that lack a key.
INSIGHT_RULES = [
    *((105, 46, 1), (10, 4, 0), (9, 9, 0), (1, 1, 0), (5, 5, 0), (16, 7, 0), (4, 4, 0), (42, 4, 2)),
    *((21, 2, 9), (5, 4, 0), (8, 7, 0), (376, 77, 2), (45, 3, 26), (27, 1, 0), (5, 5, 0), (3, 3, 0)),
    *((39, 39, 0), (7, 7, 0), (3, 3, 0), (2, 2, 0), (2, 2, 0), (1, 1, 0), (4, 4, 0)),
]
ALARMS = {
    "AI Role Permission Escalation": 3,
    "AI Services VPC Endpoint Access Denied": 5,
    "Agent Cross-Service Access Denied": 1,
    "AgentCore Gateway Auth Failures": 1,
    "AgentCore Gateway Config Change": 6,
    "Automated Reasoning Policy Change": 3,
    "Bedrock Guardrail Modification": 5,
    "Bedrock Logging Config Change": 3,
    "CloudTrail Insights Anomaly": 1,
    "CloudTrail Logging Disruption": 3,
}


@cache
def day(trail):
    return replay(CATALOG, [shipped("fixtures") / "logs"], trail=trail)


def reports(trail=None):
    return {item.rule.source.guide or item.rule.id: item for item in day(trail).rules}


def test_the_day_is_read_whole():
    found = day(None).input
    assert (found.events, found.broken, found.skipped, found.duplicates) == (578, 0, 0, 0)


def test_filters():
    found = reports()
    assert [found[f"Metric Filter {number}"].matches for number in range(1, 26)] == FILTERS
    assert found["Subscription filter"].matches == 211


def test_insight_rules():
    found = reports()
    counts = []
    for number in range(1, 24):
        item = found[f"Rule {number}"]
        counts.append((item.matches, item.insight.unique, item.insight.without_keys))
        assert sum(contributor.value for contributor in item.insight.contributors) <= item.matches
        assert item.insight.error == 0
    assert counts == INSIGHT_RULES


def test_alarms():
    """Every metric is fed by its filter, and ten alarms go off in the course of the day."""
    alarms = {name: item.alarm for name, item in reports().items() if item.alarm is not None}
    assert len(alarms) == 25
    assert {name: alarm.went_off for name, alarm in alarms.items() if alarm.went_off} == ALARMS
    assert all(alarm.problem == "" and len(alarm.fed_by) == 1 for alarm in alarms.values())
    assert {alarm.state for alarm in alarms.values()} == {"OK"}


def test_an_alarm_goes_off_at_the_end_of_the_minute_in_which_its_filter_matches():
    alarm = reports()["Bedrock Guardrail Modification"].alarm
    matched = [point.minute for point in reports()["Metric Filter 4"].datapoints]
    assert [item.at[:16] for item in alarm.transitions if item.state == "ALARM"] == [after(item) for item in matched]


def after(minute):
    hours, minutes = divmod(int(minute[11:13]) * 60 + int(minute[14:16]) + 1, 60)
    return f"{minute[:11]}{hours:02}:{minutes:02}"


def test_what_a_selector_takes_does_not_depend_on_the_trail():
    for name, item in reports("organization-trail@1.0.0").items():
        if item.rule.kind is Kind.EVENT_SELECTOR:
            assert item.matches == reports()[name].matches


@pytest.mark.parametrize("trail", ["ai-workloads", "organization-trail", "organization-trail@1.0.0"])
def test_recorded_and_missed_are_all_there_is(trail):
    for name, item in reports(trail).items():
        if item.missed is not None and item.rule.kind is not Kind.EVENT_SELECTOR:
            assert item.matches + item.missed == reports()[name].matches
    found = day(trail).trail.events
    assert found.recorded + found.not_recorded == day(None).input.pipelines["cloudtrail"]


def test_with_the_organization_list_as_printed_the_day_passes_without_an_alarm_on_guardrails():
    """F01, seen from the end of the chain."""
    printed, mended = reports("organization-trail@1.0.0"), reports("organization-trail")
    silent = ("Metric Filter 4", "Metric Filter 5", "Metric Filter 7", "Metric Filter 14", "Rule 10", "Rule 11")
    for name in silent:
        assert (printed[name].matches, printed[name].missed) == (0, reports()[name].matches)
        assert (mended[name].matches, mended[name].missed) == (reports()[name].matches, 0)
    for name in ("Bedrock Guardrail Modification", "CloudTrail Logging Disruption", "AI Role Permission Escalation"):
        assert printed[name].alarm.went_off == 0
        assert mended[name].alarm.went_off == ALARMS[name]


def test_the_merged_trail_misses_what_its_prefixes_leave_out_and_nothing_else():
    missed = {name: item.missed for name, item in reports("ai-workloads").items() if item.missed}
    assert missed == {
        "Metric Filter 6": 1,
        "Metric Filter 10": 1,
        "Rule 1": 1,
        "Rule 6": 1,
        "Rule 12": 4,
    }
    assert day("ai-workloads").trail.events.not_recorded == 6


def test_every_detection_has_something_to_find():
    for rule in of_kinds(Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER, Kind.CONTRIBUTOR_INSIGHTS):
        assert reports()[rule.source.guide or rule.id].matches > 0, rule.id
