"""Dashboards and bundles: what is demanded of them beyond the shape of the document, each demand at its place."""

from __future__ import annotations

import pytest
from rule_texts import load

from ruleforge.model import DashboardRow, Widget

TEXT = "{type: text, properties: {markdown: Text}}"


def found(kind, spec):
    """What is reported, as `(check, what stands at its place)`."""
    rule, findings = load(kind, spec)
    assert (rule is None) == bool(findings)
    return [(item.check, item.source.text[item.span.start : item.span.end]) for item in findings]


def board(member):
    return f"{{DashboardName: board, {member}}}"


def rows(*widgets, more=""):
    return board(f"rows: [{{title: Row, {more}widgets: [{', '.join(widgets)}]}}]")


def body(*widgets, more=""):
    return board(f"DashboardBody: {{{more}widgets: [{', '.join(widgets)}]}}")


def text(place):
    return f"{{type: text, {place}, properties: {{markdown: Text}}}}"


@pytest.mark.parametrize(
    "spec",
    [
        rows(TEXT),
        rows("{rule: a}", "{rules: [alarm/*, b]}", "{rule: c, width: 12, height: 3, properties: {view: pie}}"),
        rows("{type: metric, rule: a}", more="height: 4, "),
        body(),
        body(TEXT, text("x: 0, 'y': 0, width: 24, height: 1"), text("x: 0, 'y': 1")),
        body(text("x: 18, 'y': 0"), text("x: 12, 'y': 0"), text("x: 12, 'y': 6, width: 12, height: 1000")),
        body(TEXT, more="start: -PT3H, periodOverride: auto, variables: [], "),
        "{DashboardName: " + "x" * 255 + f", rows: [{{title: Row, widgets: [{TEXT}]}}]}}",
    ],
)
def test_dashboards_that_are_taken(spec):
    assert found("dashboard", spec) == []


LEFT, RIGHT = text("x: 0, 'y': 0, width: 12, height: 6"), text("x: 11, 'y': 5, width: 12, height: 6")


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        (board("height: 3"), [("schema/unknown-key", "height"), ("dashboard/form", board("height: 3"))]),
        ("{DashboardName: board}", [("dashboard/form", "{DashboardName: board}")]),
        (
            f"{{rows: [{{title: Row, widgets: [{TEXT}]}}]}}",
            [("limit/required", f"{{rows: [{{title: Row, widgets: [{TEXT}]}}]}}")],
        ),
        (
            rows(TEXT)[:-1] + ", DashboardBody: {widgets: []}}",
            [("dashboard/form", rows(TEXT)[:-1] + ", DashboardBody: {widgets: []}}")],
        ),
        (rows(TEXT).replace(": board", ": my board"), [("limit/dashboard-name", "my board")]),
        (rows(TEXT).replace(": board", ": " + "x" * 256), [("limit/dashboard-name", "x" * 256)]),
        (board("rows: []"), [("schema/minitems", "[]")]),
        (rows(), [("schema/minitems", "[]")]),
        (rows("{rule: a, rules: [b]}"), [("dashboard/form", "{rule: a, rules: [b]}")]),
        (rows("{width: 6}"), [("dashboard/form", "{width: 6}")]),
        (rows("{type: text}"), [("dashboard/form", "{type: text}")]),
        (rows("{type: number, rule: a}"), [("limit/dashboard-widget-type", "number")]),
        (rows("{rule: a, width: 25}"), [("limit/dashboard-grid", "25")]),
        (rows("{rule: a, height: 0}"), [("limit/dashboard-grid", "0")]),
        (rows("{rule: a, x: 0}"), [("schema/unknown-key", "x")]),
        (rows("{rules: []}"), [("schema/minitems", "[]")]),
        (board("DashboardBody: {}"), [("limit/required", "{}")]),
        (body("{properties: {}}"), [("limit/required", "{properties: {}}")]),
        (body("{type: gauge}"), [("limit/dashboard-widget-type", "gauge")]),
        (body(text("x: 24, 'y': 0")), [("limit/dashboard-grid", "24")]),
        (body(text("x: 0, 'y': -1")), [("limit/dashboard-grid", "-1")]),
        (body(text("x: 0, 'y': 0, height: 1001")), [("limit/dashboard-grid", "1001")]),
        (body(text("x: 19, 'y': 0")), [("limit/dashboard-grid", text("x: 19, 'y': 0"))]),
        (body(LEFT, RIGHT), [("dashboard/overlap", LEFT)]),
        (
            body(more=f"variables: [{', '.join(['{}'] * 26)}], "),
            [("limit/dashboard-variables", f"[{', '.join(['{}'] * 26)}]")],
        ),
    ],
)
def test_dashboards_that_are_not(spec, problems):
    assert found("dashboard", spec) == problems


