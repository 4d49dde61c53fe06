"""Mending what checks find: their edits put into the texts, without any of two that touch the same place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ruleforge.diagnostics import Edit, Finding, SourceText
from ruleforge.errors import UsageError
from ruleforge.lint.edits import applied

__all__ = ["Mended", "mend", "mended_diff", "write_mended"]


@dataclass(frozen=True, slots=True)
class Mended:
    """A text before and after; `fixed` are the findings that are mended in it, `new_files` what is made besides."""

    source: SourceText
    text: str
    fixed: tuple[Finding, ...]
    new_files: tuple[tuple[Path, str], ...] = ()


def mend(findings: Iterable[Finding], *, unsafe: bool = False) -> list[Mended]:
    """The texts of findings with what can be mended mended, in the order of their names.

    A fix goes in whole or not at all. Of two that touch the same place, or make the same file, the first wins; linting
    once more finds the other.
    """
    by_text: dict[str, tuple[SourceText, list[Finding]]] = {}
    for finding in findings:
        if finding.source is not None and finding.fix is not None and (finding.fix.safe or unsafe):
            by_text.setdefault(finding.source.name, (finding.source, []))[1].append(finding)
    made: dict[Path, str] = {}
    return [_mended(source, listed, made) for _, (source, listed) in sorted(by_text.items())]


def _mended(source: SourceText, findings: list[Finding], made: dict[Path, str]) -> Mended:
    """`made` are the new files so far, of other texts too; those of this text are added."""
    taken: list[Edit] = []
    fixed: list[Finding] = []
    before = len(made)
    for finding in findings:
        if finding.fix is None:
            continue
        files = {Path(source.name).with_name(name): text for name, text in finding.fix.new_files}
        if files.keys() & made.keys() or any(_touch(edit, other) for edit in finding.fix.edits for other in taken):
            continue
        taken += finding.fix.edits
        fixed.append(finding)
        made |= files
    return Mended(source, applied(source.text, taken), tuple(fixed), tuple(made.items())[before:])


def _touch(edit: Edit, other: Edit) -> bool:
    return edit.span.start <= other.span.end and other.span.start <= edit.span.end


def mended_diff(mended: Mended) -> str:
    """What mending changes, as a unified diff."""
    name = mended.source.name
    parts = [*difflib.unified_diff(_lines(mended.source.text), _lines(mended.text), name, f"{name} (mended)")]
    for path, text in mended.new_files:
        parts += difflib.unified_diff([], _lines(text), "/dev/null", f"{path} (new)")
    return "".join(part if part.endswith("\n") else f"{part}\n\\ No newline at end of file\n" for part in parts)


def _lines(text: str) -> list[str]:
    """The lines of a text with their line feeds; nothing else ends a line of YAML."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def write_mended(mended: Mended, write: Callable[[Path, str], None]) -> None:
    """Writes a mended text and the files that it makes, all or none; `write` writes one file whole or not at all.

    Raises UsageError where a new file is there already, and where `write` does.
    """
    made: list[Path] = []
    try:
        for path, text in mended.new_files:
            if path.exists():
                raise UsageError([Finding("usage/output", f"{path} is there already")])
            write(path, text)
            made.append(path)
        write(Path(mended.source.name), mended.text)
    except UsageError:
        for path in made:
            path.unlink(missing_ok=True)
        raise
