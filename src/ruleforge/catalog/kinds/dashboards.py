"""Dashboards: their spec, and what CloudWatch demands of its widgets' places beyond the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from ruleforge.catalog.kinds.entry import KindEntry
from ruleforge.catalog.yaml_nodes import Document, Path
from ruleforge.diagnostics import Finding
from ruleforge.model import DashboardRow, DashboardSpec, Kind, Widget

__all__ = ["DASHBOARD"]

_COLUMNS = 24
_HEIGHT = 6
_WIDTH = 6
_BODY = "CloudWatch API, dashboard body structure"


def _build(spec: dict[str, Any]) -> DashboardSpec:
    return DashboardSpec(
        name=spec["DashboardName"],
        rows=tuple(_row(row) for row in spec.get("rows", ())),
        body=spec.get("DashboardBody"),
        spec=spec,
    )


def _row(row: dict[str, Any]) -> DashboardRow:
    widgets = tuple(_widget(item) for item in row["widgets"])
    return DashboardRow(row["title"], widgets, row.get("height", _HEIGHT))


def _widget(item: dict[str, Any]) -> Widget:
    rules = (item["rule"],) if "rule" in item else tuple(item.get("rules", ()))
    return Widget({name: value for name, value in item.items() if name not in ("rule", "rules")}, rules)


def _check(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    spec = rule.get("spec", {})
    if "DashboardName" in spec and ("rows" in spec) == ("DashboardBody" in spec):
        message = "a dashboard has either rows, or a DashboardBody"
        help_ = "rows are laid out for you; a body is taken as it is"
        yield Finding("dashboard/form", message, help=help_).at(document.source, document.span(("spec",)))
    for index, row in enumerate(spec.get("rows", [])):
        for position, widget in enumerate(row.get("widgets", [])):
            yield from _check_widget(document, ("spec", "rows", index, "widgets", position), widget)
    widgets = spec.get("DashboardBody", {}).get("widgets", [])
    yield from _check_places(document, ("spec", "DashboardBody", "widgets"), widgets)


def _check_widget(document: Document, path: Path, widget: dict[str, Any]) -> Iterator[Finding]:
    if "rule" in widget and "rules" in widget:
        yield Finding("dashboard/form", "rule and rules exclude each other").at(document.source, document.span(path))
    elif "rule" not in widget and "rules" not in widget and not ("type" in widget and "properties" in widget):
        message = "a widget shows a rule, or has its type and properties"
        yield Finding("dashboard/form", message, help="rule: ID").at(document.source, document.span(path))


def _check_places(document: Document, path: Path, widgets: list[Any]) -> Iterator[Finding]:
    """Widgets that reach beyond the grid or lie on each other."""
    placed = [(index, widget) for index, widget in enumerate(widgets) if _has_place(widget)]
    for index, widget in placed:
        right = widget["x"] + widget.get("width", _WIDTH)
        if right > _COLUMNS:
            message = f"the widget reaches to column {right}"
            because = f"{_BODY}: the grid has {_COLUMNS} columns"
            yield Finding("limit/dashboard-grid", message, because=because).at(
                document.source, document.span((*path, index))
            )
    for (index, first), (_, second) in combinations(placed, 2):
        if _overlap(first, second):
            title = second.get("properties", {}).get("title", "another")
            message = f"the widget lies on the widget {title!r}"
            yield Finding("dashboard/overlap", message, help="move one of them down").at(
                document.source, document.span((*path, index))
            )


def _has_place(widget: object) -> bool:
    names = ("x", "y", "width", "height")
    return (
        isinstance(widget, Mapping)
        and "x" in widget
        and "y" in widget
        and all(isinstance(widget.get(name, 0), int) for name in names)
    )


def _overlap(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    return all(
        one[start] < other[start] + other.get(size, default)
        for one, other in ((first, second), (second, first))
        for start, size, default in (("x", "width", _WIDTH), ("y", "height", _HEIGHT))
    )


DASHBOARD = KindEntry(Kind.DASHBOARD, "dashboard.schema.json", _build, _check)
