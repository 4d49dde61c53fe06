"""A field to add up, in a rule that counts."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/insight-value-of",
    severity=Severity.ERROR,
    summary="ValueOf in a Contributor Insights rule that counts.",
    why=("ValueOf names the field that is added up, and goes with AggregateOn: Sum only."),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.value_of.requires_sum",),
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
      Keys: [$.modelId]
      ValueOf: ⟦$.input.inputTokenCount⟧
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
      Keys: [$.modelId]
      ValueOf: $.input.inputTokenCount
      Filters:
        - {Match: $.errorCode, In: [AccessDenied]}
    AggregateOn: Sum
"""),
    ),
)
