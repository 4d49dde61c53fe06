"""Fields that the events a rule asks for never carry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

from ruleforge.data.record_fields import AbsentFields, absent_fields
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Place, leaves, wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import Part
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in subject.parts:
        told: set[Place] = set()
        wants = cache(partial(wanted, part.asked))  # rows have few fields, and are many
        for row in absent_fields():
            if not _is_about(row, wants):
                continue
            for field, place in _read(part):
                if row.lacks(field) and place not in told:
                    told.add(place)
                    message = f"{field} is not in the records of {row.of}, which the rule asks for"
                    because = f"{row.source} (read {row.checked}; {row.confidence})"
                    yield Problem(message, place.path, place.inner, because=because, help=row.help)


def _is_about(row: AbsentFields, wants: Callable[[str], Mapping[str, Place] | None]) -> bool:
    """Whether a rule asks by name for records of a row: for some of them suffices."""
    for field, values in row.when.items():
        found = wants(field)
        if found is None or values.isdisjoint(found):
            return False
    return True


def _read(part: Part) -> Iterator[tuple[str, Place]]:
    """The fields that a part cannot do without, or shows and counts by."""
    for leaf in leaves(part.asked):
        if leaf.field and leaf.relation.needs_field:
            yield leaf.field, leaf.place
    yield from part.fields.items()


CHECK = Check(
    id="record/absent-field",
    severity=Severity.WARNING,
    summary="A condition, a key or a column on a field that the records meant never carry.",
    why=(
        "A refused call carries less than one that went through, and some records lack what others have: a gateway's"
        " caller has no ARN, its 401 no claims, a call that an endpoint policy refused no identity beyond account and"
        " principal, an aggregated event no time. A condition on such a field never holds, a contributor without its"
        " key is not counted, a column is NULL. What is known of records is a table with its sources."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    checked="2026-11-24",
    rule=_ask,
    avoid=(
        Example(
            note="A gateway answers 401 before it knows who calls.",
            text="""\
kind: contributor-insights
spec:
  RuleName: Gateway-Refusals
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [⟦$.additionalEventData.jwt.claims.sub⟧, $.sourceIPAddress]
      Filters:
        - {Match: $.eventName, In: [InvokeGateway]}
        - {Match: $.responseElements.statusCode, EqualTo: 401}
    AggregateOn: Count
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "InvokeGateway" && ⟦$.errorCode = "AccessDenied"⟧ }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: GatewayRefusals, metricValue: "1", defaultValue: 0}
""",
        ),
        Example(
            note="Aggregated events have a window and no time.",
            text="""\
kind: query
spec:
  name: Aggregated events
  queryLanguage: SQL
  queryString: >-
    SELECT ⟦eventTime⟧, eventSource FROM `${CLOUDTRAIL_LOG_GROUP}` WHERE eventCategory = 'Aggregated' LIMIT 10
""",
        ),
    ),
    prefer=(
        Example(
            """\
kind: contributor-insights
spec:
  RuleName: Gateway-Refusals
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.sourceIPAddress, "$.resources[0].ARN"]
      Filters:
        - {Match: $.eventName, In: [InvokeGateway]}
        - {Match: $.responseElements.statusCode, EqualTo: 401}
    AggregateOn: Count
---
kind: query
spec:
  name: Aggregated events
  queryLanguage: SQL
  queryString: >-
    SELECT `timeWindow.windowStart`, eventSource FROM `${CLOUDTRAIL_LOG_GROUP}`
    WHERE eventCategory = 'Aggregated' LIMIT 10
"""
        ),
    ),
)
