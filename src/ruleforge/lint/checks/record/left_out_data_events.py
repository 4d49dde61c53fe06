"""Rules for all events of some services, of one of which no trail takes the data events."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.event_names import service
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import asked_of_trails
from ruleforge.lint.recorded import Wish, wishes_of
from ruleforge.lint.subject import RuleSubject
from ruleforge.lint.wording import listed

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    recorded = subject.catalog.whole.recorded
    for part in asked_of_trails(subject):
        meant = {}
        for wish, place in wishes_of(part):
            if wish.source is not None and wish.name is None and not wish.types and "Data" in wish.categories:
                operations = _data_operations(wish.source)
                if operations and place is not None:
                    meant[wish.source] = (place, operations)
        taken = {source for source in meant if recorded.captured(Wish(frozenset({"Data"}), source))}
        for source, (place, operations) in meant.items() if taken else ():
            if source not in taken:
                message = f"no trail takes data events of {source}, such as {listed(operations)}: of it this sees"
                message += " management events alone"
                help_ = "add a selector for them to a trail, or say that they are not seen"
                yield Problem(message, place.path, place.inner, help=help_)


def _data_operations(source: str) -> list[str]:
    found = service(source)
    return [event.name for event in found.events.values() if event.categories == {"Data"}] if found else []


CHECK = Check(
    id="record/left-out-data-events",
    severity=Severity.NOTE,
    summary="A rule for all events of several services, where the data events of one of them are recorded by no trail.",
    why=(
        "Without an event name a rule seems to ask for all that a service does. Of most services trails take management"
        " events only; their use, such as InvokeEndpoint of SageMaker, is a data event and needs a selector. Where the"
        " data events of a rule's other services are taken, that of one is probably forgotten."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
    checked="2026-11-26",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.errorCode = "AccessDenied" && ($.eventSource = "lambda.amazonaws.com" || ⟦$.eventSource =
    "sagemaker.amazonaws.com"⟧ || $.eventSource = "kms.amazonaws.com") }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denials, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: management
---
kind: event-selector
id: functions
spec:
  Name: Functions
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Lambda::Function"]}
---
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [management, functions]}
"""
        ),
    ),
    prefer=(
        Example(
            note="Without data events at all, or with those of each service, there is nothing to say.",
            text="""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.errorCode = "AccessDenied" && ($.eventSource = "s3.amazonaws.com" || $.eventSource = "sagemaker.amazonaws.com")
    }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denials, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.eventSource = "lambda.amazonaws.com" || ($.eventSource = "sagemaker.amazonaws.com" && $.eventName =
    "CreateEndpoint") }
  metricTransformations:
    - {metricNamespace: Examples, metricName: Endpoints, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: management
---
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [management]}
""",
        ),
    ),
)
