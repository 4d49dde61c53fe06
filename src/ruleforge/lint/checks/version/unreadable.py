"""Locks and histories that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.lint.versions import lock_state

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    for found in lock_state(catalog).unreadable:
        yield Problem(found.message, source=found.source, span=found.span, help=found.help)


CHECK = Check(
    id="version/unreadable",
    severity=Severity.ERROR,
    summary="A rules.lock or a text of the history that cannot be read.",
    why=(
        "Where the lock or the history is damaged, by a merge for instance, no version is compared with what was"
        " released, and none of the other checks of this family says anything."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.0.0
""",
            files={"rules.lock": "⟦guardrail-deleted@1.0.0⟧: 12345\n"},
        ),
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
