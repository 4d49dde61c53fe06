"""Management events sought among data events, and the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.event_names import event_named, service, services_with
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Asked, wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]

_WORDS = {"Management": "a management event", "Data": "a data event"}


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in subject.parts:
        categories = _categories(part.asked)
        names = wanted(part.asked, "eventName")
        if not categories or "NetworkActivity" in categories or names is None:
            continue
        sources = wanted(part.asked, "eventSource")
        among = [item.name for name in names for item in services_with(name)] if sources is None else list(sources)
        for name, place in names.items():
            known = [event for source in dict.fromkeys(among) if (event := event_named(source, name)) is not None]
            found = frozenset(category for event in known for category in event.categories)
            if len(found) != 1 or found & categories:
                continue
            (category,) = found
            row = service(known[0].service)
            message = f"{name} is {_WORDS[category]}, and is sought among {' and '.join(sorted(categories))} events"
            because = f"{row.source} (read {row.checked})" if row is not None else ""
            help_ = (
                "model calls and the control plane are recorded by a selector for Management"
                if category == "Management"
                else "it needs a selector for Data with the type of its resource"
            )
            yield Problem(message, place.path, place.inner, because=because, help=help_)


def _categories(asked: Asked) -> frozenset[str]:
    """The categories that a rule names; none where it names none."""
    named = wanted(asked, "eventCategory")
    if named is not None:
        return frozenset(named) & {"Management", "Data", "NetworkActivity"}
    flag = wanted(asked, "managementEvent")
    return {"true": frozenset({"Management"}), "false": frozenset({"Data"})}.get("".join(flag or ()), frozenset())


CHECK = Check(
    id="record/wrong-category",
    severity=Severity.ERROR,
    summary="A management event that is sought among data events, or the reverse.",
    why=(
        "Every operation is recorded in one category. InvokeModel and Converse are management events, though they look"
        " like use of data; InvokeAgent and Retrieve are data events. A selector or filter that asks for the other"
        " category never sees them."
    ),
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html",
    checked="2026-11-24",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: event-selector
spec:
  Name: Model calls
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Model"]}
    - {Field: eventName, Equals: [⟦InvokeModel⟧, InvokeModelWithBidirectionalStream]}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventCategory = "Management" && ⟦$.eventName = "InvokeAgent"⟧ }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: AgentCalls, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: event-selector
spec:
  Name: Streams in both directions
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Model"]}
    - {Field: eventName, Equals: [InvokeModelWithBidirectionalStream]}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventCategory = "Data" && $.eventName = "InvokeAgent" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: AgentCalls, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
