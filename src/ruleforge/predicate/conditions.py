"""The typed conditions that a comparison puts on a value.

Each class states one row of AWS's comparison semantics; languages choose among them when they lower, and no evaluator
ever asks which language a predicate came from. What a condition means is written out plainly in
`ruleforge.predicate.verdict`, and again, fast, in `ruleforge.predicate.compile`.

Unless a class says otherwise, true, false, null, arrays, objects and absent values satisfy no condition, negated or not
(CloudWatch Logs, "Filter pattern syntax for JSON log events", and recorded TestMetricFilter calls).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TypeAlias

from ruleforge.predicate.regex import Regex

__all__ = [
    "Condition",
    "Contains",
    "IsConstant",
    "IsObject",
    "IsPresent",
    "NotExists",
    "NumberCondition",
    "NumberIs",
    "Operator",
    "RegexCondition",
    "TextCondition",
    "TextIn",
    "TextPart",
    "Within",
    "wants_every",
]


class Operator(enum.Enum):
    """The comparison operators, spelled as AWS spells them."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    GREATER = ">"
    LESS_EQUAL = "<="
    GREATER_EQUAL = ">="

    @property
    def relational(self) -> bool:
        """Whether the operator asks for an order, which only numbers have."""
        return self not in (Operator.EQUAL, Operator.NOT_EQUAL)


@dataclass(frozen=True, slots=True)
class TextCondition:
    """The value's text is `text`, begins with it (`open_end`), ends with it (`open_start`) or holds it (both).

    A string is compared as it is, a number by its own spelling. `negated` is the exact opposite for strings and
    numbers.
    """

    text: str
    open_start: bool = False
    open_end: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class NumberCondition:
    """The value compares with a number, numbers by exact value.

    A JSON string is looked at only by `=` and `!=`, and by the *spelling* of the number in the rule: `= 1` matches
    "1", not "1.0". With `tokens` the value is a column of a line, where a token that reads as a number compares by
    value.
    """

    operator: Operator
    spelling: str
    tokens: bool = False


@dataclass(frozen=True, slots=True)
class RegexCondition:
    """The regular expression is found somewhere in a string. Undocumented on a number: never satisfied by its text."""

    regex: Regex
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsConstant:
    """The value is exactly true, false or null; an array that holds a null counts as null (recorded from AWS)."""

    constant: bool | None


@dataclass(frozen=True, slots=True)
class NotExists:
    """Nothing is there; null, 0, "", arrays and objects all count as something."""


@dataclass(frozen=True, slots=True)
class IsObject:
    """The record is a JSON object: anything else satisfies no JSON pattern, not even NOT EXISTS."""


@dataclass(frozen=True, slots=True)
class Contains:
    """The message holds the text somewhere, case-sensitively; not bounded by words."""

    text: str


class TextPart(enum.Enum):
    """Which part of a value a listed text has to be."""

    WHOLE = "whole"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class TextIn:
    """The value is a string, and one of the texts is it, or is its start or end.

    Negated: none of them is; so a value that is no string passes, an absent one included. Where AWS does not document
    that, the open question is named: `if_absent`, `if_null`, and `if_other` for any other value that is no string;
    `if_star` is the question whether a star in a text stands for anything. With `constants`, true and false count as
    the strings that they are spelled with.
    """

    texts: tuple[str, ...]
    part: TextPart = TextPart.WHOLE
    negated: bool = False
    constants: bool = False
    if_absent: str = ""
    if_null: str = ""
    if_other: str = ""
    if_star: str = ""


@dataclass(frozen=True, slots=True)
class NumberIs:
    """The value is a number that compares with the number `spelling`, both by exact value.

    With `tokens` it is a column of a line, whose text reads as a number. Anything else satisfies no comparison but
    `!=`, which is an open question: `if_absent`, or `if_other` for a value that is there and is no number.
    """

    operator: Operator
    spelling: str
    tokens: bool = False
    if_absent: str = ""
    if_other: str = ""


@dataclass(frozen=True, slots=True)
class IsPresent:
    """There is a leaf (`present`), or there is none: objects and arrays are no leaves.

    Contributor Insights documents that an object does not count as present. What holds for null and for arrays, and
    for the negated form on an object, is open (`insight-presence`); so is whether a number beyond `bound`, which the
    rule does not compare, leaves the event out (`insight-range`).
    """

    present: bool
    bound: int | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """The value, if it is a number at all, lies between -`bound` and `bound`, both included."""

    bound: int
    tokens: bool = False


Condition: TypeAlias = (
    TextCondition
    | NumberCondition
    | RegexCondition
    | IsConstant
    | NotExists
    | IsObject
    | Contains
    | TextIn
    | NumberIs
    | IsPresent
    | Within
)


def wants_every(condition: Condition) -> bool:
    """Whether a condition over several values asks each of them, and so holds where there is none.

    The rest hold when some value satisfies them.
    """
    return isinstance(condition, TextIn) and condition.negated
