"""Pairs of rules of which the analysis does not tell whether one covers the other."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.predicate.analysis import Truth

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    told: set[str] = set()
    for cover in catalog.covers:
        if cover.overlap.truth is Truth.UNKNOWN:
            told.add(cover.overlap.subject.rule.id)
            message = f"whether {cover.overlap.other.rule.id} takes all of this is left open: {cover.overlap.because}"
            yield Problem(message, cover.path, rule=cover.rule, help="compare the two by hand")
    for subject in catalog.subjects:
        for twin in catalog.siblings.twins(subject):
            if twin.truth is Truth.UNKNOWN and subject.rule.id not in told:
                text = subject.parts[0].text
                message = f"whether {twin.other.rule.id} takes the same events is left open: {twin.because}"
                help_ = "compare the two by hand"
                yield Problem(message, text.path, text.inner, rule=subject.rule, help=help_)
                break


CHECK = Check(
    id="overlap/undecided",
    severity=Severity.NOTE,
    summary="Two rules of which it is not found out whether one of them covers the other.",
    why=(
        "The comparison of two rules has a budget, and some conditions are beyond it. What was not found out is told,"
        " so that silence always means that there is nothing."
    ),
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.errorCode = "AccessDenied" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denied, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: ⟦'{ $.resources[99999].type = "AWS::Bedrock::Model" }'⟧
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denied, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.errorCode = "AccessDenied" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denied, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::Bedrock::Model" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denied, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
