"""Alternatives that can never hold where they stand."""

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
        if dead.death is Death.NEVER:
            others = listed_parts(subject, dead.because)
            message = f"this never holds here: {others} excludes it" if others else "this never holds"
            yield problem_at(subject, dead.part, message, "take it out, or mend what excludes it")


CHECK = Check(
    id="dead/unreachable",
    severity=Severity.ERROR,
    summary="An alternative that other conditions of the rule exclude, so that it never counts.",
    why=(
        "The rule fires, so nobody misses anything; only the events that this alternative was written for are not seen."
    ),
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventSource = "bedrock.amazonaws.com" &&
    ($.eventName = "DeleteGuardrail" || ⟦$.eventSource = "iam.amazonaws.com"⟧) }
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
  filterPattern: >-
    { ($.eventSource = "bedrock.amazonaws.com" && $.eventName = "DeleteGuardrail") ||
    $.eventSource = "iam.amazonaws.com" }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
