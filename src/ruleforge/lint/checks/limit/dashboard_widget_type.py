"""The type of a widget."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/dashboard-widget-type",
    severity=Severity.ERROR,
    summary="A widget of a type that CloudWatch does not have.",
    why=(
        "Widgets are of the types alarm, custom, explorer, log, metric and text; what their properties are"
        " depends on it. The page on the body lists all but custom, which Lambda functions draw and the"
        " console writes."
    ),
    reading=True,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.widget_types",),
    avoid=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: ⟦number⟧, properties: {metrics: [[Security, GuardrailDeleted]], region: us-east-1}}
"""),
    ),
    prefer=(
        Example(
            """\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: metric, properties: {metrics: [[Security, GuardrailDeleted]], view: singleValue, region: us-east-1}}
""",
            note="A number is a view of a metric.",
        ),
    ),
)
