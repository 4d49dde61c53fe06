"""Widgets with half a place."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import DashboardSpec, Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    body = spec.body if isinstance(spec, DashboardSpec) and spec.body is not None else {}
    for index, widget in enumerate(body.get("widgets", ())):
        if ("x" in widget) != ("y" in widget):
            there, missing = ("x", "y") if "x" in widget else ("y", "x")
            path = ("spec", "DashboardBody", "widgets", index)
            yield Problem(f"the widget has {there} and no {missing}", path, help="give both, or neither")


CHECK = Check(
    id="limit/dashboard-position",
    severity=Severity.ERROR,
    summary="A widget with x and without y, or the other way round.",
    why=("A widget names both x and y, or neither; then CloudWatch puts it where there is room. One alone is refused."),
    rule=_ask,
    kinds=frozenset({Kind.DASHBOARD}),
    limits=("db.xy",),
    avoid=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - ⟦{type: text, x: 0, width: 6, height: 1, properties: {markdown: Text}}⟧
"""),
    ),
    prefer=(
        Example("""\
kind: dashboard
spec:
  DashboardName: ai-workloads
  DashboardBody:
    widgets:
      - {type: text, x: 0, "y": 0, width: 6, height: 1, properties: {markdown: Text}}
      - {type: text, width: 6, height: 1, properties: {markdown: Text}}
"""),
    ),
)
