"""The value that a metric filter publishes."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/metric-value",
    severity=Severity.ERROR,
    summary="A metric value that is empty or too long.",
    why=(
        f"The value that a filter publishes is a text of at most {number('mf.metric_value.max')} characters: a"
        " number, or a field of the pattern."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.metric_value.max",),
    avoid=(
        Example(f"""\
kind: metric-filter
spec:
  logGroupName: ${{CLOUDTRAIL_LOG_GROUP}}
  filterPattern: '{{ $.eventName = "DeleteGuardrail" }}'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: ⟦$.{"deeply." * 14}nested⟧
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
