"""The dashboard is the guide's, row by row, and shows what the bundles deploy."""

from __future__ import annotations

import re
from itertools import combinations

import guide_texts as guide
import pytest
from shipped_rules import CATALOG, named

from ruleforge.export import Request, ResourceKind, assemble
from ruleforge.languages.logs_sql import LogsQuery
from ruleforge.model import Kind

DASHBOARD = CATALOG["ai-workload-security-dashboard"]
# The guide prints 4.6 before 4.5; ours are in the order of their numbers.
ROWS = sorted(guide.DASHBOARD["rows"], key=lambda row: float(row["row"]))
PAIRS = [
    (theirs, ours)
    for row, shown in zip(ROWS, DASHBOARD.spec.rows, strict=True)
    for theirs, ours in zip(row["widgets"], shown.widgets, strict=True)
]
OF_ANOTHER_GUIDE = {
    "Total Bedrock Spend": "bedrock-spend-total",
    "Completion Rate (ok vs truncated)": "bedrock-completion-rate",
    "Cross-Region Latency by Model": "bedrock-latency-by-model",
    "Agent Traces vs Errors": "agent-traces-with-errors",
    "Component Performance (P95)": "agent-component-latency",
    "Cost Distribution by Model": "bedrock-cost-by-model",
    "Top 10 Spenders by Role": "bedrock-top-spenders",
}
"""Widgets whose queries the guide takes from elsewhere, and the queries that stand in for them."""
VIEWS = {
    "Number (Metric)": "singleValue",
    "Time series (Logs)": "timeSeries",
    "Single value (Logs)": "table",
    "Table (Logs)": "table",
    "Pie (Logs)": "pie",
    "Logs Insights (SQL)": "table",
}
BUNDLES = [rule.id for rule in CATALOG.of_kind(Kind.BUNDLE) if "dashboard/*" in rule.spec.rules]


def test_it_has_the_name_and_the_rows_of_the_guide():
    assert DASHBOARD.spec.name == guide.DASHBOARD["name"]
    assert [row.title for row in DASHBOARD.spec.rows] == [f"Row {row['row']} — {row['title']}" for row in ROWS]
    assert len(PAIRS) == 39


@pytest.mark.parametrize(
    ("theirs", "ours"), PAIRS, ids=lambda item: item.get("title") if isinstance(item, dict) else ""
)
def test_a_widget_is_the_guides(theirs, ours):
    properties = ours.body["properties"]
    assert properties["title"] == theirs["title"]
    assert properties.get("view") == VIEWS.get(theirs["type"])
    if theirs["type"] == "Alarm Status":
        assert ours.rules == ("alarm/*",)
        return
    (shown,) = (CATALOG[identifier] for identifier in ours.rules)
    if theirs["type"] == "Number (Metric)":
        assert "/".join(shown.spec.metric) == theirs["source"]
    elif theirs["type"] == "Contributor Insights":
        number, name = theirs["source"].split(": ")
        assert (shown.source.guide, shown.spec.name) == (number, name)
    elif theirs["title"] in OF_ANOTHER_GUIDE:
        assert (shown.id, shown.source.guide) == (OF_ANOTHER_GUIDE[theirs["title"]], None)
    else:
        assert shown is named(theirs["source"].split(":")[0])


@pytest.fixture(scope="module", params=BUNDLES)
def deployed(request):
    """A deployment with the dashboard: its body, and the objects beside it by kind."""
    deployment = assemble(Request(CATALOG[request.param], examples=True), CATALOG)
    by_kind = {kind: [item for item in deployment.resolved() if item.kind is kind] for kind in ResourceKind}
    (dashboard,) = by_kind[ResourceKind.DASHBOARD]
    return dashboard.body["DashboardBody"]["widgets"], by_kind, deployment


def test_bundles_deploy_it():
    assert BUNDLES == ["organization", "phase-6-dashboard", "production"]


def test_all_that_the_body_names_is_deployed(deployed):
    widgets, by_kind, deployment = deployed
    region, account = deployment.values["REGION"], deployment.values["ACCOUNT_ID"]
    alarms = {f"arn:aws:cloudwatch:{region}:{account}:alarm:{item.name}" for item in by_kind[ResourceKind.ALARM]}
    rules = {item.name for item in by_kind[ResourceKind.CONTRIBUTOR_INSIGHTS]}
    published = {
        (metric["metricNamespace"], metric["metricName"])
        for item in by_kind[ResourceKind.METRIC_FILTER]
        for metric in item.body["metricTransformations"]
    }
    saved = {item.body["queryString"] for item in by_kind[ResourceKind.QUERY]}
    shown = {"alarm": 0, "insight": 0, "metric": 0, "log": 0}
    for widget in widgets:
        properties = widget["properties"]
        if widget["type"] == "text":
            continue
        if widget["type"] == "alarm":
            assert set(properties["alarms"]) == alarms
            shown["alarm"] += 1
        elif "insightRule" in properties:
            assert properties["insightRule"]["ruleName"] in rules
            shown["insight"] += 1
        elif widget["type"] == "metric":
            assert {tuple(metric) for metric in properties["metrics"]} <= published
            shown["metric"] += 1
        else:
            sources, query = re.fullmatch(r"((?:SOURCE '[^']+' \| )+)(.*)", properties["query"], re.DOTALL).groups()
            assert query in saved
            assert properties["queryLanguage"] == "SQL"
            assert re.findall(r"SOURCE '([^']+)'", sources) == list(LogsQuery.parse(query).log_groups)
            shown["log"] += 1
        assert widget["type"] == "alarm" or properties["region"] == region
    assert shown == {"alarm": 1, "insight": 19, "metric": 2, "log": 17}


def test_widgets_fill_the_grid_and_lie_beside_each_other(deployed):
    widgets, _, _ = deployed
    for widget in widgets:
        assert widget["x"] + widget["width"] <= 24
    cells = [
        {(x, y) for x in range(w["x"], w["x"] + w["width"]) for y in range(w["y"], w["y"] + w["height"])}
        for w in widgets
    ]
    assert not any(one & other for one, other in combinations(cells, 2))
    bottom = max(widget["y"] + widget["height"] for widget in widgets)
    assert sum(map(len, cells)) == 24 * bottom, "no gaps"
