"""Widgets on each other."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="dashboard/overlap",
    severity=Severity.ERROR,
    summary="Two widgets of a dashboard that lie on each other.",
    why=(
        "CloudWatch takes a body in which widgets share a place and moves one of them when the dashboard is"
        " opened, so that what was put is not what is seen."
    ),
    reading=True,
    kinds=frozenset({Kind.DASHBOARD}),
    avoid=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - ⟦{type: text, x: 0, "y": 0, width: 12, height: 2, properties: {markdown: One}}⟧
      - {type: text, x: 6, "y": 1, width: 12, height: 2, properties: {markdown: Two}}
"""),
    ),
    prefer=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: text, x: 0, "y": 0, width: 12, height: 2, properties: {markdown: One}}
      - {type: text, x: 12, "y": 0, width: 12, height: 2, properties: {markdown: Two}}
"""),
    ),
)
