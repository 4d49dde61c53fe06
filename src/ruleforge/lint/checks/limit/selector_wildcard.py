"""A star in a value of a selector."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-wildcard",
    severity=Severity.WARNING,
    summary="A star in a value that an event selector compares as it stands.",
    why=(
        "Event selectors know no wildcard: a star is a star, and the selector records nothing that was meant."
        " Prefixes and suffixes have operators of their own."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.wildcards",),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: resources.ARN, Equals: [⟦"arn:aws:s3:::training-*"⟧]}
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
    - {Field: resources.ARN, StartsWith: ["arn:aws:s3:::training-"]}
"""),
    ),
)
