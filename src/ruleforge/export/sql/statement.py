"""A statement with what there is to know about it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from ruleforge.diagnostics import Finding

__all__ = ["Statement", "commented"]

_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of SQL: `name` is what a file of it may be called, `text` ends without a semicolon.

    `notes` say where the engine reads a record more loosely than AWS, and what the statement leaves out; the text has
    them as comments too.
    """

    name: str
    text: str
    notes: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The statement as JSON data."""
        return {"name": self.name, "text": self.text, "notes": [note.to_dict() for note in self.notes]}


def commented(lines: Iterable[str], notes: Iterable[Finding], body: str) -> str:
    """A statement under comments: what it is, and its notes."""
    told = [*lines, *(f"Note: {note.message}" + (f" ({note.because})" if note.because else "") for note in notes)]
    comments = [
        f"-- {part}"
        for line in told
        for part in textwrap.wrap(line, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    ]
    return "\n".join([*comments, body])
