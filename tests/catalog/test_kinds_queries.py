"""Queries: what CloudWatch Logs refuses, at its place in the file; and tests that ask for what cannot be."""

from __future__ import annotations

import json

import pytest
from rule_texts import PARAMETERS, VALUES, load, rule, text

from ruleforge import QueryError, UsageError
from ruleforge.catalog import parse_query
from ruleforge.catalog.load import load_historical_text, load_rule_text
from ruleforge.diagnostics import Severity, SourceText
from ruleforge.model import Kind

SQL = "SELECT who FROM `${CLOUDTRAIL_LOG_GROUP}` WHERE size > 0"
QUERY = {"name": "A query", "queryString": SQL}
GIVEN = "given: {'${CLOUDTRAIL_LOG_GROUP}': [{record: {size: 1}}]}"
BLOCK = """
  name: A query
  queryString: |-
    SELECT who
    FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE %s
"""


def found(spec, tests=""):
    """What is wrong with a query: the check, and what stands at the place."""
    loaded, findings = load("query", spec, tests=tests)
    assert (loaded is None) == any(finding.severity is Severity.ERROR for finding in findings)
    return [(item.check, item.source.text[item.span.start : item.span.end]) for item in findings]


def written(*bodies):
    return "tests:\n" + "".join(f"  - {{name: t{index}, {body}}}\n" for index, body in enumerate(bodies))


def test_a_query_is_given_back_in_awss_words():
    loaded = rule("query", QUERY)
    assert loaded.kind is Kind.QUERY
    assert loaded.spec.to_dict() == {"name": "A query", "queryString": SQL, "queryLanguage": "SQL"}


def test_a_refusal_is_told_at_its_place_in_the_file():
    _, (finding,) = load("query", BLOCK % "size > 0 AND rand_name(who) = 1")
    assert (finding.check, finding.place) == ("sql/function", "good.yaml:13:24")
    assert finding.source.text[finding.span.start : finding.span.end].startswith("rand_name")


def test_notes_are_told_at_their_place_too():
    joined = SQL.replace(
        "FROM `${CLOUDTRAIL_LOG_GROUP}`", "FROM `${CLOUDTRAIL_LOG_GROUP}` AS a LEFT JOIN `b` ON a.x = b.y"
    )
    loaded, findings = load(
        "query", {"name": "Q", "queryString": joined.replace("who", "a.who").replace(" size ", " a.size ")}
    )
    assert loaded is not None
    assert [(item.check, item.severity) for item in findings] == [("sql/join-spelling", Severity.WARNING)]


def test_placeholders_are_looked_up_in_the_text():
    assert found({**QUERY, "queryString": SQL.replace("CLOUDTRAIL_LOG_GROUP", "CLOUDTRAIL_LOG_GROP")}) == [
        ("parameter/undeclared", "${CLOUDTRAIL_LOG_GROP}")
    ]


@pytest.mark.parametrize(
    ("spec", "checks"),
    [
        ({"name": "", "queryString": SQL}, ["limit/query-name"]),
        ({"name": "n" * 256, "queryString": SQL}, ["limit/query-name"]),
        ({"name": "A query", "queryString": ""}, ["sql/length"]),
        ({"name": "A query"}, ["limit/required"]),
        ({**QUERY, "queryLanguage": "PPL"}, ["schema/const"]),
        ({**QUERY, "logGroupNames": ["g"]}, ["schema/unknown-key"]),
    ],
)
def test_shapes_of_queries(spec, checks):
    assert [check for check, _ in found(spec)] == checks


REFUSED = {**QUERY, "queryString": "SELECT a.requestID FROM `x` AS a INNER JOIN `y` AS b ON a.requestID = b.requestId"}


