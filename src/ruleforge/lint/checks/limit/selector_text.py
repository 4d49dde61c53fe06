"""Values of selectors that are no text."""

from __future__ import annotations

from ruleforge.catalog.yaml_nodes import Document
from ruleforge.diagnostics import Finding, Fix, Severity
from ruleforge.lint.check import Check, Example
from ruleforge.lint.edits import replaced
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _mend(finding: Finding, document: Document, _: CatalogSubject) -> Fix | None:
    """The same value in quotes: CloudTrail compares texts, so that nothing else can be meant."""
    path = ("spec", *finding.path)
    span = document.span(path)
    edit = replaced(document, path, f'"{document.source.text[span.start : span.end]}"')
    return None if edit is None else Fix("put it in quotes", (edit,), safe=True)


CHECK = Check(
    id="limit/selector-text",
    severity=Severity.ERROR,
    summary="A truth value or a number where an event selector takes text.",
    why=(
        "All values of a selector are text, also those of readOnly, which are the words true and false."
        " PutEventSelectors refuses a truth value, and YAML makes one of every true without quotes."
    ),
    reading=True,
    mend=_mend,
    kinds=frozenset({Kind.EVENT_SELECTOR}),
    limits=("sel.read_only",),
    fix="safe",
    avoid=(
        Example("""\
kind: event-selector
spec:
  Name: Writes
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
    - {Field: readOnly, Equals: [⟦false⟧]}
"""),
    ),
    prefer=(
        Example("""\
kind: event-selector
spec:
  Name: Writes
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
    - {Field: readOnly, Equals: ["false"]}
"""),
    ),
)
