"""Selectors that record what no rule looks at."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    wishes = catalog.wishes
    if not wishes:
        return
    # A rule without any condition on service, operation or type looks at everything, and is no reason to record it.
    precise = [wish for listed in wishes.values() for wish in listed if wish.precise]
    read = {name for wish in precise for name in catalog.recorded.feeding(wish)}
    for subject in catalog.of_kind(Kind.EVENT_SELECTOR):
        if subject.selectors is not None and subject.rule.id not in read:
            message = "no rule looks at what this selector records"
            help_ = "write a rule for it, or leave it out of the trails"
            yield Problem(message, ("id",), rule=subject.rule, help=help_)


CHECK = Check(
    id="record/unread-selector",
    severity=Severity.WARNING,
    summary="An event selector whose events no rule of the catalogue looks at.",
    why=(
        "Data events and network activity are paid for by the event, twice where they go to a log group. What is"
        " recorded and looked at by nobody is a cost, or a rule that somebody meant to write."
    ),
    source="https://aws.amazon.com/cloudtrail/pricing/",
    checked="2026-11-24",
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: event-selector
id: ⟦memory⟧
spec:
  Name: Memory
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Memory"]}
---
kind: metric-filter
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: event-selector
id: memory
spec:
  Name: Memory
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::BedrockAgentCore::Memory"]}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::BedrockAgentCore::Memory" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: MemoryOperations, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
