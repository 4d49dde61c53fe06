"""Versions that have no order."""

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
    return problems_of(catalog, Change.NOT_SEMANTIC)


CHECK = Check(
    id="version/semantic",
    severity=Severity.ERROR,
    summary="A version that is no semantic version.",
    why=(
        "Versions are compared: the highest is in force. What semantic versioning does not allow, such as a part of"
        " a pre-release with a leading zero, has no place in that order."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: ⟦1.0.0-01⟧
""",
            files={"rules.lock": f"guardrail-deleted@0.9.0: {_DIGEST}\n"},
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.0.0-1
""",
            files={"rules.lock": f"guardrail-deleted@0.9.0: {_DIGEST}\n"},
        ),
    ),
)
