"""Metrics on one dashboard."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dashboards import most_shown, widgets_of
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_MOST = number("db.metrics.max")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    total = 0
    for widget in widgets_of(subject):
        given = widget.listed("metrics")
        total += len(given) if given is not None else most_shown(subject, widget, Kind.METRIC_FILTER)
    if total > _MOST:
        yield Problem(f"{total:,} metrics on one dashboard", ("spec", "DashboardName"), help="make two of it")


def _dashboard(*counts: int) -> str:
    widgets = "".join(
        f"      - {{type: metric, properties: {{region: us-east-1, metrics: {_metrics(n)}}}}}\n" for n in counts
    )
    return f"kind: dashboard\nspec:\n  DashboardName: numbers\n  DashboardBody:\n    widgets:\n{widgets}"


def _metrics(count: int) -> str:
    return f"[{', '.join(f'[Security, Metric{index}]' for index in range(count))}]"


CHECK = Check(
    id="limit/dashboard-metrics-total",
    severity=Severity.ERROR,
    summary="A dashboard with more than 2,500 metrics.",
    why=(f"All widgets of a dashboard together show up to {_MOST:,} metrics."),
    rule=_ask,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.metrics.max",),
    avoid=(Example(_dashboard(*[500] * 5, 1).replace("numbers", "⟦numbers⟧")),),
    prefer=(Example(_dashboard(*[500] * 5)),),
)
