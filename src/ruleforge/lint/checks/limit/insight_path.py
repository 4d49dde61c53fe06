"""The paths of a Contributor Insights rule."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/insight-path",
    severity=Severity.ERROR,
    summary="A path that Contributor Insights does not understand.",
    why=(
        "A field of a JSON event is $. and names joined by dots, with [n] for an element of an array. A name starts"
        " with a letter; there are no wildcards, slices or names in brackets."
    ),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.path.pattern",),
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
      Keys: [⟦"$.resources[*].ARN"⟧]
      Filters:
        - {Match: $.errorCode, In: [AccessDenied]}
    AggregateOn: Count
"""),
        Example("""\
kind: contributor-insights
spec:
  RuleName: Denied-calls
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [⟦userIdentity.arn⟧]
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
      Keys: ["$.resources[0].ARN"]
      Filters:
        - {Match: $.errorCode, In: [AccessDenied]}
    AggregateOn: Count
"""),
    ),
)
