"""Too many regular expressions in one filter pattern."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/pattern-regexes",
    severity=Severity.ERROR,
    summary="A filter pattern with more than two regular expressions.",
    why=(
        f"A filter pattern holds at most {number('mf.regex_per_pattern')} regular expressions. Alternatives fit into"
        " one of them, joined with |."
    ),
    reading=True,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER}),
    limits=("mf.regex_per_pattern",),
    avoid=(
        Example("""\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.a = %^x% || $.b = %^y% || $.c = ⟦%^z%⟧ }'
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
  filterPattern: '{ $.eventName = %^Delete|^Stop|^Disable% }'
  metricTransformations:
    - metricNamespace: Security
      metricName: GuardrailDeleted
      metricValue: "1"
"""),
    ),
)
