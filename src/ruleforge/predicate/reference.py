"""The reference evaluator: slow and obvious, on top of the comparison tables in `ruleforge.predicate.verdict`.

It is the oracle of the property tests and the source of explanations. It also answers whether a verdict rests on an
open question (`ruleforge.predicate.choices`): evaluation is three-valued, and `Verdict.choices` is filled where a
comparison's outcome is a choice of ours and the predicate's outcome hangs on it.
"""

from __future__ import annotations

import re
from typing import assert_never

from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.conditions import (
    Condition,
    Contains,
    IsPresent,
    NotExists,
    NumberCondition,
    NumberIs,
    Operator,
    RegexCondition,
    TextCondition,
    TextIn,
    Within,
    wants_every,
)
from ruleforge.predicate.operands import Column, JsonPath, Message, Where, Wildcard, select
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import ABSENT, Value
from ruleforge.predicate.verdict import Verdict, holds_for

__all__ = ["combine", "evaluate", "judge", "judge_comparison", "judge_count"]


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
    verdict = holds_for(condition, text)
    choices = verdict.choices
    listed = isinstance(condition, TextIn | NumberIs | IsPresent | Within)
    if text is ABSENT and not listed:
        return verdict
    if columns.odd:
        choices |= {"column-delimiters"}
    if listed and holds_for(condition, columns.raw(column.index)).holds is not verdict.holds:
        choices |= {"insight-delimiters"}
    is_rest = column.rest and 0 <= column.index < len(columns.texts) - 1
    if is_rest and re.search(r'[\["\]]|\s\s|[^\S ]', str(text)):
        choices |= {"column-rest"}
    return Verdict(verdict.holds, choices)


def _judge_path(path: JsonPath, condition: Condition, subject: Subject) -> Verdict:
    if any(isinstance(step, Where) for step in path.steps):
        return _judge_elements(path, condition, subject)
    values = select(path, subject.record)
    if isinstance(condition, NotExists):
        return _judge_absence(path, values, subject)
    if not path.wildcard:
        return holds_for(condition, values[0] if values else ABSENT)
    if wants_every(condition):
        return _over(condition, values)
    verdicts = [holds_for(condition, value) for value in values]
    verdict = combine(verdicts, all_of=False) if verdicts else Verdict(False)
    choices = verdict.choices | _wildcard_choices(path, subject.record)
    if _is_negated(condition) and (
        {v.holds for v in verdicts} == {True, False} or _lacking(path, values, subject.record)
    ):
        choices |= {"wildcard-not-equal"}
    return Verdict(verdict.holds, choices)


def _judge_elements(path: JsonPath, condition: Condition, subject: Subject) -> Verdict:
    """Over the elements that `Where` picks; doubtful where the first element, or all of them, would say otherwise."""
    verdict = _over(condition, select(path, subject.record))
    for otherwise in (0, Wildcard.ELEMENT):
        steps = tuple(otherwise if isinstance(step, Where) else step for step in path.steps)
        if _over(condition, select(JsonPath(steps), subject.record)).holds is not verdict.holds:
            return Verdict(verdict.holds, verdict.choices | {"selector-resources"})
    return verdict


def _over(condition: Condition, values: list[Value]) -> Verdict:
    """A condition over several values: some value satisfies it, or every one where it asks for that."""
    if isinstance(condition, NotExists):
        return Verdict(not values)
    every = wants_every(condition)
    if not values:
        return holds_for(condition, ABSENT) if every else Verdict(False)
    return combine([holds_for(condition, value) for value in values], all_of=every)


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
