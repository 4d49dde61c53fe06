"""The number of dimensions of a metric filter."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/metric-dimensions",
    severity=Severity.ERROR,
    summary="A metric filter with more than three dimensions.",
    why=(
        f"A metric filter publishes at most {number('mf.dimensions.max')} dimensions. Each combination of their"
        " values is a metric of its own, which is paid for."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.dimensions.max",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.a = * && $.b = * && $.c = * && $.d = * }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      dimensions: ⟦{A: $.a, B: $.b, C: $.c, D: $.d}⟧
"""),
    ),
    prefer=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.a = * && $.b = * && $.c = * }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      dimensions: {A: $.a, B: $.b, C: $.c}
"""),
    ),
)
