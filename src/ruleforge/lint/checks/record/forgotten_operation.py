"""Lists of operations that leave out others which come to the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleforge.data.operation_families import Family, families
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Place, wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in subject.parts:
        names = wanted(part.asked, "eventName")
        sources = wanted(part.asked, "eventSource")
        for family in families() if names else ():
            if names and (sources is None or family.service in sources):
                yield from _problem(family, names)


def _problem(family: Family, names: Mapping[str, Place]) -> Iterator[Problem]:
    missing = [name for name in family.others if name not in names]
    if missing and all(name in names for name in family.named):
        place = next(place for name, place in names.items() if name in family.named)
        listed = ", ".join(missing[:-1]) + (" and " if missing[1:] else "") + missing[-1]
        message = f"of the operations that {family.of}, {listed} {'are' if missing[1:] else 'is'} not listed"
        because = f"{family.source} (read {family.checked})"
        yield Problem(message, place.path, place.inner, because=because, help="add them, or say why they are left out")


CHECK = Check(
    id="record/forgotten-operation",
    severity=Severity.NOTE,
    summary="A list of operations without others that come to the same.",
    why=(
        "A detection that lists operations is passed by with one that is not listed. PutEventSelectors ends what a"
        " trail records as surely as StopLogging; a role is opened by its trust policy as well as by a policy that is"
        " attached; a large object is written by CompleteMultipartUpload and never by PutObject. A list is told that"
        " has the usual operations of such a family and leaves out others. One that has a few of the usual is taken to"
        " be narrow on purpose."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html",
    checked="2026-11-26",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { ⟦$.eventName = "StopLogging"⟧ || $.eventName = "DeleteTrail" || $.eventName = "UpdateTrail" }
  metricTransformations:
    - {metricNamespace: Examples, metricName: TrailChanges, metricValue: "1", defaultValue: 0}
---
kind: query
spec:
  name: Object writes
  queryLanguage: SQL
  queryString: |-
    SELECT eventTime, eventName FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE eventSource = 's3.amazonaws.com' AND eventName IN (⟦'PutObject'⟧, 'CopyObject') LIMIT 100
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
    { $.eventName = "StopLogging" || $.eventName = "DeleteTrail" || $.eventName = "UpdateTrail" || $.eventName =
    "PutEventSelectors" || $.eventName = "PutInsightSelectors" }
  metricTransformations:
    - {metricNamespace: Examples, metricName: TrailChanges, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "StopLogging" || $.eventName = "DeleteTrail" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: TrailsEnded, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventSource = "mediastore.amazonaws.com" && ($.eventName = "PutObject" || $.eventName = "CopyObject") }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Elsewhere, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
