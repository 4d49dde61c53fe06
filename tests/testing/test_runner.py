"""Running tests: a failure says what was expected, what came and why, and nothing stops the rest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tested_rules import FIXTURES, SPECS, rule, run

from ruleforge.catalog import Catalog
from ruleforge.model import EventReference, RuleTest
from ruleforge.report.tests import text
from ruleforge.testing import TestReport, run_tests
from ruleforge.testing.cases import resolve

EVENT = "{fixture: cloudtrail/bedrock/delete-guardrail}"
# A test of each kind that fails, and what is told of it.
FAILING = {
    "metric-filter": (
        f"events: [{EVENT}], expect: {{matches: 0}}",
        ["matches: expected 0, got 1", '✓ $.eventName = "'],
    ),
    "subscription-filter": (f"events: [{EVENT}], expect: {{matches: 0}}", ["matches: expected 0, got 1"]),
    "event-selector": (
        f"events: [{EVENT}], expect: {{captured: 1}}",
        ["captured: expected 1, got 0", '✗ eventCategory Equals Data              "Management"'],
    ),
    "trail": (
        f"events: [{EVENT}], expect: {{captured: 1}}",
        ["captured: expected 1, got 0", "✗ trail good", "1 other selector"],
    ),
    "contributor-insights": (
        "events: [{record: {account: '1', who: a}}], expect: {contributors: [{keys: [a], value: 1}]}",
        ["expected and missing: keys ['a'], value 1", '✗ $.account In 111122223333  "1"'],
    ),
    "alarm": (
        "datapoints: [[0, 6]], expect: {states: [[60, OK]]}",
        ["expected and missing: [60, 'OK']", "got and not expected: [60, 'ALARM']"],
    ),
    "query": (
        "given: {'${CLOUDTRAIL_LOG_GROUP}': [{record: {size: 1}}]}, expect: {rows: [{who: a, size: 1}]}",
        ['expected and missing: who "a", size 1', "got and not expected: who null, size 1"],
    ),
}


def test_failures_are_told_for_every_kind():
    assert FAILING.keys() == SPECS.keys()


@pytest.mark.parametrize("kind", FAILING)
def test_a_failure_says_what_was_expected_what_came_and_why(kind):
    body, told = FAILING[kind]
    wanted = rule(kind, f"\n  - {{name: t, {body}}}\n")
    outcomes = run(wanted)
    (outcome,) = outcomes
    assert not outcome.passed
    assert len(outcome.events) == (0 if kind in ("alarm", "query") else 1)
    shown = text([wanted], TestReport(outcomes))
    assert all(line in shown for line in told), shown
    assert "1 rule, 1 test: 0 passed, 1 failed" in shown
    data = json.loads(json.dumps(outcome.to_dict()))
    assert (data["rule"], data["version"], data["test"], data["passed"]) == ("good", "1.0.0", "t", False)
    assert data["expected"] != data["got"]
    assert [event["matched"] for event in data["events"]] == [event.matched for event in outcome.events]


def test_a_test_that_passed_says_no_more():
    (outcome,) = run(rule("metric-filter", f"\n  - {{name: t, events: [{EVENT}], expect: {{matches: 1}}}}\n"))
    assert outcome.to_dict() == {"rule": "good", "version": "1.0.0", "test": "t", "passed": True}
    assert outcome.events == ()


SEVERAL = f"""
  - {{name: unknown, events: [{{fixture: cloudtrail/bedrock/delete-guardrial}}], expect: {{matches: 1}}}}
  - {{name: nothing there, events: [{{record: {{}}, remove: [$.x]}}], expect: {{matches: 0}}}}
  - {{name: no path, events: [{{record: {{}}, set: {{"$[": 1}}}}], expect: {{matches: 0}}}}
  - {{name: fine, events: [{EVENT}], expect: {{matches: 1}}}}
