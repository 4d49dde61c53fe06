"""Versions that went down."""

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
    return problems_of(catalog, Change.LOWERED)


CHECK = Check(
    id="version/lowered",
    severity=Severity.ERROR,
    summary="A rule whose version is lower than one that was released.",
    why=(
        "The highest version of a rule is the one in force. Where a release is taken back, its text comes back"
        " under a new number: the old one has been deployed somewhere."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: ⟦1.0.0⟧
""",
            files={"rules.lock": f"guardrail-deleted@1.0.0: {_DIGEST}\nguardrail-deleted@1.1.0: {_DIGEST}\n"},
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.2.0
""",
            files={"rules.lock": f"guardrail-deleted@1.0.0: {_DIGEST}\nguardrail-deleted@1.1.0: {_DIGEST}\n"},
        ),
    ),
)
