"""The unit of the metric that a filter publishes."""

from __future__ import annotations

from ruleforge.data import limit
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/metric-unit",
    severity=Severity.ERROR,
    summary="A unit that CloudWatch does not know.",
    why=("The unit of a metric is one of CloudWatch's 27 units, in its spelling; None where there is none."),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER}),
    source="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html",
    checked=limit("mf.dimensions.max").checked,
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      unit: ⟦Tokens⟧
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
      unit: Count
"""),
    ),
)