"""


def test_a_test_that_cannot_be_run_does_not_stop_the_others():
    outcomes = run(rule("metric-filter", SEVERAL))
    assert [outcome.passed for outcome in outcomes] == [False, False, False, True]
    problems = [outcome.problems[0] for outcome in outcomes[:3]]
    assert [problem.check for problem in problems] == ["fixture/unknown", "test/override", "test/override"]
    assert [problem.place for problem in problems] == ["good.yaml:13:5", "good.yaml:14:5", "good.yaml:15:5"]
    assert outcomes[0].got == {}
    assert outcomes[0].to_dict()["problems"][0]["check"] == "fixture/unknown"


def test_a_trail_whose_selectors_are_not_there_fails_in_its_tests():
    body = "\n  - {name: t, events: [{record: {}}], expect: {captured: 0}}\n"
    (outcome,) = run(rule("trail", body, spec="\n  TrailName: abc\n  AdvancedEventSelectors: [none]\n"))
    assert not outcome.passed
    assert [(problem.check, problem.place) for problem in outcome.problems] == [("trail/selector", "good.yaml:10:28")]


def test_tests_are_chosen_by_a_part_of_their_names():
    wanted = rule("metric-filter", SEVERAL)
    assert [outcome.test.name for outcome in run(wanted, name="n")] == ["unknown", "nothing there", "no path", "fine"]
    assert [outcome.test.name for outcome in run(wanted, name="in")] == ["nothing there", "fine"]
    assert run(wanted, name="none of them") == ()


def test_outcomes_are_counted_in_order():
    rules = [rule("metric-filter", SEVERAL, "a"), rule("event-selector", identifier="b")]
    report = run_tests(rules, FIXTURES)
    assert (report.passed, report.failed) == (1, 3)
    assert report.to_dict()["passed"] == 1
    assert [item["rule"] for item in report.to_dict()["tests"]] == ["a"] * 4


def test_a_rule_stands_in_a_catalogue_of_its_own_where_none_is_given():
    """Which is enough for all but trails: they need their selectors."""
    test = "\n  - {name: t, events: [{fixture: cloudtrail/s3/get-object}], expect: {captured: 1}}\n"
    assert run_tests([rule("event-selector", test)], FIXTURES).passed == 1
    assert run_tests([rule("trail", test)], FIXTURES).failed == 1
    members = [rule("trail", test), rule("event-selector", test, "objects")]
    assert run_tests(members, FIXTURES).passed == 2
    assert run_tests(members[:1], FIXTURES, catalog=Catalog(members)).passed == 1


def test_rules_without_a_file_have_problems_without_places():
    bare = replace(
        rule("metric-filter"),
        text=None,
        spans={},
        tests=(RuleTest("t", (EventReference(fixture="none"),), {"matches": 1}),),
    )
    (outcome,) = run_tests([bare], FIXTURES).outcomes
    assert outcome.problems[0].source is None


def test_events_are_named_after_what_was_changed():
    reference = EventReference(
        fixture="cloudtrail/bedrock/delete-guardrail", set={"$.eventName": "X"}, remove=("$.readOnly",), repeat=2
    )
    first, second = resolve(reference, FIXTURES)
    assert first == second
    assert first.label == 'cloudtrail/bedrock/delete-guardrail ($.eventName = "X", without $.readOnly)'
    record = json.loads(first.message)
    assert record["eventName"] == "X"
    assert "readOnly" not in record
    assert [resolve(item, FIXTURES)[0].label for item in (EventReference(record={}), EventReference(message="m"))] == [
        "a record of the test",
        "a message of the test",
    ]


def test_a_record_of_a_test_is_not_changed_by_it():
    reference = EventReference(record={"a": {"b": 1}}, set={"$.a.b": 2})
    assert json.loads(resolve(reference, FIXTURES)[0].message) == {"a": {"b": 2}}
    assert reference.record == {"a": {"b": 1}}
