"""Conditions and alternatives that could be left out."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dead import listed_parts, problem_at, verdict
from ruleforge.lint.subject import RuleSubject
from ruleforge.predicate.analysis import Death

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    found = verdict(subject)
    for dead in found.dead.parts if found is not None and found.dead is not None else ():
        others = listed_parts(subject, dead.because) or "the rest"
        if dead.death is Death.IMPLIED:
            yield problem_at(subject, dead.part, f"this holds anyway, because of {others}", "leave it out")
        elif dead.death is Death.COVERED:
            message = f"this alternative adds nothing to {others}"
            yield problem_at(subject, dead.part, message, "leave it out, or say what else was meant")


CHECK = Check(
    id="dead/redundant",
    severity=Severity.WARNING,
    summary="A condition that others imply, or an alternative that others cover.",
    why=(
        "It changes nothing, and whoever reads the rule thinks that it does. Most of them are left over from a change,"
        " or were to say something else."
    ),
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.errorCode = "AccessDenied*" || ⟦$.errorCode = "AccessDeniedException"⟧ }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.errorCode = "AccessDenied*" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
