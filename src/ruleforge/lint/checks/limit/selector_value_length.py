"""The length of a value in a selector."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-value-length",
    severity=Severity.ERROR,
    summary="A value in an event selector is empty, too long, or holds a line break.",
    why=(
        f"A value of a selector has {number('sel.value.min')} to {number('sel.value.max'):,} characters and stands"
        " on one line."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.value.max", "sel.value.min", "sel.value.charset"),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: eventName, Equals: [⟦""⟧]}
"""),
        Example(f"""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {{Field: eventCategory, Equals: [Data]}}
    - {{Field: resources.type, Equals: ["AWS::S3::Object"]}}
    - Field: resources.ARN
      StartsWith:
        - ⟦arn:aws:s3:::{"training-data/" * 150}⟧
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
