"""Conditions on one value as SQL: each class of `ruleforge.predicate.conditions` as a dialect says it.

Every condition is written as something that is true, or else false or NULL, for a value that is there, and is false or
NULL where nothing is; conditions that hold for what is absent are the opposite of such.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from sqlglot import exp

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
from ruleforge.predicate.sql.making import Refusal, both, call, either, equals, negate, number, one_of, settled, text
from ruleforge.predicate.sql.places import ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, Place, Reader
from ruleforge.predicate.sql.regexes import regex_text

__all__ = ["Written", "number_texts", "part_of", "write"]

_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_OF_NUMBERS = re.compile(r"[-+.0-9eE]*")
_COMPARISONS: dict[Operator, type[exp.Binary]] = {
    Operator.EQUAL: exp.EQ,
    Operator.NOT_EQUAL: exp.NEQ,
    Operator.LESS: exp.LT,
    Operator.GREATER: exp.GT,
    Operator.LESS_EQUAL: exp.LTE,
    Operator.GREATER_EQUAL: exp.GTE,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A condition: `holds` writes what has to hold, or with `negated` what must not, for the value at a place."""

    holds: Callable[[Place], exp.Expr]
    negated: bool = False


def write(condition: Condition, reader: Reader) -> Written:
    """How a dialect says a condition. Raises Refusal where it cannot."""
    match condition:
        case IsObject():
            return Written(lambda place: reader.is_one_of(place, frozenset({OBJECT})))
        case IsConstant(constant):
            return _is_constant(constant, reader)
        case NotExists():
            return Written(reader.exists, negated=True)
        case TextCondition():
            return _text(condition, reader)
        case NumberCondition():
            return _number(condition, reader)
        case RegexCondition():
            return _regex(condition, reader)
        case TextIn():
            return _text_in(condition, reader)
        case NumberIs(operator, spelling):
            unequal = operator is Operator.NOT_EQUAL
            kind = Operator.EQUAL if unequal else operator
            return Written(lambda place: _compared(reader.number(place), kind, spelling), negated=unequal)
        case IsPresent(present):
            return _is_present(present, reader)
        case Within(bound):
            return Written(lambda place: _beyond(reader.number(place), bound), negated=True)
        case Contains():
            raise Refusal("message", "a term is looked for in the message, not in a value of the record")
    assert_never(condition)


def _is_constant(constant: bool | None, reader: Reader) -> Written:
    if constant is None:
        return Written(lambda place: either([reader.is_null(place), reader.any_element(place, reader.is_null)]))
    word = "true" if constant else "false"

    def holds(place: Place) -> exp.Expr:
        return both([equals(reader.text(place), text(word)), reader.is_one_of(place, frozenset({BOOLEAN}))])

    return Written(holds)


def _text(condition: TextCondition, reader: Reader) -> Written:
    """Strings and numbers by their texts."""
    part = part_of(condition)
    kinds = frozenset({STRING, NUMBER})
    everything = part is None and not condition.text
    confused = _confused(condition.text, part, reader.leaky)

    def holds(place: Place) -> exp.Expr:
        if everything:
            found = reader.is_one_of(place, kinds)
            return both([found, exp.false()]) if condition.negated else found
        found = _is_part(reader, reader.text(place), condition.text, part)
        if condition.negated:
            return both([reader.is_one_of(place, kinds), negate(found)])
        return _told_apart(found, confused, place, reader)

    return Written(holds)


def _told_apart(found: exp.Expr, confused: frozenset[str], place: Place, reader: Reader) -> exp.Expr:
    """A condition on a text, and that the value is of none of the kinds that could have it too."""
    return both([found, reader.is_one_of(place, confused, negated=True)]) if confused else found


def part_of(condition: TextCondition) -> TextPart | None:
    """Which part of a value the text is; None for any part."""
    if condition.open_start and condition.open_end:
        return None
    return TextPart.END if condition.open_start else TextPart.START if condition.open_end else TextPart.WHOLE


def _is_part(reader: Reader, value: exp.Expr, wanted: str, part: TextPart | None) -> exp.Expr:
    match part:
        case None:
            return reader.holds(value, text(wanted))
        case TextPart.WHOLE:
            return equals(value, text(wanted))
        case TextPart.START:
            return reader.starts(value, text(wanted))
        case TextPart.END:
            return reader.ends(value, wanted)
    assert_never(part)


