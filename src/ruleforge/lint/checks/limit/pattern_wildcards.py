"""Too many selectors with a wildcard in one filter pattern."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/pattern-wildcards",
    severity=Severity.ERROR,
    summary="A filter pattern in which more than three selectors have a wildcard.",
    why=(
        f"In one filter pattern at most {number('mf.wildcard_selectors_per_pattern')} selectors hold a wildcard ([*]"
        " or .*)."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER}),
    limits=("mf.wildcard_selectors_per_pattern",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.a[*].x = 1 || $.b[*].x = 1 || $.c[*].x = 1 || ⟦$.d[*].x⟧ = 1 }'
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
  filterPattern: '{ $.a[*].x = 1 || $.b[*].x = 1 || $.c[*].x = 1 || $.d[0].x = 1 }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
)
