"""Holding an artifact against AWS: its body goes to our languages, and what they find goes to its place in the file.

What is not known makes no error. A finding at such a value, or right around it, is set aside; one that rests on it is
told by taking other things in its place, and stays only if it is found with each that fits there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from ruleforge.catalog.kinds import KINDS
from ruleforge.catalog.kinds.entry import placed
from ruleforge.catalog.yaml_nodes import Path
from ruleforge.diagnostics import Finding, Severity, Span
from ruleforge.errors import RuleforgeError
from ruleforge.foreign.artifact import Artifact, Body, lay_out
from ruleforge.foreign.shapes import ArtifactKind
from ruleforge.foreign.shaping import not_checked
from ruleforge.languages.alarm import Alarm
from ruleforge.languages.event_selector import EventSelectors

__all__ = ["check_artifact"]

_SPEC: Path = ("spec",)
_Key: TypeAlias = tuple[str, int | None]
_FILLINGS = ("1", "x", "", '$.x = "1"')
"""What may stand where something is not known: a number, a word, nothing, a condition."""
_SOURCES = re.compile(r"\s*SOURCE\s+[^|]*\|\s*", re.IGNORECASE)


def check_artifact(artifact: Artifact) -> list[Finding]:
    """Everything for which AWS refuses the artifact, with warnings, and notes on what was not looked at."""
    first = _findings(artifact, _document(artifact))
    found = [
        finding
        for finding in first
        if not _is_within(finding, artifact.doubtful) and finding.span not in artifact.around
    ]
    if found and artifact.doubtful:
        known = {_key(finding) for finding in first}
        for other in _alternatives(artifact):
            again = _findings(artifact, other)
            if not any(_is_unfit(artifact, finding, known) for finding in again):
                keys = {_key(finding) for finding in again}
                found = [finding for finding in found if _key(finding) in keys]
    return [*artifact.problems, *found, *artifact.notes]


def _document(artifact: Artifact, filling: str | None = None, *, without_unknown: bool = False) -> Body:
    """The body under `spec`, where rules have it."""
    body = lay_out(artifact, filling, without_unknown=without_unknown, at=_SPEC)
    return replace(body, data={"spec": body.data})


def _alternatives(artifact: Artifact) -> Iterator[Body]:
    yield _document(artifact, without_unknown=True)
    for filling in _FILLINGS:
        yield _document(artifact, filling)


def _key(finding: Finding) -> _Key:
    return finding.check, None if finding.span is None else finding.span.start


def _is_unfit(artifact: Artifact, finding: Finding, known: set[_Key]) -> bool:
    """Whether an error shows that something does not fit where it was put; such an error may hide others."""
    if finding.severity is not Severity.ERROR:
        return False
    return _key(finding) not in known or _is_within(finding, artifact.gaps)


def _is_within(finding: Finding, places: Sequence[Span]) -> bool:
    """Whether a finding stands at one of some places, which are in order and apart from each other."""
    span = finding.span
    index = -1 if span is None else bisect_right(places, span.start, key=lambda place: place.start) - 1
    return span is not None and index >= 0 and span.end <= places[index].end


def _findings(artifact: Artifact, document: Body) -> list[Finding]:
    return list(_CHECKS[artifact.kind](document))


def _rule(kind: str) -> Callable[[Body], Iterator[Finding]]:
    """What the catalogue checks of a rule of that kind."""

    def check(document: Body) -> Iterator[Finding]:
        yield from KINDS[kind].check(document, document.data)

    return check


def _alarm(document: Body) -> Iterator[Finding]:
    try:
        findings: Iterable[Finding] = Alarm.parse(document.data["spec"]).notes
    except RuleforgeError as error:
        others = [finding for finding in error.findings if finding.check == "alarm/unsupported"]
        # An alarm of another sort has other members, of which nothing is known here.
        findings = [replace(finding, severity=Severity.NOTE) for finding in others] or error.findings
    yield from placed(document, _SPEC, findings)


def _selectors(target: str) -> Callable[[Body], Iterator[Finding]]:
    def check(document: Body) -> Iterator[Finding]:
        spec = document.data["spec"]
        if "AdvancedEventSelectors" not in spec:
            if spec.get("EventSelectors"):
                span = document.span((*_SPEC, "EventSelectors"))
                yield not_checked("EventSelectors", "only advanced event selectors are read", span).at(
                    document.source, span
                )
            return
        try:
            findings: Iterable[Finding] = EventSelectors.parse(spec["AdvancedEventSelectors"], target).notes
        except RuleforgeError as error:
            findings = error.findings
        yield from placed(document, (*_SPEC, "AdvancedEventSelectors"), findings)

    return check


def _query(document: Body) -> Iterator[Finding]:
    spec = document.data["spec"]
    text = spec.get("queryString")
    if text is None:
        return
    path: Path = (*_SPEC, "queryString")
    language = spec.get("queryLanguage", "CWLI")
    if language == "SQL":
        yield from _sql(document, path, text)
        return
    span = document.span((*_SPEC, "queryLanguage") if "queryLanguage" in spec else path)
    yield not_checked("the query", f"its language is {language}, and only SQL is read", span).at(document.source, span)


def _sql(document: Body, path: Path, text: str, start: int = 0) -> Iterator[Finding]:
    # Whoever has no query goes without the parser, which takes longer to import than all else.
    from ruleforge.languages.logs_sql import LogsQuery

    try:
        findings: Iterable[Finding] = LogsQuery.parse(text[start:]).notes
    except RuleforgeError as error:
        findings = error.findings
    shifted = (
        finding if (span := finding.span) is None else replace(finding, span=Span(span.start + start, span.end + start))
        for finding in findings
    )
    yield from document.placed(path, text, shifted)


def _dashboard(document: Body) -> Iterator[Finding]:
    """The queries in SQL of its log widgets."""
    body = document.data["spec"].get("DashboardBody")
    widgets = body.get("widgets") if isinstance(body, dict) else None
    for index, widget in enumerate(widgets if isinstance(widgets, list) else ()):
        properties = widget.get("properties") if isinstance(widget, dict) else None
        if not isinstance(properties, dict) or properties.get("queryLanguage") != "SQL":
            continue
        text = properties.get("query")
        if isinstance(text, str):
            start = 0
            while (source := _SOURCES.match(text, start)) is not None:
                start = source.end()
            yield from _sql(document, (*_SPEC, "DashboardBody", "widgets", index, "properties", "query"), text, start)


_CHECKS: dict[ArtifactKind, Callable[[Body], Iterator[Finding]]] = {
    ArtifactKind.ALARM: _alarm,
    ArtifactKind.CONTRIBUTOR_INSIGHTS: _rule("contributor-insights"),
    ArtifactKind.DASHBOARD: _dashboard,
    ArtifactKind.EVENT_DATA_STORE: _selectors("eds"),
    ArtifactKind.METRIC_FILTER: _rule("metric-filter"),
    ArtifactKind.QUERY: _query,
    ArtifactKind.SUBSCRIPTION_FILTER: _rule("subscription-filter"),
    ArtifactKind.TRAIL: _selectors("trail"),
}
