"""The compiled evaluator: a predicate as nested closures, with everything that can be worked out beforehand worked out.

It has to agree with `ruleforge.predicate.reference` on every predicate and message; the property tests hold it to that.
"""

from __future__ import annotations

import decimal
import operator
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, assert_never

from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
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
    wants_every,
)
from ruleforge.predicate.operands import Column, JsonPath, Member, Message, select
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import ABSENT, Number, Value, exact
from ruleforge.predicate.verdict import NUMERIC_TOKEN

__all__ = [
    "Matcher",
    "ValueTest",
    "compile_condition",
    "compile_over_values",
    "compile_path",
    "compile_predicate",
]

Matcher: TypeAlias = Callable[[Subject], bool]
ValueTest: TypeAlias = Callable[[Any], bool]


def compile_predicate(predicate: Predicate) -> Matcher:
    """A function that says whether the predicate holds for a subject."""
    match predicate:
        case Constant(value):
            return lambda _: value
        case Comparison():
            return _comparison(predicate)
        case ColumnCount(minimum):
            return lambda subject: len(subject.columns.texts) >= minimum
        case Not(item):
            inner = compile_predicate(item)
            return lambda subject: not inner(subject)
        case AllOf(items):
            return _all_of(tuple(compile_predicate(item) for item in items))
        case AnyOf(items):
            return _any_of(tuple(compile_predicate(item) for item in items))
    assert_never(predicate)


def _all_of(matchers: tuple[Matcher, ...]) -> Matcher:
    def matches(subject: Subject) -> bool:
        for matcher in matchers:  # noqa: SIM110 - a generator costs more than the loop on the hot path
            if not matcher(subject):
                return False
        return True

    return matches


def _any_of(matchers: tuple[Matcher, ...]) -> Matcher:
    def matches(subject: Subject) -> bool:
        for matcher in matchers:  # noqa: SIM110 - a generator costs more than the loop on the hot path
            if matcher(subject):
                return True
        return False

    return matches


def _comparison(comparison: Comparison) -> Matcher:
    operand, condition = comparison.operand, comparison.condition
    test = compile_condition(condition)
    match operand:
        case Message():
            return lambda subject: test(subject.message)
        case Column(index, rest):
            return lambda subject: test(subject.columns.get(index, rest=rest))
        case JsonPath():
            if not operand.wildcard:
                get = compile_path(operand)
                return lambda subject: test(get(subject.record))
            over = compile_over_values(condition)
            return lambda subject: over(select(operand, subject.record))
    assert_never(operand)


def compile_over_values(condition: Condition) -> Callable[[Sequence[Any]], bool]:
    """A function that says whether the values that a wildcard selects satisfy the condition together."""
    test = compile_condition(condition)
    if isinstance(condition, NotExists):
        return operator.not_
    if wants_every(condition):
        return lambda values: all(map(test, values))
    return lambda values: any(map(test, values))


def compile_path(path: JsonPath) -> Callable[[Value], Value]:
    """A getter for a path without wildcards: the value, or `ABSENT`."""
    steps = tuple(step.name if isinstance(step, Member) else step for step in path.steps)
    if len(steps) == 1 and isinstance(steps[0], str):
        name = steps[0]
        return lambda record: record.get(name, ABSENT) if isinstance(record, dict) else ABSENT

    def get(value: Any) -> Value:
        for step in steps:
            if isinstance(step, str):
                if not isinstance(value, dict):
                    return ABSENT
                value = value.get(step, ABSENT)
            elif isinstance(value, list) and step < len(value):  # type: ignore[operator]
                value = value[step]  # type: ignore[index]
            else:
                return ABSENT
        return value  # type: ignore[no-any-return]

    return get


def compile_condition(condition: Condition) -> ValueTest:
    """A function that says whether one value, `ABSENT` included, satisfies the condition."""
    match condition:
        case TextCondition():
            return _text(condition)
        case NumberCondition():
            return _token(condition) if condition.tokens else _number(condition)
        case RegexCondition():
            return _regex(condition)
        case IsConstant(constant):
            if constant is None:
                return lambda value: value is None or (value.__class__ is list and None in value)
            return lambda value: value is constant
        case NotExists():
            return lambda value: value is ABSENT
        case IsObject():
            return lambda value: value.__class__ is dict
        case Contains(text):
            return lambda value: value.__class__ is str and text in value
        case TextIn() | NumberIs() | IsPresent() | Within():
            return _listed(condition)
    assert_never(condition)


