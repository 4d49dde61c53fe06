"""Rules that every record satisfies, though they have conditions."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dead import problem_at, verdict
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    found = verdict(subject)
    if found is not None and found.tautology is not None and found.tautology.yes:
        help_ = "mend the conditions; where everything is meant, write an empty pattern"
        yield problem_at(subject, None, "every record satisfies this", help_)


CHECK = Check(
    id="dead/tautology",
    severity=Severity.ERROR,
    summary="A rule with conditions that every record satisfies.",
    why=(
        "A metric of everything raises its alarm all the time, and a subscription of everything costs what all logs"
        " cost. Whoever means everything says so with an empty pattern."
    ),
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ⟦'{ $.eventName != "CreateGuardrail" || $.eventName != "DeleteGuardrail" }'⟧
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
  filterPattern: '{ $.eventName != "CreateGuardrail" && $.eventName != "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
