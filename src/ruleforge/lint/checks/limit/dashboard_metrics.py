"""Metrics in one widget."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dashboards import most_shown, widgets_of
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("db.metrics_per_widget.max")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for widget in widgets_of(subject):
        given = widget.listed("metrics")
        count = len(given) if given is not None else most_shown(subject, widget, Kind.METRIC_FILTER)
        if count > _MOST:
            path = widget.path if given is None else (*widget.path, "properties", "metrics")
            yield Problem(f"{count} metrics in one widget", path, help="give each area a widget of its own")


def _dashboard(*counts: int) -> str:
    widgets = "".join(
        f"      - {{type: metric, properties: {{region: us-east-1, metrics: {_metrics(n)}}}}}\n" for n in counts
    )
    return f"kind: dashboard\nspec:\n  DashboardName: numbers\n  DashboardBody:\n    widgets:\n{widgets}"


def _metrics(count: int) -> str:
    return f"[{', '.join(f'[Security, Metric{index}]' for index in range(count))}]"


CHECK = Check(
    id="limit/dashboard-metrics",
    severity=Severity.ERROR,
    summary="A widget with more than 500 metrics.",
    why=(f"A metric widget shows up to {_MOST} metrics."),
    rule=_ask,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.metrics_per_widget.max",),
    avoid=(Example(_dashboard(_MOST + 1).replace("metrics: [", "metrics: ⟦[", 1).replace("]}}", "]⟧}}", 1)),),
    prefer=(Example(_dashboard(_MOST)),),
)
