"""Which rules are asked about which events, and what a trail lets through."""

from __future__ import annotations

import json

import pytest
from engine_rules import PARAMETER, alarm, catalog, insight, rule, selector, subscription, trail

from ruleforge import UnsupportedError, UsageError
from ruleforge.catalog import parse_trail
from ruleforge.engine.ruleset import CATEGORIES, RuleSet
from ruleforge.engine.tally import Origin
from ruleforge.events import Pipeline
from ruleforge.model import Parameter
from ruleforge.predicate import Subject

SPANS = Parameter("SPANS_LOG_GROUP", "d", ".+", "f", "aws/spans", pipeline="spans")
ANY = Parameter("ANY_LOG_GROUP", "d", ".+", "f", "any")
PARAMETERS = {item.name: item for item in (PARAMETER, SPANS, ANY)}
TRAIL_EVENT = Origin(Pipeline.CLOUDTRAIL)
SPAN = Origin(Pipeline.SPANS)
UNKNOWN = Origin(Pipeline.OTHER)


def sees(wanted, origin):
    return RuleSet([wanted], PARAMETERS).sees(0, origin)


def ready(*rules, wanted=None):
    """Rules with a trail among them, if one is named."""
    every = catalog(*rules)
    parsed = None if wanted is None else parse_trail(every[wanted], every, {})
    return RuleSet(rules, PARAMETERS, trail=parsed)


def asked(found, record, origin=TRAIL_EVENT):
    """What the rules make of a record: the ids of those that take it, and whether it is recorded."""
    scope = found.scope(found.program.evaluate(Subject(json.dumps(record))).matched, origin)
    names = {question: found.rules[index].id for index, question in found.question.items()}
    return [names[question] for question in scope.matched if question in names], scope.recorded


@pytest.mark.parametrize("make", [lambda group: rule("x", group=group), lambda group: subscription("x", group=group)])
def test_a_filter_sits_on_the_log_group_of_its_pipeline(make):
    wanted = make("${CLOUDTRAIL_LOG_GROUP}")
    assert sees(wanted, TRAIL_EVENT)
    assert not sees(wanted, SPAN)
    assert sees(make("${SPANS_LOG_GROUP}"), SPAN)


def test_placeholders_in_a_pattern_have_their_values():
    account = Parameter("ACCOUNT_ID", "d", "[0-9]{12}", "f", "111122223333")
    rules = [make('{ $.recipientAccountId = "${ACCOUNT_ID}" }', "own") for make in (rule, subscription)]
    found = RuleSet(rules, {**PARAMETERS, account.name: account}, values={"ACCOUNT_ID": "210987654321"})
    assert asked(found, {"recipientAccountId": "210987654321"})[0] == ["own", "own"]
    assert asked(found, {"recipientAccountId": "${ACCOUNT_ID}"})[0] == []


def test_an_event_that_does_not_tell_where_it_comes_from_is_shown_to_every_rule():
    for group in ("${CLOUDTRAIL_LOG_GROUP}", "${SPANS_LOG_GROUP}", "${ANY_LOG_GROUP}", "mine"):
        assert sees(rule("x", group=group), UNKNOWN)


def test_a_group_by_name_is_that_group():
    assert sees(rule("x", group="mine"), Origin(Pipeline.OTHER, "mine"))
    assert not sees(rule("x", group="mine"), Origin(Pipeline.OTHER, "mine-too"))
    assert not sees(rule("x", group="mine"), Origin(Pipeline.CLOUDTRAIL, "trail"))
    # A record that came without its group may come from any.
    assert sees(rule("x", group="mine"), TRAIL_EVENT)


def test_a_placeholder_that_says_nothing_of_its_pipeline_is_any_group():
    for origin in (TRAIL_EVENT, SPAN, UNKNOWN, Origin(Pipeline.OTHER, "mine")):
        assert sees(rule("x", group="${ANY_LOG_GROUP}"), origin)
        assert sees(rule("x", group="${ANY_LOG_GROUP}-1"), origin)


