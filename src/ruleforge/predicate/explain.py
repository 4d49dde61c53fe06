"""Why a predicate holds for a message, or why not: the tree with a verdict and the value found at each comparison."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ruleforge.diagnostics import Span
from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.choices import CHOICES, Choice
from ruleforge.predicate.conditions import (
    Contains,
    IsConstant,
    IsObject,
    IsPresent,
    NotExists,
    NumberCondition,
    NumberIs,
    RegexCondition,
    TextCondition,
    TextIn,
    Within,
)
from ruleforge.predicate.operands import Column, JsonPath, Message, select
from ruleforge.predicate.reference import combine, judge_comparison, judge_count
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import ABSENT, Number, Value
from ruleforge.predicate.verdict import Verdict

__all__ = ["Explanation", "Node", "explain", "show_value"]

Wording = Callable[[Predicate], str]
"""How a language words a leaf of the predicate; the text of the rule itself, usually."""

_SHOWN_VALUES = 4
_SHOWN_TEXT = 120


@dataclass(frozen=True, slots=True)
class Node:
    """One part of an explanation: its wording, whether it holds, what was found, and why that is so.

    `found` is the value at the comparison's operand, as people write it (`"GetGuardrail"`, `absent`, `null`);
    `reason` says what is not plain from it. `choices` are the open questions the verdict of this part rests on.
    """

    text: str
    holds: bool
    found: str = ""
    reason: str = ""
    span: Span | None = None
    choices: tuple[Choice, ...] = ()
    children: tuple[Node, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """The node and all below it, each with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.lines(depth + 1)

    def to_dict(self) -> dict[str, object]:
        """The node as JSON data."""
        data: dict[str, object] = {"text": self.text, "holds": self.holds}
        for name in ("found", "reason"):
            if value := getattr(self, name):
                data[name] = value
        if self.choices:
            data["choices"] = [item.id for item in self.choices]
        if self.children:
            data["children"] = [child.to_dict() for child in self.children]
        return data


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict with its reasons: `matched`, the `tree`, and the open questions that the verdict rests on, if any."""

    matched: bool
    tree: Node

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The questions AWS leaves open on which the whole verdict hangs; empty for a documented verdict."""
        return self.tree.choices

    def to_dict(self) -> dict[str, object]:
        """The explanation as JSON data."""
        return {"matched": self.matched, "choices": [item.id for item in self.choices], "tree": self.tree.to_dict()}

    def __str__(self) -> str:
        rows = [(f"{'  ' * depth}{'✓' if node.holds else '✗'} {node.text}", node) for depth, node in self.tree.lines()]
        width = min(72, max((len(text) for text, node in rows if not node.children), default=0))
        lines = []
        for text, node in rows:
            notes = " — ".join(part for part in (node.found, node.reason) if part)
            lines.append(f"{text:<{width}}  {notes}".rstrip() if notes else text)
        lines.extend(f"  ! {item}" for item in self.choices)
        return "\n".join(lines)


def explain(predicate: Predicate, subject: Subject, wording: Wording) -> Explanation:
    """The reasons for a predicate's verdict on a message."""
    node, verdict = _explain(predicate, subject, wording)
    return Explanation(verdict.holds, node)


def _explain(predicate: Predicate, subject: Subject, wording: Wording) -> tuple[Node, Verdict]:
    match predicate:
        case Comparison():
            verdict = judge_comparison(predicate, subject)
            found, reason = _findings(predicate, subject, verdict.holds)
            return _node(wording(predicate), verdict, predicate.span, found=found, reason=reason), verdict
        case ColumnCount(minimum, span):
            verdict = judge_count(predicate, subject)
            count = len(subject.columns.texts)
            reason = "" if verdict.holds else f"the pattern names {minimum}: a shorter line does not match"
            found = f"{count} field{'s' if count != 1 else ''}"
            return _node(wording(predicate), verdict, span, found=found, reason=reason), verdict
        case Constant(value):
            verdict = Verdict(value)
            return _node(wording(predicate), verdict, None), verdict
        case Not(item, span):
            child, inner = _explain(item, subject, wording)
            verdict = Verdict(not inner.holds, inner.choices)
            return _node("not", verdict, span, children=(child,)), verdict
        case AllOf(items, span) | AnyOf(items, span):
            parts = [_explain(item, subject, wording) for item in items]
            all_of = isinstance(predicate, AllOf)
            verdict = combine([part for _, part in parts], all_of=all_of)
            text = "all of" if all_of else "any of"
            return _node(text, verdict, span, children=tuple(node for node, _ in parts)), verdict


def _node(
    text: str,
    verdict: Verdict,
    span: Span | None,
    *,
    found: str = "",
    reason: str = "",
    children: tuple[Node, ...] = (),
) -> Node:
    choices = tuple(CHOICES[identifier] for identifier in sorted(verdict.choices))
    return Node(text, verdict.holds, found, reason, span, choices, children)


