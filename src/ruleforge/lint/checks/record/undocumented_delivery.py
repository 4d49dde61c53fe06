"""Rules on records of which AWS does not say that they reach a log group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ruleforge.data.event_names import delivered
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Asked, Place, wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import asked_of_trails
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]

_REFUSED_AT_ENDPOINT = "VpceAccessDenied"


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    documented, because = delivered()
    for part in asked_of_trails(subject):
        for category, place in _categories(part.asked).items():
            if category not in documented:
                message = f"AWS does not say that {category} records are sent to CloudWatch Logs"
                help_ = "see in an account whether any arrive, before you rely on it"
                yield Problem(message, place.path, place.inner, because=because, help=help_)


def _categories(asked: Asked) -> Mapping[str, Place]:
    """The categories that a rule asks for, by name or by the error that only one of them has."""
    found = wanted(asked, "eventCategory")
    if found is not None:
        return found
    errors = wanted(asked, "errorCode") or {}
    return {"NetworkActivity": errors[_REFUSED_AT_ENDPOINT]} if list(errors) == [_REFUSED_AT_ENDPOINT] else {}


CHECK = Check(
    id="record/undocumented-delivery",
    severity=Severity.NOTE,
    summary="A rule on network activity or aggregated events, of which no page says that they reach a log group.",
    why=(
        "CloudTrail's page on CloudWatch Logs names management events, data events and Insights. Of network activity"
        " and of aggregated events it says nothing: a rule that waits for them in the trail's log group may wait for"
        " ever, and nothing tells. Once you have seen such a record there, say so in a comment."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html",
    checked="2026-11-24",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ ⟦$.errorCode = "VpceAccessDenied"⟧ && $.eventSource = "bedrock.amazonaws.com" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Refused, metricValue: "1", defaultValue: 0}
---
kind: query
spec:
  name: Aggregated
  queryLanguage: SQL
  queryString: >-
    SELECT `timeWindow.windowStart` FROM `${CLOUDTRAIL_LOG_GROUP}` WHERE eventCategory = ⟦'Aggregated'⟧ LIMIT 10
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
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.errorCode = "AccessDenied" || $.errorCode = "VpceAccessDenied" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denied, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
