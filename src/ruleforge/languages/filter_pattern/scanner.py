"""What the families of filter patterns share: a cursor, quoted text, regular expressions, numbers, and refusals.

A refusal is raised where parsing cannot go on and is caught where it can again, so that one reading of a pattern
collects every problem in it.
"""

from __future__ import annotations

import re
from typing import NoReturn

from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.languages.filter_pattern.regex_syntax import parse_regex
from ruleforge.languages.filter_pattern.tree import NumberValue, RegexValue, TextValue, Value
from ruleforge.predicate.choices import choice

__all__ = ["BLANKS", "SYNTAX", "Refusal", "Scanner"]

BLANKS = " \t\r\n"
SYNTAX = "CloudWatch Logs, filter pattern syntax"

_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_NUMBER_LIKE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]*)?")
_BARE = re.compile(r"[A-Za-z0-9_.*+-]")
_TYPOGRAPHIC = "‘’‚‛“”„‟`´"


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
        """A problem of the pattern at a span."""
        return Finding(f"pattern/{check}", message, Severity.ERROR, because or SYNTAX, help, self.source, span)

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

    def regex(self) -> RegexValue:
        """A regular expression between percent signs; the cursor stands on the first."""
        start = self.position
        closing = self.text.find("%", start + 1, self.end)
        if closing < 0:
            self.refuse(
                "unclosed-regex",
                Span(start, start + 1),
                "this % opens a regular expression that is never closed",
                help="close it with %, or write a literal percent sign as \\x25 inside an expression",
            )
        self.position = closing + 1
        regex = parse_regex(self, Span(start + 1, closing))
        return RegexValue(regex, Span(start, closing + 1))

    def value(self, stops: str) -> Value:
        """A quoted or bare value, a number or an expression; a bare one ends at a blank or at one of the stops."""
        head = self.peek()
        if head == '"':
            value = self.quoted()
            if not self.done() and self.peek() not in BLANKS and self.peek() not in stops:
                span = self.word_span(stops)
                self.refuse(
                    "after-quote", span, "text right after a closing quote", help='write a quote inside a value as \\"'
                )
            return value
        if head == "%":
            return self.regex()
        if head == "'" or (head and head in _TYPOGRAPHIC):
            self._refuse_quote(head)
        return self._bare(stops)

    def _refuse_quote(self, head: str) -> NoReturn:
        start = self.position
        closing = next(
            (
                i
                for i in range(start + 1, self.end)
                if self.text[i] == head or (head != "'" and self.text[i] in _TYPOGRAPHIC)
            ),
            -1,
        )
        inner = self.text[start + 1 : closing] if closing > 0 else ""
        what = "single quotes do not quote here" if head == "'" else "typographic quotes do not quote here"
        span = Span(start, closing + 1 if closing > 0 else start + 1)
        if closing > 0:
            self.position = closing + 1
        self.refuse("quotes", span, what, help=f'write "{inner}"' if inner else 'use double quotes: "…"')

    def _bare(self, stops: str) -> Value:
        span = self.word_span(stops)
        text = self.text[span.start : span.end]
        if not text or text[0] in stops or text[0] in BLANKS:
            self.refuse("value", span, "a value is missing here", help='compare with "text", a number or %regex%')
        self.position = span.end
        bad = next((i for i, character in enumerate(text) if not _BARE.match(character)), None)
        if bad is not None:
            place = Span(span.start + bad, span.start + bad + 1)
            self.refuse(
                "bare-value",
                place,
                f"{text[bad]!r} in a value without quotes",
                because=f"{SYNTAX}: a bare value holds letters, digits and _ . - + *; AWS documents no others",
                help=f'quote the value: "{text}"',
            )
        if _NUMBER.fullmatch(text):
            return NumberValue(text, span)
        if _NUMBER_LIKE.fullmatch(text):
            self.refuse(
                "number",
                span,
                f"{text} is no number that AWS documents",
                because=f"{SYNTAX}: integers, decimals, a leading sign, and exponents such as 1e3, 1e+3, 1e-3",
                help=f'write it as a plain number, or quote it to compare text: "{text}"',
            )
        if text.lower() == "null":
            self.refuse("null", span, f"{text} is no value", help='ask IS NULL, or quote it for the text: "null"')
        return TextValue(text, False, span)
