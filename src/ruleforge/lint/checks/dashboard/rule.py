"""Widgets that show no rule."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.errors import UsageError
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dashboards import shown_rules
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import DashboardSpec, Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    spec = subject.rule.spec
    if not isinstance(spec, DashboardSpec) or not subject.catalog.whole.entire:
        return
    for row, content in enumerate(spec.rows):
        for index, widget in enumerate(content.widgets):
            for text in widget.rules:
                try:
                    shown_rules(subject, text)
                except UsageError as error:
                    path = ("spec", "rows", row, "widgets", index)
                    yield from (Problem(item.message, path, help=item.help) for item in error.findings)


CHECK = Check(
    id="dashboard/rule",
    severity=Severity.ERROR,
    summary="A widget that names a rule that is not there, or cannot be shown.",
    why=(
        "A widget shows a query, a rule of Contributor Insights, metric filters or alarms, by id or by"
        " pattern. One that finds none would stay empty, and the dashboard is not exported."
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
        - {rule: guardrail-changes}
        - ⟦{rule: guardrail-change}⟧
        - ⟦{rules: [alarm/*]}⟧
---
kind: metric-filter
id: guardrail-changes
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
        - {rule: guardrail-changes}
---
kind: metric-filter
id: guardrail-changes
"""),
    ),
)
