"""The state of a Contributor Insights rule."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/insight-state",
    severity=Severity.ERROR,
    summary="A state that PutInsightRule does not take.",
    why=("A rule is ENABLED or DISABLED, in capitals."),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.state",),
    avoid=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: Denied-calls
  RuleState: ⟦Enabled⟧
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
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
  RuleState: ENABLED
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.errorCode, In: [AccessDenied]}
    AggregateOn: Count
"""),
    ),
)
