"""Counts of records that come in pairs."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.record_fields import Pair, pairs
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Place, leaves, wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import Part
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in subject.parts:
        for row in pairs():
            place = _named(row, part)
            if place is not None and all(leaf.field != row.field for leaf in leaves(part.asked)):
                message = f"{row.of} is counted twice: as {' and as '.join(row.values)}"
                because = f"{row.source} (read {row.checked})"
                help_ = f"ask for {row.field} {row.values[0]} as well"
                yield Problem(message, place.path, place.inner, because=because, help=help_)


def _named(row: Pair, part: Part) -> Place | None:
    """Where a rule asks for such records, and for no others."""
    found: Place | None = None
    for field, values in row.when.items():
        named = wanted(part.asked, field)
        if not named or not values.issuperset(named):
            return None
        found = found or next(iter(named.values()))
    return found


CHECK = Check(
    id="record/counted-twice",
    severity=Severity.NOTE,
    summary="A count of records of which two come for one thing.",
    why=(
        "Insights writes a record when unusual activity begins and another when it ends. A filter for the category"
        " alone counts two for one anomaly, and the second comes when there is nothing to see any more."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.CONTRIBUTOR_INSIGHTS}),
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ ⟦$.eventCategory = "Insight"⟧ }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Anomalies, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventCategory = "Insight" && $.insightDetails.state = "Start" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Anomalies, metricValue: "1", defaultValue: 0}
---
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventCategory = "Insight" }'
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
"""
        ),
    ),
)
