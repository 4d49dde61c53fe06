"""What each kind of rule makes of a test's events, held against what the test expects, member by member."""

from __future__ import annotations

import pytest
from tested_rules import rule, run

DELETED = "{fixture: cloudtrail/bedrock/delete-guardrail, set: {$.eventTime: '2026-05-04T08:00:30Z'}}"
READ = "{fixture: cloudtrail/bedrock/get-guardrail, set: {$.eventTime: '2026-05-04T08:02:00Z'}}"
OBJECT = "{fixture: cloudtrail/s3/get-object}"
WHO = "{record: {account: '111122223333', who: %s}}"


def one(kind, events, expect):
    """The outcome of one test."""
    what = f"datapoints: {events}" if kind == "alarm" else f"events: [{events}]"
    (outcome,) = run(rule(kind, f"\n  - {{name: t, {what}, expect: {{{expect}}}}}\n"))
    return outcome


def judged(kind, events, expect):
    """Whether it passed, what was expected and what came."""
    outcome = one(kind, events, expect)
    assert outcome.problems == ()
    assert outcome.expected.keys() == outcome.got.keys()
    return outcome.passed, outcome.expected, outcome.got


@pytest.mark.parametrize("kind", ["metric-filter", "subscription-filter"])
def test_filters_match(kind):
    assert judged(kind, f"{DELETED}, {READ}", "matches: 1") == (True, {"matches": 1}, {"matches": 1})
    assert judged(kind, f"{DELETED}, {READ}", "matches: 2") == (False, {"matches": 2}, {"matches": 1})


def point(minute, value, samples=1, **dimensions):
    return {"minute": f"2026-05-04T08:0{minute}", "value": value, "samples": samples, "dimensions": dimensions}


def test_datapoints_of_a_filter_with_its_default():
    points = (
        "datapoints: [{minute: '2026-05-04T08:00', value: 4, samples: 2}, {minute: '2026-05-04T08:02:00Z', value: 0}]"
    )
    passed, expected, got = judged("metric-filter", f"{DELETED}, {READ}, {DELETED}", points)
    assert passed
    assert got == expected == {"datapoints": [point(0, 4.0, 2), point(2, 0.0)]}
    passed, expected, got = judged("metric-filter", DELETED, "matches: 1, datapoints: []")
    assert (passed, expected["datapoints"], got["datapoints"]) == (False, [], [point(0, 2.0)])
    # What is not expected is not looked at.
    assert judged("metric-filter", DELETED, "matches: 1")[2] == {"matches": 1}


SPLIT = """
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.bytes = * && $.user = * }'
  metricTransformations:
    - {metricNamespace: Space, metricName: Name, metricValue: $.bytes, dimensions: {User: $.user}}
"""


def test_datapoints_by_dimensions_and_of_a_field():
    """Values that are no numbers, and events without a time, publish nothing."""
    records = [
        "{record: {eventTime: '2026-05-04T08:00:00Z', bytes: 3, user: a}}",
        "{record: {eventTime: '2026-05-04T08:00:59Z', bytes: 4, user: a}}",
        "{record: {eventTime: '2026-05-04T08:00:59Z', bytes: 4.5, user: b}}",
        "{record: {eventTime: '2026-05-04T08:01:00Z', bytes: many, user: b}}",
        "{record: {bytes: 4, user: b}}",
    ]
    points = (
        "[{minute: '2026-05-04T08:00', value: 7, samples: 2, dimensions: {User: a}},"
        " {minute: '2026-05-04T08:00', value: 4.5, dimensions: {User: b}}]"
    )
    test = f"\n  - {{name: t, events: [{', '.join(records)}], expect: {{matches: 5, datapoints: {points}}}}}\n"
    (outcome,) = run(rule("metric-filter", test, spec=SPLIT))
    assert outcome.got == {"matches": 5, "datapoints": [point(0, 7.0, 2, User="a"), point(0, 4.5, User="b")]}
    assert outcome.passed


@pytest.mark.parametrize("kind", ["event-selector", "trail"])
def test_selectors_and_trails_capture(kind):
    events = f"{OBJECT}, {OBJECT.replace('}', ', repeat: 3}')}, {DELETED}, {{message: no record}}"
    assert judged(kind, events, "captured: 4") == (True, {"captured": 4}, {"captured": 4})
    assert judged(kind, events, "captured: 1") == (False, {"captured": 1}, {"captured": 4})


def test_insight_rules_rank():
    events = f"{WHO % 'b'}, {WHO % 'a'}, {WHO % 'b'}, {{record: {{account: '111122223333'}}}}, {{record: {{who: c}}}}"
    ranked = [{"keys": ["b"], "value": 2}, {"keys": ["a"], "value": 1}]
    contributors = "contributors: [{keys: [b], value: 2}, {keys: [a], value: 1}]"
    passed, _, got = judged("contributor-insights", events, f"matches: 4, unique_contributors: 2, {contributors}")
    assert passed
    assert got == {"matches": 4, "unique_contributors": 2, "contributors": ranked}
    passed, expected, got = judged("contributor-insights", events, "contributors: [{keys: [a], value: 1}]")
    assert (passed, expected, got) == (
        False,
        {"contributors": [{"keys": ["a"], "value": 1}]},
        {"contributors": ranked},
    )
    assert judged("contributor-insights", WHO % "a", "matches: 0") == (False, {"matches": 0}, {"matches": 1})


def test_the_order_of_contributors_counts():
    events = f"{WHO % 'b'}, {WHO % 'a'}, {WHO % 'b'}"
    assert not judged("contributor-insights", events, "contributors: [{keys: [a], value: 1}, {keys: [b], value: 2}]")[0]


def test_alarms_go_through_states():
    points = "[[0, 3], [60, 3], [120, 0], [180, null], [300, 0]]"
    states = [[60, "OK"], [120, "ALARM"], [300, "ALARM"], [360, "OK"]]
    shown = "states: [[60, OK], [120, ALARM], [300, ALARM], [360, OK]]"
    assert judged("alarm", points, shown) == (True, {"states": states}, {"states": states})
    passed, expected, got = judged("alarm", points, "states: [[60, OK], [120, OK]]")
    assert (passed, expected) == (False, {"states": [[60, "OK"], [120, "OK"]]})
    assert got == {"states": [[60, "OK"], [120, "ALARM"]]}


def test_placeholders_have_the_examples_that_the_catalogue_declares():
    assert judged("contributor-insights", WHO % "a", "matches: 1")[0]
    assert judged("contributor-insights", "{record: {account: '${ACCOUNT_ID}', who: a}}", "matches: 0")[0]
