"""Several resource types in one selector."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-resource-types",
    severity=Severity.WARNING,
    summary="An event selector with several resource types.",
    why=(
        f"CloudTrail's reference allows {number('sel.resource_type_values')} value of resources.type in a selector,"
        " and one page of the user guide shows three. One selector for each type is sure to be taken."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.resource_type_values",),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ⟦["AWS::S3::Object", "AWS::S3::AccessPoint"]⟧}
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
"""),
    ),
)
