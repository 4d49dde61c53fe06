"""`ruleforge plan`, `deploy`, `drift` and `conformance record`, end to end against a local server."""

from __future__ import annotations

import json

import pytest

from account import aws_server
from account.conftest import account, server  # noqa: F401 - fixtures
from account.wanted import VALUES
from ruleforge.diagnostics import Finding
from ruleforge.errors import AccountError

RULES = ("bedrock-guardrail-changes", "bedrock-guardrail-changes-alarm")


@pytest.fixture
def values(tmp_path, account):  # noqa: F811 - the fixture above
    file = tmp_path / "values.yaml"
    topic = f"arn:aws:sns:{aws_server.REGION}:{aws_server.ACCOUNT}:there"
    file.write_text(json.dumps(VALUES | {"SECURITY_TOPIC_ARN": topic}))
    return file


def test_plan_deploy_drift(run, values, account):  # noqa: F811
    arguments = (*RULES, "--parameters", values)
    planned = run("plan", *arguments)
    assert planned.code == 0
    assert planned.out.startswith(f"account {aws_server.ACCOUNT}, Region us-east-1\n\n+ metric-filter")
    assert planned.out.endswith("2 create\n")
    assert run("drift", *arguments).code == 1
    assert run("deploy", *arguments, "--dry-run").code == 0
    assert run("drift", *arguments).code == 1, "a dry run makes nothing"
    deployed = run("deploy", *arguments, "--yes")
    assert (deployed.code, deployed.err) == (0, "")
    assert deployed.out.endswith("2 done\n")
    drift = run("drift", *arguments)
    assert (drift.code, drift.out) == (0, f"account {aws_server.ACCOUNT}, Region us-east-1\n\n2 unchanged\n")


def test_drift_shows_the_field(run, values, account):  # noqa: F811
    arguments = (*RULES, "--parameters", values)
    run("deploy", *arguments, "--yes")
    client = account.client("cloudwatch")
    (alarm,) = client.describe_alarms()["MetricAlarms"]
    kept = ("AlarmName", "Namespace", "MetricName", "Statistic", "Period", "EvaluationPeriods", "ComparisonOperator")
    client.put_metric_alarm(**{name: alarm[name] for name in kept}, Threshold=3)
    drift = run("drift", *arguments)
    assert drift.code == 1
    assert "    Threshold: 3.0 → 0\n" in drift.out
    data = json.loads(run("drift", *arguments, "--format", "json").out)
    (change,) = [item for item in data["changes"] if item["state"] != "unchanged"]
    assert {"field": "Threshold", "wanted": 0, "found": 3.0} in change["differences"]


def test_what_is_not_ours_is_told_and_left(run, values, account):  # noqa: F811
    account.client("cloudwatch").put_metric_alarm(
        AlarmName="Bedrock Guardrail Modification", EvaluationPeriods=1, ComparisonOperator="LessThanThreshold"
    )
    result = run("deploy", *RULES, "--parameters", values, "--yes")
    assert result.code == 1
    assert "alarm Bedrock Guardrail Modification is there, and no export made it: left as it is" in result.err
    assert run("deploy", *RULES, "--parameters", values, "--yes", "--adopt").code == 0
    assert run("drift", *RULES, "--parameters", values).code == 0


def test_without_a_terminal_nobody_can_be_asked(run, values):
    result = run("deploy", *RULES, "--parameters", values)
    assert result.code == 3
    assert "say --yes, or --dry-run" in result.err


