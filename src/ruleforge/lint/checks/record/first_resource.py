"""Filters that look at the first resource of an event and at no other."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Leaf, leaves
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.parts import asked_of_trails
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]

_LIST, _FIRST = "resources.", "resources.0."
_MOST = number("mf.wildcard_selectors_per_pattern")


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in asked_of_trails(subject):
        asked = [leaf for leaf in leaves(part.asked) if leaf.field.startswith(_LIST) and leaf.relation.needs_field]
        further = {_member(leaf) for leaf in asked if not leaf.field.startswith(_FIRST)}
        first: dict[str, list[Leaf]] = {}
        for leaf in asked:
            if leaf.field.startswith(_FIRST) and _member(leaf) not in further:
                first.setdefault(_member(leaf), []).append(leaf)
        for member, found in first.items():
            place = found[0].place
            message = f"only the first resource is looked at, and AWS promises no order: resources[0].{member}"
            help_ = f"write $.resources[*].{member}"
            if len(found) > _MOST:
                help_ = f"a pattern has {_MOST} selectors with * at most: ask for its operations, or split it"
            yield Problem(message, place.path, place.inner, help=help_)


def _member(leaf: Leaf) -> str:
    return leaf.field.split(".", 2)[-1]


CHECK = Check(
    id="record/first-resource",
    severity=Severity.NOTE,
    summary="A filter with a condition on the first resource of an event only.",
    why=(
        "`resources` is a list, and a record may list several: an object with its bucket, an asynchronous call with its"
        " model. Nothing says which comes first, and resources[0] misses what comes second. A filter pattern may write"
        f" resources[*], for any of them, in {_MOST} selectors at most; Contributor Insights has nothing of the kind"
        " and is left alone. Where every record that you know of the type has one resource, say so in a comment."
    ),
    source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
    checked="2026-11-26",
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER}),
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "StartAsyncInvoke" && ⟦$.resources[0].type = "AWS::Bedrock::Model"⟧ }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: AsyncCalls, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "StartAsyncInvoke" && $.resources[*].type = "AWS::Bedrock::Model" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: AsyncCalls, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: >-
    { $.resources[0].type = "AWS::Bedrock::Model" || $.resources[1].type = "AWS::Bedrock::Model" }
  metricTransformations:
    - {metricNamespace: Examples, metricName: AsyncCalls, metricValue: "1", defaultValue: 0}
---
kind: metric-filter
spec:
  logGroupName: ${MODEL_INVOCATION_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::Bedrock::Model" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Elsewhere, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
