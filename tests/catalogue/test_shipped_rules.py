"""The shipped catalogue: equal to the guide, tested at every alternative and every condition, and valid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleforge import FilterPattern, load_catalog
from ruleforge.data import shipped
from ruleforge.events import Fixtures
from ruleforge.languages.filter_pattern.parser import conditions
from ruleforge.predicate import Subject, evaluate
from ruleforge.predicate.algebra import AllOf, AnyOf, Comparison
from ruleforge.testing import run_tests
from ruleforge.testing.cases import resolve

GUIDE = json.loads((Path(__file__).parent / "guide_filters.json").read_text(encoding="utf-8"))
# With a path the JSON Schema is consulted too, which it is not for the shipped catalogue at run time.
CATALOG = load_catalog(shipped("rules"))
FIXTURES = Fixtures.shipped()
FILTERS = CATALOG.of_kind("metric-filter")
ids = {"ids": lambda rule: rule.id}


def test_all_of_the_guide_is_there():
    names = sorted(rule.source.guide for rule in CATALOG)
    assert names == sorted(
        [*(f"Metric Filter {item['number']}" for item in GUIDE["metric_filters"]), "Subscription filter"]
    )
    assert len({rule.id for rule in CATALOG}) == len(CATALOG) == 26


@pytest.mark.parametrize("item", GUIDE["metric_filters"], ids=lambda item: str(item["number"]))
def test_filter_equals_the_guide(item):
    (rule,) = [rule for rule in FILTERS if rule.source.guide == f"Metric Filter {item['number']}"]
    assert FilterPattern.parse(rule.spec.filter_pattern) == FilterPattern.parse(item["pattern"])
    assert rule.spec.transformation.metric_namespace == item["namespace"]
    assert rule.spec.transformation.metric_name == item["metric"]


def test_subscription_filter_equals_the_guide():
    (rule,) = CATALOG.of_kind("subscription-filter")
    assert FilterPattern.parse(rule.spec.filter_pattern) == FilterPattern.parse(GUIDE["subscription_filter"]["pattern"])


@pytest.mark.parametrize("rule", list(CATALOG), **ids)
def test_own_tests_pass(rule):
    report = run_tests([rule], FIXTURES)
    assert report.outcomes
    assert [outcome.to_dict() for outcome in report.outcomes if not outcome.passed] == []


def positives_and_negatives(rule):
    pattern = FilterPattern.parse(rule.spec.filter_pattern)
    messages = [case.message for test in rule.tests for event in test.events for case in resolve(event, FIXTURES)]
    verdicts = [(message, pattern.matches(message)) for message in messages]
    return pattern, [m for m, matched in verdicts if matched], [m for m, matched in verdicts if not matched]


@pytest.mark.parametrize("rule", list(CATALOG), **ids)
def test_every_condition_is_exercised_by_a_positive(rule):
    """Each alternative that the pattern lists holds in some event that matches."""
    pattern, positives, _ = positives_and_negatives(rule)
    for condition in conditions(pattern.tree.expression):
        comparison = next(c for c in leaves(pattern.predicate) if c.span == condition.span)
        assert any(evaluate(comparison, Subject(message)) for message in positives), str(
            pattern.text[condition.span.start :]
        )


def leaves(predicate):
    if isinstance(predicate, Comparison):
        yield predicate
    for item in getattr(predicate, "items", ()):
        yield from leaves(item)


@pytest.mark.parametrize("rule", list(CATALOG), **ids)
def test_every_conjunct_has_a_near_miss(rule):
    """For each part that has to hold there is an event that fails in that part alone."""
    pattern, _, negatives = positives_and_negatives(rule)
    assert isinstance(pattern.predicate, AllOf)
    parts = pattern.predicate.items[1:]
    for part in parts:
        assert isinstance(part, AnyOf | Comparison)
        others = [other for other in parts if other is not part]
        assert any(
            not evaluate(part, Subject(message)) and all(evaluate(other, Subject(message)) for other in others)
            for message in negatives
        ), part


@pytest.mark.parametrize("rule", list(CATALOG), **ids)
def test_metadata_is_complete(rule):
    assert rule.title
    assert len(rule.description) > 200
    assert "Blind spots:" in rule.description
    assert rule.matrix
    assert all(words for words in rule.matrix.values())
    assert rule.version == "1.0.0"
    assert rule.path.endswith(f"{rule.id}.yaml")
    assert f"/{rule.kind.value}/" in rule.path


def test_no_choice_of_ours_decides_a_shipped_rule():
    """The catalogue stands on documented behaviour only."""
    assert CATALOG.notes == ()
    for rule in CATALOG:
        pattern, positives, negatives = positives_and_negatives(rule)
        for message in positives + negatives:
            assert pattern.explain(message).choices == ()


def test_the_sample_day_has_a_match_for_every_rule():
    from ruleforge import replay

    report = replay(load_catalog(), [shipped("fixtures") / "logs"])
    matches = {item.rule.source.guide: item.matches for item in report.rules}
    expected = [5, 10, 9, 4, 3, 104, 5, 1, 4, 16, 22, 21, 3, 4, 45, 27, 5, 3, 39, 7, 3, 2, 2, 1, 4]
    assert [matches[f"Metric Filter {number}"] for number in range(1, 26)] == expected
    assert matches["Subscription filter"] == 211
    assert (report.input.events, report.input.broken, report.input.skipped, report.input.duplicates) == (578, 0, 0, 0)
