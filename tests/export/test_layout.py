"""Rows laid out: places on the grid, what rules look like in a widget, and what cannot be shown."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleforge.catalog import Catalog
from ruleforge.catalog.load import load_rule_text
from ruleforge.diagnostics import SourceText
from ruleforge.errors import CatalogError
from ruleforge.export.layout import footed, lay_out, without_footer
from shipped_catalogue import shipped_catalogue

SHIPPED = shipped_catalogue()
STAMP = "board@1.0.0+0123456789ab"


def board(spec):
    """A dashboard rule with rows, or with a body."""
    text = (
        "kind: dashboard\nid: board\nversion: 1.0.0\ntitle: A board\ndescription: What it shows.\nseverity: low\n"
        f"status: stable\nspec: {json.dumps({'DashboardName': 'board', **spec})}\n"
    )
    rule, findings = load_rule_text(SourceText("board.yaml", text), {})
    assert rule is not None, findings
    return rule


def widgets(*rows, deployed=None):
    rule = board({"rows": [{"title": "Row", "widgets": row} for row in rows]})
    return lay_out(rule, SHIPPED.in_force if deployed is None else deployed, SHIPPED).body["widgets"]


def text(**place):
    return {"type": "text", "properties": {"markdown": "Text"}, **place}


def places(found):
    return [(item["x"], item["y"], item["width"], item["height"]) for item in found]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([text()], [(0, 1, 24, 6)]),
        ([text()] * 3, [(0, 1, 8, 6), (8, 1, 8, 6), (16, 1, 8, 6)]),
        ([text()] * 5, [(0, 1, 8, 6), (8, 1, 8, 6), (16, 1, 8, 6), (0, 7, 12, 6), (12, 7, 12, 6)]),
        ([text(width=12)] + [text()] * 3, [(0, 1, 12, 6), (12, 1, 4, 6), (16, 1, 4, 6), (20, 1, 4, 6)]),
        ([text(width=13), text(), text()], [(0, 1, 13, 6), (13, 1, 6, 6), (19, 1, 5, 6)]),
        ([text(width=24), text(width=12)], [(0, 1, 24, 6), (0, 7, 12, 6)]),
        ([text(height=2), text(height=9), text(width=24)], [(0, 1, 12, 2), (12, 1, 12, 9), (0, 10, 24, 6)]),
    ],
)
def test_widgets_of_a_row_share_its_lines(row, expected):
    header, *found = widgets(row)
    assert places([header]) == [(0, 0, 24, 1)]
    assert places(found) == expected


def test_the_next_row_begins_below_the_tallest_widget():
    found = widgets([text(height=2), text(height=7)], [text()])
    assert places(found)[3:] == [(0, 8, 24, 1), (0, 9, 24, 6)]


WIDGETS = st.fixed_dictionaries(
    {"type": st.just("text"), "properties": st.just({"markdown": "Text"})},
    optional={"width": st.integers(1, 24), "height": st.integers(1, 12)},
)


@given(st.lists(st.lists(WIDGETS, min_size=1, max_size=11), min_size=1, max_size=4))
def test_no_two_widgets_lie_on_each_other_and_all_lie_on_the_grid(rows):
    found = widgets(*rows)
    assert len(found) == sum(1 + len(row) for row in rows)
    given_ = [item for row in rows for item in (None, *row)]
    for item, asked in zip(found, given_, strict=True):
        assert 0 <= item["x"] < item["x"] + item["width"] <= 24
        assert item["y"] >= 0 < item["height"]
        for name in ("width", "height") if asked else ():
            assert item[name] == asked.get(name, item[name])
    for one, other in combinations(places(found), 2):
        beside = one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
        above = one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]
        assert beside or above
    assert [item["y"] for item in found] == sorted(item["y"] for item in found)


@given(st.lists(st.lists(WIDGETS.filter(lambda item: "width" not in item), min_size=1, max_size=11), min_size=1))
def test_widgets_without_widths_leave_no_gap(rows):
    lines = {}
    for x, y, width, _ in places(widgets(*rows)):
        lines.setdefault(y, []).append((x, width))
    for line in lines.values():
        assert sum(width for _, width in line) == 24
        assert max(width for _, width in line) - min(width for _, width in line) <= 1


def test_a_rule_looks_as_its_kind_does():
    numbers, query, insight, alarm = widgets(
        [
            {"rules": ["bedrock-guardrail-changes", "bedrock-tool-invocations"], "properties": {"stat": "Maximum"}},
            {"rule": "bedrock-spend-total"},
            {"rule": "top-bedrock-model-callers"},
            {"rule": "bedrock-guardrail-changes-alarm"},
        ]
    )[1:]
    assert numbers["properties"]["metrics"] == [
        ["AIWorkloadMetrics", "BedrockGuardrailChanges"],
        ["AIWorkloadMetrics", "BedrockToolInvocations"],
    ]
    assert numbers["properties"]["stat"] == "Maximum"
    assert query["type"] == "log"
    assert query["properties"]["query"].startswith("SOURCE '${MODEL_INVOCATION_LOG_GROUP}' | SELECT")
    assert query["properties"]["view"] == "table"
    assert (insight["type"], insight["properties"]["insightRule"]["ruleName"]) == (
        "metric",
        "AI-TopBedrockModelCallers",
    )
    assert insight["properties"]["title"] == SHIPPED["top-bedrock-model-callers"].title
    assert alarm["type"] == "alarm"
    assert alarm["properties"]["alarms"] == [
        "arn:${PARTITION}:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:Bedrock Guardrail Modification"
    ]


def test_of_a_pattern_the_deployed_rules_are_shown():
    deployed = [SHIPPED["bedrock-guardrail-changes-alarm"], SHIPPED["bedrock-tool-invocations-alarm"]]
    found = widgets([{"rules": ["alarm/*"]}], deployed=deployed)
    assert len(found[1]["properties"]["alarms"]) == 2


def test_a_rule_is_shown_in_the_version_that_is_deployed():
    old = SHIPPED["bedrock-guardrail-change-history", "1.0.0"]
    found = widgets([{"rule": old.id}], deployed=[old])
    assert found[1]["properties"]["query"].endswith(old.spec.query_string)


def test_all_that_cannot_be_shown_is_told_at_its_place():
    rule = board(
        {
            "rows": [
                {"title": "A", "widgets": [{"rule": "bedrock-guardrail-change"}, {"rule": "bedrock-spend-total"}]},
                {"title": "B", "widgets": [{"rules": ["metric-filter/*", "alarm/*"]}, {"rules": ["query/*"]}]},
            ]
        }
    )
    deployed = [item for item in SHIPPED.in_force if item.id != "bedrock-spend-total"]
    with pytest.raises(CatalogError) as caught:
        lay_out(rule, deployed, SHIPPED)
    findings = caught.value.findings
    assert [item.check for item in findings] == [
        "dashboard/rule",
        "dashboard/not-deployed",
        "dashboard/mixed",
        "dashboard/mixed",
    ]
    assert "did you mean bedrock-guardrail-changes?" in findings[0].help
    shown = [item.source.text[item.span.start : item.span.end] for item in findings]
    assert [json.loads(item).get("rule") for item in shown] == [
        "bedrock-guardrail-change",
        "bedrock-spend-total",
        None,
        None,
    ]


def test_a_body_is_taken_as_it_is():
    body = {"widgets": [text(x=3, y=4)], "start": "-PT3H"}
    assert lay_out(board({"DashboardBody": body}), (), Catalog([])).body == body


def test_the_line_at_the_bottom_is_put_below_everything_and_taken_away_again():
    body = {"widgets": [text(x=0, y=4, width=6, height=3), text(x=6, y=0)], "start": "-PT3H"}
    whole = footed(body, STAMP)
    assert places(whole["widgets"][2:]) == [(0, 7, 24, 1)]
    assert without_footer(whole) == (body, STAMP)
    assert without_footer(body) == (body, None)
    assert without_footer(footed({"widgets": []}, STAMP)) == ({"widgets": []}, STAMP)
