"""Resource types and event sources that AWS does not list."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-unknown-value",
    severity=Severity.WARNING,
    summary="A resource type, or an event source of network activity, that is in no list of AWS that we know.",
    why=(
        "A misspelt resource type is taken by CloudTrail and records nothing. Our list is of April 2026, and new"
        " types come every month, so that this is a warning."
    ),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.resource_types", "sel.resource_types.mantle", "sel.network.sources"),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: [⟦"AWS::Bedrock::Agent"⟧]}
"""),
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [NetworkActivity]}
    - {Field: eventSource, Equals: [⟦s3.aws.com⟧]}
"""),
    ),
    prefer=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
"""),
    ),
)
