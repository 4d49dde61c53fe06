"""The name of an event selector."""

from __future__ import annotations

from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-name",
    severity=Severity.ERROR,
    summary="The name of an event selector is empty, too long, or holds a line break.",
    why=(
        f"An advanced event selector is named with at most {number('sel.name.max'):,} characters on one line;"
        " CloudFormation asks for at least one."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.name.max", "sel.name.min_cfn"),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: ⟦""⟧
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
"""),
        Example(f"""\
kind: event-selector
spec:
  Name: ⟦{"Objects " * 126}of training⟧
  FieldSelectors:
    - {{Field: eventCategory, Equals: [Data]}}
    - {{Field: resources.type, Equals: ["AWS::S3::Object"]}}
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
