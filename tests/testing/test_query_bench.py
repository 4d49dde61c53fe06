"""Tests of queries: log groups filled with events and stories, and what is wrong told at its place."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tested_rules import FIXTURES, rule, run

from ruleforge.catalog import Catalog
from ruleforge.catalog.load import load_historical_text, load_rule_text
from ruleforge.diagnostics import SourceText
from ruleforge.languages.logs_sql import LogsQuery
from ruleforge.model import Parameter
from ruleforge.report.tests import text
from ruleforge.testing import TestReport, run_tests
from ruleforge.testing.bench import Bench
from ruleforge.testing.queries import pipelines_of

TRAIL, LOG = "${CLOUDTRAIL_LOG_GROUP}", "${MODEL_INVOCATION_LOG_GROUP}"
PARAMETERS = {
    name: Parameter(name, "d", ".+", "f", name.lower(), pipeline=pipeline)
    for name, pipeline in (
        ("CLOUDTRAIL_LOG_GROUP", "cloudtrail"),
        ("MODEL_INVOCATION_LOG_GROUP", "model-invocation-log"),
        ("UNKNOWN_LOG_GROUP", None),
    )
}
COUNT = "SELECT COUNT(*) AS events, COUNT(eventName) AS records FROM `%s`"
CASE_ONLY = (
    "SELECT a.requestID FROM `${CLOUDTRAIL_LOG_GROUP}` AS a "
    "INNER JOIN `${MODEL_INVOCATION_LOG_GROUP}` AS b ON a.requestID = b.requestId"
)
DELETED = "{fixture: cloudtrail/bedrock/delete-guardrail}"


def query(sql, *tests):
    """A query with tests as they stand in a file."""
    body = "".join(f"  - {test}\n" for test in tests)
    written = (
        "kind: query\nid: good\nversion: 1.0.0\ntitle: t\ndescription: d\nseverity: low\nstatus: stable\n"
        f"spec: {{name: Q, queryString: {json.dumps(sql)}}}\ntests:\n{body}"
    )
    return load_historical_text(SourceText("good.yaml", written))


def outcome(sql, test, parameters=PARAMETERS):
    wanted = query(sql, f"{{name: t, {test}}}")
    (found,) = run_tests([wanted], FIXTURES, catalog=Catalog([wanted], parameters)).outcomes
    return found


def got(sql, given, expect="rows: []"):
    found = outcome(sql, f"given: {{{given}}}, expect: {{{expect}}}")
    assert found.problems == ()
    return found.got


def test_fixtures_records_and_messages_are_events():
    others = "{record: {eventName: A}, repeat: 2}, {message: 'no record'}, {message: '{\"eventName\": 1}'}"
    events = f"[{DELETED}, {others}]"
    assert got(COUNT % TRAIL, f"'{TRAIL}': {events}") == {"rows": [{"events": 5, "records": 4}]}


def test_a_message_is_what_was_given():
    events = '[{message: \'{"eventName": "A",  "n": 1e2}\', repeat: 2}, {record: {eventName: B}}]'
    rows = got(f"SELECT `@message` AS m, eventName FROM `{TRAIL}`", f"'{TRAIL}': {events}")["rows"]
    assert rows == [
        {"m": '{"eventName": "A",  "n": 1e2}', "eventName": "A"},
        {"m": '{"eventName": "A",  "n": 1e2}', "eventName": "A"},
        {"m": '{"eventName":"B"}', "eventName": "B"},
    ]


def test_changes_are_made():
    events = "[{fixture: cloudtrail/bedrock/delete-guardrail, set: {$.eventName: X}, remove: [$.awsRegion]}]"
    rows = got("SELECT eventName, awsRegion FROM `${CLOUDTRAIL_LOG_GROUP}`", f"'{TRAIL}': {events}")["rows"]
    assert rows == [{"eventName": "X", "awsRegion": None}]


def test_a_story_fills_each_log_group_with_what_its_pipeline_delivers():
    """Without what no trail records: that is not in the log group."""
    story = "[{scenario: agent-denied-across-services}]"
    denied = "SELECT COUNT(*) AS denied FROM `${CLOUDTRAIL_LOG_GROUP}` WHERE errorCode IS NOT NULL"
    assert got(denied, f"'{TRAIL}': {story}")["rows"] == [{"denied": 14}]
    assert got("SELECT COUNT(*) AS calls FROM `${MODEL_INVOCATION_LOG_GROUP}`", f"'{LOG}': {story}")["rows"] == [
        {"calls": 2}
    ]
    assert got("SELECT COUNT(*) AS spans FROM `aws/spans`", f"aws/spans: {story}")["rows"] == [{"spans": 6}]


def test_stories_and_events_go_together():
    events = f"[{{scenario: agent-denied-across-services}}, {DELETED}]"
    assert got(COUNT % TRAIL, f"'{TRAIL}': {events}")["rows"][0]["events"] == 17


@pytest.mark.parametrize(
    ("given", "check", "place", "help_"),
    [
        (
            f"'{TRAIL}': [{DELETED}, {{fixture: cloudtrail/bedrock/delete-guardrial}}]",
            "fixture/unknown",
            "10:",
            "delete-guardrail",
        ),
        (f"'{TRAIL}': [{{scenario: guardrail-weakend}}]", "scenario/unknown", "10:", "guardrail-weakened"),
        (f"'{TRAIL}': [{{record: {{}}, remove: [$.x]}}]", "test/override", "10:", "JSONPath"),
    ],
)
def test_what_cannot_be_given_is_told_at_its_place(given, check, place, help_):
    found = outcome(COUNT % TRAIL, f"given: {{{given}}}, expect: {{rows: []}}")
    (problem,) = found.problems
    assert not found.passed
    assert (problem.check, found.got) == (check, {})
    assert help_ in problem.help
    source = problem.source.text[problem.span.start : problem.span.end]
    assert problem.place.startswith(f"good.yaml:{place}")
    assert source.startswith(("{fixture: cloudtrail/bedrock/delete-guardrial", "{scenario", "{record"))


@pytest.mark.parametrize("group", ["${UNKNOWN_LOG_GROUP}", "my-group"])
def test_a_story_needs_a_group_whose_pipeline_is_known(group):
    found = outcome(COUNT % group, f"given: {{'{group}': [{{scenario: trail-stopped}}]}}, expect: {{rows: []}}")
    assert [problem.check for problem in found.problems] == ["test/scenario"]


def test_a_log_group_that_is_missing_is_told():
    found = outcome(COUNT % TRAIL, "given: {aws/spans: []}, expect: {rows: []}")
    assert [problem.check for problem in found.problems] == ["query/log-group"]


@pytest.mark.parametrize(
    ("rows", "check", "what"),
    [
        ("[{events: 1}, {evens: 1}]", "test/column", "1"),
        ("[[1, 1], [1]]", "test/row", "[1]"),
    ],
)
def test_rows_that_cannot_be_are_told_at_their_place(rows, check, what):
    found = outcome(COUNT % TRAIL, f"given: {{'{TRAIL}': []}}, expect: {{rows: {rows}}}")
    (problem,) = found.problems
    assert problem.check == check
    assert problem.source.text[problem.span.start : problem.span.end] == what
    assert "events, records" in problem.help


def test_columns_and_the_number_of_rows():
    events = f"'{TRAIL}': [{DELETED}, {DELETED}]"
    sql = "SELECT eventName, awsRegion FROM `${CLOUDTRAIL_LOG_GROUP}`"
    assert outcome(sql, f"given: {{{events}}}, expect: {{columns: [eventName, awsRegion], row_count: 2}}").passed
    found = outcome(sql, f"given: {{{events}}}, expect: {{columns: [awsRegion, eventName], row_count: 1}}")
    assert found.got == {"columns": ["eventName", "awsRegion"], "row_count": 2}
    assert not found.passed


def test_a_refusal_is_expected_by_its_check():
    sql = CASE_ONLY
    assert outcome(sql, "expect: {refused: sql/case-only}").passed
    wrong = outcome(sql, "expect: {refused: sql/one-join}")
    assert (wrong.passed, wrong.got) == (False, {"refused": "sql/case-only"})
    taken = outcome(COUNT % TRAIL, "expect: {refused: sql/one-join}")
    assert (taken.passed, taken.got) == (False, {"refused": None})
    refused = outcome(sql, f"given: {{'{TRAIL}': [], '{LOG}': []}}, expect: {{rows: []}}")
    assert [problem.check for problem in refused.problems] == ["sql/case-only"]


def test_a_failure_shows_what_is_missing_and_what_came_instead():
    events = "[{record: {who: a, size: 1}}, {record: {who: b, size: 2}}, {record: {who: b, size: 2}}]"
    wanted = rule(
        "query", f"\n  - {{name: t, given: {{'{TRAIL}': {events}}}, expect: {{rows: [[b, 2], [null, 2.5]]}}}}\n"
    )
    outcomes = run(wanted)
    shown = text([wanted], TestReport(outcomes))
    assert "expected and missing: who null, size 2.5" in shown
    assert shown.count('got and not expected: who "b", size 2') == 1
    assert 'got and not expected: who "a", size 1' in shown
    data = json.loads(json.dumps(outcomes[0].to_dict()))
    assert data["expected"]["rows"] == [{"who": "b", "size": 2}, {"who": None, "size": 2.5}]
    assert data["events"] == []


def test_long_differences_are_cut():
    events = ", ".join(f"{{record: {{who: a{index}, size: 1}}}}" for index in range(25))
    wanted = rule("query", f"\n  - {{name: t, given: {{'{TRAIL}': [{events}]}}, expect: {{rows: []}}}}\n")
    shown = text([wanted], TestReport(run(wanted)))
    assert shown.count("got and not expected: who") == 20
    assert "got and not expected: 5 more" in shown


def test_pipelines_of_a_query():
    wanted = query(f"{COUNT % TRAIL} UNION ALL {COUNT % LOG}", "{name: t, expect: {row_count: 0}}")
    assert {item.value for item in pipelines_of(wanted, PARAMETERS)} == {"cloudtrail", "model-invocation-log"}
    wanted = query(COUNT % "aws/spans", "{name: t, expect: {row_count: 0}}")
    assert {item.value for item in pipelines_of(wanted, PARAMETERS)} == {"spans"}
    wanted = query(COUNT % "other", "{name: t, expect: {row_count: 0}}")
    assert pipelines_of(wanted, PARAMETERS) == set()


def test_a_query_is_translated_once_for_all_its_tests(monkeypatch):
    from ruleforge.languages.logs_sql.translation import statements

    translated = []
    translate = statements.translate
    monkeypatch.setattr(statements, "translate", lambda *given: translated.append(1) or translate(*given))
    sql = f"SELECT COUNT(*) AS once FROM `{TRAIL}`"
    wanted = query(sql, f"{{name: t, given: {{'{TRAIL}': [{DELETED}]}}, expect: {{row_count: 1}}}}")
    bench = Bench(Catalog([wanted], PARAMETERS), FIXTURES)
    for _ in range(5):
        bench.examine(wanted, wanted.tests[0], [])
    assert len(translated) == 1


def test_a_query_is_parsed_when_it_is_read_and_not_again(monkeypatch):
    sql = f"SELECT COUNT(*) AS parsed FROM `{TRAIL}`"
    historical = query(sql, f"{{name: t, given: {{'{TRAIL}': [{DELETED}]}}, expect: {{rows: [[1]]}}}}")
    wanted, problems = load_rule_text(historical.text, PARAMETERS)
    assert problems == []
    monkeypatch.setattr(LogsQuery, "parse", lambda *_, **__: pytest.fail("parsed again"))
    assert Bench(Catalog([wanted], PARAMETERS), FIXTURES).examine(wanted, wanted.tests[0], [])[1] == {
        "rows": [{"parsed": 1}]
    }


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("SELECT '${UNKNOWN_LOG_GROUP}' AS x, COUNT(*) AS n FROM `%s`", {"x": "unknown_log_group", "n": 1}),
        ("SELECT COUNT(*) AS n FROM `%s` -- ${UNKNOWN_LOG_GROUP}", {"n": 1}),
        ("SELECT `%s`.eventName AS n FROM `%s`", {"n": "DeleteGuardrail"}),
        ("SELECT eventName AS n FROM `logGroups(logGroupIdentifier: ['%s'])`", {"n": "DeleteGuardrail"}),
        ("SELECT COUNT(*) AS n FROM `%s` AS a INNER JOIN `%s` AS b ON a.eventName = b.eventName", {"n": 1}),
    ],
)
def test_placeholders_have_their_values_wherever_they_are(sql, row):
    assert got(sql.replace("%s", TRAIL), f"'{TRAIL}': [{DELETED}]")["rows"] == [row]


def test_log_groups_that_have_one_name_by_their_values_are_one():
    one = {name: replace(parameter, example="one") for name, parameter in PARAMETERS.items()}
    sql = f"SELECT 1 AS side, x FROM `{TRAIL}` UNION ALL SELECT 2, x FROM `{LOG}`"
    events = f"given: {{'{TRAIL}': [{{record: {{x: a}}}}], '{LOG}': [{{record: {{x: b}}}}]}}"
    assert outcome(sql, f"{events}, expect: {{rows: [[1, a], [1, b], [2, a], [2, b]]}}", one).passed
    assert outcome(sql, f"{events}, expect: {{rows: [[1, a], [2, b]]}}").passed


@pytest.mark.parametrize("value", ["logGroups(logGroupIdentifier: ['q'])", "q', 'r"])
def test_a_value_that_is_more_than_a_name_is_not_taken_for_one(value):
    more = {"CLOUDTRAIL_LOG_GROUP": replace(PARAMETERS["CLOUDTRAIL_LOG_GROUP"], example=value)}
    for sql in (f"SELECT x FROM `{TRAIL}`", f"SELECT x FROM `logGroups(logGroupIdentifier: ['{TRAIL}'])`"):
        found = outcome(sql, f"given: {{'{TRAIL}': [{{record: {{x: 1}}}}]}}, expect: {{rows: [[1]]}}", more)
        assert not found.passed


def test_a_query_that_values_make_too_long_is_refused():
    sql = f"SELECT x, '{'A' * 9_950}' AS g FROM `{TRAIL}`"
    values = {"CLOUDTRAIL_LOG_GROUP": replace(PARAMETERS["CLOUDTRAIL_LOG_GROUP"], example="a" * 100)}
    assert outcome(sql, f"given: {{'{TRAIL}': []}}, expect: {{rows: []}}").passed
    assert outcome(sql, "expect: {refused: sql/length}", values).passed


def test_why_a_query_is_refused_is_told_at_its_place_though_it_has_placeholders():
    sql = f"SELECT x,\n nosuch(x) AS y FROM `{TRAIL}`"
    for parameters in (PARAMETERS, {}):
        found = outcome(sql, f"given: {{'{TRAIL}': []}}, expect: {{rows: []}}", parameters).problems
        (problem,) = (item for item in found if item.check == "sql/function")
        assert problem.source.text[problem.span.start : problem.span.end].startswith("nosuch(x)")
        assert problem.source.name == "good.yaml"


def test_what_the_logs_show_to_be_wrong_with_a_query_is_told_at_its_place_in_the_file():
    sql = f"SELECT\n  eventname FROM `{TRAIL}`"
    found = outcome(sql, f"given: {{'{TRAIL}': [{{record: {{eventName: a, EventName: b}}}}]}}, expect: {{rows: []}}")
    (problem,) = found.problems
    assert (problem.check, problem.place[: len("good.yaml:8:")]) == ("sql/case-only", "good.yaml:8:")
    assert problem.source.text[problem.span.start : problem.span.end] == "eventname"


BAD = {**PARAMETERS, "BAD": Parameter("BAD", "d", ".+", "f", "bad name!", pipeline=None)}


@pytest.mark.parametrize("group", ["${BAD}", "before/${BAD}"])
def test_the_names_that_log_groups_have_by_their_values_are_looked_at(group):
    sql = f"SELECT x FROM `{group}`"
    assert outcome(sql, "expect: {refused: sql/log-group}", BAD).passed
    (problem,) = outcome(sql, f"given: {{'{group}': []}}, expect: {{rows: []}}", BAD).problems
    assert (problem.check, problem.place[: len("good.yaml:8:")]) == ("sql/log-group", "good.yaml:8:")


def test_a_placeholder_without_a_value_is_told():
    (problem,) = outcome("SELECT x FROM `${NOBODY}`", "given: {'${NOBODY}': []}, expect: {rows: []}").problems
    assert problem.check == "parameter/unresolved"


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT x FROM `g` WHERE x > 1 LIMIT ${MANY}", [{"x": 2}]),
        ("SELECT x + ${MANY} AS x FROM `g` LIMIT 1", [{"x": 2}]),
    ],
)
def test_a_query_that_only_values_make_one_is_read_with_them(sql, rows):
    values = {"MANY": Parameter("MANY", "d", ".+", "f", "1", pipeline=None)}
    assert outcome(sql, "given: {g: [{record: {x: 1}}, {record: {x: 2}}]}, expect: {columns: [x]}", values).passed
    found = outcome(sql, "given: {g: [{record: {x: 1}}, {record: {x: 2}}]}, expect: {rows: []}", values)
    assert found.got == {"rows": rows}


def test_what_only_looks_like_a_placeholder_in_a_name_does_not_count_for_one_elsewhere():
    sql = r"SELECT '${CLOUDTRAIL_LOG_GROUP}' AS z FROM `logGroups(logGroupIdentifier: ['$\{CLOUDTRAIL_LOG_GROUP}'])`"
    found = outcome(sql, "given: {cloudtrail_log_group: [{record: {x: 1}}]}, expect: {rows: []}")
    assert [problem.check for problem in found.problems] == ["query/log-group"]


def test_where_values_change_the_text_a_finding_is_told_at_the_query():
    sql = f"SELECT '${{UNKNOWN_LOG_GROUP}}' AS u, eventname FROM `{TRAIL}`"
    events = f"given: {{'{TRAIL}': [{{record: {{eventName: a, EventName: b}}}}]}}, expect: {{rows: []}}"
    (problem,) = outcome(sql, events).problems
    assert (problem.check, problem.place[: len("good.yaml:8:")]) == ("sql/case-only", "good.yaml:8:")
