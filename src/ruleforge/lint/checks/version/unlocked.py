"""Versions that the lock does not have."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.catalog.lock import Change
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.lint.versions import problems_of

__all__ = ["CHECK"]

_DIGEST = "sha256-" + "0" * 64


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    return problems_of(catalog, Change.UNLOCKED)


CHECK = Check(
    id="version/unlocked",
    severity=Severity.WARNING,
    summary="A version that is not in rules.lock.",
    why=(
        "Only what is locked is watched: a later edit of this version would not be noticed. `ruleforge lock` adds"
        " what is new, and its diff is where a reviewer sees that a meaning changed."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: ⟦1.1.0⟧
""",
            files={"rules.lock": f"guardrail-deleted@1.0.0: {_DIGEST}\n"},
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.1.0
""",
            files={"rules.lock": f"guardrail-deleted@1.0.0: {_DIGEST}\nguardrail-deleted@1.1.0: {_DIGEST}\n"},
        ),
    ),
)
