"""The name of a dashboard."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/dashboard-name",
    severity=Severity.ERROR,
    summary="A text that cannot be the name of a dashboard.",
    why=(
        f"A dashboard is named with 1 to {number('db.name.max')} letters, digits, - and _. Dashboards belong"
        " to the account, not to a Region, so that a name is taken everywhere."
    ),
    reading=True,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.name.charset", "db.name.max"),
    avoid=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ⟦AI workloads⟧
  rows: [{title: Text, widgets: [{type: text, properties: {markdown: Text}}]}]
"""),
    ),
    prefer=(
        Example("""\
kind: dashboard
spec:
  DashboardName: AI-workloads
  rows: [{title: Text, widgets: [{type: text, properties: {markdown: Text}}]}]
"""),
    ),
)
