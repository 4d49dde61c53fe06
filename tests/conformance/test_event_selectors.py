"""Every case: accepted or refused, captured or not, by both evaluators and by the explanation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleforge import EventSelectors, SelectorError
from ruleforge.predicate import Subject, evaluate
from ruleforge.predicate.choices import CHOICES

HERE = Path(__file__).parent
CASES = [json.loads(line) for line in (HERE / "event_selectors.jsonl").read_text("utf-8").splitlines()]
CHOSEN = [json.loads(line) for line in (HERE / "event_selector_choices.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("error")], ids=lambda case: case["id"])
def test_verdict(case):
    selectors = EventSelectors.parse(case["selectors"], case["target"])
    explanation = selectors.explain(case["event"])
    assert selectors.captures(case["event"]) is case["captured"], str(explanation)
    assert explanation.matched is case["captured"], str(explanation)
    assert evaluate(selectors.predicate, Subject(json.dumps(case["event"]))) is case["captured"]
    assert explanation.choices == (), "a documented verdict rests on no choice of ours"


@pytest.mark.parametrize("case", [case for case in CASES if case.get("error")], ids=lambda case: case["id"])
def test_refusal(case):
    with pytest.raises(SelectorError) as caught:
        EventSelectors.parse(case["selectors"], case["target"])
    for finding in caught.value.findings:
        assert finding.message
        assert finding.place or "values in all" in finding.message or "selectors" in finding.message


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case["id"])
def test_choice_is_taken_and_told(case):
    selectors = EventSelectors.parse(case["selectors"], case["target"])
    explanation = selectors.explain(case["event"])
    assert selectors.captures(case["event"]) is case["captured"], str(explanation)
    assert explanation.matched is case["captured"]
    assert [choice.id for choice in explanation.choices] == [case["choice"]]


def test_every_choice_has_a_case():
    assert {case["choice"] for case in CHOSEN} == {choice for choice in CHOICES if choice.startswith("selector-")}
