"""Techniques that neither ATT&CK nor ATLAS has."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from ruleforge.data.taxonomies import technique_names, techniques_read
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    known = technique_names()
    for index, technique in enumerate(subject.rule.attack):
        if technique not in known:
            close = get_close_matches(technique, known, n=1)
            help_ = f"did you mean {close[0]} ({known[close[0]]})?" if close else "look it up at attack.mitre.org"
            message = f"{technique} is no technique of {techniques_read()}"
            yield Problem(message, ("attack", index), help=help_)


CHECK = Check(
    id="meta/attack",
    severity=Severity.WARNING,
    summary="A technique that is neither in ATT&CK nor in ATLAS.",
    why=(
        "Coverage is counted by technique. An id that nobody has counts for nothing, and the one that was meant looks"
        " uncovered. The table that ships with ruleforge has the techniques of both matrices by name; an id that is"
        " newer than the table can be ignored with that as the reason."
    ),
    source="https://attack.mitre.org/techniques/enterprise/",
    checked="2026-11-26",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
attack: [T1078.004, ⟦T1562.080⟧, ⟦AML.T0504⟧]
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
attack: [T1078.004, T1562.008, AML.T0054]
"""
        ),
    ),
)
