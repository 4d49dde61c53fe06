"""A selector or an operator with nothing in it."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-empty",
    severity=Severity.ERROR,
    summary="An event selector without fields, or an operator without values.",
    why=(
        f"A selector has at least {number('sel.field_selectors.min')} field selector, and an operator at least"
        f" {number('sel.operator_values.min')} value."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.field_selectors.min", "sel.operator_values.min"),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Nothing
  FieldSelectors: ⟦[]⟧
"""),
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: eventName, Equals: ⟦[]⟧}
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
    - {Field: eventName, Equals: [DeleteObject]}
"""),
    ),
)
