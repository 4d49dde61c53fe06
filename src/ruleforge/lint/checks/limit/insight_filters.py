"""The filters of a Contributor Insights rule."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/insight-filters",
    severity=Severity.ERROR,
    summary="A Contributor Insights rule with more than four filters.",
    why=(
        f"A rule has at most {number('ci.filters.max')} filters, all of which have to hold. Often one follows from"
        " the others: a name that only one service has needs no filter on the service."
    ),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.filters.max",),
    avoid=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Denied-calls
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters: ⟦[
        {Match: $.eventSource, In: [bedrock.amazonaws.com]},
        {Match: $.eventName, In: [InvokeModel]},
        {Match: $.awsRegion, In: [us-east-1]},
        {Match: $.errorCode, In: [AccessDenied]},
        {Match: $.userAgent, StartsWith: [python]}]⟧
    AggregateOn: Count
"""),
    ),
    prefer=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Denied-calls
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.eventName, In: [InvokeModel]}
        - {Match: $.awsRegion, In: [us-east-1]}
        - {Match: $.errorCode, In: [AccessDenied]}
        - {Match: $.userAgent, StartsWith: [python]}
    AggregateOn: Count
"""),
    ),
)
