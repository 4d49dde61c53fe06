"""Every case: accepted or refused, who is counted and with which total, by both evaluators and by the explanation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleforge import InsightRule, InsightRuleError
from ruleforge.predicate import Subject, evaluate
from ruleforge.predicate.choices import CHOICES

HERE = Path(__file__).parent
CASES = [json.loads(line) for line in (HERE / "contributor_insights.jsonl").read_text("utf-8").splitlines()]
CHOSEN = [json.loads(line) for line in (HERE / "contributor_insights_choices.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("error")], ids=lambda case: case["id"])
def test_report(case):
    rule = InsightRule.parse(case["rule"])
    most = case["report"].get("MaxContributorCount", 10) if "report" in case else None
    group = case.get("log_group") or case.get("log_group_arn")
    report = rule.report(case["events"], log_group=group, max_contributors=most)
    expected = [(tuple(item["keys"]), item["value"]) for item in case["contributors"]]
    assert sorted(report.contributors) == sorted(expected)
    assert [item.value for item in report.contributors] == [value for _, value in expected]
    assert report.unique_contributors == case.get("unique_contributors", report.unique_contributors)


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("error")], ids=lambda case: case["id"])
def test_evaluators_agree(case):
    rule = InsightRule.parse(case["rule"])
    for event in case["events"]:
        message = event if isinstance(event, str) else json.dumps(event)
        explanation = rule.explain(message)
        assert rule.matches(message) is evaluate(rule.predicate, Subject(message)) is explanation.matched
        assert explanation.choices == (), "a documented verdict rests on no choice of ours"


@pytest.mark.parametrize("case", [case for case in CASES if case.get("error")], ids=lambda case: case["id"])
def test_refusal(case):
    with pytest.raises(InsightRuleError) as caught:
        InsightRule.parse(case["rule"])
    assert all(finding.message for finding in caught.value.findings)


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case["id"])
def test_choice_is_taken_and_told(case):
    contribution = {"Keys": [case.get("key", "$.k")], "Filters": [case["filter"]] if "filter" in case else []}
    body = {
        "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
        "LogGroupNames": ["group"],
        "LogFormat": "JSON",
        "Contribution": contribution | ({"ValueOf": case["value_of"]} if "value_of" in case else {}),
        "AggregateOn": "Count",
    }
    rule = InsightRule.parse(body | case.get("rule", {}))
    event = case["event"]
    explanation = rule.explain(event if isinstance(event, str) else json.dumps(event))
    contributors = rule.report([event]).contributors
    assert len(contributors) == case["counted"], str(explanation)
    assert [list(item.keys) for item in contributors] == [case.get("keys", ["a"])] * case["counted"]
    assert explanation.matched or not case["counted"]
    assert [choice.id for choice in explanation.choices] == [case["choice"]]


def test_every_choice_has_a_case():
    assert {case["choice"] for case in CHOSEN} == {choice for choice in CHOICES if choice.startswith("insight-")}
