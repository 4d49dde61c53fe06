"""Rules of every kind asked in one way: does an event count, and why."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from engine_rules import alarm, catalog, envelope, insight, rule, selector, subscription, trail

from ruleforge import CatalogError, InsightRuleError
from ruleforge.engine.detectors import VERBS, detector
from ruleforge.model import InsightRuleSpec, Kind

VALUES = {"CLOUDTRAIL_LOG_GROUP": "g"}
OBJECT = {"eventCategory": "Data", "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k"}]}


def ask(wanted, *others):
    return detector(wanted, catalog(wanted, *others), VALUES)


def explained(found, record):
    """The explanation as text, which has to say the same as `matches`."""
    message = record if isinstance(record, str) else json.dumps(record)
    explanation = found.explain(message)
    assert explanation.matched is explanation.tree.holds is found.matches(message)
    return str(explanation)


def test_every_kind_has_words_for_what_it_does():
    assert VERBS.keys() == {kind for kind in Kind if kind.is_about_events}
    assert VERBS[Kind.TRAIL] == ("records", "does not record")


@pytest.mark.parametrize("make", [rule, subscription])
def test_filters(make):
    found = ask(make('{ $.a = "x" }'))
    assert explained(found, {"a": "x"}) == '✓ $.a = "x"  "x"'
    assert explained(found, {"a": "y"}) == '✗ $.a = "x"  "y"'
    assert not found.matches("x")


def test_placeholders_in_a_pattern_have_their_values():
    own = rule('{ $.group = "${CLOUDTRAIL_LOG_GROUP}" }', "watched")
    for found in (ask(own), ask(alarm("watched"), own)):
        assert found.matches('{"group": "g"}')
        assert not found.matches('{"group": "${CLOUDTRAIL_LOG_GROUP}"}')


def test_selectors():
    found = ask(selector("s3", more=[("readOnly", "Equals", "true")]))
    assert found.matches(json.dumps({**OBJECT, "readOnly": True}))
    assert explained(found, OBJECT).splitlines() == [
        "✗ selector s3",
        '  ✓ eventCategory Equals Data              "Data"',
        '  ✓ resources.type Equals AWS::S3::Object  "AWS::S3::Object"',
        "  ✗ readOnly Equals true                   absent — there is nothing to compare",
    ]


@pytest.mark.parametrize("make", [lambda: ask(selector("s3")), lambda: ask(trail("s3"), selector("s3"))])
@pytest.mark.parametrize("message", ["no json", "[1]", "", "7", '{"a": ', "[" * 100_000])
def test_what_is_no_record_is_not_recorded(make, message):
    assert "✗ the message is a JSON record" in explained(make(), message)


def test_insight_rules():
    found = ask(insight(["$.who"], [{"Match": "$.n", "GreaterThan": 1}]))
    assert explained(found, {"n": 2, "who": "a"}).splitlines() == [
        "✓ all filters",
        "  ✓ $.n GreaterThan 1  2",
        '  ✓ key $.who          "a"',
    ]
    assert "✗ $.n GreaterThan 1  1" in explained(found, {"n": 1, "who": "a"})
    assert "✗ key $.who" in str(found.explain('{"n": 2}'))


def test_a_rule_that_aws_refuses_cannot_be_asked():
    bad = insight(["$.a"], [{"Match": "$.a", "In": [1]}])
    with pytest.raises(InsightRuleError, match="array of strings"):
        ask(bad)
    with pytest.raises(CatalogError, match="there is no rule 'none'"):
        ask(trail("none"))


MEMBERS = [
    selector("reads", more=[("readOnly", "Equals", "true")]),
    selector("writes", more=[("readOnly", "Equals", "false")]),
    selector("management", "Management"),
]


def test_a_trail_shows_the_selectors_that_come_near():
    """Of 34 selectors a few are about the event's type; the others are counted."""
    found = ask(trail("reads", "writes", "management"), *MEMBERS)
    lines = explained(found, {**OBJECT, "readOnly": True}).splitlines()
    assert lines[0] == "✓ trail trail"
    assert [line.strip() for line in lines if "selector" in line] == [
        "✓ selector reads",
        "✗ selector writes",
        "✗ 1 other selector                         another event category, resource type or source",
    ]
    other = explained(found, {"eventCategory": "Insight"}).splitlines()
    assert [line.split("  ")[0] for line in other] == ["✗ trail trail", ""]
    assert "✗ 3 other selectors" in other[1]


