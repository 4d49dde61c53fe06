"""The event category of a selector."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-category",
    severity=Severity.ERROR,
    summary="An event selector with a category that a trail does not know, or with several.",
    why=(
        "A selector of a trail is about one event category: Management, Data or NetworkActivity. Insights and"
        " aggregated events are switched on elsewhere."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.matrix.management.trail", "sel.matrix.data", "sel.matrix.network"),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [⟦Insight⟧]}
"""),
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: ⟦[Management, Data]⟧}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
"""),
    ),
    prefer=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
"""),
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
"""),
    ),
)
