"""Rules that the analysis leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dead import problem_at, verdict
from ruleforge.lint.subject import RuleSubject
from ruleforge.predicate.analysis import Truth

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    found = verdict(subject)
    if found is None:
        return
    because = found.satisfiable.because if found.satisfiable.truth is Truth.UNKNOWN else ""
    because = because or (found.dead.because if found.dead is not None else "")
    if because:
        message = f"whether parts of this are dead is left open: {because}"
        yield problem_at(subject, None, message, "test every alternative")


CHECK = Check(
    id="dead/undecided",
    severity=Severity.NOTE,
    summary="A rule of which it is not found out whether parts of it are dead.",
    why="The analysis has a budget, and some conditions are beyond it. Where it gives up it says so.",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ⟦'{ $.resources[99999].type = "AWS::Bedrock::Model" }'⟧
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
  filterPattern: '{ $.resources[0].type = "AWS::Bedrock::Model" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
