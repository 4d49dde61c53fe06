"""What an export of the AWS-native target writes comes back as the rules that it was made of."""

from __future__ import annotations

import json

import pytest

from importing.imports import imported, meaning, requests_of, rules_of
from ruleforge.catalog import load_catalog
from ruleforge.catalog.format import format_text
from ruleforge.catalog.parsed import trail_members
from ruleforge.diagnostics import SourceText
from ruleforge.export import Request, assemble
from ruleforge.model import Kind
from shipped_catalogue import shipped_catalogue

OWN = (Kind.ALARM, Kind.CONTRIBUTOR_INSIGHTS, Kind.METRIC_FILTER, Kind.QUERY, Kind.SUBSCRIPTION_FILTER)
TRAILS = sorted(rule.id for rule in shipped_catalogue().in_force if rule.kind is Kind.TRAIL)


@pytest.fixture(scope="module")
def deployed():
    return assemble(
        Request(rules=tuple(rule.id for rule in shipped_catalogue().in_force if rule.kind in OWN), examples=True),
        shipped_catalogue(),
    )


@pytest.fixture(scope="module")
def back(deployed):
    return imported(*requests_of(deployed))


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.value)
def test_every_shipped_rule_comes_back(deployed, back, kind):
    assert [*back.unreadable, *back.refused] == []
    wanted = {(rule.id, rule.version): meaning(rule, deployed.values) for rule in deployed.rules if rule.kind is kind}
    found = {}
    for item in back.rules:
        if item.rule.kind is kind:
            found[item.rule.id, item.rule.version] = meaning(item.rule)
    for spec in wanted.values():
        spec.setdefault("RuleState", "ENABLED") if kind is Kind.CONTRIBUTOR_INSIGHTS else None
    assert found == wanted
    assert found


def test_files_are_in_the_one_form(back):
    for item in back.rules:
        assert format_text(SourceText(item.draft.file, item.text)) == item.text


def test_the_catalogue_has_all_of_them(deployed, back):
    assert {item.same for item in back.rules} == {rule.key for rule in deployed.rules}
    again = imported(*requests_of(deployed), new_only=True)
    assert again.rules == ()
    assert len(again.left_out) == len(back.rules)


@pytest.mark.parametrize("identifier", TRAILS)
def test_every_shipped_trail_comes_back_with_its_selectors(identifier):
    deployment = assemble(Request(rules=(identifier,), examples=True), shipped_catalogue())
    result = imported(*requests_of(deployment))
    assert [*result.unreadable, *result.refused] == []
    *selectors, trail = (item.rule for item in result.rules)
    original = shipped_catalogue()[identifier]
    assert (trail.kind, trail.key) == (Kind.TRAIL, original.key)
    assert meaning(trail) == meaning(original, deployment.values)
    assert list(trail.spec.selectors) == [rule.id for rule in selectors]
    members = [meaning(member, deployment.values) for member in trail_members(original, shipped_catalogue())]
    assert [meaning(rule) for rule in selectors] == members
    assert {item.same for item in result.rules} == {original.key}
    used = {"TRAIL_BUCKET": deployment.values["TRAIL_BUCKET"]}
    if original.spec.log_group_name is not None:
        used["TRAIL_LOGS_ROLE_ARN"] = deployment.values["TRAIL_LOGS_ROLE_ARN"]
    assert result.values == used


DASHBOARD = """\
kind: dashboard
id: board
version: 2.0.0
title: Board
description: Imported.
severity: informational
status: experimental
spec:
  DashboardName: Board
  rows:
    - title: Alarms
      widgets:
        - {rules: ["alarm/*"], properties: {title: All}}
        - {type: text, properties: {markdown: "# ${ACCOUNT_ID}"}}
"""


def test_a_dashboard_comes_back_laid_out_and_without_its_footer(tmp_path):
    (tmp_path / "board.yaml").write_text(DASHBOARD)
    alarm = next(rule for rule in shipped_catalogue().in_force if rule.kind is Kind.ALARM)
    (tmp_path / f"{alarm.id}.yaml").write_text(alarm.text.text)
    catalog = load_catalog(tmp_path)
    deployment = assemble(Request(rules=("board", alarm.id), examples=True), catalog)
    result = imported(*requests_of(deployment), catalog=catalog)
    (board,) = (item for item in result.rules if item.rule.kind is Kind.DASHBOARD)
    (resource,) = (item for item in deployment.resolved() if item.kind.value == "dashboard")
    *widgets, footer = resource.body["DashboardBody"]["widgets"]
    assert footer["properties"]["markdown"].startswith("ruleforge: board@2.0.0")
    assert board.rule.spec.body == json.loads(json.dumps({"widgets": widgets}))
    assert (board.rule.key, board.same) == ("board@2.0.0", "board@2.0.0")


def test_an_edited_object_is_not_the_rule_of_the_catalogue():
    deployment = assemble(Request(rules=("bedrock-guardrail-changes-alarm",), examples=True), shipped_catalogue())
    (text, *_) = requests_of(deployment)
    result = imported(text.replace('"Period": 60', '"Period": 300'), new_only=True)
    assert [item.same for item in result.rules] == [None]
    assert result.rules[0].rule.key == "bedrock-guardrail-changes-alarm@1.0.0"


def test_account_ids_and_regions_become_placeholders_on_request():
    deployment = assemble(Request(rules=("bedrock-production-only",), examples=True), shipped_catalogue())
    rules = rules_of(*requests_of(deployment), parameterize=True)
    result = imported(*requests_of(deployment), parameterize=True)
    assert (result.values["ACCOUNT_ID"], result.values["REGION"]) == ("111122223333", "us-east-1")
    for rule in rules:
        arns = [text for text in json.dumps(rule.spec.to_dict()).split('"') if text.startswith("arn:")]
        assert all(":${REGION}:${ACCOUNT_ID}:" in arn for arn in arns)
    resolved = [meaning(rule, dict(result.values)) for rule in rules]
    assert resolved == [meaning(rule) for rule in rules_of(*requests_of(deployment))]
