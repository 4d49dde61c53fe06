"""The keys of a Contributor Insights rule."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/insight-keys",
    severity=Severity.ERROR,
    summary="A Contributor Insights rule without a key, or with more than four.",
    why=(f"Up to {number('ci.keys.max')} keys define a contributor, and at least {number('ci.keys.min')}."),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.keys.max", "ci.keys.min"),
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
      Keys: ⟦[$.userIdentity.arn, $.sourceIPAddress, $.userAgent, $.awsRegion, $.eventName]⟧
      Filters:
        - {Match: $.errorCode, In: [AccessDenied]}
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
      Keys: [$.userIdentity.arn, $.sourceIPAddress, $.userAgent, $.eventName]
      Filters:
        - {Match: $.errorCode, In: [AccessDenied]}
    AggregateOn: Count
"""),
    ),
)
