"""Comments that say why a finding is no problem here: `# ruleforge: ignore[limit/keys] the reason, until 2027-03-31`.

Behind a value the comment is about its line, on a line of its own about the next line that holds something, and before
the first member about the whole file. Where that line opens a block (`queryString: |-`), it is about the whole block,
in which there can be no comment. The reason is mandatory; with `until` the finding comes back after that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruleforge.catalog.yaml_nodes import Document, Path
from ruleforge.diagnostics import Finding, Severity, SourceText, Span

__all__ = ["Ignore", "read_ignores", "without_ignored"]

_COMMENT = re.compile(r"#\s*ruleforge:\s*ignore\[([^\]\n]*)\]([^\n]*)")
_UNTIL = re.compile(r"[,;]?\s*\buntil\s+(\d{4}-\d{2}-\d{2})\s*$")
_OPENS_BLOCK = re.compile(r"[|>][-+0-9]{0,2}\s*(?:#.*)?$")
_LEAST_REASON = 3


@dataclass(slots=True)
class Ignore:
    """One comment. `lines` are those it is about, None for the whole file; `used` is set once it is about a finding."""

    ids: tuple[str, ...]
    lines: range | None
    span: Span
    reason: str
    until: date | None
    used: bool = False

    def covers(self, finding: Finding, line: int) -> bool:
        """Whether the comment is about a finding on a line."""
        return finding.check in self.ids and (self.lines is None or line in self.lines)


def read_ignores(document: Document, known: frozenset[str]) -> tuple[list[Ignore], list[Finding]]:
    """The comments in a rule file, and what is wrong with them."""
    source = document.source
    ignores: list[Ignore] = []
    problems: list[Finding] = []
    for match in _comments(document):
        span = Span(match.start(), match.end())
        ids = tuple(part.strip() for part in match[1].split(",") if part.strip())
        rest = match[2].strip()
        until, wrong = _until(rest)
        reason = _UNTIL.sub("", rest).strip(" ,;:-")
        found = []
        if wrong:
            found.append(("ignore/until", f"{wrong} is no date"))
        if not ids:
            found.append(("ignore/check", "no check is named"))
        found += [("ignore/check", f"there is no check {name}") for name in ids if name not in known]
        if len(reason) < _LEAST_REASON:
            found.append(("ignore/reason", "the reason is missing"))
        help_ = "write # ruleforge: ignore[family/name] why it is no problem here"
        problems += [Finding(check, message, help=help_, source=source, span=span) for check, message in found]
        if not found:
            ignores.append(Ignore(ids, _lines(source, match.start()), span, reason, until))
    return ignores, problems


def _comments(document: Document) -> Iterator[re.Match[str]]:
    """What is a comment to YAML, and no part of a value that only looks like one."""
    values = [_inside(document, path) for path in _texts(document.data, ())]
    for match in _COMMENT.finditer(document.source.text):
        if not any(span.start <= match.start() < span.end for span in values):
            yield match


def _texts(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))
    elif isinstance(value, str) and "ruleforge:" in value:
        yield path


def _inside(document: Document, path: Path) -> Span:
    """Where a text stands; of a block without its header, behind which there may be a comment."""
    span = document.span(path)
    if document.styles.get(path) not in ("|", ">"):
        return span
    start = document.source.text.find("\n", span.start, span.end)
    return Span(span.end if start < 0 else start, span.end)


def _until(rest: str) -> tuple[date | None, str]:
    match = _UNTIL.search(rest)
    if match is None:
        return None, ""
    try:
        return date.fromisoformat(match[1]), ""
    except ValueError:
        return None, match[1]


def _lines(source: SourceText, offset: int) -> range | None:
    """The lines that a comment is about, counted from 1."""
    number, column = source.position(offset)
    lines = source.text.split("\n")
    if lines[number - 1][: column - 1].strip():
        return _with_block(lines, number)
    if all(not line.strip() or line.lstrip().startswith("#") for line in lines[: number - 1]):
        return None
    for following in range(number + 1, len(lines) + 1):
        text = lines[following - 1].strip()
        if text and not text.startswith("#"):
            return _with_block(lines, following)
    return range(number, number + 1)


def _with_block(lines: list[str], number: int) -> range:
    """A line, with those of the block that it opens."""
    opening = lines[number - 1]
    end = number + 1
    if _OPENS_BLOCK.search(opening):
        while end <= len(lines) and (not lines[end - 1].strip() or _depth(lines[end - 1]) > _depth(opening)):
            end += 1
    return range(number, end)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def without_ignored(
    document: Document,
    findings: Iterable[Finding],
    known: frozenset[str],
    today: date,
    *,
    off: frozenset[str] = frozenset(),
) -> tuple[list[Finding], list[Finding]]:
    """The findings of a file that nobody said away, with what there is to say about the comments; and those ignored.

    `off` are checks that did not run: a comment about nothing else is not unused.
    """
    source = document.source
    ignores, told = read_ignores(document, known)
    ignored: list[Finding] = []
    for finding in findings:
        line = source.position(finding.span.start)[0] if finding.span is not None else 0
        covering = [ignore for ignore in ignores if ignore.covers(finding, line)]
        in_force = [ignore for ignore in covering if ignore.until is None or today <= ignore.until]
        for ignore in covering:
            ignore.used = True
        (ignored if in_force else told).append(finding)
    for ignore in ignores:
        if not ignore.used and off.issuperset(ignore.ids):
            continue
        if not ignore.used:
            message = f"nothing is ignored here: {', '.join(ignore.ids)} finds nothing"
            told.append(Finding("ignore/unused", message, Severity.WARNING, source=source, span=ignore.span))
        elif ignore.until is not None and today > ignore.until:
            message = f"this was to be ignored until {ignore.until}"
            told.append(Finding("ignore/expired", message, Severity.WARNING, source=source, span=ignore.span))
    return told, ignored
