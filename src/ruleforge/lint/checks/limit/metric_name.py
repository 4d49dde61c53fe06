"""The name of the metric that a filter publishes."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/metric-name",
    severity=Severity.ERROR,
    summary="A metric name that is empty, too long, or holds a colon, a star or a dollar sign.",
    why=(f"The name of a metric has at most {number('mf.metric_name.max')} characters, without : and * and $."),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.metric_name.max", "mf.metric_name.charset"),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: ⟦"Guardrail:Deleted"⟧
      metricValue: "1"
"""),
        Example(f"""\
kind: metric-filter
spec:
  logGroupName: ${{CLOUDTRAIL_LOG_GROUP}}
  filterPattern: '{{ $.eventName = "DeleteGuardrail" }}'
  metricTransformations:
    - metricNamespace: Security
      metricName: ⟦{"Guardrail" * 30}⟧
      metricValue: "1"
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
