"""Every case: accepted or refused, and the state after each evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleforge import Alarm, AlarmError
from ruleforge.predicate.choices import CHOICES

HERE = Path(__file__).parent
CASES = [json.loads(line) for line in (HERE / "alarms.jsonl").read_text("utf-8").splitlines()]
CHOSEN = [json.loads(line) for line in (HERE / "alarm_choices.jsonl").read_text("utf-8").splitlines()]


def states(case, **changes):
    return [evaluation.state for evaluation in evaluations(case | changes)]


def evaluations(case):
    return Alarm.parse(case["alarm"]).evaluations(
        [tuple(point) for point in case["datapoints"]],
        case["evaluate_at"],
        initial_state=case.get("initial_state", "INSUFFICIENT_DATA"),
        evaluation_range=case.get("evaluation_range"),
        samples=case.get("datapoint_kind") == "samples",
    )


def as_expected(state, expected):
    return state != expected[1:] if expected.startswith("!") else state == expected


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("error")], ids=lambda case: case["id"])
def test_states(case):
    got = states(case)
    assert len(got) == len(case["states"])
    assert all(map(as_expected, got, case["states"])), got


@pytest.mark.parametrize(
    "case", [c for c in CASES if not c.get("error") and "evaluation_range" not in c], ids=lambda case: case["id"]
)
@pytest.mark.parametrize("extra", [0, 1, 5])
def test_without_a_given_range_any_range_gives_the_same(case, extra):
    periods = case["alarm"]["EvaluationPeriods"]
    assert all(map(as_expected, states(case, evaluation_range=periods + extra), case["states"]))


@pytest.mark.parametrize("case", [case for case in CASES if case.get("error")], ids=lambda case: case["id"])
def test_refusal(case):
    with pytest.raises(AlarmError) as caught:
        Alarm.parse(case["alarm"])
    assert all(finding.message for finding in caught.value.findings)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case["id"])
def test_choice_is_taken_and_told(case):
    found = evaluations(case)
    assert [evaluation.state for evaluation in found] == case["states"]
    assert [choice.id for choice in found[-1].choices] == [case["choice"]]


def test_every_choice_has_a_case():
    assert {case["choice"] for case in CHOSEN} == {choice for choice in CHOICES if choice.startswith("alarm-")}
