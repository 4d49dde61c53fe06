"""Dashboards laid out: rows become widgets with places on the grid, and rules what they look like in a widget.

CloudWatch's grid has 24 columns. The body structure is AWS's page "Dashboard body structure and syntax"; the widget of
a Contributor Insights rule and `queryLanguage` are on no page of AWS's, and are written as its console and CDK do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from ruleforge.catalog import Catalog
from ruleforge.catalog.kinds.queries import query_as_written
from ruleforge.diagnostics import Finding
from ruleforge.errors import CatalogError, UsageError
from ruleforge.export.selection import matching
from ruleforge.model import (
    AlarmSpec,
    DashboardRow,
    DashboardSpec,
    InsightRuleSpec,
    Kind,
    MetricFilterSpec,
    QuerySpec,
    Rule,
    Widget,
)

__all__ = ["SHOWN", "LaidOut", "footed", "lay_out", "without_footer"]

_COLUMNS = 24
_HEADER = 1
_MOST_IN_LINE = 4
_NARROWEST = 4
_HEIGHT = 6
_PERIOD = 300
_CONTRIBUTORS = 10
SHOWN = (Kind.ALARM, Kind.CONTRIBUTOR_INSIGHTS, Kind.METRIC_FILTER, Kind.QUERY)
"""The kinds that a widget can show."""

_FOOTER = "ruleforge: "


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The body of a dashboard as data, placeholders still in it, and the rules that it shows."""

    body: Mapping[str, Any]
    shown: tuple[Rule, ...]


def lay_out(dashboard: Rule, deployed: Sequence[Rule], catalog: Catalog) -> LaidOut:
    """The body of a dashboard rule, with what the rules that it names look like in the versions that are `deployed`.

    Raises CatalogError, with all of them at their places, for rules that are not deployed with it.
    """
    spec = dashboard.spec
    if not isinstance(spec, DashboardSpec):
        raise TypeError(f"{dashboard.id} is no dashboard")
    if spec.body is not None:
        return LaidOut(spec.body, ())
    filling = _Filling(dashboard, {rule.id: rule for rule in deployed}, catalog)
    widgets: list[dict[str, Any]] = []
    y = 0
    for index, row in enumerate(spec.rows):
        widgets.append(_text(f"## {row.title}", y))
        filled = [
            filling.fill(widget, ("spec", "rows", index, "widgets", position))
            for position, widget in enumerate(row.widgets)
        ]
        placed = list(_flow(filled, row, y + _HEADER))
        y = max(item["y"] + item["height"] for item in placed)
        widgets += placed
    if filling.problems:
        raise CatalogError(filling.problems)
    return LaidOut({"widgets": widgets}, tuple(filling.shown.values()))


def footed(body: Mapping[str, Any], stamp: str) -> dict[str, Any]:
    """A body with a line below everything that says which rule it comes from: dashboards have no description."""
    widgets = list(body.get("widgets", ()))
    bottom = max((item.get("y", 0) + item.get("height", _HEIGHT) for item in widgets), default=0)
    return {**body, "widgets": [*widgets, _text(f"{_FOOTER}{stamp}", bottom)]}


