"""Event names that are excluded and that none of a rule's services has."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.data.event_names import only_service_with
from ruleforge.diagnostics import Severity
from ruleforge.lint.asked import Relation, leaves, wanted
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    for part in subject.parts:
        sources = wanted(part.asked, "eventSource")
        for leaf in leaves(part.asked) if sources else ():
            if leaf.field != "eventName" or leaf.relation is not Relation.IS_NOT:
                continue
            owner = only_service_with(leaf.value)
            if sources and owner is not None and owner not in sources:
                message = f"{leaf.value} is an event of {owner}, which this never sees: nothing is excluded"
                help_ = "leave it out, or take that service in"
                yield Problem(message, leaf.place.path, leaf.place.inner, help=help_)


CHECK = Check(
    id="dead/idle-exclusion",
    severity=Severity.NOTE,
    summary="An event name is excluded that none of the rule's services has.",
    why=(
        "Excluding AssumeRole from the events of S3 and Lambda excludes nothing: sts alone has it. It takes one of the"
        " four filters of a Contributor Insights rule, and whoever reads the rule takes it for a saving. Only names"
        " that no second service of AWS has are told."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
    checked="2026-11-26",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: contributor-insights
spec:
  RuleName: Calls
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.eventName]
      Filters:
        - {Match: $.eventSource, In: [s3.amazonaws.com, lambda.amazonaws.com]}
        - {Match: $.eventName, NotIn: [⟦AssumeRole⟧, ListBuckets]}
    AggregateOn: Count
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: contributor-insights
spec:
  RuleName: Calls
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.eventName]
      Filters:
        - {Match: $.eventSource, In: [sts.amazonaws.com, lambda.amazonaws.com]}
        - {Match: $.eventName, NotIn: [AssumeRole]}
    AggregateOn: Count
---
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.errorCode = "AccessDenied" && $.eventName != "AssumeRole" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Denials, metricValue: "1", defaultValue: 0}
"""
        ),
    ),
)
