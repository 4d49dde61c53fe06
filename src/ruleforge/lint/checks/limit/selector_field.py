"""The fields of an event selector."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-field",
    severity=Severity.ERROR,
    summary="A field that selectors of the category do not know.",
    why=(
        "Which fields a selector may name depends on its category: there is no userName for data events, and"
        f" Management takes eventSource and readOnly only. A field has at most {number('sel.field.max'):,}"
        " characters."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=(
        "sel.matrix.data",
        "sel.matrix.management.trail",
        "sel.matrix.network",
        "sel.field.max",
        "sel.field.charset",
    ),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: ⟦errorCode⟧, Equals: [AccessDenied]}
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
