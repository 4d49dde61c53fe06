"""Detections that serve no dimension of AWS's scoping matrices, or one that there is not."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.taxonomies import SCOPING_MATRIX_SOURCE, matrix_dimensions
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    known = matrix_dimensions()
    matrix = subject.rule.matrix
    if not any(matrix.values()):
        help_ = "add matrix: {agentic-ai: [audit-logging]}, or what fits"
        yield Problem("the rule serves no dimension of the scoping matrices", ("id",), help=help_)
    for scope, words in matrix.items():
        if scope not in known:
            yield Problem(f"there is no matrix {scope}", ("matrix", scope), key=True, help=f"one of {', '.join(known)}")
            continue
        for index, word in enumerate(words):
            if word not in known[scope]:
                help_ = f"one of {', '.join(known[scope])}"
                yield Problem(f"{word} is no dimension of {scope}", ("matrix", scope, index), help=help_)


CHECK = Check(
    id="meta/matrix",
    severity=Severity.NOTE,
    summary="A rule that serves no dimension of AWS's security scoping matrices, or an unknown one.",
    why=(
        "AWS's matrices for generative and for agentic AI name what a workload has to be secured in. Coverage is told"
        " by their dimensions, so a rule without any is missing from it. A bundle adds nothing to its"
        " rules, and needs none."
    ),
    source=SCOPING_MATRIX_SOURCE,
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset(set(Kind) - {Kind.BUNDLE}),
    avoid=(
        Example(
            """\
kind: metric-filter
id: ⟦guardrail-deleted⟧
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
matrix: {generative-ai: [risk-management], agentic-ai: [guardrails]}
"""
        ),
    ),
)