def _confused(wanted: str, part: TextPart | None, kinds: frozenset[str]) -> frozenset[str]:
    """The kinds, of some, a value of which could have a text of which this is a part."""
    words = {BOOLEAN: ("true", "false"), NULL: ("null",)}
    found = {kind for kind, spelled in words.items() if any(_is_part_of(wanted, part, word) for word in spelled)}
    found |= {kind for kind, ends in _CONTAINERS.items() if _is_part_of_container(wanted, part, *ends)}
    if number_texts(wanted, part):
        found.add(NUMBER)
    return frozenset(found & kinds)


_CONTAINERS = {ARRAY: ("[", "]"), OBJECT: ("{", "}")}


def _is_part_of_container(wanted: str, part: TextPart | None, opening: str, closing: str) -> bool:
    match part:
        case None:
            return True
        case TextPart.WHOLE:
            return wanted[:1] == opening
        case TextPart.START:
            return wanted[:1] in ("", opening)
        case TextPart.END:
            return wanted[-1:] in ("", closing)
    assert_never(part)


def _is_part_of(wanted: str, part: TextPart | None, value: str) -> bool:
    match part:
        case None:
            return wanted in value
        case TextPart.WHOLE:
            return wanted == value
        case TextPart.START:
            return value.startswith(wanted)
        case TextPart.END:
            return value.endswith(wanted)
    assert_never(part)


def number_texts(wanted: str, part: TextPart | None) -> bool:
    """Whether a number could be spelled so that this is a part of it; Spark spells some as "Infinity"."""
    if _is_part_of(wanted, part, '"Infinity"'):
        return True
    return (_JSON_NUMBER if part is TextPart.WHOLE else _OF_NUMBERS).fullmatch(wanted) is not None


def _number(condition: NumberCondition, reader: Reader) -> Written:
    """A number by its value; a string, under `=` and `!=`, by the spelling in the rule."""
    if condition.tokens:
        raise Refusal("columns", "a column of a line is compared with a number")
    operator, spelling = condition.operator, condition.spelling

    def holds(place: Place) -> exp.Expr:
        compared = _compared(reader.number(place), operator, spelling)
        if operator is Operator.EQUAL:
            return call("COALESCE", compared, equals(reader.text(place), text(spelling)))
        if operator is Operator.NOT_EQUAL:
            other = exp.NEQ(this=reader.text(place), expression=text(spelling))
            return call("COALESCE", compared, both([reader.is_one_of(place, frozenset({STRING})), other]))
        return compared

    return Written(holds)


def _compared(value: exp.Expr, operator: Operator, spelling: str) -> exp.Expr:
    return _COMPARISONS[operator](this=value, expression=number(spelling))


def _beyond(value: exp.Expr, bound: int) -> exp.Expr:
    low = exp.LT(this=value.copy(), expression=number(str(-bound)))
    return either([low, exp.GT(this=value.copy(), expression=number(str(bound)))])


def _regex(condition: RegexCondition, reader: Reader) -> Written:
    """Found in a string; negated, not found in a string or in a number."""
    expression = regex_text(condition.regex)
    kinds = frozenset({STRING, NUMBER}) if condition.negated else frozenset({STRING})

    def holds(place: Place) -> exp.Expr:
        found = reader.finds(reader.text(place), expression)
        return both([reader.is_one_of(place, kinds), negate(found) if condition.negated else found])

    return Written(holds)


def _text_in(condition: TextIn, reader: Reader) -> Written:
    """A string, or where constants count a boolean, of which one of the texts is a part."""
    wanted = frozenset({STRING, BOOLEAN} if condition.constants else {STRING})
    others = (reader.leaky | {NUMBER}) - wanted
    confused = frozenset[str]().union(*(_confused(item, condition.part, others) for item in condition.texts))

    def holds(place: Place) -> exp.Expr:
        value = reader.text(place)
        if condition.part is TextPart.WHOLE and condition.texts:
            found = one_of(value, [text(item) for item in condition.texts])
        else:
            found = either([_is_part(reader, value, item, condition.part) for item in condition.texts])
        return _told_apart(found, confused, place, reader)

    return Written(holds, condition.negated)


def _is_present(present: bool, reader: Reader) -> Written:
    """A leaf is there: anything but an object or an array."""
    containers = frozenset({OBJECT, ARRAY})

    def holds(place: Place) -> exp.Expr:
        return both([reader.exists(place), negate(settled(reader.is_one_of(place, containers)))])

    return Written(holds, not present)