def test_all_that_is_wrong_with_a_dashboard_is_told():
    spec = "{DashboardName: my board, rows: [{title: '', widgets: [{rule: a, rules: [b]}, {width: 6}]}]}"
    assert sorted(check for check, _ in found("dashboard", spec)) == [
        "dashboard/form",
        "dashboard/form",
        "limit/dashboard-name",
        "schema/minlength",
    ]


def test_a_dashboard_is_built_with_its_defaults():
    spec = load("dashboard", rows("{rule: a, width: 3}", "{rules: [alarm/*]}", TEXT))[0].spec
    assert spec.rows == (
        DashboardRow(
            "Row",
            (
                Widget({"width": 3}, ("a",)),
                Widget({}, ("alarm/*",)),
                Widget({"type": "text", "properties": {"markdown": "Text"}}),
            ),
            6,
        ),
    )
    assert (spec.name, spec.body) == ("board", None)
    assert load("dashboard", body(TEXT))[0].spec.body == {
        "widgets": [{"type": "text", "properties": {"markdown": "Text"}}]
    }


def bundle(member):
    return f"{{rules: [a], {member}}}"


@pytest.mark.parametrize(
    "spec",
    [
        "{rules: [a, b@1.0.0, alarm/*]}",
        bundle("without: [alarm/bedrock/*], TrailName: ai-workloads"),
        bundle("topics: {A_TOPIC_ARN: alerts}, parameters: {ACCOUNT_ID: '111122223333'}"),
    ],
)
def test_bundles_that_are_taken(spec):
    assert found("bundle", spec) == []


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        ("{rules: []}", [("schema/minitems", "[]")]),
        ("{rules: [a, a]}", [("schema/uniqueitems", "a")]),
        ("{without: [a]}", [("schema/required", "{without: [a]}")]),
        (bundle("TrailName: a--b"), [("limit/trail-name", "a--b")]),
        (bundle("TrailName: ai"), [("limit/trail-name", "ai")]),
        (bundle("TrailName: ''"), [("limit/trail-name", "''")]),
        (bundle("topics: {A: my topic}"), [("limit/topic-name", "my topic")]),
        (bundle(f"topics: {{A: {'x' * 257}}}"), [("limit/topic-name", "x" * 257)]),
        (bundle("topics: {A: alerts.fifo}"), [("limit/topic-name", "alerts.fifo")]),
        (bundle("topics: {a: alerts}"), [("schema/pattern", "a")]),
        (bundle("parameters: {ACCOUNT_ID: 111122223333}"), [("schema/type", "111122223333")]),
        (bundle("topics: {A: alerts}, parameters: {A: arn}"), [("bundle/parameter", "A")]),
        (bundle("tests: []"), [("schema/unknown-key", "tests")]),
    ],
)
def test_bundles_that_are_not(spec, problems):
    assert found("bundle", spec) == problems


@pytest.mark.parametrize(
    "spec",
    [
        {"rules": ["a"]},
        {"rules": ["a"], "without": ["b"], "TrailName": "abc", "topics": {"A": "t"}, "parameters": {"B": "v"}},
    ],
)
def test_a_bundle_is_given_back_as_it_was_written(spec):
    assert load("bundle", spec)[0].spec.to_dict() == spec
