"""`ruleforge query`, and `ruleforge explain` of a query, end to end."""

from __future__ import annotations

import csv
import io
import json

import pytest

from ruleforge.data import shipped

LOGS = shipped("fixtures") / "logs"
BY_NAME = "SELECT eventName, COUNT(*) AS n FROM trail GROUP BY eventName ORDER BY n DESC, eventName LIMIT 3"


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "logs.ndjson"
    path.write_text('{"a":"=1+1","b":1,"c":[1]}\n{"a":"-x","b":null}\n{"a":"ok","b":2.5}\n')
    return path


def test_a_query_of_the_catalogue(run, golden):
    result = run("query", "agentcore-gateway-failed-calls", "--logs", LOGS / "AWSLogs")
    assert result.code == 0
    golden("query.txt", result.out)


def test_numbers_that_json_does_not_have_are_text_in_it(run, lines):
    sql = "SELECT CAST('1e999' AS DOUBLE) AS p, array(CAST('-1e999' AS DOUBLE), b) AS q FROM lg"
    result = run("query", sql, "--logs", lines, "--format", "json")

    def refuse(name):
        raise ValueError(name)

    rows = json.loads(result.out, parse_constant=refuse)["rows"]
    assert rows[0] == ["Infinity", ["-Infinity", 1.0]]


def test_a_bound_that_is_no_number(run, lines):
    result = run("query", "SELECT a FROM lg", "--logs", lines, "--timeout", "nan")
    assert result.code == 3
    assert "nan is no number of seconds" in result.err


def test_sql_with_its_log_group_named(run):
    named = run("query", BY_NAME, "--logs", f"trail={LOGS / 'AWSLogs'}", "--format", "json")
    alone = run("query", BY_NAME, "--logs", LOGS / "AWSLogs", "--format", "json")
    assert named.code == alone.code == 0
    data = json.loads(named.out)
    assert data == json.loads(alone.out)
    assert data["columns"] == ["eventName", "n"]
    assert data["rows"][0] == ["InvokeGateway", 38]
    assert data["input"]["events"] == 251


def test_a_log_group_is_named_by_its_placeholder(run):
    given = f"CLOUDTRAIL_LOG_GROUP={LOGS / 'AWSLogs'}"
    assert run("query", "ai-calls-by-source-address", "--logs", given).code == 0
    set_ = run("query", "ai-calls-by-source-address", "--logs", f"x={LOGS}", "--set", "CLOUDTRAIL_LOG_GROUP=x")
    assert set_.code == 0


def test_csv_holds_no_formulas(run, lines):
    result = run("query", "SELECT a, b, c FROM logs ORDER BY a", "--logs", lines, "--format", "csv")
    rows = list(csv.reader(io.StringIO(result.out)))
    assert rows == [["a", "b", "c"], ["'-x", "", ""], ["'=1+1", "1.0", ""], ["ok", "2.5", ""]]
    assert "no event of logs has the field c" in result.err


def test_what_aws_refuses_is_told_at_its_place(run, golden):
    sql = "SELECT a.x, b.y FROM a, b\nWHERE requestID = requestId"
    result = run("query", sql, "--logs", f"a={LOGS}")
    assert (result.code, result.out) == (2, "")
    golden("query-refused.txt", result.err)


def test_a_file_of_sql_and_standard_input(run, tmp_path, lines, monkeypatch):
    file = tmp_path / "question.sql"
    file.write_text("SELECT COUNT(*) AS n FROM logs")
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT COUNT(*) AS n FROM logs"))
    from_file = run("query", file, "--logs", lines)
    from_stdin = run("query", "-", "--logs", lines)
    assert from_file.out == from_stdin.out
    assert "3" in from_file.out
    assert run("query", tmp_path / "none.sql", "--logs", lines).code == 2


