"""The reference evaluator: every comparison written out as AWS's tables put it, slow and obvious.

It is the oracle of the property tests and the source of explanations. It also answers whether a verdict rests on an
open question (`ruleforge.predicate.choices`): evaluation is three-valued, and `Verdict.choices` is filled where a
comparison's outcome is a choice of ours and the predicate's outcome hangs on it.
"""

from __future__ import annotations

import decimal
import re
from dataclasses import dataclass
from typing import Any, assert_never

from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.conditions import (
    Condition,
    Contains,
    IsConstant,
    IsObject,
    NotExists,
    NumberCondition,
    Operator,
    RegexCondition,
    TextCondition,
)
from ruleforge.predicate.operands import Column, JsonPath, Message, Wildcard, select
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import ABSENT, Number, Value, exact

__all__ = ["Verdict", "evaluate", "judge", "judge_comparison", "judge_count"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something holds, and the ids of the open questions that this rests on."""

    holds: bool
    choices: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.holds


def evaluate(predicate: Predicate, subject: Subject) -> bool:
    """Whether the predicate holds for a message."""
    return judge(predicate, subject).holds


def judge(predicate: Predicate, subject: Subject) -> Verdict:
    """The verdict on a message, with the open questions it rests on."""
    match predicate:
        case Constant(value):
            return Verdict(value)
        case Comparison():
            return judge_comparison(predicate, subject)
        case ColumnCount():
            return judge_count(predicate, subject)
        case Not(item):
            inner = judge(item, subject)
            return Verdict(not inner.holds, inner.choices)
        case AllOf(items):
            return combine([judge(item, subject) for item in items], all_of=True)
        case AnyOf(items):
            return combine([judge(item, subject) for item in items], all_of=False)
    assert_never(predicate)


def combine(verdicts: list[Verdict], *, all_of: bool) -> Verdict:
    """Three-valued and (or): one certain false (true) settles it; else every doubtful part adds to the doubt."""
    holds = all(v.holds for v in verdicts) if all_of else any(v.holds for v in verdicts)
    if any(v.holds is not all_of and not v.choices for v in verdicts):
        return Verdict(holds)
    return Verdict(holds, frozenset[str]().union(*(v.choices for v in verdicts)))


def judge_count(count: ColumnCount, subject: Subject) -> Verdict:
    """Whether the line has enough columns."""
    columns = subject.columns
    found = len(columns.texts)
    holds = found >= count.minimum
    if found == 0 and count.minimum == 1:
        return Verdict(holds, frozenset({"empty-line"}))
    # With every delimiter read as an ordinary character there would be as many columns as there are words.
    doubtful = columns.odd and (len(columns.line.split()) >= count.minimum) is not holds
    return Verdict(holds, frozenset({"column-delimiters"}) if doubtful else frozenset())


def judge_comparison(comparison: Comparison, subject: Subject) -> Verdict:
    """Whether one comparison holds."""
    operand, condition = comparison.operand, comparison.condition
    match operand:
        case Message():
            return _judge_message(condition, subject.message)
        case Column():
            return _judge_column(operand, condition, subject)
        case JsonPath():
            return _judge_path(operand, condition, subject)
    assert_never(operand)


def _judge_message(condition: Condition, message: str) -> Verdict:
    if isinstance(condition, Contains):
        return Verdict(condition.text in message)
    return holds_for(condition, message)


def _judge_column(column: Column, condition: Condition, subject: Subject) -> Verdict:
    columns = subject.columns
    text = columns.get(column.index, rest=column.rest)
    if text is ABSENT:
        return Verdict(False)
    verdict = holds_for(condition, text)
    choices = verdict.choices
    if columns.odd:
        choices |= {"column-delimiters"}
    is_rest = column.rest and 0 <= column.index < len(columns.texts) - 1
    if is_rest and re.search(r'[\["\]]|\s\s|[^\S ]', str(text)):
        choices |= {"column-rest"}
    return Verdict(verdict.holds, choices)


def _judge_path(path: JsonPath, condition: Condition, subject: Subject) -> Verdict:
    values = select(path, subject.record)
    if isinstance(condition, NotExists):
        return _judge_absence(path, values, subject)
    verdicts = [holds_for(condition, value) for value in values]
    verdict = combine(verdicts, all_of=False) if verdicts else Verdict(False)
    if not path.wildcard:
        return verdict
    choices = verdict.choices | _wildcard_choices(path, subject.record)
    if _is_negated(condition) and (
        {v.holds for v in verdicts} == {True, False} or _lacking(path, values, subject.record)
    ):
        choices |= {"wildcard-not-equal"}
    return Verdict(verdict.holds, choices)


def _judge_absence(path: JsonPath, values: list[Value], subject: Subject) -> Verdict:
    choices: frozenset[str] = frozenset()
    if path.wildcard:
        choices = _wildcard_choices(path, subject.record)
        if values and _lacking(path, values, subject.record):
            choices |= {"wildcard-not-exists"}
    return Verdict(not values, choices)


def _wildcard_choices(path: JsonPath, record: Value) -> frozenset[str]:
    position = next(index for index, step in enumerate(path.steps) if isinstance(step, Wildcard))
    if path.steps[position] is not Wildcard.MEMBER:
        return frozenset()
    holders = select(JsonPath(path.steps[:position]), record)
    return frozenset({"wildcard-member-array"}) if any(isinstance(h, list) for h in holders) else frozenset()


def _lacking(path: JsonPath, values: list[Value], record: Value) -> bool:
    """Whether the wildcard has a container to walk whose elements, or some of them, lack the property."""
    position = next(index for index, step in enumerate(path.steps) if isinstance(step, Wildcard))
    holders = select(JsonPath(path.steps[:position]), record)
    if not any(isinstance(holder, list | dict) for holder in holders):
        return False
    elements = select(JsonPath(path.steps[: position + 1]), record)
    return not elements or len(values) < len(elements)


def _is_negated(condition: Condition) -> bool:
    match condition:
        case TextCondition(negated=negated) | RegexCondition(negated=negated):
            return negated
        case NumberCondition(operator=operator):
            return operator is Operator.NOT_EQUAL
        case _:
            return False


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
    assert_never(condition)


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
