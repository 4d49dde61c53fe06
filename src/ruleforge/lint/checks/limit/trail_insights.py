"""The Insights events of a trail."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/trail-insights",
    severity=Severity.ERROR,
    summary="An Insights type or category that CloudTrail does not know.",
    why=(
        "A trail records two types of Insights events, ApiCallRateInsight and ApiErrorRateInsight, of management"
        " events, data events, or both."
    ),
    reading=True,
    kinds=frozenset({Kind.TRAIL}),
    limits=("insights.types", "insights.categories"),
    avoid=(
        Example("""\
kind: trail
spec:
  TrailName: ai-workloads
  InsightSelectors:
    - {InsightType: ⟦ApiLatencyInsight⟧}
"""),
    ),
    prefer=(
        Example("""\
kind: trail
spec:
  TrailName: ai-workloads
  InsightSelectors:
    - {InsightType: ApiErrorRateInsight, EventCategories: [Management, Data]}
"""),
    ),
)
