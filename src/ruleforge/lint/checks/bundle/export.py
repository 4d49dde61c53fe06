"""Bundles that cannot be exported."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.bundles import bundles_of, told
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_OWN = ("bundle/", "dashboard/", "parameter/", "usage/")
"""What other checks tell."""


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    yield from told(bundles_of(catalog), lambda check: not check.startswith(_OWN))


_TWO = """\
kind: metric-filter
id: guardrail-deleted
---
kind: alarm
id: guardrail-deleted-alarm
spec:
  AlarmName: {first}
  Namespace: Examples
  MetricName: Example1
  Statistic: Sum
  Period: 60
  EvaluationPeriods: 1
  Threshold: 0
  ComparisonOperator: GreaterThanThreshold
---
kind: alarm
id: guardrail-deleted-twice-alarm
spec:
  AlarmName: Guardrail deleted
  Namespace: Examples
  MetricName: Example1
  Statistic: Sum
  Period: 300
  EvaluationPeriods: 1
  Threshold: 1
  ComparisonOperator: GreaterThanThreshold
---
kind: bundle
spec:
  rules: {rules}
"""

CHECK = Check(
    id="bundle/export",
    severity=Severity.ERROR,
    summary="A bundle whose rules cannot be deployed together.",
    why=(
        "Whether a bundle can be exported is found out by exporting it, with the examples of the parameters. Two"
        " objects of one name would replace one another in the account; with a bundle's own value a text may be longer"
        " than AWS takes where the placeholder was not."
    ),
    catalog=_ask,
    kinds=frozenset({Kind.BUNDLE}),
    avoid=(Example(_TWO.format(first="Guardrail deleted", rules="⟦[metric-filter/*, alarm/*]⟧")),),
    prefer=(Example(_TWO.format(first="Guardrail deleted once", rules="[metric-filter/*, alarm/*]")),),
)
