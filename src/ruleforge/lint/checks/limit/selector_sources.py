"""Several event sources in a selector for network activity."""

from __future__ import annotations

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example
from ruleforge.model import Kind

__all__ = ["CHECK"]

CHECK = Check(
    id="limit/selector-sources",
    severity=Severity.ERROR,
    summary="A selector for network activity with several event sources.",
    why=("A selector for network activity events is about one event source; several services take several selectors."),
    reading=True,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.matrix.network",),
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [NetworkActivity]}
    - {Field: eventSource, Equals: ⟦[s3.amazonaws.com, kms.amazonaws.com]⟧}
"""),
    ),
    prefer=(
        Example("""\
kind: event-selector
spec:
  Name: Objects of the training data
  FieldSelectors:
    - {Field: eventCategory, Equals: [NetworkActivity]}
    - {Field: eventSource, Equals: [s3.amazonaws.com]}
"""),
    ),
)
