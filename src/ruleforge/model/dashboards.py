"""Dashboards, in CloudWatch's own words where it has some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["DashboardRow", "DashboardSpec", "Widget"]


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget of a row: `body` is as a dashboard body has it, but for its place.

    `rules` are the rules that it shows, by id or by a pattern such as `alarm/*`. What follows from them (the type, the
    query, the metric, the name of a rule, the ARNs of alarms) is left out of the body and filled in on export.
    """

    body: Mapping[str, Any]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DashboardRow:
    """Widgets side by side under a title; `height` is theirs, in units of the grid, where they name none."""

    title: str
    widgets: tuple[Widget, ...]
    height: int = 6


@dataclass(frozen=True, slots=True)
class DashboardSpec:
    """A dashboard as rows that are laid out on export, or with a `body` that is laid out already.

    `spec` is what the rule file says.
    """

    name: str
    rows: tuple[DashboardRow, ...]
    body: Mapping[str, Any] | None
    spec: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The spec as rule files have it."""
        return dict(self.spec)
