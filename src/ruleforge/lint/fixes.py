"""Mending what checks find: their edits put into the texts, without any of two that touch the same place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from ruleforge.diagnostics import Edit, Finding, SourceText

__all__ = ["Mended", "mend", "mended_diff"]


@dataclass(frozen=True, slots=True)
class Mended:
    """A text before and after; `fixed` are the findings that are mended in it."""

    source: SourceText
    text: str
    fixed: tuple[Finding, ...]


def mend(findings: Iterable[Finding], *, unsafe: bool = False) -> list[Mended]:
    """The texts of findings with what can be mended mended, in the order of their names.

    A fix goes in whole or not at all. Of two that touch the same place the first in the text wins; linting once more
    finds the other.
    """
    by_text: dict[str, tuple[SourceText, list[Finding]]] = {}
    for finding in findings:
        if finding.source is not None and finding.fix is not None and (finding.fix.safe or unsafe):
            by_text.setdefault(finding.source.name, (finding.source, []))[1].append(finding)
    return [_mended(source, listed) for _, (source, listed) in sorted(by_text.items())]


def _mended(source: SourceText, findings: list[Finding]) -> Mended:
    taken: list[Edit] = []
    fixed: list[Finding] = []
    for finding in findings:
        edits = finding.fix.edits if finding.fix is not None else ()
        if not any(_touch(edit, other) for edit in edits for other in taken):
            taken += edits
            fixed.append(finding)
    text = source.text
    for edit in sorted(taken, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return Mended(source, text, tuple(fixed))


def _touch(edit: Edit, other: Edit) -> bool:
    return edit.span.start <= other.span.end and other.span.start <= edit.span.end


def mended_diff(mended: Mended) -> str:
    """What mending changes, as a unified diff."""
    before, after = mended.source.text.splitlines(keepends=True), mended.text.splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, mended.source.name, f"{mended.source.name} (mended)"))
