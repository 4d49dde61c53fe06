"""A default value beside dimensions."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/metric-default",
    severity=Severity.ERROR,
    summary="A metric filter with both a default value and dimensions.",
    why=(
        "A metric filter has a default value or dimensions, and not both: with dimensions CloudWatch could not tell"
        " for which of them nothing arrived."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.default_xor_dimensions",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.awsRegion = * }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      defaultValue: 0
      ⟦dimensions⟧: {Region: $.awsRegion}
"""),
    ),
    prefer=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.awsRegion = * }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      dimensions: {Region: $.awsRegion}
"""),
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      defaultValue: 0
"""),
    ),
)