def test_a_trail_of_one_selector_and_of_none():
    assert "✓ selector management" in explained(ask(trail("management"), *MEMBERS), {"eventCategory": "Management"})
    assert explained(ask(trail()), {"eventCategory": "Management"}).startswith("✓ trail trail")
    assert not ask(trail()).matches(json.dumps(OBJECT))


def test_a_trail_records_insights_and_aggregated_events_besides():
    more = {
        "insight_selectors": ({"InsightType": "ApiErrorRateInsight"},),
        "aggregation_configurations": ({"Templates": ["API_ACTIVITY"], "EventCategory": "Data"},),
    }
    found = ask(trail("reads", **more), *MEMBERS)
    error_rate = {"eventCategory": "Insight", "insightDetails": {"insightType": "ApiErrorRateInsight"}}
    lines = explained(found, error_rate).splitlines()
    assert "  ✓ Insights events" in lines
    assert any("✓ insightDetails.insightType is ApiErrorRateInsight" in line for line in lines)
    assert not found.matches(json.dumps({**error_rate, "insightDetails": {"insightType": "ApiCallRateInsight"}}))
    assert "✓ eventCategory is Aggregated" in explained(found, {"eventCategory": "Aggregated"})
    # Of a record that a selector takes, the rest is not told.
    assert "Insights" not in explained(found, {**OBJECT, "readOnly": True})


COUNT = rule("{ $.n = * }", "count", value="$.n")


def test_an_alarm_goes_off_on_an_event_that_is_enough_by_itself():
    found = ask(alarm("count", Threshold=5), COUNT, rule("{ $.other = 1 }", "other"))
    assert explained(found, {"n": 6}).splitlines() == [
        "✓ one such event alone",
        "  ✓ all of",
        "    ✓ count matches",
        "      ✓ $.n = *                   6",
        "    ✓ a value is published        6",
        "    ✓ Sum GreaterThanThreshold 5  6",
    ]
    assert "✗ Sum GreaterThanThreshold 5  5" in explained(found, {"n": 5})
    assert "✗ a value is published  $.n is not a number" in explained(found, {"n": "x"})
    assert "✗ count matches" in explained(found, {"other": 1})


def test_an_alarm_may_need_several_periods():
    wanted = alarm("count", EvaluationPeriods=3, DatapointsToAlarm=2)
    assert "✗ Sum GreaterThanThreshold 0  1 — 2 such periods are needed" in explained(ask(wanted, COUNT), {"n": 1})


def test_an_alarm_on_what_is_there_when_nothing_matches():
    low = alarm("count", ComparisonOperator="LessThanThreshold", Threshold=5)
    assert ask(low, COUNT).matches('{"n": 4}')
    assert not ask(low, COUNT).matches('{"m": 4}')


def test_an_alarm_that_no_filter_feeds():
    assert explained(ask(alarm("none"), COUNT), {"n": 1}) == "✗ the metric  no metric filter publishes N none"


def test_an_alarm_watches_the_metric_of_its_dimensions():
    split = rule("{ $.user = * }", "count", dimensions=[("User", "$.user")])
    wanted = alarm("count", Dimensions=[{"Name": "User", "Value": "a"}])
    found = ask(wanted, split)
    assert found.matches('{"user": "a"}')
    assert not found.matches('{"user": "b"}')
    assert "✗ User = a      User = b — the alarm watches the metric under other" in explained(found, {"user": "b"})
    assert not ask(alarm("count"), split).matches('{"user": "a"}')
    assert "✗ no dimensions  User = a — " in explained(ask(alarm("count"), split), {"user": "a"})


def test_an_alarm_is_fed_by_the_filters_in_force():
    """A replay takes the highest version of every rule, and so does an alarm."""
    newer = replace(rule("{ $.m = 1 }", "count"), version="2.0.0")
    found = ask(alarm("count"), COUNT, newer)
    assert found.matches('{"m": 1}')
    assert not found.matches('{"n": 1}')


def test_definitions_have_values_for_their_placeholders():
    body = insight(["$.who"], [{"Match": "$.group", "In": ["${CLOUDTRAIL_LOG_GROUP}"]}]).spec.definition
    found = ask(envelope(Kind.CONTRIBUTOR_INSIGHTS, "top", InsightRuleSpec("top", body)))
    assert found.matches('{"group": "g", "who": "a"}')
