"""Rules that no event can satisfy."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.dead import listed_parts, problem_at, verdict
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    found = verdict(subject)
    if found is None or not found.satisfiable.no:
        return
    conflict = found.satisfiable.conflict
    message = "no event can satisfy this"
    if others := listed_parts(subject, conflict[:-1]):
        message = f"this contradicts {others}: no event can satisfy the rule"
    yield problem_at(subject, conflict[-1] if conflict else None, message, "mend one of the conditions")


CHECK = Check(
    id="dead/contradiction",
    severity=Severity.ERROR,
    summary="A rule whose conditions exclude one another, so that it never fires.",
    why=(
        "AWS takes a rule that nothing can satisfy and evaluates it for ever. It looks like a detection that has"
        " nothing to report."
    ),
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" && ⟦$.eventName = "UpdateGuardrail"⟧ }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
        Example(
            """\
kind: contributor-insights
spec:
  RuleName: Example
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress]
      Filters:
        - {Match: $.responseElements.statusCode, GreaterThan: 500}
        - {Match: $.responseElements.statusCode, LessThan: ⟦400⟧}
    AggregateOn: Count
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" || $.eventName = "UpdateGuardrail" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Example1, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
