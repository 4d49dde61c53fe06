"""Reading the regular expressions of filter patterns: AWS's small subset, and nothing more.

Allowed are letters, digits, blanks, the signs `: _ # = @ / ; , -`, the operators `^ $ ? [ ] { } | \\ * + .`, classes,
bounded repeats, `\\d \\D \\s \\S \\w \\W` and `\\xHH`. There are no groups, so parentheses are refused; every other
sign is written as `\\xHH`. What AWS does not document is refused, `.*?` apart, which asks the same as `.*` in a
search.
"""

from __future__ import annotations

import string
from typing import NoReturn

from ruleforge.diagnostics import Span
from ruleforge.languages.filter_pattern.scanner import Scanner
from ruleforge.predicate.regex import ANY, Anchor, CharacterSet, Item, Regex, Repeat

__all__ = ["parse_regex"]

_LITERALS = frozenset(string.ascii_letters + string.digits + " :_#=@/;,-")
_OPERATORS = frozenset("^$?[]{}|\\*+.")
_DIGITS = ((0x30, 0x39),)
_WORD = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE = ((0x09, 0x0D), (0x20, 0x20))
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_RULE = "CloudWatch Logs, regular expressions in filter patterns"
_ALPHABET = f"{_RULE}: letters, digits, blanks, : _ # = @ / ; , - and the operators ^ $ ? [ ] {{ }} | \\ * + ."
_BOUND_DIGITS = 9


def parse_regex(scanner: Scanner, span: Span) -> Regex:
    """The expression at a span (the text between the percent signs); refuses through the scanner."""
    return _RegexParser(scanner, span).parse()


