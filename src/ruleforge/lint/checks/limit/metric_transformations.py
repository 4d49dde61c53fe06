"""The number of transformations of a metric filter."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/metric-transformations",
    severity=Severity.ERROR,
    summary="A metric filter with no transformation, or with several.",
    why=(
        f"PutMetricFilter takes exactly {number('mf.transformations')} metric transformation. Two metrics of the"
        " same events are two filters."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.transformations",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations: ⟦[
    {metricNamespace: Security, metricName: Calls, metricValue: "1"},
    {metricNamespace: Security, metricName: Tokens, metricValue: $.tokens}]⟧
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
    ),
)
