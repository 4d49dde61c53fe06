"""Catalogues whose versions nobody watches."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.lint.versions import lock_state

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    if catalog.entire and catalog.subjects and not lock_state(catalog).exists:
        first = catalog.subjects[0].rule
        message = "the catalogue has no rules.lock: that a released version is edited would not be noticed"
        help_ = "ruleforge lock writes it; commit it with the rules"
        yield Problem(message, ("version",), rule=first, help=help_)


CHECK = Check(
    id="version/no-lock",
    severity=Severity.NOTE,
    summary="A catalogue without rules.lock.",
    why=(
        "The lock has a digest of what each released version means. Without it a rule can change under a number that"
        " others have deployed. It is told once for a catalogue, at its first rule."
    ),
    catalog=_ask,
    avoid=(
        Example("""\
kind: metric-filter
id: guardrail-deleted
version: ⟦1.0.0⟧
---
kind: metric-filter
id: guardrail-updated
version: 1.0.0
"""),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.0.0
""",
            files={"rules.lock": "guardrail-deleted@1.0.0: sha256-" + "0" * 64 + "\n"},
        ),
    ),
)
