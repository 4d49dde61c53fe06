"""A filter pattern that is too long."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/pattern-length",
    severity=Severity.ERROR,
    summary="A filter pattern of more than 1,024 characters.",
    why=(
        f"PutMetricFilter and PutSubscriptionFilter take a pattern of at most {number('mf.pattern.max'):,}"
        " characters. A longer one is split into several filters; metric filters that publish the same metric add"
        " up."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER}),
    limits=("mf.pattern.max", "sf.pattern.max"),
    avoid=(
        Example(f"""\
kind: metric-filter
spec:
  logGroupName: ${{CLOUDTRAIL_LOG_GROUP}}
  filterPattern: ⟦'{{ {" || ".join(f"($.eventName = DeleteGuardrail{n})" for n in range(40))} }}'⟧
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
    prefer=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "Delete*" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
)
