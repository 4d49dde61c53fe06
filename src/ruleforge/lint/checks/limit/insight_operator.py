"""The operator of a filter of a Contributor Insights rule."""

from __future__ import annotations

from ruleforge.data import limit, number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/insight-operator",
    severity=Severity.ERROR,
    summary="A filter of a Contributor Insights rule with no operator, or with several.",
    why=(
        f"A filter has exactly {number('ci.operators_per_filter')} of the operators"
        f" {', '.join(limit('ci.operators').limit)}. Two conditions on a field are two filters."
    ),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.operators", "ci.operators_per_filter"),
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
      Filters:
        - ⟦{Match: $.latency, GreaterThan: 100, LessThan: 1000}⟧
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
        - {Match: $.latency, GreaterThan: 100}
        - {Match: $.latency, LessThan: 1000}
    AggregateOn: Count
"""),
    ),
)
