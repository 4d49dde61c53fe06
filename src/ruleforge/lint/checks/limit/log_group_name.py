"""The name of a log group."""

from __future__ import annotations

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/log-group-name",
    severity=Severity.ERROR,
    summary="A text that cannot be the name of a log group.",
    why=(
        "A log group is named with 1 to 512 letters, digits and the signs . - _ / #. A rule that names it otherwise"
        " is refused, or looks at a group that cannot exist."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER, Kind.CONTRIBUTOR_INSIGHTS, Kind.TRAIL}),
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html",
    checked=limit("mf.name.max").checked,
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ⟦cloudtrail events⟧
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
        Example("""\
kind: contributor-insights
spec:
  RuleName: Denied-calls
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: [⟦"cloudtrail:events"⟧]
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
kind: metric-filter
spec:
  logGroupName: cloudtrail/events
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
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
      Keys: [$.userIdentity.arn]
      Filters:
        - {Match: $.errorCode, In: [AccessDenied]}
    AggregateOn: Count
"""),
    ),
)