@pytest.mark.parametrize(
    ("written", "group", "found"),
    [
        ({"groups": ["mine"]}, "mine", True),
        ({"groups": ["mine"]}, "mine-too", False),
        ({"groups": ["other", "mine"]}, "mine", True),
        ({"groups": ["app-*"]}, "app-1", True),
        ({"groups": ["app-*"]}, "my-app-1", False),
        ({"arns": ["arn:aws:logs:us-east-1:111122223333:log-group:mine"]}, "mine", True),
        ({"arns": ["arn:aws:logs:us-east-1:111122223333:log-group/mine"]}, "mine", True),
        ({"arns": ["arn:aws:logs:us-east-1:111122223333:log-group:mine:*"]}, "mine", True),
        ({"arns": ["arn:aws:logs:us-east-1:111122223333:log-group:mine:*"]}, "mine-too", False),
        ({"arns": ["arn:aws:logs:us-east-1:*:log-group/app-*"]}, "app-1", True),
        ({"arns": ["arn:aws:logs:us-east-1:*:log-group/app-*"]}, "web-1", False),
    ],
)
def test_an_insight_rule_looks_at_several_groups_by_name_or_arn(written, group, found):
    assert sees(insight(["$.a"], **written), Origin(Pipeline.OTHER, group)) is found


def test_an_insight_rule_may_name_groups_and_placeholders():
    """A group that is named is looked at, whatever the others stand for."""
    wanted = insight(["$.a"], groups=["${CLOUDTRAIL_LOG_GROUP}", "mine"])
    assert sees(wanted, TRAIL_EVENT)
    assert sees(wanted, Origin(Pipeline.SPANS, "mine"))
    assert not sees(insight(["$.a"], groups=["${CLOUDTRAIL_LOG_GROUP}"]), SPAN)
    # It may come from the group that is named.
    assert sees(wanted, SPAN)
    both = insight(["$.a"], groups=["${CLOUDTRAIL_LOG_GROUP}", "${SPANS_LOG_GROUP}"])
    assert [sees(both, Origin(item)) for item in Pipeline] == [
        item is not Pipeline.MODEL_INVOCATION_LOG for item in Pipeline
    ]


def test_selectors_are_asked_about_cloudtrail_records():
    assert sees(selector("s3"), TRAIL_EVENT)
    assert not sees(selector("s3"), SPAN)
    assert not sees(selector("s3"), UNKNOWN)


def test_trails_and_alarms_are_not_asked_about_events():
    found = ready(trail("s3"), alarm("m"), selector("s3"))
    assert list(found.question) == [2]


def test_what_is_outside_a_rules_group_does_not_count():
    found = ready(rule("{ $.a = 1 }", "one"), rule("{ $.a = 1 }", "two", group="${SPANS_LOG_GROUP}"))
    assert asked(found, {"a": 1}) == (["one"], True)
    assert asked(found, {"a": 1}, SPAN) == (["two"], True)
    assert asked(found, {"a": 1}, UNKNOWN) == (["one", "two"], True)
    assert asked(found, {"a": 2}, UNKNOWN) == ([], True)


DATA = {"eventCategory": "Data", "resources": [{"type": "AWS::S3::Object"}], "a": 1}
MANAGEMENT = {"eventCategory": "Management", "a": 1}


def test_a_trail_decides_what_is_recorded():
    members = (selector("s3"), selector("management", "Management"))
    for names, recorded in (
        (["s3"], [True, False]),
        (["management"], [False, True]),
        (["s3", "management"], [True] * 2),
    ):
        found = ready(*members, trail(*names), wanted="trail")
        assert [asked(found, record)[1] for record in (DATA, MANAGEMENT)] == recorded
    assert [asked(ready(*members), record)[1] for record in (DATA, MANAGEMENT, {})] == [True] * 3


