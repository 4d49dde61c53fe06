"""Subscription filters by category that leave out what a trail records and nobody has much of."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import value_sets
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.recorded import Wish
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_RARE = ("Insight", "NetworkActivity")
"""Categories of which there are few records, each of them worth a look."""


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    recorded = subject.catalog.whole.recorded
    for part in subject.parts:
        sets = value_sets(part.asked)
        if sets is None or set(sets) != {"eventCategory"} or len(sets["eventCategory"]) < 2:
            continue
        named = sets["eventCategory"]
        groups = {name for name, _ in part.log_groups}
        trails = [trail for trail in recorded.trails if trail.trail and trail.trail.log_group_name in groups]
        missing = [
            word
            for word in _RARE
            if word not in named and any(recorded.records(Wish(frozenset({word})), trail) for trail in trails)
        ]
        if missing:
            place = next(iter(named.values()))
            message = f"{' and '.join(missing)} records, which a trail delivers here, are not forwarded"
            yield Problem(message, place.path, place.inner, help=f"add {' and '.join(missing)}, or say why not")


CHECK = Check(
    id="record/left-out-category",
    severity=Severity.NOTE,
    summary="A subscription filter that lists categories and leaves out Insights or network activity.",
    why=(
        "A filter on the category is there to keep the mass of data events back. Anomalies that Insights finds, and"
        " calls that an endpoint policy refused, are few, and what the far side would want first; a list of the other"
        " categories drops them without a word. A filter for one category alone is left alone, and so is a log group"
        " to which no trail of the catalogue delivers such records."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.SUBSCRIPTION_FILTER}),
    avoid=(
        Example(
            """\
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ ⟦$.eventCategory = "Management"⟧ || $.eventCategory = "Aggregated" }'
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
---
kind: event-selector
id: management
---
kind: trail
spec:
  TrailName: example
  CloudWatchLogsLogGroup: ${CLOUDTRAIL_LOG_GROUP}
  AdvancedEventSelectors: [management]
  InsightSelectors: [{InsightType: ApiCallRateInsight, EventCategories: [Management]}]
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventCategory = "Management" || $.eventCategory = "Aggregated" || $.eventCategory = "Insight" }
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
---
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventCategory = "Management" }'
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
---
kind: event-selector
id: management
---
kind: trail
spec:
  TrailName: example
  CloudWatchLogsLogGroup: ${CLOUDTRAIL_LOG_GROUP}
  AdvancedEventSelectors: [management]
  InsightSelectors: [{InsightType: ApiCallRateInsight, EventCategories: [Management]}]
"""
        ),
    ),
)