def test_a_server_that_does_not_answer(run, values, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setattr("ruleforge.account.clients._ATTEMPTS_OF_THE_FIRST", 1)
    result = run("plan", *RULES, "--parameters", values)
    assert result.code == 2
    assert "cannot ask whose credentials these are" in result.err


@pytest.fixture
def cases(tmp_path):
    file = tmp_path / "cases.jsonl"
    rows = [
        {"id": "one", "pattern": "ERROR", "message": "an ERROR"},
        {"id": "two", "pattern": "ERROR", "message": "fine"},
        {"id": "bad", "pattern": "{ $.a", "message": "x"},
        {"id": "empty", "pattern": "ERROR", "message": ""},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return file


@pytest.fixture
def tester(monkeypatch):
    """What the server answers to TestMetricFilter: a message matches that holds the pattern."""
    from moto.logs.exceptions import InvalidParameterException
    from moto.logs.responses import LogsResponse

    def test_metric_filter(self):
        request = json.loads(self.body)
        if request["filterPattern"].startswith("{") and not request["filterPattern"].endswith("}"):
            raise InvalidParameterException(msg="Invalid filter pattern")
        matches = [
            {"eventNumber": number, "eventMessage": message}
            for number, message in enumerate(request["logEventMessages"], 1)
            if request["filterPattern"] in message
        ]
        return json.dumps({"matches": matches})

    monkeypatch.setattr(LogsResponse, "test_metric_filter", test_metric_filter, raising=False)


def test_aws_is_asked_and_its_answers_are_kept(run, account, cases, tester, tmp_path):  # noqa: F811
    result = run("conformance", "record", cases, "--out", tmp_path / "answers.jsonl")
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("4 cases, 0 differ, 1 not asked\n")
    answers = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text().splitlines()]
    assert [(item["id"], item["aws"], item["agrees"]) for item in answers] == [
        ("one", True, True),
        ("two", False, True),
        ("bad", None, True),
        ("empty", None, None),
    ]
    assert "Invalid filter pattern" in answers[2]["reason"]


def test_a_difference_is_told(run, account, tester, tmp_path):  # noqa: F811
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": "x", "pattern": "a b", "message": "b a"}\n')
    result = run("conformance", "record", file, "--out", tmp_path / "answers.jsonl")
    assert result.code == 1
    assert result.out.startswith("x: AWS says no match, ruleforge match\n")


def test_a_message_may_hold_other_ends_of_lines(run, account, tester, tmp_path):  # noqa: F811
    file = tmp_path / "cases.jsonl"
    cases = [{"id": sign, "pattern": "a", "message": f"a{sign}b"} for sign in ("\u2028", "\x85", "\u2029")]
    lines = (json.dumps(case, ensure_ascii=False) for case in cases)
    file.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    result = run("conformance", "record", file, "--out", tmp_path / "answers.jsonl")
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("3 cases, 0 differ, 0 not asked\n")


def test_what_was_answered_before_a_failure_is_kept(run, account, tester, tmp_path, monkeypatch):  # noqa: F811
    from ruleforge.account import recording

    asked, told = [], recording._ask

    def ask(pattern, cases, clients):
        asked.append(pattern)
        if len(asked) > 1:
            raise AccountError([Finding("account/throttled", "AWS stopped answering")])
        yield from told(pattern, cases, clients)

    monkeypatch.setattr(recording, "_ask", ask)
    file, out = tmp_path / "cases.jsonl", tmp_path / "answers.jsonl"
    file.write_text("\n".join(json.dumps({"id": one, "pattern": one, "message": "a"}) for one in "abc"))
    result = run("conformance", "record", file, "--out", out)
    assert result.code == 2
    assert "AWS stopped answering" in result.err
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a"]
    before = out.read_text()
    assert run("conformance", "record", file, "--out", out).code == 2
    assert out.read_text() == before, "nothing was answered, and nothing is written over"


def test_lines_that_are_no_cases_are_told(run, account, tmp_path):  # noqa: F811
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": 1}\nno json\n\n{"id": "a", "pattern": "b", "message": "c"}\n')
    result = run("conformance", "record", file, "--out", tmp_path / "answers.jsonl")
    assert result.code == 2
    assert result.err.count("this is no case") == 2
    assert not (tmp_path / "answers.jsonl").exists()