def test_bad_input_ends_with_2_and_loses_nothing(run, tmp_path):
    path = tmp_path / "damaged.ndjson"
    path.write_text('{"a":1}\nbroken\n{"a":2}\n')
    result = run("query", "SELECT a FROM logs", "--logs", path)
    assert result.code == 2
    assert "2 rows from 2 events in 1 file" in result.out
    assert f"{path}:2: broken" in result.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ai-calls-by-source-adress", "--logs", LOGS], "did you mean ai-calls-by-source-address"),
        (["bedrock-guardrail-changes", "--logs", LOGS], "there is no query"),
        ([BY_NAME, "--logs", "other=x"], "the query reads no log group other"),
        ([BY_NAME, "--logs", LOGS, "--memory", "much"], "'much' is no amount of memory"),
        (["SELECT x FROM a UNION SELECT x FROM b", "--logs", "a=x"], "there are no logs for b"),
        (["SELECT x FROM a UNION SELECT x FROM b", "--logs", LOGS], "for which log group"),
    ],
)
def test_wrong_usage(run, arguments, said):
    result = run("query", *arguments)
    assert result.code == 3
    assert said in result.err


def test_a_path_that_is_not_there(run):
    result = run("query", BY_NAME, "--logs", "trail=/nowhere/at/all")
    assert (result.code, "there is no such file" in result.err) == (2, True)


def test_an_empty_folder(run, tmp_path):
    result = run("query", BY_NAME, "--logs", tmp_path)
    assert (result.code, result.out.splitlines()[0]) == (0, "no rows")


def test_the_answer_goes_into_a_file(run, tmp_path, lines):
    file = tmp_path / "answer.csv"
    result = run("query", "SELECT b FROM logs", "--logs", lines, "--format", "csv", "--output", file)
    assert (result.code, result.out) == (0, "")
    assert file.read_text().splitlines() == ["b", "1.0", '""', "2.5"]


def test_explain_tells_the_plan_and_what_the_join_did(run, tmp_path, golden):
    assert run("scenario", "agent-denied-across-services", "--write", tmp_path).code == 0
    story = tmp_path / "agent-denied-across-services"
    logs = [
        "--logs",
        f"CLOUDTRAIL_LOG_GROUP={story / 'cloudtrail.ndjson'}",
        "--logs",
        f"aws/spans={story / 'spans.ndjson'}",
    ]
    result = run("explain", "agent-session-denials", *logs)
    assert result.code == 0
    golden("explain-query.txt", result.out)
    data = json.loads(run("explain", "agent-session-denials", *logs, "--format", "json").out)
    assert data["join"]["keys"] == ["ct.requestID = spans.`attributes.aws.request_id`"]
    assert data["join"]["left"]["paired"] == len(data["join"]["met"])
    plan = json.loads(run("explain", "agent-session-denials", "--format", "json").out)
    assert plan == {"plan": data["plan"], "join": None}


def test_explain_keeps_queries_and_events_apart(run):
    assert run("explain", "agent-session-denials", "cloudtrail/bedrock/delete-guardrail").code == 3
    both = run("explain", "bedrock-guardrail-changes", "cloudtrail/bedrock/delete-guardrail", "--logs", "x=y")
    assert (both.code, "--logs goes with a query" in both.err) == (3, True)


def test_a_compiled_sqlglot_is_told(run, monkeypatch, lines):
    """mypyc makes no objects of classes that derive from its own: sqlglot[c] has such ones."""
    from ruleforge.languages.logs_sql import dialect

    class Compiled:
        def __init__(self, **_):
            raise TypeError("interpreted classes cannot inherit from compiled")

    monkeypatch.setattr(dialect.LogsInsights, "parser_class", Compiled)
    dialect._check_sqlglot.cache_clear()
    result = run("query", "SELECT a FROM logs", "--logs", lines)
    assert result.code == 3
    assert "queries cannot be read with the compiled sqlglot" in result.err
    assert "pip uninstall sqlglotc" in result.err
