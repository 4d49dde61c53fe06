"""Rules that mean something else than when they were released, under the same version."""

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
    return problems_of(catalog, Change.CHANGED)


CHECK = Check(
    id="version/changed",
    severity=Severity.ERROR,
    summary="A rule whose meaning changed while its version did not.",
    why=(
        "Whoever deployed a version goes by its number: two texts under one number cannot be told apart, neither in"
        " an alarm nor in a report. The lock has a digest of what each version means, so that formatting, titles and"
        " tests change nothing."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: ⟦1.0.0⟧
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
            files={"rules.lock": f"guardrail-deleted@1.0.0: {_DIGEST}\n"},
        ),
    ),
)
