"""The name of a filter."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/filter-name",
    severity=Severity.ERROR,
    summary="A filter name that is empty, too long, or holds a colon or a star.",
    why=(f"A filter is named with 1 to {number('mf.name.max')} characters, and : and * are not among them."),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER}),
    limits=("mf.name.max", "mf.name.charset", "sf.name.max", "sf.name.charset"),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  filterName: ⟦"bedrock:guardrail-deleted"⟧
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
        Example("""\
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterName: ⟦to-siem-*⟧
  filterPattern: ""
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
"""),
    ),
    prefer=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventName = "DeleteGuardrail" }'
  filterName: bedrock-guardrail-deleted
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
)
