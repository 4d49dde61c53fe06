"""Places and sizes on the grid of a dashboard."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/dashboard-grid",
    severity=Severity.ERROR,
    summary="A widget that is larger than the grid, or reaches beyond it.",
    why=(
        "The grid of a dashboard has 24 columns. A widget begins in one of the columns 0 to 23, is up to 24"
        " of them wide and up to 1,000 lines high, and ends within them."
    ),
    reading=True,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.height", "db.width", "db.x", "db.y.min"),
    avoid=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: text, x: 0, "y": 0, width: ⟦25⟧, height: 1, properties: {markdown: Text}}
"""),
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - ⟦{type: text, x: 20, "y": 0, width: 6, height: 1, properties: {markdown: Text}}⟧
"""),
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  rows:
    - title: Text
      height: ⟦0⟧
      widgets: [{type: text, properties: {markdown: Text}}]
"""),
    ),
    prefer=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: text, x: 18, "y": 0, width: 6, height: 1, properties: {markdown: Text}}
"""),
    ),
)
