"""What conditions can tell apart in a value: the texts, expressions and numbers that they name."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from dataclasses import dataclass, field

from ruleforge.predicate.conditions import (
    Condition,
    Contains,
    NumberCondition,
    NumberIs,
    RegexCondition,
    TextCondition,
    TextIn,
    TextPart,
    Within,
)
from ruleforge.predicate.regex import Regex
from ruleforge.predicate.values import exact

__all__ = ["Features", "features_of", "spelling_features"]


@dataclass(slots=True)
class Features:
    """The texts that values are compared with as a whole, at the start, at the end and anywhere; and the rest.

    `points` are numbers that JSON numbers are compared with, `token_points` those that texts which read as a number
    are compared with.
    """

    whole: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    insides: set[str] = field(default_factory=set)
    regexes: set[Regex] = field(default_factory=set)
    points: set[decimal.Decimal] = field(default_factory=set)
    token_points: set[decimal.Decimal] = field(default_factory=set)
    has_numbers: bool = False
    has_tokens: bool = False

    @property
    def texts(self) -> set[str]:
        """All texts."""
        return self.whole | self.starts | self.ends | self.insides

    @property
    def looks_inside(self) -> bool:
        """Whether some condition looks at a part of the text."""
        return bool(self.starts or self.ends or self.insides or self.regexes)


def features_of(conditions: Iterable[Condition]) -> Features:
    """What a text, or a number by its value, is compared with."""
    found = Features()
    for condition in conditions:
        _add(condition, found)
    for texts in (found.starts, found.ends, found.insides):
        texts.discard("")  # the empty text starts, ends and is in every text
    return found


def spelling_features(conditions: Iterable[Condition]) -> Features:
    """What the spelling of a JSON number is compared with, and its value."""
    found = features_of(c for c in conditions if isinstance(c, TextCondition | RegexCondition))
    _add_numbers(conditions, found)
    return found


def _add(condition: Condition, found: Features) -> None:
    match condition:
        case TextCondition(text, open_start, open_end):
            if open_start:
                (found.insides if open_end else found.ends).add(text)
            else:
                (found.starts if open_end else found.whole).add(text)
        case TextIn(texts, part):
            {TextPart.WHOLE: found.whole, TextPart.START: found.starts, TextPart.END: found.ends}[part].update(texts)
        case Contains(text):
            found.insides.add(text)
        case RegexCondition(regex):
            found.regexes.add(regex)
        case NumberCondition(spelling=spelling, tokens=False):
            found.whole.add(spelling)
            _add_numbers((condition,), found)
        case NumberCondition() | NumberIs() | Within():
            _add_numbers((condition,), found)
        case _:
            return


def _add_numbers(conditions: Iterable[Condition], found: Features) -> None:
    for condition in conditions:
        match condition:
            case NumberCondition(spelling=spelling, tokens=tokens) | NumberIs(spelling=spelling, tokens=tokens):
                point = exact(spelling)
                points = [] if point is None else [point]
            case Within(bound, tokens):
                points = [decimal.Decimal(-bound), decimal.Decimal(bound)]
            case _:
                continue
        if tokens:
            found.has_tokens = True
            found.token_points.update(points)
        else:
            found.has_numbers = True
            found.points.update(points)
