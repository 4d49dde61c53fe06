"""The length of a dimension of a metric filter."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/metric-dimension-length",
    severity=Severity.ERROR,
    summary="A dimension of a metric filter whose name or field is empty or too long.",
    why=(
        f"The name of a dimension, and the field that it is taken from, have 1 to {number('mf.dimension_value.max')}"
        " characters."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.dimension_value.max",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.a = * }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      dimensions: {⟦""⟧: $.a}
"""),
        Example(f"""\
kind: metric-filter
spec:
  logGroupName: ${{CLOUDTRAIL_LOG_GROUP}}
  filterPattern: '{{ $.eventName = "DeleteGuardrail" }}'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      dimensions:
        Model: ⟦$.{"deeply." * 40}nested⟧
"""),
    ),
    prefer=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.a = * }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
      dimensions: {A: $.a}
"""),
    ),
)
