"""The typed conditions that a comparison puts on a value.

Each class states one row of AWS's comparison semantics; languages choose among them when they lower, and no evaluator
ever asks which language a predicate came from. What a condition means is written out plainly in
`ruleforge.predicate.reference`, and again, fast, in `ruleforge.predicate.compile`.

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
    "NotExists",
    "NumberCondition",
    "Operator",
    "RegexCondition",
    "TextCondition",
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


Condition: TypeAlias = TextCondition | NumberCondition | RegexCondition | IsConstant | NotExists | IsObject | Contains
