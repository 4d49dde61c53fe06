"""Every rule is tested where it could be wrong: each alternative by an event it takes, each condition by a near miss.

The rules' own tests are looked at, as they stand in the rules' files.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from shipped_rules import (
    CATALOG,
    FILTER_KINDS,
    FIXTURES,
    HISTORY,
    RULES,
    VALUES,
    by_id,
    by_key,
    leaves,
    messages,
    of_kinds,
    predicate,
    ready,
    split,
)

from ruleforge import InsightRuleError
from ruleforge.catalog import parse_alarm
from ruleforge.model import Kind
from ruleforge.predicate import Subject, evaluate
from ruleforge.predicate.algebra import AllOf, AnyOf
from ruleforge.predicate.conditions import IsObject, TextIn, Within
from ruleforge.predicate.operands import JsonPath, Where, Wildcard
from ruleforge.testing import run_tests

ASKING = of_kinds(*FILTER_KINDS, Kind.EVENT_SELECTOR, Kind.CONTRIBUTOR_INSIGHTS)
ALARMS = of_kinds(Kind.ALARM)


def is_refused(rule):
    if rule.kind is Kind.QUERY:
        return False  # the refusal is among its own tests
    try:
        ready(rule.key)
    except InsightRuleError:
        return True
    return False


TESTED = [rule for rule in RULES if rule.kind not in (Kind.BUNDLE, Kind.DASHBOARD)]


@pytest.mark.parametrize("rule", [*TESTED, *(rule for rule in HISTORY if not is_refused(rule))], **by_key)
def test_own_tests_pass(rule):
    report = run_tests([rule], FIXTURES, catalog=CATALOG)
    assert report.outcomes or rule in HISTORY
    assert [outcome.to_dict() for outcome in report.outcomes if not outcome.passed] == []


def test_one_text_of_the_guide_is_refused():
    """It can be shown and compared, and says by itself why it was replaced."""
    assert [(rule.source.guide, rule.version) for rule in HISTORY if is_refused(rule)] == [("Rule 14", "1.0.0")]


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.kind.is_about_events and rule.kind is not Kind.ALARM], **by_id
)
def test_something_is_taken_and_something_is_not(rule):
    positives, negatives = split(rule)
    assert positives
    assert negatives


@pytest.mark.parametrize("rule", ASKING, **by_id)
def test_every_alternative_is_taken(rule):
    """For each condition that has to hold, and each value that one lists, there is an event that is taken with it."""
    positives, _ = split(rule)
    for leaf in leaves(predicate(rule)):
        for single in values(leaf):
            assert any(evaluate(single, Subject(message)) for message in positives), single


def values(leaf):
    """A comparison, once for each value that it lists; every one of those that exclude holds for what is taken."""
    if isinstance(leaf.condition, TextIn):
        for text in leaf.condition.texts:
            yield replace(leaf, condition=replace(leaf.condition, texts=(text,)))
    else:
        yield leaf


@pytest.mark.parametrize("rule", ASKING, **by_id)
def test_every_condition_has_a_near_miss(rule):
    """For each part that has to hold there is an event that fails in that part alone.

    Of a part that excludes values there is one for each value, kept out by that value alone.
    """
    _, negatives = split(rule)
    parts = conditions(rule)
    for part in parts:
        others = [other for other in parts if other is not part]
        near = [message for message in negatives if all(evaluate(other, Subject(message)) for other in others)]
        excluding = [leaf for leaf in leaves(part) if getattr(leaf.condition, "negated", False)]
        for single in [part, *(single for leaf in excluding for single in values(leaf))]:
            assert any(not evaluate(single, Subject(message)) for message in near), single


def conditions(rule):
    """The parts of a rule that have to hold together: alternatives, the fields of a selector, the filters of a rule."""
    whole = predicate(rule)
    assert isinstance(whole, AllOf)
    parts = [part for part in whole.items if not isinstance(getattr(part, "condition", None), IsObject | Within)]
    return [untied(part) for part in parts]


def untied(part):
    """A condition on the resources of a selector's type, put on all resources: so it does not fail with the type."""
    if isinstance(part, AllOf | AnyOf):
        return replace(part, items=tuple(untied(item) for item in part.items))
    if not isinstance(part.operand, JsonPath):
        return part
    steps = tuple(Wildcard.ELEMENT if isinstance(step, Where) else step for step in part.operand.steps)
    return replace(part, operand=JsonPath(steps))


@pytest.mark.parametrize("rule", of_kinds(Kind.TRAIL), **by_id)
def test_a_trail_adds_something_to_management_events(rule):
    """Where it has more than those, one of its tests shows a record that is there only because of that."""
    if rule.spec.selectors != ("management-events",):
        positives, _ = split(rule)
        assert not all(ready("management-events").matches(message) for message in positives)


@pytest.mark.parametrize("rule", ALARMS, **by_id)
def test_an_alarm_goes_off_in_one_test_and_stays_ok_in_another(rule):
    states = [[state for _, state in test.expect["states"]] for test in rule.tests]
    assert any("ALARM" in found for found in states)
    assert any(set(found) == {"OK"} for found in states)


@pytest.mark.parametrize("rule", ALARMS, **by_id)
def test_the_threshold_of_an_alarm_is_tested_on_both_sides(rule):
    """At the threshold itself it is OK, and with the least that counts more it goes off."""
    alarm = parse_alarm(rule, VALUES)
    off, fine = set(), set()
    for test in rule.tests:
        for time, state in test.expect["states"]:
            start = time - alarm.tree.period
            held = [value for offset, value in test.datapoints if value is not None and start <= offset < time]
            (off if state == "ALARM" else fine).add(alarm.tree.statistic.of(held) if held else None)
    assert alarm.tree.threshold in fine
    assert alarm.tree.threshold + 1 in off


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.kind.is_about_events and rule.kind is not Kind.ALARM], **by_id
)
def test_no_choice_of_ours_decides(rule):
    """The catalogue stands on documented behaviour only."""
    for message in messages(rule):
        assert ready(rule.key).explain(message).choices == ()


@pytest.mark.parametrize("rule", of_kinds(Kind.CONTRIBUTOR_INSIGHTS), **by_id)
def test_contributors_are_told_by_all_their_keys(rule):
    """Some test names contributors, one expects none, and no expectation is there that was not written down."""
    named = [test.expect["contributors"] for test in rule.tests if test.expect.get("contributors")]
    assert named
    assert all(len(item["keys"]) == len(rule.spec.definition["Contribution"]["Keys"]) for row in named for item in row)
