"""One shape for every problem that has a place: load problems, syntax errors, notes, and later lint findings.

A `Finding` points with a `Span` into a `SourceText`. Texts nest: a filter pattern stands inside a YAML scalar, so a
parser reports offsets in the pattern and the loader projects them into the file (`ruleforge.catalog.positions`).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

__all__ = [
    "Edit",
    "Finding",
    "Fix",
    "Severity",
    "SourceText",
    "Span",
    "render_finding",
    "render_findings",
    "show_path",
    "sort_findings",
]


class Severity(enum.Enum):
    """How much a finding weighs; only `ERROR` makes a command fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets, `start` to `end`, in one text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span runs forwards from 0, not {self.start}..{self.end}")


@dataclass(frozen=True)
class SourceText:
    """A text with a name for people: a file's path, `<pattern>`, `<stdin>`."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def _line_starts(self) -> list[int]:
        *whole, _ = self.text.split("\n")
        return [0, *accumulate(len(line) + 1 for line in whole)]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1; an offset past the end counts as the end."""
        from bisect import bisect_right

        offset = min(offset, len(self.text))
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line counted from 1, without its line end."""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].rstrip("\r")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A change of a text: the characters of `span` become `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that mends a finding, in the finding's own text.

    A safe one leaves the meaning of the rule as it is; any other has to be looked at. `new_files` are files that it
    makes besides, as name and text, in the folder of the finding's file.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False
    new_files: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for name, _ in self.new_files:
            if not name or name.startswith(".") or "/" in name or "\\" in name:
                raise ValueError(f"a new file has a plain name, not {name!r}")

    def to_dict(self) -> dict[str, object]:
        """The fix as JSON data; offsets count characters of the file from 0."""
        edits = [{"start": edit.span.start, "end": edit.span.end, "text": edit.text} for edit in self.edits]
        data: dict[str, object] = {"title": self.title, "safe": self.safe, "edits": edits}
        if self.new_files:
            data["new_files"] = [{"name": name, "text": text} for name, text in self.new_files]
        return data


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, or a note, with a stable check id and a place.

    `message` says what is wrong in the user's words; `because` is the AWS rule behind it with its number; `help` is
    what to do, and `fix` does it, where it can be done for sure. `source` and `span` are absent for findings about a
    whole run, and for those about a body of data that came without a text; `path` is the place in such a body, as
    member names and indexes.
    """

    check: str
    message: str
    severity: Severity = Severity.ERROR
    because: str = ""
    help: str = ""
    source: SourceText | None = None
    span: Span | None = None
    path: tuple[str | int, ...] = ()
    fix: Fix | None = None

    def at(self, source: SourceText, span: Span | None) -> Finding:
        """The same finding, placed in another text."""
        return replace(self, source=source, span=span)

    @property
    def place(self) -> str:
        """`name:line:column`, or as much of it as is known; of a body without a text, `Filters[1].In[0]`."""
        if self.source is None:
            return show_path(self.path)
        if self.span is None:
            return self.source.name
        line, column = self.source.position(self.span.start)
        return f"{self.source.name}:{line}:{column}"

    def to_dict(self) -> dict[str, object]:
        """The finding as JSON data: the same facts that people are shown."""
        data: dict[str, object] = {"check": self.check, "severity": self.severity.value, "message": self.message}
        if self.because:
            data["because"] = self.because
        if self.help:
            data["help"] = self.help
        if self.source is not None:
            data["file"] = self.source.name
            if self.span is not None:
                data["line"], data["column"] = self.source.position(self.span.start)
                data["end_line"], data["end_column"] = self.source.position(self.span.end)
        elif self.path:
            data["path"] = list(self.path)
        if self.fix is not None:
            data["fix"] = self.fix.to_dict()
        return data


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in the order people read: by file, then by place, then by check id."""

    def key(finding: Finding) -> tuple[object, ...]:
        name = finding.source.name if finding.source else ""
        span = finding.span or Span(0, 0)
        path = tuple((isinstance(step, str), step) for step in finding.path)
        return name, span.start, span.end, path, finding.check, finding.message

    return sorted(findings, key=key)


def show_path(path: tuple[str | int, ...]) -> str:
    """A place in a body of data, as people write it: `[0].FieldSelectors[1].Equals`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def render_finding(finding: Finding) -> str:
    """A finding as people read it: place, check, message, the line with a caret, the AWS rule, the help."""
    place = finding.place
    lines = [f"{place}: " if place else ""]
    lines[0] += f"{finding.severity.value}[{finding.check}]: {finding.message}"
    if finding.source is not None and finding.span is not None:
        lines.extend(_excerpt(finding.source, finding.span))
    if finding.because:
        lines.append(f"   = rule: {finding.because}")
    if finding.help:
        lines.append(f"   = help: {finding.help}")
    return "\n".join(lines)


def render_findings(findings: Iterable[Finding]) -> str:
    """All findings in reading order, one blank line between two."""
    return "\n\n".join(render_finding(finding) for finding in sort_findings(findings))


_EXCERPT_WIDTH = 140


def _excerpt(source: SourceText, span: Span) -> list[str]:
    number, column = source.position(span.start)
    text = source.line(number)
    length = max(1, min(span.end - span.start, len(text) - column + 1))
    start = 0
    if len(text) > _EXCERPT_WIDTH:
        start = max(0, min(column - 1 - _EXCERPT_WIDTH // 3, len(text) - _EXCERPT_WIDTH))
    shown = text[start : start + _EXCERPT_WIDTH]
    lead = "…" if start else ""
    tail = "…" if start + _EXCERPT_WIDTH < len(text) else ""
    length = min(length, len(shown) - (column - 1 - start)) if column - 1 - start < len(shown) else 1
    before = lead + shown[: column - 1 - start]
    padding = "".join("\t" if character == "\t" else " " for character in before)
    gutter = f"{number:>5} | "
    return [f"{gutter}{lead}{_printable(shown)}{tail}", f"{' ' * 5} | {padding}{'^' * max(1, length)}"]


def _printable(text: str) -> str:
    """Text with control characters made visible, so that a log message cannot drive the terminal."""
    return "".join(c if c == "\t" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
