"""The name of a Contributor Insights rule."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/insight-name",
    severity=Severity.ERROR,
    summary="A text that cannot be the name of a Contributor Insights rule.",
    why=(f"PutInsightRule takes a name of 1 to {number('ci.name.max')} printable ASCII characters."),
    reading=True,
    kinds=frozenset({Kind.CONTRIBUTOR_INSIGHTS}),
    limits=("ci.name.max", "ci.name.charset_api"),
    avoid=(
        Example("""\
kind: contributor-insights
spec:
  RuleName: ⟦Zugriffe-über-das-Gateway⟧
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
        Example(f"""\
kind: contributor-insights
spec:
  RuleName: ⟦{"Denied-" * 20}calls⟧
  RuleDefinition:
    Schema: {{Name: CloudWatchLogRule, Version: 1}}
    LogGroupNames: ["${{CLOUDTRAIL_LOG_GROUP}}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.userIdentity.arn]
      Filters:
        - {{Match: $.errorCode, In: [AccessDenied]}}
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
        - {Match: $.errorCode, In: [AccessDenied]}
    AggregateOn: Count
"""),
    ),
)
