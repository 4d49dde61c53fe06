"""Two wildcards in one selector of a filter pattern."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/path-wildcards",
    severity=Severity.ERROR,
    summary="A selector of a filter pattern with more than one wildcard.",
    why=(f"A selector of a filter pattern holds at most {number('mf.wildcards_per_selector')} wildcard."),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER}),
    limits=("mf.wildcards_per_selector",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ ⟦$.resources[*].tags[*]⟧ = "prod" }'
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
  filterPattern: '{ $.resources[*].tags[0] = "prod" }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
)
