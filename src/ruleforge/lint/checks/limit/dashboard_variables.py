"""Variables of a dashboard."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _dashboard(variables: str) -> str:
    return f"""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets: [{{type: text, properties: {{markdown: Text}}}}]
    variables: {variables}
"""


def _variables(count: int) -> str:
    each = "{{type: property, property: region, inputType: input, id: v{0}}}"
    return "[" + ", ".join(each.format(index) for index in range(count)) + "]"


CHECK = Check(
    id="limit/dashboard-variables",
    severity=Severity.ERROR,
    summary="A dashboard with more than 25 variables.",
    why=(f"A dashboard has up to {number('db.variables.max')} variables."),
    reading=True,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.variables.max",),
    avoid=(Example(_dashboard(f"⟦{_variables(number('db.variables.max') + 1)}⟧")),),
    prefer=(Example(_dashboard(_variables(number("db.variables.max")))),),
)
