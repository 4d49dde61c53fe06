"""Reading values: quoted and bare text, numbers, and regular expressions between percent signs."""

from __future__ import annotations

import re
from typing import NoReturn

from ruleforge.diagnostics import Span
from ruleforge.languages.filter_pattern.regex_syntax import parse_regex
from ruleforge.languages.filter_pattern.scanner import BLANKS, SYNTAX, Scanner
from ruleforge.languages.filter_pattern.tree import NumberValue, RegexValue, TextValue, Value

__all__ = ["parse_regex_value", "parse_value"]

_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_NUMBER_LIKE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_BARE = re.compile(r"[A-Za-z0-9_.*+-]")
_TYPOGRAPHIC = "‘’‚‛“”„‟`´"


def parse_regex_value(scanner: Scanner) -> RegexValue:
    """A regular expression between percent signs; the cursor stands on the first."""
    start = scanner.position
    closing = scanner.text.find("%", start + 1, scanner.end)
    if closing < 0:
        scanner.refuse(
            "unclosed-regex",
            Span(start, start + 1),
            "this % opens a regular expression that is never closed",
            help="close it with %, or write a literal percent sign as \\x25 inside an expression",
        )
    scanner.position = closing + 1
    regex = parse_regex(scanner, Span(start + 1, closing))
    return RegexValue(regex, Span(start, closing + 1))


def parse_value(scanner: Scanner, stops: str) -> Value:
    """A quoted or bare value, a number or an expression; a bare one ends at a blank or at one of the stops."""
    head = scanner.peek()
    if head == '"':
        value = scanner.quoted()
        if not scanner.done() and scanner.peek() not in BLANKS and scanner.peek() not in stops:
            span = scanner.word_span(stops)
            scanner.refuse(
                "after-quote", span, "text right after a closing quote", help='write a quote inside a value as \\"'
            )
        return value
    if head == "%":
        return parse_regex_value(scanner)
    if head == "'" or (head and head in _TYPOGRAPHIC):
        _refuse_quote(scanner, head)
    return _bare(scanner, stops)


def _refuse_quote(scanner: Scanner, head: str) -> NoReturn:
    start = scanner.position
    closing = next(
        (
            i
            for i in range(start + 1, scanner.end)
            if scanner.text[i] == head or (head != "'" and scanner.text[i] in _TYPOGRAPHIC)
        ),
        -1,
    )
    inner = scanner.text[start + 1 : closing] if closing > 0 else ""
    what = "single quotes do not quote here" if head == "'" else "typographic quotes do not quote here"
    span = Span(start, closing + 1 if closing > 0 else start + 1)
    if closing > 0:
        scanner.position = closing + 1
    scanner.refuse("quotes", span, what, help=f'write "{inner}"' if inner else 'use double quotes: "…"')


def _plain_number(text: str) -> str:
    """An oddly spelled number as AWS documents numbers."""
    sign = text[0] if text[0] in "+-" else ""
    whole, dot, rest = text.removeprefix(sign).lower().partition(".")
    digits, e, exponent = (rest if dot else whole).partition("e")
    whole = (whole if dot else digits).lstrip("0") or "0"
    fraction = f".{digits}" if dot and digits else ""
    return f"{sign}{whole}{fraction}{e}{exponent}"


def _bare(scanner: Scanner, stops: str) -> Value:
    span = scanner.word_span(stops)
    text = scanner.text[span.start : span.end]
    if not text or text[0] in stops or text[0] in BLANKS:
        scanner.refuse("value", span, "a value is missing here", help='compare with "text", a number or %regex%')
    scanner.position = span.end
    bad = next((i for i, character in enumerate(text) if not _BARE.match(character)), None)
    if bad is not None:
        place = Span(span.start + bad, span.start + bad + 1)
        scanner.refuse(
            "bare-value",
            place,
            f"{text[bad]!r} in a value without quotes",
            because=f"{SYNTAX}: a bare value holds letters, digits and _ . - + *; AWS documents no others",
            help=f'quote the value: "{text}"' if text[0] != "$" else "two fields cannot be compared with each other",
        )
    if _NUMBER.fullmatch(text):
        return NumberValue(text, span)
    if _NUMBER_LIKE.fullmatch(text):
        scanner.refuse(
            "number",
            span,
            f"{text} is no number that AWS documents",
            because=f"{SYNTAX}: integers, decimals, a leading sign, and exponents such as 1e3, 1e+3, 1e-3",
            help=f'write {_plain_number(text)}, or quote it to compare text: "{text}"',
        )
    if text.lower() == "null":
        scanner.refuse("null", span, f"{text} is no value", help='ask IS NULL, or quote it for the text: "null"')
    return TextValue(text, False, span)
