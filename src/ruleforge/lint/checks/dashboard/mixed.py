"""Widgets that show too much at once."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dashboards import widgets_of
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for widget in widgets_of(subject):
        kinds = {rule.kind for rule in widget.rules}
        if len(kinds) > 1 or (len(widget.rules) > 1 and kinds & {Kind.QUERY, Kind.CONTRIBUTOR_INSIGHTS}):
            shown = ", ".join(sorted(kind.value for kind in kinds))
            message = f"one widget for {len(widget.rules)} rules ({shown})"
            yield Problem(message, widget.path, help="give each a widget of its own")


CHECK = Check(
    id="dashboard/mixed",
    severity=Severity.ERROR,
    summary="A widget for rules that no one widget can show.",
    why=(
        "One widget shows alarms, or metrics, or one query, or one rule of Contributor Insights: they are"
        " different types of widgets, and a query fills one by itself."
    ),
    rule=_ask,
    kinds=frozenset({Kind.DASHBOARD}),
    avoid=(
        Example("""\
kind: dashboard
id: board
spec:
  DashboardName: board
  rows:
    - title: Guardrails
      widgets:
        - ⟦{rules: [metric-filter/*, contributor-insights/*]}⟧
        - ⟦{rules: [query/*]}⟧
---
kind: metric-filter
---
kind: contributor-insights
---
kind: query
id: one
---
kind: query
id: two
"""),
    ),
    prefer=(
        Example("""\
kind: dashboard
id: board
spec:
  DashboardName: board
  rows:
    - title: Guardrails
      widgets:
        - {rules: [metric-filter/*]}
        - {rule: one}
---
kind: metric-filter
---
kind: query
id: one
---
kind: query
id: two
"""),
    ),
)
