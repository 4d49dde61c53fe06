"""The values that a field of a selector can have."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-value",
    severity=Severity.ERROR,
    summary="A value that the field can never have.",
    why=(
        "Some fields of selectors know few values: readOnly is true or false, sessionCredentialFromConsole is true,"
        " errorCode is VpceAccessDenied, and a Management selector leaves out kms.amazonaws.com or"
        " rdsdata.amazonaws.com only."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.read_only", "sel.console", "sel.network.error_code", "sel.management.event_source"),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: readOnly, Equals: [⟦"no"⟧]}
"""),
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
    - {Field: eventSource, NotEquals: [⟦bedrock.amazonaws.com⟧]}
"""),
    ),
    prefer=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
    - {Field: eventSource, NotEquals: [kms.amazonaws.com]}
"""),
    ),
)
