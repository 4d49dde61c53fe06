"""A field twice in one selector."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-field-once",
    severity=Severity.ERROR,
    summary="A field that stands in two field selectors of one selector.",
    why=(
        f"A field stands at most {number('sel.field_once')} time in a selector, with all its operators in one field"
        " selector."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.field_once", "sel.resource_type_once"),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: resources.ARN, StartsWith: ["arn:aws:s3:::training"]}
    - {Field: ⟦resources.ARN⟧, NotStartsWith: ["arn:aws:s3:::training-logs"]}
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
    - {Field: resources.ARN, StartsWith: ["arn:aws:s3:::training"], NotStartsWith: ["arn:aws:s3:::training-logs"]}
"""),
    ),
)
