"""Widgets for rules that are not deployed."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.bundles import bundles_of, told
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    yield from told(bundles_of(catalog), "dashboard/not-deployed".__eq__)


CHECK = Check(
    id="dashboard/not-deployed",
    severity=Severity.ERROR,
    summary="A bundle with a dashboard, and without a rule that the dashboard shows.",
    why=(
        "A widget for a query, a metric or a rule that the bundle leaves out stays empty for ever, and an"
        " empty widget reads as silence. Of a pattern one deployed rule is enough."
    ),
    catalog=_ask,
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
        - ⟦{rule: root-activity}⟧
---
kind: metric-filter
id: guardrail-changes
---
kind: metric-filter
id: root-activity
---
kind: bundle
spec:
  rules: [board, guardrail-changes]
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
        - {rule: root-activity}
---
kind: metric-filter
id: guardrail-changes
---
kind: metric-filter
id: root-activity
---
kind: bundle
spec:
  rules: [board, metric-filter/*]
"""),
    ),
)