def without_footer(body: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """A body without the line that `footed` puts there, and the stamp in that line; None where there is none."""
    widgets = list(body.get("widgets", ()))
    for index, item in enumerate(widgets):
        properties = item.get("properties") if isinstance(item, Mapping) and item.get("type") == "text" else None
        markdown = properties.get("markdown") if isinstance(properties, Mapping) else None
        if isinstance(markdown, str) and markdown.startswith(_FOOTER):
            del widgets[index]
            return {**body, "widgets": widgets}, markdown.removeprefix(_FOOTER).strip()
    return dict(body), None


def _text(markdown: str, y: int) -> dict[str, Any]:
    properties = {"markdown": markdown, "background": "transparent"}
    return {"type": "text", "x": 0, "y": y, "width": _COLUMNS, "height": _HEADER, "properties": properties}


def _flow(widgets: Sequence[Mapping[str, Any]], row: DashboardRow, y: int) -> Iterator[dict[str, Any]]:
    """The widgets of a row from left to right; what does not fit in a line begins the next one.

    Widgets without a width share evenly what the others of their line leave.
    """
    for line in _lines(widgets):
        open_ = [index for index, widget in enumerate(line) if "width" not in widget]
        share, over = divmod(_COLUMNS - sum(widget.get("width", 0) for widget in line), len(open_) or 1)
        x, tallest = 0, 0
        for index, widget in enumerate(line):
            width = widget.get("width", share + (index in open_[:over]))
            height = widget.get("height", row.height)
            yield {**widget, "x": x, "y": y, "width": width, "height": height}
            x, tallest = x + width, max(tallest, height)
        y += tallest


def _lines(widgets: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The widgets by lines, those without a width spread evenly: seven are four and three."""
    free = sum("width" not in widget for widget in widgets)
    in_line = ceil(free / ceil(free / _MOST_IN_LINE)) if free else 1
    lines: list[list[Mapping[str, Any]]] = [[]]
    used, open_ = 0, 0
    for widget in widgets:
        is_open = "width" not in widget
        width = _NARROWEST if is_open else widget["width"]
        if lines[-1] and (used + width > _COLUMNS or open_ + is_open > in_line):
            lines.append([])
            used, open_ = 0, 0
        lines[-1].append(widget)
        used, open_ = used + width, open_ + is_open
    return lines


class _Filling:
    """Fills in what follows from the rules that widgets show, and collects what cannot be shown."""

    def __init__(self, dashboard: Rule, deployed: Mapping[str, Rule], catalog: Catalog) -> None:
        self._dashboard = dashboard
        self._deployed = deployed
        self._catalog = catalog
        self.shown: dict[str, Rule] = {}
        self.problems: list[Finding] = []

    def fill(self, widget: Widget, path: tuple[str | int, ...]) -> dict[str, Any]:
        """The widget with its type and its properties, those that it gives itself taking precedence."""
        rules = self._rules(widget, path)
        if not rules:
            return dict(widget.body)
        kinds = {rule.kind for rule in rules}
        if len(kinds) > 1 or (len(rules) > 1 and kinds & {Kind.QUERY, Kind.CONTRIBUTOR_INSIGHTS}):
            message = "one widget shows alarms, or metrics, or one query, or one Contributor Insights rule"
            self._refuse(path, Finding("dashboard/mixed", message, help="give each a widget of its own"))
            return dict(widget.body)
        type_, properties = _look(rules)
        given = widget.body.get("properties", {})
        body = {"type": type_, **widget.body}
        return body | {"properties": {"title": rules[0].title, **properties, **given}}

    def _rules(self, widget: Widget, path: tuple[str | int, ...]) -> list[Rule]:
        found: dict[str, Rule] = {}
        for text in widget.rules:
            try:
                rules = self._matching(text)
            except UsageError as error:
                for finding in error.findings:
                    own = finding.check.startswith("dashboard/")
                    self._refuse(path, finding if own else replace(finding, check="dashboard/rule"))
                continue
            found |= {rule.id: rule for rule in rules}
        self.shown |= found
        return list(found.values())

    def _matching(self, text: str) -> list[Rule]:
        """The deployed rules that a pattern finds; an id has to be deployed."""
        known = matching(self._catalog, text, SHOWN)
        deployed = [self._deployed[rule.id] for rule in known if rule.id in self._deployed]
        if not deployed:
            message = f"{text} is not deployed with the dashboard, so its widget would stay empty"
            help_ = "add it to the bundle, or take the dashboard out"
            raise UsageError([Finding("dashboard/not-deployed", message, help=help_)])
        return deployed

    def _refuse(self, path: tuple[str | int, ...], finding: Finding) -> None:
        text = self._dashboard.text
        place = self._dashboard.spans.get(path, self._dashboard.spans.get(("spec",)))
        self.problems.append(finding if text is None else finding.at(text, place))


def _look(rules: Sequence[Rule]) -> tuple[str, dict[str, Any]]:
    """The type of the widget that shows rules of one kind, and its properties but for the title."""
    match rules[0].spec:
        case AlarmSpec():
            return "alarm", {"alarms": [_alarm_arn(rule) for rule in rules]}
        case MetricFilterSpec():
            metrics = [list(rule.spec.metric) for rule in rules if isinstance(rule.spec, MetricFilterSpec)]
            return "metric", {"metrics": metrics, "stat": "Sum", "period": _PERIOD, "region": "${REGION}"}
        case InsightRuleSpec() as spec:
            shown = {"maxContributorCount": _CONTRIBUTORS, "orderBy": "Sum", "ruleName": spec.name}
            legend = {"position": "bottom"}
            view = {"view": "timeSeries", "legend": legend}
            return "metric", {"insightRule": shown, "period": _PERIOD, "region": "${REGION}", **view}
        case QuerySpec() as spec:
            sources = " | ".join(f"SOURCE '{group}'" for group in query_as_written(spec.query_string).log_groups)
            text = f"{sources} | {spec.query_string}" if sources else spec.query_string
            language = {"queryLanguage": spec.query_language}
            return "log", {"query": text, **language, "region": "${REGION}", "view": "table"}
    raise TypeError(f"{rules[0].id} is not shown in a widget")


def _alarm_arn(rule: Rule) -> str:
    assert isinstance(rule.spec, AlarmSpec)  # noqa: S101 - kinds and specs go together
    return f"arn:${{PARTITION}}:cloudwatch:${{REGION}}:${{ACCOUNT_ID}}:alarm:{rule.spec.name}"
