"""Lines of the lock whose rule is no longer there."""

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
    return problems_of(catalog, Change.GONE)


CHECK = Check(
    id="version/gone",
    severity=Severity.WARNING,
    summary="A rule in rules.lock that the catalogue does not have.",
    why=(
        "A rule that is taken away leaves whoever deployed it without its text. Mostly it was renamed, and its"
        " history goes by the old name; where it was meant to go, `ruleforge lock` takes its lines out."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.0.0
""",
            files={"rules.lock": f"guardrail-deleted@1.0.0: {_DIGEST}\n⟦guardrail-removed@1.0.0⟧: {_DIGEST}\n"},
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
version: 1.0.0
""",
            files={"rules.lock": f"guardrail-deleted@1.0.0: {_DIGEST}\n"},
        ),
    ),
)
