"""Rules that are named after changes and count reads as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Relation, leaves
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import Part, asked_of_trails
from ruleforge.lint.recorded import wanted_types
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import InsightRuleSpec, Kind, MetricFilterSpec

__all__ = ["CHECK"]

_WORD = re.compile(r"[A-Z]?[a-z]+")
_CHANGES = frozenset(
    {"change", "changed", "changer", "changers", "changes", "modification", "modifications", "modified"}
)
_VERBS = ("eventName", "readOnly")
"""Fields that tell a change from a read."""


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    named = _name(subject)
    if named is None or _CHANGES.isdisjoint(word.lower() for word in _WORD.findall(named[0])):
        return
    for part in asked_of_trails(subject):
        types = wanted_types(part.asked)
        if types and not _tells_changes(part):
            message = f"{named[0]} counts reads as well: nothing but a resource type is asked for"
            help_ = "ask for the operations or for readOnly, or call it use"
            yield Problem(message, named[1], help=help_)


def _name(subject: RuleSubject) -> tuple[str, tuple[str | int, ...]] | None:
    """The name that people will read in CloudWatch, and its place."""
    match subject.rule.spec:
        case MetricFilterSpec() as spec:
            return spec.metric[1], ("spec", "metricTransformations", 0, "metricName")
        case InsightRuleSpec(name, _):
            return name, ("spec", "RuleName")
        case _:
            return None


def _tells_changes(part: Part) -> bool:
    return any(
        leaf.field in _VERBS or (leaf.relation is Relation.OTHER and not leaf.field) for leaf in leaves(part.asked)
    )


CHECK = Check(
    id="record/reads-as-changes",
    severity=Severity.WARNING,
    summary="A metric or a rule that is called changes and takes every event of a resource type.",
    why=(
        "Data events of a type are reads and writes alike, and most of them are reads. Whoever is called at night"
        " because of changes finds somebody who looked. And whether changes carry the type at all is another question:"
        " those of the control plane are management events, many of them without resources."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.CONTRIBUTOR_INSIGHTS}),
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::BedrockAgentCore::Memory" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: ⟦MemoryChanges⟧, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::BedrockAgentCore::Memory" && $.readOnly IS FALSE }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: MemoryChanges, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::BedrockAgentCore::Memory" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: MemoryUse, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "cloudtrail.amazonaws.com" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: TrailChanges, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