def _listed(condition: TextIn | NumberIs | IsPresent | Within) -> ValueTest:
    """The conditions of event selectors and of Contributor Insights."""
    match condition:
        case TextIn():
            return _text_in(condition)
        case NumberIs():
            return _number_is(condition)
        case IsPresent(present=present):
            return lambda value: (value is not ABSENT and value.__class__ not in (dict, list)) is present
        case Within():
            return _within(condition)
    assert_never(condition)


def _text_in(condition: TextIn) -> ValueTest:
    texts, negated = condition.texts, condition.negated
    whole = frozenset(texts)
    matches: Callable[[str], bool]
    if condition.part is TextPart.START:
        matches = lambda value: value.startswith(texts)  # noqa: E731 - one of three, chosen here
    elif condition.part is TextPart.END:
        matches = lambda value: value.endswith(texts)  # noqa: E731
    else:
        matches = whole.__contains__
    if not condition.constants:
        return lambda value: matches(value) is not negated if value.__class__ is str else negated
    spelled = {True: matches("true") is not negated, False: matches("false") is not negated}

    def test(value: Any) -> bool:
        if value.__class__ is bool:
            return spelled[value]
        return matches(value) is not negated if value.__class__ is str else negated

    return test


def _numeral(tokens: bool) -> Callable[[Any], Number | None]:
    """A function from a value to the number that it is, or that the token reads as; None for anything else."""
    if not tokens:
        return lambda value: value if value.__class__ is Number else None
    numeric = NUMERIC_TOKEN.fullmatch
    return lambda value: Number(value) if value.__class__ is str and numeric(value) else None


def _number_is(condition: NumberIs) -> ValueTest:
    right = exact(condition.spelling)
    order = _ORDER[condition.operator]
    otherwise = condition.operator is Operator.NOT_EQUAL
    numeral = _numeral(condition.tokens)

    def test(value: Any) -> bool:
        number = numeral(value)
        if number is None:
            return otherwise
        left = number.value
        return left is not None and right is not None and order(left, right)

    return test


def _within(condition: Within) -> ValueTest:
    bound, numeral = condition.bound, _numeral(condition.tokens)

    def test(value: Any) -> bool:
        number = numeral(value)
        return number is None or (number.value is not None and -bound <= number.value <= bound)

    return test


def _text(condition: TextCondition) -> ValueTest:
    text, negated = condition.text, condition.negated
    matches: Callable[[str], bool]
    if condition.open_start and condition.open_end:
        matches = lambda value: text in value  # noqa: E731 - one of four, chosen here
    elif condition.open_start:
        matches = lambda value: value.endswith(text)  # noqa: E731
    elif condition.open_end:
        matches = lambda value: value.startswith(text)  # noqa: E731
    else:
        matches = text.__eq__

    def test(value: Any) -> bool:
        if value.__class__ is str:
            return matches(value) is not negated
        if value.__class__ is Number:
            return matches(value.text) is not negated
        return False

    return test


_ORDER: dict[Operator, Callable[[decimal.Decimal, decimal.Decimal], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.NOT_EQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.GREATER: operator.gt,
    Operator.LESS_EQUAL: operator.le,
    Operator.GREATER_EQUAL: operator.ge,
}


def _number(condition: NumberCondition) -> ValueTest:
    spelling = condition.spelling
    right = exact(spelling)
    order = _ORDER[condition.operator]
    equal = condition.operator is Operator.EQUAL
    relational = condition.operator.relational

    def test(value: Any) -> bool:
        if value.__class__ is Number:
            left = value.value
            return left is not None and right is not None and order(left, right)
        return value.__class__ is str and not relational and (value == spelling) is equal

    return test


def _token(condition: NumberCondition) -> ValueTest:
    right = exact(condition.spelling)
    order = _ORDER[condition.operator]
    otherwise = condition.operator is Operator.NOT_EQUAL
    numeric = NUMERIC_TOKEN.fullmatch

    def test(value: Any) -> bool:
        if value.__class__ is not str:
            return False
        if numeric(value) is None:
            return otherwise
        left = exact(value)
        return left is not None and right is not None and order(left, right)

    return test


def _regex(condition: RegexCondition) -> ValueTest:
    search, negated = condition.regex.search, condition.negated

    def test(value: Any) -> bool:
        if value.__class__ is str:
            return search(value) is not negated
        return negated and value.__class__ is Number and not search(value.text)

    return test
