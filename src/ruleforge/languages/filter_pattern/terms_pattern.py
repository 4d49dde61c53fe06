"""Reading terms: words and quoted phrases over the raw message, `?` for optional and `-` for excluded ones."""

from __future__ import annotations

import re

from ruleforge.diagnostics import Span
from ruleforge.languages.filter_pattern.scanner import BLANKS, SYNTAX, Refusal, Scanner
from ruleforge.languages.filter_pattern.tree import Term, TermsPattern

__all__ = ["parse_terms_pattern"]

_QUOTES = "'‘’“”„`"
_WORD = re.compile(r"[A-Za-z0-9_]+")
_RULE = f"{SYNTAX}: a term with anything but letters, digits and underscores stands in double quotes"


def parse_terms_pattern(scanner: Scanner) -> TermsPattern | None:
    """The terms, or None where there was a problem; problems stay with the scanner."""
    start = scanner.position
    terms: list[Term] = []
    while True:
        scanner.skip_blanks()
        if scanner.done():
            break
        try:
            terms.append(_term(scanner))
        except Refusal as refusal:
            scanner.problems.append(refusal.finding)
            scanner.position = max(scanner.position, scanner.word_span().end if not scanner.done() else scanner.end)
    return None if scanner.problems else TermsPattern(tuple(terms), Span(start, scanner.end))


def _term(scanner: Scanner) -> Term:
    start = scanner.position
    sign = scanner.peek() if scanner.peek() in ("?", "-") else ""
    scanner.position += len(sign)
    if scanner.done() or scanner.peek() in BLANKS:
        what = "optional" if sign == "?" else "excluded"
        scanner.refuse(
            "term",
            Span(start, start + 1),
            f"{sign} stands alone",
            because=f"{SYNTAX}: {sign} is attached to the {what} term",
            help=f"remove the blank after {sign}"
            if scanner.text[scanner.position : scanner.end].strip()
            else "write a term after it, or quote it",
        )
    if scanner.peek() == '"':
        value = scanner.quoted(allow_empty=False)
        if not scanner.done() and scanner.peek() not in BLANKS:
            scanner.refuse(
                "after-quote",
                Span(scanner.position, scanner.position + 1),
                "text right after a closing quote",
                because=f"{SYNTAX}: a quoted term ends at a blank",
                help='put a blank between, or write the quote as \\"',
            )
        return Term(sign, value.text, Span(start, scanner.position))
    span = scanner.word_span()
    word = scanner.text[span.start : span.end]
    found = _WORD.match(word)
    if found is None or found.end() < len(word):
        _refuse_word(scanner, sign, span, word, found.end() if found else 0)
    scanner.position = span.end
    return Term(sign, word, Span(start, span.end))


def _refuse_quotes(scanner: Scanner, sign: str, place: Span) -> None:
    """A phrase in quotes of another kind, told as one problem."""
    opening = place.start
    closing = next((i for i in range(opening + 1, scanner.end) if scanner.text[i] in _QUOTES), scanner.end)
    inner = scanner.text[opening + 1 : closing]
    scanner.position = min(closing + 1, scanner.end)
    what = f"{scanner.text[opening]} does not quote here"
    scanner.refuse("quotes", place, what, because=_RULE, help=f'use double quotes: {sign}"{inner}"')


def _refuse_word(scanner: Scanner, sign: str, span: Span, word: str, bad: int) -> None:
    scanner.position = span.end
    place = Span(span.start + bad, span.start + bad + 1)
    if word[bad] == "%":
        scanner.refuse(
            "term",
            place,
            "% inside a pattern of terms",
            because=f"{SYNTAX}: a regular expression is the whole pattern, from % to %; it does not mix with terms",
            help=f'quote the term: {sign}"{word}", or make the whole pattern one %expression%',
        )
    if bad == 0 and word[0] in _QUOTES:
        _refuse_quotes(scanner, sign, place)
    if word in ("|", "||"):
        message, help_ = f"{word} does not join terms", "for either of two terms write ?ERROR ?WARN"
        scanner.refuse("term", span, message, because=_RULE, help=help_)
    if word[0] == "!" and _WORD.fullmatch(word[1:]):
        scanner.refuse("term", place, "! does not exclude a term", because=_RULE, help=f"write -{word[1:]}")
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    scanner.refuse(
        "term",
        place,
        f"{word[bad]!r} in a term without quotes",
        because=_RULE,
        help=f'quote the whole term: {sign}"{escaped}"',
    )