class _RegexParser:
    def __init__(self, scanner: Scanner, span: Span) -> None:
        self.scanner = scanner
        self.text = scanner.text
        self.span = span
        self.position = span.start

    def parse(self) -> Regex:
        if self.span.start == self.span.end:
            self._refuse(
                Span(self.span.start - 1, self.span.end + 1), "an empty regular expression", help_="write %text%"
            )
        self._check_alphabet()
        alternatives = [self._alternative()]
        while self._peek() == "|":
            self.position += 1
            alternatives.append(self._alternative())
        return Regex(tuple(alternatives), self.text[self.span.start : self.span.end])

    def _check_alphabet(self) -> None:
        for position in range(self.span.start, self.span.end):
            character = self.text[position]
            if character in _LITERALS or character in _OPERATORS:
                continue
            place = Span(position, position + 1)
            if character in "()":
                self._refuse(
                    place,
                    f"{character!r} in a regular expression: there are no groups",
                    because=f"{_RULE}: parentheses are not supported, escaped or not",
                    help_=f"write alternatives out with |, or a literal parenthesis as \\x{ord(character):02X}",
                )
            help_ = (
                f"write it as \\x{ord(character):02X}" if character.isascii() else "match around it, with . for example"
            )
            self._refuse(place, f"{character!r} in a regular expression", because=_ALPHABET, help_=help_)

    def _alternative(self) -> tuple[Item, ...]:
        start = self.position
        items: list[Item] = []
        while self._peek() not in ("", "|"):
            if self._peek() in "^$":
                anchor = Anchor(self._peek())
                if items and items[-1] is anchor:
                    self._refuse(
                        Span(self.position, self.position + 1), f"{anchor.value} twice in a row", help_="write it once"
                    )
                items.append(anchor)
                self.position += 1
                continue
            items.append(self._repeat(self._atom()))
        if start == self.position:
            place = Span(max(start - 1, self.span.start), max(start, self.span.start + 1))
            self._refuse(place, "an empty alternative", help_="write something on both sides of |")
        return tuple(items)

    def _atom(self) -> CharacterSet:
        start = self.position
        character = self._peek()
        self.position += 1
        if character == ".":
            return ANY
        if character == "[":
            return self._class(start)
        if character == "\\":
            return self._escape(start)
        if character in "*+?{":
            self._refuse(
                Span(start, start + 1),
                f"there is nothing before {character} to repeat",
                help_=f"a literal one is \\{character}",
            )
        if character in "]}":
            self._refuse(Span(start, start + 1), f"{character} on its own", help_=f"a literal one is \\{character}")
        return CharacterSet(((ord(character), ord(character)),))

    def _escape(self, start: int) -> CharacterSet:
        """The set for a backslash and what follows it; the cursor stands after the backslash."""
        character = self._peek()
        self.position += 1
        if character.lower() in _CLASSES and character:
            return CharacterSet(_CLASSES[character.lower()], negated=character.isupper())
        if character == "x":
            digits = self.text[self.position : min(self.position + 2, self.span.end)]
            if len(digits) != 2 or any(digit not in string.hexdigits for digit in digits):
                self._refuse(Span(start, self.position), "\\x needs two hexadecimal digits", help_="as in \\x2F")
            self.position += 2
            point = int(digits, 16)
            if point > 0x7F:
                self._refuse(
                    Span(start, self.position), f"\\x{digits} is beyond ASCII", because=f"{_RULE}: \\x00 to \\x7F"
                )
            return CharacterSet(((point, point),))
        if character and character in _OPERATORS:
            return CharacterSet(((ord(character), ord(character)),))
        if not character:
            self._refuse(Span(start, start + 1), "a backslash at the end", help_="a literal one is \\\\")
        plain = f"write {character} without the backslash" if character in _LITERALS and not character.isalnum() else ""
        self._refuse(
            Span(start, self.position),
            f"\\{character} is not an escape that AWS documents",
            because=f"{_RULE}: \\d \\D \\s \\S \\w \\W \\xHH, and a backslash before an operator",
            help_=plain or "name the character itself, a class, or \\xHH",
        )

    def _class(self, start: int) -> CharacterSet:
        negated = self._peek() == "^"
        if negated:
            self.position += 1
        if self._peek() == "]":
            self._refuse(
                Span(start, self.position + 1), "an empty character class", help_="a literal ] is \\] inside a class"
            )
        ranges: list[tuple[int, int]] = []
        while self._peek() != "]":
            if self._peek() == "":
                self._refuse(
                    Span(start, start + 1), "this [ is never closed", help_="close it with ], or write \\[ for the sign"
                )
            ranges.extend(self._class_item())
        self.position += 1
        return CharacterSet(tuple(ranges), negated)

    def _class_item(self) -> tuple[tuple[int, int], ...]:
        start = self.position
        low = self._class_member()
        after = self.position + 1
        if self._peek() != "-" or after >= self.span.end or self.text[after] == "]":
            return _ranges(low)
        self.position += 1
        high = self._class_member()
        if not (low.single and high.single):
            self._refuse(
                Span(start, self.position),
                "a range runs between two characters, not classes",
                help_="put - last: [\\d-]",
            )
        if low.single > high.single:
            self._refuse(
                Span(start, self.position), "this range runs backwards", help_="put the smaller character first"
            )
        return ((low.ranges[0][0], high.ranges[0][0]),)

    def _class_member(self) -> CharacterSet:
        start = self.position
        character = self._peek()
        self.position += 1
        if character == "\\":
            return self._escape(start)
        if character == "[":
            self._refuse(Span(start, start + 1), "[ inside a character class", help_="write \\[")
        if character == "^":
            self.scanner.note("bare-caret", Span(start, start + 1))
        return CharacterSet(((ord(character), ord(character)),))

    def _repeat(self, characters: CharacterSet) -> Repeat:
        start = self.position
        operator = self._peek()
        if operator not in ("*", "+", "?", "{"):
            return Repeat(characters)
        self.position += 1
        minimum, maximum = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(operator) or self._bounds(start)
        if self._peek() == "?" and operator == "*" and characters == ANY:
            self.scanner.note("lazy-star", Span(start - 1, self.position + 1))
            self.position += 1
        if self._peek() in ("*", "+", "?", "{"):
            self._refuse(
                Span(start, self.position + 1),
                "a repeat of a repeat",
                because=f"{_RULE}: lazy and possessive quantifiers are not documented",
                help_="keep one quantifier: a search needs no lazy ones",
            )
        return Repeat(characters, minimum, maximum)

    def _bounds(self, start: int) -> tuple[int, int | None]:
        closing = self.text.find("}", self.position, self.span.end)
        inner = self.text[self.position : closing] if closing >= 0 else ""
        low, comma, high = inner.partition(",")
        numbers = [part for part in (low, high) if part]
        if not numbers or any(
            not (part.isascii() and part.isdigit() and len(part) <= _BOUND_DIGITS) for part in numbers
        ):
            end = closing + 1 if closing >= 0 else start + 1
            self._refuse(
                Span(start, end), "this is no repeat count", help_="write {3}, {3,}, {,5} or {3,5}, without blanks"
            )
        self.position = closing + 1
        minimum = int(low or 0)
        maximum = (int(high) if high else None) if comma else minimum
        if maximum is not None and maximum < minimum:
            self._refuse(
                Span(start, self.position), "these bounds run backwards", help_=f"write {{{maximum},{minimum}}}"
            )
        return minimum, maximum

    def _peek(self) -> str:
        return self.text[self.position] if self.position < self.span.end else ""

    def _refuse(self, span: Span, message: str, *, because: str = _RULE, help_: str = "") -> NoReturn:
        self.scanner.refuse("regex", span, message, because=because, help=help_)


def _ranges(characters: CharacterSet) -> tuple[tuple[int, int], ...]:
    """The ranges of a class member; a negated class (`\\D`) as the ranges of everything else."""
    if not characters.negated:
        return characters.ranges
    ranges = []
    low = 0
    for start, end in sorted(characters.ranges):
        if low < start:
            ranges.append((low, start - 1))
        low = end + 1
    ranges.append((low, 0x10FFFF))
    return tuple(ranges)