def test_a_trail_without_selectors_has_cloudtrails_default():
    found = ready(trail(), wanted="trail")
    assert [asked(found, record)[1] for record in (DATA, MANAGEMENT, {})] == [False, True, False]
    assert list(found.trail_selectors) == [""]


def test_a_trail_decides_about_cloudtrail_records_only():
    found = ready(rule("x", group="${ANY_LOG_GROUP}"), trail(), wanted="trail")
    assert asked(found, {}, SPAN)[1]
    assert asked(found, {}, UNKNOWN)[1]
    assert not asked(found, {})[1]


def test_insights_and_aggregated_events_are_recorded_besides():
    more = {
        "insight_selectors": ({"InsightType": "ApiCallRateInsight"},),
        "aggregation_configurations": ({"Templates": ["API_ACTIVITY"], "EventCategory": "Data"},),
    }
    found = ready(trail(**more), wanted="trail")
    call_rate = {"eventCategory": "Insight", "insightDetails": {"insightType": "ApiCallRateInsight"}}
    error_rate = {"eventCategory": "Insight", "insightDetails": {"insightType": "ApiErrorRateInsight"}}
    records = [MANAGEMENT, call_rate, error_rate, {"eventCategory": "Aggregated"}, DATA]
    assert [asked(found, record)[1] for record in records] == [True, True, False, True, False]


def test_a_selector_among_the_rules_is_asked_once():
    members = (selector("s3"), selector("management", "Management"))
    found = ready(*members, trail("s3", "management"), wanted="trail")
    assert found.trail_selectors == {"s3": found.question[0], "management": found.question[1]}


def test_a_trail_may_hold_another_version_than_the_rules():
    old, new = selector("s3", more=[("readOnly", "Equals", "true")]), selector("s3", version="2.0.0")
    every = catalog(old, new, trail("s3@1.0.0"))
    found = RuleSet([new], PARAMETERS, trail=parse_trail(every["trail"], every, {}))
    assert asked(found, DATA) == (["s3"], False)
    assert asked(found, {**DATA, "readOnly": True}) == (["s3"], True)


def test_a_trail_may_hold_two_versions_of_a_selector():
    """What either takes is recorded."""
    reads = selector("s3", more=[("readOnly", "Equals", "true")])
    writes = selector("s3", more=[("readOnly", "Equals", "false")], version="2.0.0")
    every = catalog(reads, writes, trail("s3@1.0.0", "s3"))
    found = RuleSet([writes], PARAMETERS, trail=parse_trail(every["trail"], every, {}))
    for flag in (True, False):
        assert asked(found, {**DATA, "readOnly": flag})[1]
    assert len(found.trail_selectors) == 2


def test_an_insight_rule_counts_what_is_recorded():
    found = ready(insight(["$.a"]), trail(), wanted="trail")
    for record, counted in ((MANAGEMENT, 1), (DATA, 0)):
        scope = found.scope(found.program.evaluate(Subject(json.dumps(record))).matched, TRAIL_EVENT)
        assert len(scope.insights) == counted


def test_categories_are_questions_of_a_trail():
    found = ready(trail(), wanted="trail")
    assert tuple(found.categories) == CATEGORIES
    assert ready(rule("x")).categories == {}


def test_only_filters_whose_values_depend_on_the_event_are_asked_for_them():
    rules = [rule("{ $.n = * }", "one"), rule("{ $.n = * }", "two", value="$.n"), subscription("x")]
    found = ready(*rules, rule("{ $.n = * }", "three", dimensions=[("N", "$.n")]))
    assert [found.rules[index].id for index, question in found.question.items() if question in found.publishers] == [
        "two",
        "three",
    ]


def test_parameters_that_do_not_fit_are_refused():
    with pytest.raises(UsageError, match="no parameter NONE"):
        RuleSet([], PARAMETERS, values={"NONE": "x"})
    with pytest.raises(UnsupportedError):
        RuleSet([rule("{ $.x = 1 }", dimensions=[("Account", "@aws.account")])], PARAMETERS)
