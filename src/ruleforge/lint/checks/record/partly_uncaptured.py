"""Operations that a rule names and no trail of the catalogue records, beside others that are recorded."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Place
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import asked_of_trails
from ruleforge.lint.recorded import Wish, wishes_of
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    recorded = subject.catalog.whole.recorded
    if not recorded.trails:
        return
    for part in asked_of_trails(subject):
        by_place: dict[Place, list[Wish]] = {}
        for wish, place in wishes_of(part):
            if place is not None:
                by_place.setdefault(place, []).append(wish)
        missed = {
            place: wishes for place, wishes in by_place.items() if not any(recorded.captured(wish) for wish in wishes)
        }
        if len(missed) == len(by_place):
            continue
        for place, wishes in missed.items():
            message = f"no trail records {wishes[0]}, which the rule names beside others"
            help_ = "add a selector for it to a trail of the catalogue, or say in the rule that it is not seen"
            yield Problem(message, place.path, place.inner, help=help_)


CHECK = Check(
    id="record/partly-uncaptured",
    severity=Severity.WARNING,
    summary="An operation, a resource type or a service that a rule names and no trail of the catalogue records.",
    why=(
        "The rule fires for its other alternatives, so nobody notices that this one never arrives: bulk reads of"
        " training data, say, with a trail that takes writes alone."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html",
    checked="2026-11-24",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: contributor-insights
spec:
  RuleName: Training-Data
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.eventSource, In: [s3.amazonaws.com]}
        - {Match: $.eventName, In: [⟦GetObject⟧, PutObject]}
    AggregateOn: Count
---
kind: event-selector
id: writes
spec:
  Name: Writes
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: readOnly, Equals: ["false"]}
---
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [writes]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: contributor-insights
spec:
  RuleName: Training-Data
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.eventSource, In: [s3.amazonaws.com]}
        - {Match: $.eventName, In: [GetObject, PutObject]}
    AggregateOn: Count
---
kind: event-selector
id: objects
spec:
  Name: Objects
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
---
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [objects]}
"""
        ),
    ),
)
