"""Urgent detections that do not say what else sets them off."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind, RuleSeverity

__all__ = ["CHECK"]

_URGENT = (RuleSeverity.HIGH, RuleSeverity.CRITICAL)


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    rule = subject.rule
    if rule.severity in _URGENT and not rule.false_positives:
        message = f"the severity is {rule.severity.value}, and no harmless cause is named"
        help_ = "list under false_positives what matches without being an incident, and how to tell"
        yield Problem(message, ("severity",), help=help_)


CHECK = Check(
    id="meta/false-positives",
    severity=Severity.WARNING,
    summary="A detection of high severity that names no harmless cause.",
    why=(
        "What is urgent wakes somebody. Nearly every detection has a harmless cause, such as a release pipeline; where"
        " it is not written down, each person on call finds it out again, at night."
    ),
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.ALARM, Kind.CONTRIBUTOR_INSIGHTS, Kind.QUERY}),
    avoid=(
        Example(
            """\
kind: alarm
severity: ⟦high⟧
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: alarm
severity: high
false_positives:
  - Releases that manage guardrails as code; the caller is the pipeline's role.
"""
        ),
        Example(
            """\
kind: alarm
severity: low
"""
        ),
    ),
)