def _findings(comparison: Comparison, subject: Subject, holds: bool) -> tuple[str, str]:
    """What was found at the operand, and the reason where the value alone does not tell it."""
    operand, condition = comparison.operand, comparison.condition
    if isinstance(condition, IsObject):
        return ("", "") if holds else ("", "the message is not one JSON object, so no JSON pattern matches it")
    match operand:
        case Message():
            return "", ""
        case Column(index, rest):
            text = subject.columns.get(index, rest=rest)
            return show_value(text), "" if holds else _why_not(comparison, text)
        case JsonPath():
            values = select(operand, subject.record)
            if not values:
                return _absent_at(operand, subject.record), "" if holds else _why_not(comparison, ABSENT)
            found = ", ".join(show_value(value) for value in values[:_SHOWN_VALUES])
            if len(values) > _SHOWN_VALUES:
                found += f", … ({len(values)} values)"
            return found, "" if holds or len(values) > 1 else _why_not(comparison, values[0])


def _absent_at(path: JsonPath, record: Value) -> str:
    """`absent`, with the part of the path where the record stops following it."""
    for length in range(1, len(path.steps)):
        holders = select(JsonPath(path.steps[:length]), record)
        if not holders:
            return f"absent ({JsonPath(path.steps[:length])} is absent)"
        if not any(isinstance(holder, dict | list) for holder in holders):
            return f"absent ({JsonPath(path.steps[:length])} is {show_value(holders[0])})"
    return "absent"


def _why_not(comparison: Comparison, value: Value) -> str:
    condition = comparison.condition
    if isinstance(condition, TextIn | NumberIs | IsPresent | Within):
        return _why_not_listed(condition, value)
    if isinstance(condition, NotExists):
        return "it is there: null and empty values count as present"
    if value is ABSENT:
        return "a comparison on an absent field is false, != included"
    if isinstance(condition, IsConstant):
        return _why_not_constant(condition.constant, value)
    if value is None or isinstance(value, bool):
        word = "null" if value is None else "a boolean"
        return f"{word} satisfies neither = nor !=; use IS {'NULL' if value is None else str(value).upper()}"
    if isinstance(value, list | dict):
        word = "an array" if isinstance(value, list) else "an object"
        return f"{word} satisfies no comparison; select a value in it"
    return _why_not_scalar(condition, value)


def _why_not_listed(condition: TextIn | NumberIs | IsPresent | Within, value: Value) -> str:
    """Why an operator of an event selector or of Contributor Insights does not hold."""
    if isinstance(condition, Within):
        return f"beyond {condition.bound:,}: the event is left out entirely"
    if isinstance(condition, IsPresent):
        return "only a leaf counts as present" if isinstance(value, list | dict) else ""
    if value is ABSENT:
        return "there is nothing to compare"
    if isinstance(condition, NumberIs):
        return "no number" if not isinstance(value, Number) and not condition.tokens else ""
    if isinstance(value, str):
        folded = value.casefold()
        return "only upper and lower case differ" if folded in (text.casefold() for text in condition.texts) else ""
    return "no text"


def _why_not_constant(constant: bool | None, value: Value) -> str:
    word = "null" if constant is None else str(constant).lower()
    if isinstance(value, str) and value.lower() == word:
        return f"the text {show_value(value)}, not the constant {word}"
    return ""


def _why_not_scalar(condition: object, value: Any) -> str:
    match condition:
        case NumberCondition(operator=operator) if isinstance(value, str) and operator.relational:
            return "string, not number"
        case NumberCondition(spelling=spelling) if isinstance(value, str) and value.strip() == spelling != value:
            return "blanks around the number"
        case TextCondition(text=text, negated=False) if isinstance(value, str) and value.casefold() == text.casefold():
            return "only upper and lower case differ"
        case TextCondition(negated=False) if isinstance(value, Number):
            return "number, compared by its spelling"
        case RegexCondition(negated=False) if isinstance(value, Number):
            return "number, not string"
        case Contains():
            return ""
    return ""


def show_value(value: Value) -> str:
    """A value as people write it, shortened: `"text"`, `42`, `null`, `absent`, `array of 3`, `object`."""
    match value:
        case str():
            text = value if len(value) <= _SHOWN_TEXT else value[:_SHOWN_TEXT] + "…"
            return json.dumps(text, ensure_ascii=not text.isprintable())
        case Number(text):
            return text if len(text) <= _SHOWN_TEXT else text[:_SHOWN_TEXT] + "…"
        case list():
            return f"array of {len(value)}"
        case dict():
            return "object"
        case None:
            return "null"
        case bool():
            return str(value).lower()
    return "absent"
