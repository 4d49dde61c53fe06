"""Selectors that leave out an operation which needs a selector for each of its resource types."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    meant = subject.catalog.whole.recorded.under_two_types
    for selector in () if subject.selectors is None else subject.selectors.selectors:
        types = selector.values("resources.type")
        named = wanted(subject.parts[0].asked, "eventName")
        if not named or not types:
            continue
        missing = sorted({name for word in types for name in meant.get(word, ()) if name not in named})
        if missing:
            place = next(iter(named.values()))
            listed = " and ".join(missing)
            message = f"{listed} take{'' if missing[1:] else 's'} a selector for {types[0]} too"
            yield Problem(message, place.path[:-1], help=f"add {listed}")


CHECK = Check(
    id="record/forgotten-type",
    severity=Severity.WARNING,
    summary="A selector that leaves out an operation which another selector records under a second resource type.",
    why=(
        "Asynchronous model calls concern the model and the call: AWS asks for selectors of both types. A selector for"
        " the model that lists other operations alone may let StartAsyncInvoke go unrecorded."
    ),
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html",
    checked="2026-11-24",
    rule=_ask,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    avoid=(
        Example(
            """\
kind: event-selector
spec:
  Name: Models
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Model"]}
    - {Field: eventName, Equals: ⟦[InvokeModelWithBidirectionalStream]⟧}
---
kind: event-selector
spec:
  Name: Asynchronous calls
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AsyncInvoke"]}
    - {Field: eventName, Equals: [StartAsyncInvoke]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: event-selector
spec:
  Name: Models
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Model"]}
    - {Field: eventName, Equals: [InvokeModelWithBidirectionalStream, StartAsyncInvoke]}
---
kind: event-selector
spec:
  Name: Asynchronous calls
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AsyncInvoke"]}
    - {Field: eventName, Equals: [StartAsyncInvoke]}
"""
        ),
    ),
)
