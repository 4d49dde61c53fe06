"""Trails that record writes alone, where rules look for reads too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.recorded import Wish
from ruleforge.lint.subject import CatalogSubject, RuleSubject
from ruleforge.lint.wording import listed
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    whole = subject.catalog.whole
    recorded, members = whole.recorded, whole.recorded.members(subject)
    lost: dict[str, dict[str, list[str]]] = {}
    for rule, reads, writes in whole.once(__name__, lambda: tuple(_looking_for_reads(whole))):
        taking = recorded.feeding(writes)
        if not taking.isdisjoint(members) and not recorded.records(reads, subject):
            for name in taking & members:
                lost.setdefault(name, {}).setdefault(rule, []).append(reads.name or "reads")
    selectors = () if subject.trail is None else subject.trail.selectors
    for index, key in enumerate(selectors):
        rules = lost.get(key) or lost.get(key.partition("@")[0])
        if rules:
            message = f"this takes writes alone, and {'; '.join(_asking(rules))}"
            help_ = "leave out readOnly, or add a selector for reads"
            yield Problem(message, ("spec", "AdvancedEventSelectors", index), help=help_)


def _asking(rules: Mapping[str, list[str]]) -> Iterator[str]:
    by_names: dict[str, list[str]] = {}
    for rule, names in rules.items():
        by_names.setdefault(listed(names), []).append(rule)
    for shown, asking in by_names.items():
        yield f"{listed(asking)} ask{'' if asking[1:] else 's'} for {shown}"


def _looking_for_reads(catalog: CatalogSubject) -> Iterator[tuple[str, Wish, Wish]]:
    """Rules with the reads that they look for, which may be lost, and the writes of the same: once for all trails."""
    recorded = catalog.recorded
    for rule, wishes in catalog.wishes.items():
        for wish in wishes:
            if not wish.precise or wish.read_only is False or (wish.name is not None and wish.read_only is None):
                continue
            # What nothing records is told at the rule that names it.
            if recorded.captured(wish) or wish.name is None:
                yield rule, replace(wish, read_only=True), replace(wish, read_only=False)


CHECK = Check(
    id="record/writes-only",
    severity=Severity.WARNING,
    summary="A selector of a trail that takes writes alone, with rules that look for reads.",
    why=(
        "readOnly Equals false keeps costs down and loses every read: GetObject on training data, GetSession, and model"
        " calls, which CloudTrail records as reads. Rules that name such an operation, or a resource type with all that"
        " is done to it, then see less than their titles say."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html",
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset({Kind.TRAIL}),
    avoid=(
        Example(
            note="The rule is about all that is done with sessions.",
            text="""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.resources[0].type = "AWS::Bedrock::Session" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Sessions, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: sessions
spec:
  Name: Sessions
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Session"]}
    - {Field: readOnly, Equals: ["false"]}
---
kind: trail
spec: {TrailName: example, AdvancedEventSelectors: [⟦sessions⟧]}
""",
        ),
        Example(
            note="One trail records model calls, the other loses them.",
            text="""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "InvokeModel" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: ModelCalls, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: changes
spec:
  Name: Changes
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
    - {Field: readOnly, Equals: ["false"]}
---
kind: event-selector
id: management
---
kind: trail
spec: {TrailName: cheap, AdvancedEventSelectors: [⟦changes⟧]}
---
kind: trail
spec: {TrailName: whole, AdvancedEventSelectors: [management]}
""",
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::Bedrock::Session" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Sessions, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::S3::Object" && $.readOnly IS FALSE }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Writes, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: sessions
spec:
  Name: Sessions
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Session"]}
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
spec: {TrailName: example, AdvancedEventSelectors: [sessions, writes]}
"""
        ),
    ),
)
