"""Every case: accepted or refused, matched or not, by both evaluators, by the explanation and after printing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleforge import FilterPattern, PatternSyntaxError
from ruleforge.predicate import Subject, evaluate
from ruleforge.predicate.choices import CHOICES

HERE = Path(__file__).parent


def load(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


CASES = load("filter_patterns.jsonl")
REAL_WORLD = load("real_world_filter_patterns.jsonl")
CHOSEN = load("filter_pattern_choices.jsonl")


@pytest.mark.parametrize("case", [c for c in CASES if not c["error"]], ids=lambda c: c["id"])
def test_verdict(case):
    pattern = FilterPattern.parse(case["pattern"])
    subject = Subject(case["message"])
    explanation = pattern.explain(case["message"])
    assert pattern.matches(case["message"]) is case["match"]
    assert evaluate(pattern.predicate, subject) is case["match"]
    assert explanation.matched is case["match"], str(explanation)
    assert FilterPattern.parse(str(pattern)).matches(case["message"]) is case["match"]


@pytest.mark.parametrize("case", [c for c in CASES if not c["error"]], ids=lambda c: c["id"])
def test_documented_verdicts_rest_on_no_choice(case):
    pattern = FilterPattern.parse(case["pattern"])
    assert pattern.explain(case["message"]).choices == ()


@pytest.mark.parametrize("case", [c for c in CASES if c["error"]], ids=lambda c: c["id"])
def test_refusal(case):
    with pytest.raises(PatternSyntaxError) as caught:
        FilterPattern.parse(case["pattern"])
    for finding in caught.value.findings:
        assert finding.span is not None
        assert finding.span.end <= len(case["pattern"])
        assert finding.because


@pytest.mark.parametrize("case", REAL_WORLD, ids=lambda c: c["pattern"][:60])
def test_patterns_in_public_use(case):
    try:
        FilterPattern.parse(case["pattern"])
        accepted = True
    except PatternSyntaxError:
        accepted = False
    # None: the public record does not settle it; aws documents nothing and the choice is to refuse.
    assert accepted is bool(case["valid"])


@pytest.mark.parametrize("case", CHOSEN, ids=lambda c: c["id"])
def test_choice_is_taken_and_told(case):
    """Where AWS documents nothing: what we chose, and that the user is told."""
    if case.get("error"):
        with pytest.raises(PatternSyntaxError):
            FilterPattern.parse(case["pattern"])
        return
    pattern = FilterPattern.parse(case["pattern"])
    assert case["choice"] in CHOICES
    explanation = pattern.explain(case["message"])
    assert explanation.matched is case["match"], str(explanation)
    assert pattern.matches(case["message"]) is case["match"]
    told = {choice.id for choice in explanation.choices} | {
        note.check.removeprefix("choice/") for note in pattern.notes
    }
    assert case["choice"] in told


def test_every_choice_has_a_case():
    ours = {choice for choice in CHOICES if not choice.startswith(("alarm-", "insight-", "selector-", "sql-"))}
    assert {case["choice"] for case in CHOSEN if "choice" in case} == ours
