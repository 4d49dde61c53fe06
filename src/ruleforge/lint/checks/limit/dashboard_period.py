"""The period of a metric widget."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dashboards import widgets_of
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_STEP = number("db.period.multiple")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for widget in widgets_of(subject):
        period = widget.properties.get("period")
        if isinstance(period, int) and widget.type == "metric" and (period < _STEP or period % _STEP):
            path = (*widget.path, "properties", "period")
            yield Problem(f"{period} seconds is no multiple of {_STEP}", path, help="60 or 300 will do")


CHECK = Check(
    id="limit/dashboard-period",
    severity=Severity.ERROR,
    summary="A period of a widget that is no multiple of 60 seconds.",
    why=(f"The period of a metric widget is a multiple of {_STEP} seconds; 300 where none is given."),
    rule=_ask,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.period.multiple",),
    avoid=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: metric, properties: {metrics: [[Security, GuardrailDeleted]], period: ⟦90⟧, region: us-east-1}}
"""),
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  rows: [{title: Counts, widgets: [{rule: deleted, properties: {period: ⟦30⟧}}]}]
---
kind: metric-filter
id: deleted
"""),
    ),
    prefer=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: metric, properties: {metrics: [[Security, GuardrailDeleted]], period: 3600, region: us-east-1}}
"""),
    ),
)
