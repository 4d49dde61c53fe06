"""The commands end to end: what they print, for people and for machines, and how they end."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest

from ruleforge.data import shipped

LOGS = shipped("fixtures") / "logs"
DENIED = '{ $.errorCode = "AccessDenied*" }'


def test_list(run, golden):
    text = run("list")
    data = json.loads(run("list", "--format", "json").out)
    assert text.code == 0
    kinds = Counter(rule["kind"] for rule in data["rules"])
    assert (kinds["metric-filter"], kinds["contributor-insights"], kinds["alarm"]) == (25, 23, 25)
    assert (kinds["event-selector"], kinds["trail"], kinds["subscription-filter"]) == (82, 24, 1)
    assert kinds["query"] == 35
    assert all(rule["id"] in text.out for rule in data["rules"])
    assert (
        json.loads(run("list", "--kind", "subscription-filter", "--format", "json").out)["rules"][0]["kind"]
        == "subscription-filter"
    )
    assert {
        rule["severity"] for rule in json.loads(run("list", "--severity", "high", "--format", "json").out)["rules"]
    } == {"high"}
    golden("list.txt", text.out)


def test_show(run):
    text = run("show", "bedrock-guardrail-changes")
    data = json.loads(run("show", "bedrock-guardrail-changes", "--format", "json").out)
    assert (text.code, data["source"]["guide"]) == (0, "Metric Filter 4")
    assert "Blind spots" in text.out
    assert "deleting one is counted" in text.out
    assert data["spec"]["metricTransformations"][0]["metricName"] == "BedrockGuardrailChanges"
    unknown = run("show", "bedrock-guardrail-change")
    assert (unknown.code, "did you mean bedrock-guardrail-changes" in unknown.err) == (3, True)


def test_test_of_the_catalogue(run):
    result = run("test")
    assert result.code == 0
    assert re.search(r"224 rules, ([0-9]+) tests: \1 passed\n$", result.out)


def test_a_failed_test_says_why(run, catalogue, golden):
    result = run("test", "--catalog", catalogue)
    assert result.code == 1
    golden("test-failure.txt", result.out.replace(str(catalogue), "rules"))
    data = json.loads(run("test", "--catalog", catalogue, "--format", "json").out)
    assert (data["passed"], data["failed"]) == (1, 1)
    assert data["tests"][0]["got"] == {"matches": 0}
    suites = ElementTree.fromstring(run("test", "--catalog", catalogue, "--format", "junit").out)  # noqa: S314 - our own
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    assert "✗ $.errorCode NOT EXISTS" in suites.find(".//failure").text


def test_tests_are_chosen_by_rule_and_by_name(run, catalogue):
    assert run("test", "guard", "--catalog", catalogue, "--name", "datapoints").code == 0
    assert run("test", "bedrock-guardrail-changes", "--name", "deleting").out.endswith("1 rule, 1 test: 1 passed\n")
    assert run("test", "nobody").code == 3
    assert run("test", "--catalog", catalogue, "--name", "no such words").code == 3
    text = (catalogue / "guard.yaml").read_text()
    (catalogue / "guard.yaml").write_text(text[: text.index("tests:")])
    assert run("test", "--catalog", catalogue).out.startswith("- guard  no tests\n")


def test_a_test_that_cannot_be_run_fails_with_its_reason(run, catalogue):
    rule = catalogue / "guard.yaml"
    rule.write_text(
        rule.read_text()
        .replace("delete-guardrail, set", "delete-guardrial, set")
        .replace("repeat: 2", 'remove: ["$.nothing"]')
    )
    result = run("test", "--catalog", catalogue)
    assert result.code == 1
    assert "did you mean cloudtrail/bedrock/delete-guardrail" in result.out
    assert "$.nothing removes nothing" in result.out or "there is no fixture" in result.out


def test_good_rules_are_tested_beside_broken_ones(run, catalogue):
    (catalogue / "bad.yaml").write_text("kind: metric-filter\nid: no\n")
    result = run("test", "--catalog", catalogue)
    assert result.code == 2
    assert "bad.yaml:2:5: error[yaml/surprise]" in result.err
    assert "guard" in result.out


def test_check_pattern(run, golden):
    result = run("check-pattern", '{ $.a = "x" && ($.b[*] != %y.*?% || $.c NOT EXISTS) }')
    assert result.code == 0
    golden("check-pattern.txt", result.out)
    refused = run("check-pattern", "{ $.userIdentity.type = 'Root' AND $.a == 1 }")
    assert (refused.code, refused.out) == (1, "")
    golden("check-pattern-refused.txt", refused.err)
    data = json.loads(run("check-pattern", "a.b", "--format", "json").out)
    assert data["valid"] is False
    assert (data["findings"][0]["line"], data["findings"][0]["column"]) == (1, 2)
    assert run("check-pattern").code == 3


def test_check_pattern_of_a_file(run, tmp_path):
    (tmp_path / "pattern").write_text('{ $.a = "x" }\n')
    assert json.loads(run("check-pattern", "--file", tmp_path / "pattern", "--format", "json").out)["selectors"] == [
        "$.a"
    ]
    assert run("check-pattern", "--file", tmp_path / "none").code == 2


def test_explain(run, golden):
    result = run("explain", "bedrock-guardrail-changes", "cloudtrail/bedrock/get-guardrail")
    assert result.code == 0
    golden("explain.txt", result.out)
    assert run("explain", "bedrock-guardrail-changes", "cloudtrail/bedrock/get-guardrail", "--exit-code").code == 1
    assert run("explain", "bedrock-guardrail-changes", "cloudtrail/bedrock/get-guardrial").code == 3
    assert run("explain", "just-one-word").code == 3


def test_explain_of_files(run, tmp_path):
    (tmp_path / "log").write_text('{"n": 404}\n{"n": 1}\n')
    every = json.loads(
        run("explain", "--pattern", "{ $.n = %4% || $.n = 1 }", tmp_path / "log", "--format", "json").out
    )
    assert [event["matched"] for event in every["events"]] == [False, True]
    assert every["events"][0]["choices"] == ["regex-number"]
    one = run("explain", "--pattern", "{ $.n = 1 }", tmp_path / "log", "--event", "2")
    assert "event 2" in one.out
    assert "event 1" not in one.out
    assert run("explain", "--pattern", "{ $.n = 1 }", tmp_path / "log", "--event", "3").code == 3
    (tmp_path / "cut").write_bytes(gzip.compress(b'{"n": 1}\n' * 100)[:-10])
    cut = run("explain", "--pattern", "{ $.n = 1 }", tmp_path / "cut")
    assert (cut.code, "cut off" in cut.err) == (2, True)


def test_explain_of_the_chain(run, golden):
    result = run("explain", "--chain", "cloudtrail/bedrock/delete-guardrail")
    assert result.code == 0
    golden("explain-chain.txt", result.out)
    near = run("explain", "--chain", "cloudtrail/bedrock/get-guardrail").out
    assert "bedrock-guardrail-changes" in near
    assert "one condition fails" in near
    data = json.loads(run("explain", "--chain", "cloudtrail/dynamodb/get-item-denied", "--format", "json").out)
    stages = data["events"][0]["tree"]["children"]
    assert [stage["holds"] for stage in stages] == [False] * 5
    assert run("explain", "--chain", "cloudtrail/bedrock/retrieve", "--exit-code").code == 0
    blind = run("explain", "--chain", "cloudtrail/bedrock/retrieve", "--trail", "roll-out-1-management", "--exit-code")
    assert blind.code == 1
    assert "✗ recorded by the trail roll-out-1-management" in blind.out
    assert run("explain", "--chain", "rule", "event").code == 3
    assert run("explain", "--trail", "ai-workloads", "rule", "event").code == 3
    assert run("explain", "--chain", "cloudtrail/bedrock/retrieve", "--trail", "no-trail").code == 3


@pytest.mark.parametrize(
    ("rule", "event", "verdict"),
    [
        ("management-events", "cloudtrail/bedrock/converse", "records"),
        ("ai-workloads", "cloudtrail/dynamodb/get-item-denied", "does not record"),
        ("top-bedrock-guardrail-changers", "cloudtrail/bedrock/delete-guardrail", "counts"),
        ("bedrock-guardrail-changes-alarm", "cloudtrail/bedrock/delete-guardrail", "goes off on"),
        ("agentcore-gateway-auth-failures-alarm", "cloudtrail/agentcore/invoke-gateway-401", "does not go off on"),
        ("cloudtrail-management-and-aggregated-events", "cloudtrail/bedrock/converse", "matches"),
    ],
)
def test_explain_of_every_kind(run, rule, event, verdict):
    result = run("explain", rule, event)
    assert result.code == 0
    assert result.out.startswith(f"{rule} {verdict} {event}\n")


def test_scenario(run, golden, tmp_path):
    result = run("scenario")
    assert result.code == 0
    golden("scenario.txt", result.out)
    assert run("scenario", "guardrail-weakened", "--write", tmp_path).code == 0
    logs = sorted(path.name for path in (tmp_path / "guardrail-weakened").iterdir())
    assert logs == ["cloudtrail.ndjson", "model-invocations.ndjson", "spans.ndjson"]
    report = json.loads(run("replay", tmp_path, "--format", "json").out)
    assert report["rules"]["bedrock-guardrail-changes"]["matches"] == 1
    assert run("scenario", "guardrail-waekened").code == 3
    assert run("scenario", tmp_path / "none.yaml").code == 2
    assert run("scenario", tmp_path).code == 2


def test_a_scenario_that_fails_names_the_stage(run, tmp_path, golden):
    text = (shipped("fixtures") / "scenarios" / "gateway-token-guessing.yaml").read_text()
    story = tmp_path / "gateway-token-guessing.yaml"
    story.write_text(text.replace("trail: ai-workloads", "trail: roll-out-1-management"))
    result = run("scenario", story)
    assert result.code == 1
    golden("scenario-failure.txt", result.out.replace(f"{tmp_path}/", ""))
    data = json.loads(run("scenario", story, "--format", "json").out)
    assert data["scenarios"][0]["broken_stage"] == "captured"
    suites = ElementTree.fromstring(run("scenario", story, "--format", "junit").out)  # noqa: S314 - our own
    assert (suites.get("tests"), suites.get("failures")) == ("1", "1")
    story.write_text(text.replace("fixture: cloudtrail/agentcore/invoke-gateway-401", "fixture: cloudtrail/none", 1))
    result = run("scenario", story)
    assert result.code == 1
    assert "there is no fixture 'cloudtrail/none'" in result.out
    (tmp_path / "bad.yaml").write_text(re.sub(r"at: \+\w+", "at: soon", text, count=1))
    result = run("scenario", tmp_path)
    assert result.code == 2
    assert "which has the wrong form" in result.err
    assert "gateway-token-guessing" in result.out


def test_coverage(run, golden):
    result = run("coverage")
    assert result.code == 0
    golden("coverage.txt", result.out)
    data = json.loads(run("coverage", "--trail", "roll-out-1-management", "--format", "json").out)
    assert list(data["trails"]) == ["roll-out-1-management"]
    assert "agentcore-gateway-auth-failures" in data["trails"]["roll-out-1-management"]["blind"]
    assert "bedrock-guardrail-changes" in data["trails"]["roll-out-1-management"]["seeing"]
    assert (data["unfed"], data["unread"]) == ([], ["bedrock-mantle-data-events"])
    assert run("coverage", "--trail", "bedrock-guardrail-changes").code == 3


def test_match_is_like_grep(run, tmp_path, monkeypatch):
    (tmp_path / "log").write_text("one ERROR\ntwo\nthree ERROR\n")
    assert run("match", "ERROR", tmp_path / "log") == (0, "one ERROR\nthree ERROR\n", "")
    assert run("match", "-v", "ERROR", tmp_path / "log").out == "two\n"
    assert run("match", "-c", "ERROR", tmp_path / "log").out == "2\n"
    assert run("match", "-n", "-H", "two", tmp_path / "log").out == f"{tmp_path}/log:2:two\n"
    assert run("match", "nothing", tmp_path / "log").code == 1
    assert run("match", "a.b", tmp_path / "log").code == 3
    assert run("match", "x", tmp_path / "none").code == 2
    (line,) = run("match", "two", tmp_path / "log", "--format", "json", "--explain").out.splitlines()
    assert json.loads(line) | {"file": ""} == {
        "file": "",
        "line": 2,
        "event": None,
        "message": "two",
        "explanation": {
            "matched": True,
            "choices": [],
            "tree": {"text": "all of", "holds": True, "children": [{"text": "two", "holds": True}]},
        },
    }
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"ERROR on stdin\n")))
    assert run("match", "ERROR").out == "ERROR on stdin\n"


def test_match_searches_on_past_broken_input(run, tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"x ERROR\n" * 1000)[:-12])
    (tmp_path / "b").write_text("y ERROR\n")
    result = run("match", "ERROR", tmp_path)
    assert result.code == 2
    assert "y ERROR" in result.out
    assert "cut off" in result.err


def test_match_finds_what_replay_counts(run):
    count = int(run("match", "-c", '{ $.eventSource = "iam.amazonaws.com" }', LOGS).out)
    assert count == len(run("match", '{ $.eventSource = "iam.amazonaws.com" }', LOGS).out.splitlines()) > 0


def test_replay(run, golden):
    result = run("replay", LOGS)
    assert result.code == 0
    golden("replay.txt", result.out)
    data = json.loads(run("replay", LOGS, "--format", "json").out)
    assert (data["input"]["files"], data["input"]["events"], data["input"]["broken"]) == (8, 578, 0)
    assert data["rules"]["agentcore-gateway-auth-failures"]["matches"] == 27
    assert data["rules"]["cloudtrail-management-and-aggregated-events"]["matches"] == 211
    assert data["rules"]["management-events"]["captured"] == 209
    assert data["rules"]["top-agentcore-gateway-auth-failure-sources"]["contributors"][0]["value"] == 27
    alarm = data["rules"]["agentcore-gateway-auth-failures-alarm"]
    assert [change["state"] for change in alarm["transitions"]] == ["OK", "ALARM", "OK"]
    assert alarm["source"] == {"guide": "AgentCore Gateway Auth Failures"}


def test_replay_with_a_trail(run, golden):
    text = run("replay", LOGS, "--trail", "roll-out-1-management")
    assert text.code == 0
    golden("replay-trail.txt", text.out)
    data = json.loads(run("replay", LOGS, "--trail", "roll-out-1-management", "--format", "json").out)
    assert (data["trail"]["recorded"], data["trail"]["not_recorded"]) == (209, 234)
    assert data["rules"]["agentcore-gateway-auth-failures"] | {"first": None} == data["rules"][
        "agentcore-gateway-auth-failures"
    ] | {"matches": 0, "missed": 27, "first": None}
    assert run("replay", LOGS, "--trail", "ai-workload").code == 3
    assert run("replay", LOGS, "--trail", "ai-workloads", "--set", "ACCOUNT_ID=x").code == 3
    assert "Blind with this trail (31)" in text.out
    elsewhere = run("replay", LOGS, "--trail", "ai-workloads", "--set", "ACCOUNT_ID=999999999999", "--format", "json")
    assert json.loads(elsewhere.out)["trail"]["recorded"] < 436


def test_replay_options(run, tmp_path):
    everything = run("replay", LOGS, "--format", "json").out
    assert run("replay", LOGS, "--format", "json", "--processes", "2").out == everything
    before = json.loads(run("replay", LOGS, "--format", "json", "--until", "2026-05-04T12:00:00Z").out)["input"]
    after = json.loads(run("replay", LOGS, "--format", "json", "--since", "2026-05-04T12:00:00Z").out)["input"]
    assert before["events"] + after["events"] == 578
    assert before["outside"] == after["events"]
    one = json.loads(run("replay", LOGS, "--format", "json", "--rule", "iam-ai-role-permission-changes").out)
    assert list(one["rules"]) == ["iam-ai-role-permission-changes"]
    alarm = "iam-ai-role-permission-changes-alarm"
    fed = json.loads(run("replay", LOGS, "--format", "json", "--rule", alarm).out)["rules"]
    assert sorted(fed) == ["iam-ai-role-permission-changes", alarm]
    assert [change["state"] for change in fed[alarm]["transitions"]].count("ALARM") == 3
    assert run("replay", LOGS, "--rule", "ai-workloads").code == 3
    assert run("replay", LOGS, "--since", "2026-05-05", "--until", "2026-05-04").code == 3
    nothing = run("replay", LOGS, "--since", "2027-05-05")
    assert (nothing.code, "no event was read" in nothing.out) == (0, True)
    target = tmp_path / "report.json"
    assert run("replay", LOGS, "--format", "json", "--output", target) == (0, "", "")
    assert target.read_text() == everything
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert run("replay", LOGS, "--output", tmp_path / "none" / "x").code == 3


def test_replay_of_odd_input(run, tmp_path):
    (tmp_path / "log").write_text(
        '{"eventSource":"iam.amazonaws.com","eventName":"PutRolePolicy","eventTime":"2026-05-04T08:00:00Z"}\n{broken\n'
    )
    result = run("replay", tmp_path)
    assert result.code == 2
    assert "iam-ai-role-permission-changes" in result.out
    assert f"{tmp_path}/log:2: broken: not JSON" in result.out
    (tmp_path / "empty").mkdir()
    assert run("replay", tmp_path / "empty").code == 0
    assert run("replay", tmp_path / "none").code == 2
    assert run("replay", LOGS, "--since", "noon").code == 3
    assert run("replay", LOGS, "--rule", "nobody").code == 3
    assert run("replay").code == 3


def test_a_full_disk_is_nobodys_fault(run, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ruleforge.report.rules.rule_table", full)
    result = run("list")
    assert (result.code, result.err) == (2, "ruleforge: No space left on device\n")


def test_warnings_of_ones_own_rules_are_told(run, tmp_path):
    text = (shipped("rules") / "event-selector" / "management" / "management-events.yaml").read_text()
    fields = [
        "- {Field: eventCategory, Equals: [Data]}",
        '- {Field: resources.type, Equals: ["AWS::S3::Objct"]}',
        '- {Field: eventName, Equals: ["Get*"]}',
    ]
    text = text[: text.index("tests:")].replace("- {Field: eventCategory, Equals: [Management]}", "\n    ".join(fields))
    (tmp_path / "management-events.yaml").write_text(text)
    result = run("list", "--catalog", tmp_path)
    assert result.code == 0
    assert "warning[limit/selector-wildcard]" in result.err
    assert "AWS::S3::Object" in result.err


def test_usage_and_faults(run, monkeypatch):
    assert run("frobnicate").code == 3
    assert "Did you mean replay" in run("repaly").err
    assert run("--version").out.startswith("ruleforge ")

    def broken(*_, **__):
        raise RuntimeError("boom")

    monkeypatch.setattr("ruleforge.report.rules.rule_table", broken)
    result = run("list")
    assert result.code == 4
    assert "please report it" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "name", ["check-pattern", "coverage", "explain", "list", "match", "replay", "scenario", "show", "test"]
)
def test_help_says_how_it_ends(run, name):
    result = run(name, "--help")
    assert result.code == 0
    assert "Exit codes" in result.out
    assert f"ruleforge {name}" in result.out


def test_colour_only_where_it_is_wanted(run, monkeypatch):
    arguments = ("explain", "bedrock-guardrail-changes", "cloudtrail/bedrock/get-guardrail")
    assert "\x1b[" not in run(*arguments).out
    assert "\x1b[" in run("--color", "always", *arguments).out
    assert "\x1b[" not in run("--color", "never", *arguments).out


@pytest.mark.parametrize(
    ("arguments", "code", "check"),
    [
        (["show", "no-such-rule"], 3, "rule/unknown"),
        (["query", "SELECT a FROM logs WHERE", "--logs", "x"], 2, "sql/syntax"),
        (["replay", "no/such/file"], 2, "input/missing"),
        (["test", "--catalog", "no/such/folder"], 2, "catalog/missing"),
        (["match", "{ $.a = }"], 3, "pattern/value"),
    ],
)
def test_what_ends_a_command_is_told_to_machines_too(run, arguments, code, check):
    machine = run(*arguments, "--format", "json")
    assert machine.code == code
    (finding,) = json.loads(machine.out)["findings"]
    assert finding["check"] == check
    people = run(*arguments)
    assert (people.out, people.err) == ("", machine.err)
    assert finding["message"] in people.err
