"""What AWS asks for and is not there."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/required",
    severity=Severity.ERROR,
    summary="A member that AWS requires is missing.",
    why=(
        "The call that puts the rule names members without which it is refused: the pattern of a filter, the period"
        " of an alarm, the type of the resources that a selector for data events is about."
    ),
    reading=True,
    kinds=frozenset(
        {
            Kind.ALARM,
            Kind.CONTRIBUTOR_INSIGHTS,
            Kind.DASHBOARD,
            Kind.EVENT_SELECTOR,
            Kind.METRIC_FILTER,
            Kind.SUBSCRIPTION_FILTER,
            Kind.TRAIL,
            Kind.QUERY,
        }
    ),
    limits=("sel.matrix.data", "sel.matrix.network"),
    avoid=(
        Example("""\
kind: metric-filter
spec: ⟦{logGroupName: "${CLOUDTRAIL_LOG_GROUP}", filterPattern: ERROR}⟧
"""),
        Example(
            """\
kind: event-selector
spec:
  Name: All data events
  FieldSelectors: ⟦[{Field: eventCategory, Equals: [Data]}]⟧
""",
            note="A selector for data events names the type of the resources.",
        ),
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
        - ⟦{In: [AccessDenied]}⟧
    AggregateOn: Count
"""),
    ),
    prefer=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
"""),
    ),
)
