"""What the families of filter patterns share: a cursor, quoted text, refusals and notes.

A refusal is raised where parsing cannot go on and is caught where it can again, so that one reading of a pattern
collects every problem in it.
"""

from __future__ import annotations

from typing import NoReturn

from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.languages.filter_pattern.tree import TextValue
from ruleforge.predicate.choices import choice

__all__ = ["BLANKS", "SYNTAX", "Refusal", "Scanner"]

BLANKS = " \t\r\n"
SYNTAX = "CloudWatch Logs, filter pattern syntax"


class Refusal(Exception):  # noqa: N818 - control flow between the parser's own parts, never seen outside
    """Parsing cannot go on from here."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Scanner:
    """A cursor over a pattern's text that collects problems and notes."""

    def __init__(self, source: SourceText, start: int, end: int) -> None:
        self.source = source
        self.text = source.text
        self.position = start
        self.end = end
        self.problems: list[Finding] = []
        self.notes: list[Finding] = []

    def peek(self, length: int = 1) -> str:
        """The next characters, fewer at the end."""
        return self.text[self.position : min(self.position + length, self.end)]

    def at(self, text: str) -> bool:
        """Whether the given text stands next."""
        return self.text.startswith(text, self.position, self.end)

    def take(self, text: str) -> bool:
        """Steps over the given text if it stands next."""
        found = self.at(text)
        if found:
            self.position += len(text)
        return found

    def done(self) -> bool:
        """Whether nothing is left."""
        return self.position >= self.end

    def skip_blanks(self) -> None:
        """Steps over whitespace."""
        while self.position < self.end and self.text[self.position] in BLANKS:
            self.position += 1

    def word_span(self, stops: str = "") -> Span:
        """The span of what a person would call the next word: up to a blank or one of the stops, never empty."""
        end = self.position
        while end < self.end and self.text[end] not in BLANKS and self.text[end] not in stops:
            end += 1
        return Span(self.position, max(end, min(self.position + 1, len(self.text))))

    def finding(self, check: str, span: Span, message: str, *, because: str = "", help: str = "") -> Finding:  # noqa: A002
        """A problem of the pattern at a span; the id is in the family `pattern` where it does not name one."""
        identifier = check if "/" in check else f"pattern/{check}"
        return Finding(identifier, message, Severity.ERROR, because or SYNTAX, help, self.source, span)

    def refuse(self, check: str, span: Span, message: str, *, because: str = "", help: str = "") -> NoReturn:  # noqa: A002
        """Stops parsing here with a problem."""
        raise Refusal(self.finding(check, span, message, because=because, help=help))

    def note(self, choice_id: str, span: Span) -> None:
        """Records that the reading rests on a question AWS leaves open."""
        item = choice(choice_id)
        message = f"AWS does not document {item.question}; we chose: {item.chosen}"
        self.notes.append(Finding(f"choice/{choice_id}", message, Severity.NOTE, source=self.source, span=span))

    def quoted(self, *, allow_empty: bool = True) -> TextValue:
        """A value in double quotes, `\\"` and `\\\\` decoded; the cursor stands on the opening quote."""
        start = self.position
        self.position += 1
        characters: list[str] = []
        while not self.done():
            character = self.text[self.position]
            following = self.text[self.position + 1 : self.position + 2] if self.position + 1 < self.end else ""
            if character == '"':
                self.position += 1
                value = TextValue("".join(characters), True, Span(start, self.position))
                if not value.text and not allow_empty:
                    self.refuse(
                        "empty-term", value.span, "there is nothing between the quotes", help='write a term, or drop ""'
                    )
                return value
            if character == "\\" and following in ('"', "\\"):
                characters.append(following)
                self.position += 2
                continue
            if character == "\\":
                self.note("quoted-backslash", Span(self.position, min(self.position + 2, self.end)))
            characters.append(character)
            self.position += 1
        self.refuse("unclosed-quote", Span(start, start + 1), "this quote is never closed", help='close it with "')
