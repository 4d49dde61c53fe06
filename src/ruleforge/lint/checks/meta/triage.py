"""Rules that do not say what to do when they fire."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_LEAST = 80


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    length = len(" ".join(subject.rule.description.split()))
    if length < _LEAST:
        message = f"the description has {length} characters: nobody on call can act on it"
        yield Problem(message, ("description",), help="say what it sees, why that matters, and what to look at first")


CHECK = Check(
    id="meta/triage",
    severity=Severity.WARNING,
    summary="A detection whose description is too short to act on.",
    why=(
        "Whoever is called at night has the description and nothing else. It says what fired, why it matters, and where"
        " to look first."
    ),
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.ALARM, Kind.CONTRIBUTOR_INSIGHTS}),
    avoid=(
        Example(
            """\
kind: metric-filter
description: ⟦Guardrail deleted.⟧
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
description: >-
  Somebody deleted a guardrail. Answers of models that it covered are no longer filtered from that moment on. Look at
  who it was, and whether a change was announced; then at the answers that followed.
"""
        ),
    ),
)
