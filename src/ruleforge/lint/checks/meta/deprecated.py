"""Rules that are to go, and that others still lean on."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import CatalogSubject
from ruleforge.model import Kind, RuleStatus

__all__ = ["CHECK"]


def _ask(catalog: CatalogSubject) -> Iterator[Problem]:
    going = {subject.rule.id for subject in catalog.subjects if subject.rule.status is RuleStatus.DEPRECATED}
    for subject in catalog.of_kind(Kind.TRAIL):
        if subject.rule.status is RuleStatus.DEPRECATED or subject.trail is None:
            continue
        for index, selector in enumerate(subject.trail.selectors):
            if selector.partition("@")[0] in going:
                message = f"the trail records with {selector}, which is deprecated"
                path = ("spec", "AdvancedEventSelectors", index)
                yield Problem(message, path, rule=subject.rule, help="its description says what takes its place")


CHECK = Check(
    id="meta/deprecated",
    severity=Severity.WARNING,
    summary="A trail that records with a deprecated event selector.",
    why="A deprecated rule will be taken out. The trail that names it is then refused, or records less than before.",
    catalog=_ask,
    avoid=(
        Example(
            """\
kind: event-selector
id: old-selector
status: deprecated
---
kind: trail
id: the-trail
spec:
  TrailName: the-trail
  AdvancedEventSelectors: [⟦old-selector⟧]
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: event-selector
id: new-selector
---
kind: trail
id: the-trail
spec:
  TrailName: the-trail
  AdvancedEventSelectors: [new-selector]
"""
        ),
    ),
)
