"""The aggregated events of a trail."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/trail-aggregation",
    severity=Severity.ERROR,
    summary="An aggregation that PutEventConfiguration does not take.",
    why=(
        f"A trail has at most {number('agg.configs.max')} aggregation configuration. It is about data events and has"
        f" {number('agg.templates.min')} to {number('agg.templates.max')} of the templates API_ACTIVITY,"
        " RESOURCE_ACCESS and USER_ACTIONS."
    ),
    reading=True,
    kinds=frozenset({Kind.TRAIL}),
    limits=("agg.configs.max", "agg.templates", "agg.templates.max", "agg.templates.min", "agg.category"),
    avoid=(
        Example("""\
kind: trail
spec:
  TrailName: ai-workloads
  AggregationConfigurations:
    - {Templates: [API_ACTIVITY], EventCategory: ⟦Management⟧}
"""),
        Example("""\
kind: trail
spec:
  TrailName: ai-workloads
  AggregationConfigurations:
    - {Templates: ⟦[]⟧, EventCategory: Data}
"""),
    ),
    prefer=(
        Example("""\
kind: trail
spec:
  TrailName: ai-workloads
  AggregationConfigurations:
    - {Templates: [API_ACTIVITY, USER_ACTIONS], EventCategory: Data}
"""),
    ),
)
