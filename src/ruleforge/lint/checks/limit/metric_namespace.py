"""The namespace of the metric that a filter publishes."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/metric-namespace",
    severity=Severity.ERROR,
    summary="A metric namespace that is empty, too long, or holds a colon, a star or a dollar sign.",
    why=(f"The namespace of a metric has at most {number('mf.namespace.max')} characters, without : and * and $."),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER}),
    limits=("mf.namespace.max", "mf.metric_name.charset"),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - metricNamespace: ⟦"Security:AI"⟧
      metricName: GuardrailDeleted
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
    - metricNamespace: Security/AI
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
)
