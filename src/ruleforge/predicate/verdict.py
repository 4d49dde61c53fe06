"""Whether one value satisfies a condition: each row of AWS's comparison tables written out, slow and obvious.

Where the answer is a choice of ours the verdict names the open question (`ruleforge.predicate.choices`).
"""

from __future__ import annotations

import decimal
import re
from dataclasses import dataclass
from typing import Any, assert_never

from ruleforge.predicate.conditions import (
    Condition,
    Contains,
    IsConstant,
    IsObject,
    IsPresent,
    NotExists,
    NumberCondition,
    NumberIs,
    Operator,
    RegexCondition,
    TextCondition,
    TextIn,
    TextPart,
    Within,
)
from ruleforge.predicate.values import ABSENT, Number, Value, exact

__all__ = ["NUMERIC_TOKEN", "Verdict", "holds_for"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something holds, and the ids of the open questions that this rests on."""

    holds: bool
    choices: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.holds


def holds_for(condition: Condition, value: Value) -> Verdict:
    """Whether one value satisfies a condition."""
    match condition:
        case IsObject():
            return Verdict(isinstance(value, dict))
        case IsConstant(constant):
            return _is_constant(constant, value)
        case NotExists():
            return Verdict(value is ABSENT)
        case TextCondition():
            return _text(condition, value)
        case NumberCondition():
            return _token(condition, value) if condition.tokens else _number(condition, value)
        case RegexCondition():
            return _regex(condition, value)
        case Contains(text):
            return Verdict(isinstance(value, str) and text in value)
        case TextIn():
            return _text_in(condition, value)
        case NumberIs():
            return _number_is(condition, value)
        case IsPresent():
            return _is_present(condition, value)
        case Within():
            return _within(condition, value)
    assert_never(condition)


def _text_in(condition: TextIn, value: Value) -> Verdict:
    if condition.constants and isinstance(value, bool):
        value = str(value).lower()
    if isinstance(value, str):
        found = any(_is_part(text, condition.part, value) for text in condition.texts)
        doubtful = condition.if_star and found is not any(
            _is_starred(text, condition.part, value) for text in condition.texts
        )
        return Verdict(found is not condition.negated, _asked(condition.if_star if doubtful else ""))
    if value is ABSENT:
        return Verdict(condition.negated, _asked(condition.if_absent))
    return Verdict(condition.negated, _asked(condition.if_null if value is None else condition.if_other))


def _is_part(text: str, part: TextPart, value: str) -> bool:
    match part:
        case TextPart.WHOLE:
            return value == text
        case TextPart.START:
            return value.startswith(text)
        case TextPart.END:
            return value.endswith(text)
    assert_never(part)


def _is_starred(text: str, part: TextPart, value: str) -> bool:
    """Whether the text fits if a star in it stands for anything; `part` is the whole of the value or its start."""
    first, *others = text.split("*")
    if not others:
        return _is_part(text, part, value)
    if not value.startswith(first):
        return False
    position = len(first)
    last = others.pop() if part is TextPart.WHOLE else ""
    for piece in others:
        found = value.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return len(value) - len(last) >= position and value.endswith(last)


def _asked(question: str) -> frozenset[str]:
    return frozenset({question}) if question else frozenset()


def _number_is(condition: NumberIs, value: Value) -> Verdict:
    unequal = condition.operator is Operator.NOT_EQUAL
    if value is ABSENT:
        return Verdict(unequal, _asked(condition.if_absent if unequal else ""))
    number = _numeral(value, tokens=condition.tokens)
    if number is None:
        return Verdict(unequal, _asked(condition.if_other))
    left, right = exact(number), exact(condition.spelling)
    if left is None or right is None:
        return Verdict(False, frozenset({"number-precision"}))
    exceeds = not (_is_double(left) and _is_double(right))
    return Verdict(
        compare(left, condition.operator, right), frozenset({"number-precision"}) if exceeds else frozenset()
    )


def _numeral(value: Value, *, tokens: bool) -> str | None:
    """The text of a number: a JSON number's, or a token's that reads as one."""
    if tokens:
        return value if isinstance(value, str) and NUMERIC_TOKEN.fullmatch(value) else None
    return value.text if isinstance(value, Number) else None


def _is_present(condition: IsPresent, value: Value) -> Verdict:
    leaf = value is not ABSENT and not isinstance(value, list | dict)
    asked = value is None or isinstance(value, list) or (isinstance(value, dict) and not condition.present)
    if isinstance(value, Number) and condition.bound is not None and not _within(Within(condition.bound), value).holds:
        return Verdict(condition.present, frozenset({"insight-range"} if condition.present else ()))
    return Verdict(leaf is condition.present, frozenset({"insight-presence"}) if asked else frozenset())


def _within(condition: Within, value: Value) -> Verdict:
    number = _numeral(value, tokens=condition.tokens)
    if number is None:
        return Verdict(True)
    found = exact(number)
    if found is None:
        return Verdict(False)
    at_bound = found in (-condition.bound, condition.bound)
    return Verdict(
        -condition.bound <= found <= condition.bound, frozenset({"insight-range"}) if at_bound else frozenset()
    )


def _is_constant(constant: bool | None, value: Value) -> Verdict:
    if value is constant:
        return Verdict(True)
    if isinstance(value, list) and constant is None and any(item is None for item in value):
        return Verdict(True)
    inside = isinstance(value, list | dict) and _holds_constant(value, constant)
    return Verdict(False, frozenset({"nested-constant"}) if inside else frozenset())


def _holds_constant(container: list[Any] | dict[str, Any], constant: bool | None) -> bool:
    """Whether the constant stands anywhere inside; no recursion, for records may be nested as deep as JSON is read."""
    waiting: list[Any] = [container]
    while waiting:
        value = waiting.pop()
        items = list(value.values()) if isinstance(value, dict) else value
        if any(item is constant for item in items):
            return True
        waiting.extend(item for item in items if isinstance(item, list | dict))
    return False


def _text(condition: TextCondition, value: Value) -> Verdict:
    if isinstance(value, str):
        return Verdict(_text_matches(condition, value) is not condition.negated)
    if isinstance(value, Number):
        holds = _text_matches(condition, value.text) is not condition.negated
        everything = condition.open_start and condition.open_end and not condition.text
        odd = not everything and value.text != canonical(value)
        recorded = not condition.open_start and not condition.open_end and canonical(value) == condition.text
        return Verdict(holds, frozenset({"number-spelling"}) if odd and not recorded else frozenset())
    return Verdict(False)


def canonical(number: Number) -> str:
    """The shortest plain spelling of a number's value, or its own text where there is none in reach."""
    value = number.value
    if value is None or abs(value.adjusted()) > 30:
        return number.text
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text_matches(condition: TextCondition, text: str) -> bool:
    if condition.open_start and condition.open_end:
        return condition.text in text
    if condition.open_start:
        return text.endswith(condition.text)
    if condition.open_end:
        return text.startswith(condition.text)
    return text == condition.text


def _number(condition: NumberCondition, value: Value) -> Verdict:
    """JSON: a number by value; a string only under = and !=, by spelling."""
    if isinstance(value, Number):
        left, right = value.value, exact(condition.spelling)
        if left is None or right is None:
            return Verdict(False, frozenset({"number-precision"}))
        exceeds = not (_is_double(left) and _is_double(right))
        return Verdict(
            compare(left, condition.operator, right), frozenset({"number-precision"}) if exceeds else frozenset()
        )
    if isinstance(value, str) and condition.operator is Operator.EQUAL:
        return Verdict(value == condition.spelling)
    if isinstance(value, str) and condition.operator is Operator.NOT_EQUAL:
        return Verdict(value != condition.spelling)
    return Verdict(False)


def _is_double(value: decimal.Decimal) -> bool:
    """Whether a double surely tells the value from its neighbours: 15 significant digits within a double's range."""
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return len(digits) <= 15 and abs(value.adjusted()) < 300


def compare(left: decimal.Decimal, operator: Operator, right: decimal.Decimal) -> bool:
    """The order of two exact numbers."""
    match operator:
        case Operator.EQUAL:
            return left == right
        case Operator.NOT_EQUAL:
            return left != right
        case Operator.LESS:
            return left < right
        case Operator.GREATER:
            return left > right
        case Operator.LESS_EQUAL:
            return left <= right
        case Operator.GREATER_EQUAL:
            return left >= right
    assert_never(operator)


NUMERIC_TOKEN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
PLAIN_TOKEN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def _token(condition: NumberCondition, value: Value) -> Verdict:
    """A column: by value where the token reads as a number at all."""
    if not isinstance(value, str):
        return Verdict(False)
    if not NUMERIC_TOKEN.fullmatch(value):
        if condition.operator is Operator.NOT_EQUAL:
            return Verdict(True, frozenset({"column-number-text"}))
        return Verdict(False)
    left, right = exact(value), exact(condition.spelling)
    if left is None or right is None:
        return Verdict(False, frozenset({"number-precision"}))
    odd = not PLAIN_TOKEN.fullmatch(value) or (value != condition.spelling and left == right)
    return Verdict(compare(left, condition.operator, right), frozenset({"column-number"}) if odd else frozenset())


def _regex(condition: RegexCondition, value: Value) -> Verdict:
    if isinstance(value, Number):
        found = condition.regex.search(value.text)
        return Verdict(condition.negated and not found, frozenset({"regex-number"}) if found else frozenset())
    if not isinstance(value, str):
        return Verdict(False)
    found = condition.regex.search(value)
    doubtful = (
        "\n" in value and condition.regex.depends_on_newlines and condition.regex.search_otherwise(value) is not found
    )
    return Verdict(found is not condition.negated, frozenset({"newline-regex"}) if doubtful else frozenset())
