"""The operators of an event selector."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-operator",
    severity=Severity.ERROR,
    summary="An operator that the field does not take, or a field selector without any.",
    why=(
        "A field selector has at least one of the six operators, and each field takes some of them only: readOnly"
        " and eventCategory take Equals, eventSource of a Management selector takes NotEquals."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=(
        "sel.operators",
        "sel.operators.min",
        "sel.matrix.data",
        "sel.matrix.management.trail",
        "sel.matrix.network",
    ),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: readOnly, NotEquals: ⟦["true"]⟧}
"""),
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - ⟦{Field: resources.ARN}⟧
"""),
    ),
    prefer=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: readOnly, Equals: ["false"]}
"""),
    ),
)