def test_a_text_that_is_kept_for_being_refused_has_no_finding():
    assert [check for check, _ in found(REFUSED)] == ["sql/case-only"]
    assert found(REFUSED, written("expect: {refused: sql/case-only}")) == []
    assert found(REFUSED, written("expect: {refused: sql/one-join}")) == []  # which fails as a test


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (f"{GIVEN}, expect: {{rows: []}}", []),
        (f"{GIVEN}, expect: {{rows: [{{who: a}}], columns: [who], row_count: 1, ordered: true, subset: true}}", []),
        (
            "expect: {refused: sql/syntax, rows: [], row_count: 0}",
            [("test/expect", "rows"), ("test/expect", "row_count")],
        ),
        ("expect: {rows: []}", [("test/given", "{name: t0, expect: {rows: []}}")]),
        (f"{GIVEN}, expect: {{ordered: true, row_count: 0}}", [("test/expect", "ordered")]),
        (f"{GIVEN}, expect: {{subset: true, columns: [who]}}", [("test/expect", "subset")]),
        (f"{GIVEN}, expect: {{columns: [who], rows: [{{whom: a}}]}}", [("test/column", "whom")]),
        (f"{GIVEN}, expect: {{columns: [who], rows: [[a], [a, b]]}}", [("test/row", "[a, b]")]),
        (f"{GIVEN}, expect: {{refused: nonsense}}", [("schema/pattern", "nonsense")]),
        (f"{GIVEN}, expect: {{}}", [("schema/minproperties", "{}")]),
        (
            "given: {'${CLOUDTRAIL_LOG_GROUP}': [{scenario: s, set: {$.a: 1}, repeat: 2}]}, expect: {rows: []}",
            [("test/override", "set"), ("test/override", "repeat")],
        ),
        (
            "given: {'${CLOUDTRAIL_LOG_GROUP}': [{message: m, remove: [$.a]}]}, expect: {rows: []}",
            [("test/override", "remove")],
        ),
        (
            "given: {aws/spans: []}, expect: {rows: []}",
            [("test/group", "aws/spans"), ("test/group", "{aws/spans: []}")],
        ),
        (
            "given: {'${CLOUDTRAIL_LOG_GROUP}': [{fixture: f, scenario: s}]}, expect: {rows: []}",
            [("schema/oneof", "{fixture: f, scenario: s}")],
        ),
    ],
)
def test_tests_that_ask_for_what_cannot_be(body, problems):
    assert sorted(found(QUERY, written(body))) == sorted(problems)


def test_without_the_schema_tests_are_checked_and_the_text_is_left_to_the_release():
    source = SourceText("good.yaml", text("query", REFUSED, tests=written("expect: {rows: []}")))
    loaded, findings = load_rule_text(source, PARAMETERS, validate=False)
    assert loaded is None
    assert [finding.check for finding in findings] == ["test/given"]
    bad = SourceText("good.yaml", text("query", QUERY, tests="tests: [x]\n"))
    assert {item.check for item in load_rule_text(bad, PARAMETERS, validate=False)[1]} == {"schema/type"}


def test_tests_are_read():
    events = "{'${CLOUDTRAIL_LOG_GROUP}': [{scenario: s}, {message: m, repeat: 2}], aws/spans: []}"
    body = f"given: {events}, expect: {{rows: []}}"
    loaded = load_historical_text(SourceText("good.yaml", text("query", QUERY, tests=written(body))))
    (test,) = loaded.tests
    assert test.events == ()
    assert {
        group: [(item.scenario, item.message, item.repeat) for item in items] for group, items in test.given.items()
    } == {
        "${CLOUDTRAIL_LOG_GROUP}": [("s", None, 1), (None, "m", 2)],
        "aws/spans": [],
    }


def test_a_query_is_parsed_with_its_log_groups_by_name():
    assert parse_query(rule("query", QUERY), VALUES).log_groups == ("trail",)
    with pytest.raises(UsageError, match=r"\$\{CLOUDTRAIL_LOG_GROUP\} has no value"):
        parse_query(rule("query", QUERY), {})
    with pytest.raises(TypeError, match="good is no query"):
        parse_query(
            rule(
                "metric-filter",
                json.dumps(
                    {
                        "logGroupName": "g",
                        "filterPattern": "",
                        "metricTransformations": [{"metricNamespace": "N", "metricName": "M", "metricValue": "1"}],
                    }
                ),
            ),
            VALUES,
        )


def test_a_refusal_at_parsing_names_the_rule():
    refused = rule("query", REFUSED, tests=written("expect: {refused: sql/case-only}"))
    with pytest.raises(QueryError) as caught:
        parse_query(refused, VALUES)
    assert caught.value.findings[0].place == "good@1.0.0:1:71"
