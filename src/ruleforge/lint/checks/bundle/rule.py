"""Entries of a bundle that name nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.bundles import bundles_of, told
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    yield from told(bundles_of(catalog), "bundle/rule".__eq__)


CHECK = Check(
    id="bundle/rule",
    severity=Severity.ERROR,
    summary="A bundle that names what is not there, or what is not deployed by itself.",
    why=(
        "A bundle names rules by id, by id and version, or by a pattern over kind, area and id. An entry that finds"
        " nothing is the old name of a rule or a slip, and what it was meant to deploy is missing. Event selectors come"
        " with the trail that lists them; bundles are not part of bundles."
    ),
    catalog=_ask,
    kinds=frozenset({Kind.BUNDLE}),
    avoid=(
        Example(
            """\
kind: bundle
spec:
  rules: [guardrail-changes, ⟦guardrail-change⟧, ⟦metric-filters/*⟧, ⟦management⟧]
  without: [⟦alarm/*⟧]
---
kind: metric-filter
id: guardrail-changes
---
kind: event-selector
id: management
"""
        ),
        Example(
            """\
kind: bundle
spec:
  rules: [guardrail-changes, ⟦guardrail-changes@1.0.0⟧]
---
kind: metric-filter
id: guardrail-changes
""",
            note="One object in the account cannot be of two versions.",
        ),
    ),
    prefer=(
        Example(
            """\
kind: bundle
spec:
  rules: [metric-filter/*]
  without: [root-activity]
---
kind: metric-filter
id: guardrail-changes
---
kind: metric-filter
id: root-activity
"""
        ),
    ),
)
