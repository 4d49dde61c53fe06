"""Examples of numbers: one for every value that conditions name, one between each two, and one beyond all decimals."""

from __future__ import annotations

import decimal
import itertools
import re
from collections.abc import Iterable, Iterator

from ruleforge.predicate.analysis.budget import Budget
from ruleforge.predicate.analysis.features import Features
from ruleforge.predicate.analysis.walk import walk_texts
from ruleforge.predicate.regex import Anchor, CharacterSet, Item, Regex, Repeat

__all__ = ["IS_NUMBER", "UNREACHABLE", "numerals", "spellings", "unlisted"]

UNREACHABLE = "1e9999999999999999999"
"""A number that no decimal holds: it compares with nothing, not even by `!=`."""

IS_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?").fullmatch
_LETTERS = frozenset("0123456789+-.eE")
_PLAIN_DIGITS = 15
_MOST_DIGITS = 400


def numerals(points: Iterable[decimal.Decimal]) -> tuple[list[str], bool]:
    """A number below, at, between and above the points, each as JSON spells it; and whether none is missing."""
    ordered = sorted(set(points))
    if not ordered:
        return ["1", UNREACHABLE], True
    found = [_below(ordered[0]), *map(_spelled, ordered), _above(ordered[-1]), UNREACHABLE]
    between = [_between(low, high) for low, high in itertools.pairwise(ordered)]
    return [*found, *(text for text in between if text)], all(between)


def unlisted(numeral: str, texts: set[str]) -> str:
    """Another spelling of a number that is none of the texts."""
    return next(text for text in _respelled(numeral) if text not in texts)


def _respelled(numeral: str) -> Iterator[str]:
    yield numeral
    head, mark, exponent = numeral.partition("e")
    for count in itertools.count(1):
        if mark:
            sign = "-" if exponent.startswith("-") else ""
            yield f"{head}e{sign}{'0' * count}{exponent.lstrip('+-')}"
        else:
            yield head + ("" if "." in head else ".") + "0" * count


def _spelled(point: decimal.Decimal) -> str:
    """The value as a JSON number; plain where that is short."""
    point = abs(point) if point == 0 else point
    sign, digits, exponent = point.as_tuple()
    text = "".join(map(str, digits)).lstrip("0") or "0"
    assert isinstance(exponent, int)  # noqa: S101 - points are finite
    while exponent < 0 and text.endswith("0") and len(text) > 1:
        text, exponent = text[:-1], exponent + 1
    if text == "0":
        return "0"
    lead = "-" if sign else ""
    if exponent >= 0:
        return f"{lead}{text}{'0' * exponent}" if exponent < _PLAIN_DIGITS else f"{lead}{text}e{exponent}"
    if -exponent <= _PLAIN_DIGITS:
        text = text.zfill(-exponent + 1)
        return f"{lead}{text[:exponent]}.{text[exponent:]}"
    return f"{lead}{text}e{exponent}"


def _above(point: decimal.Decimal) -> str:
    if abs(point) < 10**_PLAIN_DIGITS:
        return str(int(point) + 1)
    return _spelled(_scaled(point, 1)) if point > 0 else "0"


def _below(point: decimal.Decimal) -> str:
    if abs(point) < 10**_PLAIN_DIGITS:
        return str(int(point) - 1)
    return _spelled(_scaled(point, 1)) if point < 0 else "0"


def _scaled(point: decimal.Decimal, by: int) -> decimal.Decimal:
    sign, digits, exponent = point.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - points are finite
    return decimal.Decimal((sign, digits, exponent + by))


def _between(low: decimal.Decimal, high: decimal.Decimal) -> str:
    """A number between two; the empty text where it has too many digits to be written."""
    if abs(low) < 10**_PLAIN_DIGITS and low < int(low) + 1 < high:
        return str(int(low) + 1)
    if low < 0 < high:
        return "0"
    for candidate in (_scaled(high, -1), _scaled(low, -1)):
        if low < candidate < high and len(candidate.as_tuple().digits) < 3:
            return _spelled(candidate)
    with decimal.localcontext() as context:
        context.prec = _MOST_DIGITS
        context.Emax, context.Emin = decimal.MAX_EMAX, decimal.MIN_EMIN
        middle = (low + high) / 2
    return _spelled(middle) if low < middle < high else ""


def spellings(features: Features, budget: Budget) -> tuple[list[str], bool]:
    """JSON numbers for every way in which their text can satisfy some conditions; and whether none is missing.

    Texts that no number holds do not count: they are false of all numbers.
    """
    possible = Features(
        whole={text for text in features.whole if IS_NUMBER(text)},
        starts={text for text in features.starts if set(text) <= _LETTERS},
        ends={text for text in features.ends if set(text) <= _LETTERS},
        insides={text for text in features.insides if set(text) <= _LETTERS},
        regexes=features.regexes,
    )
    if not possible.looks_inside:
        return sorted(possible.whole), True
    possible.regexes = features.regexes | {_NUMBER}
    found, complete = walk_texts(possible, budget, within="".join(sorted(_LETTERS)))
    return [text for text in found if IS_NUMBER(text)], complete


def _characters(text: str) -> CharacterSet:
    return CharacterSet(tuple((ord(character), ord(character)) for character in text))


_DIGIT = CharacterSet(((48, 57),))
_WHOLE: tuple[tuple[Item, ...], ...] = (
    (Repeat(_characters("0")),),
    (Repeat(CharacterSet(((49, 57),))), Repeat(_DIGIT, 0, None)),
)
_FRACTION: tuple[tuple[Item, ...], ...] = ((), (Repeat(_characters(".")), Repeat(_DIGIT, 1, None)))
_EXPONENT: tuple[tuple[Item, ...], ...] = (
    (),
    (Repeat(_characters("eE")), Repeat(_characters("+-"), 0, 1), Repeat(_DIGIT, 1, None)),
)
_NUMBER = Regex(
    tuple(
        (Anchor.START, Repeat(_characters("-"), 0, 1), *whole, *fraction, *exponent, Anchor.END)
        for whole, fraction, exponent in itertools.product(_WHOLE, _FRACTION, _EXPONENT)
    ),
    "a number",
)
"""Numbers as JSON spells them."""
