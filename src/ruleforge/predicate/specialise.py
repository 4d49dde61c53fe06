"""Evaluating a predicate on part of what it looks at: known values settle what they can, the rest stays a predicate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, assert_never

from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.compile import ValueTest, compile_condition, compile_over_values
from ruleforge.predicate.conditions import Condition, TextCondition, TextIn, TextPart
from ruleforge.predicate.operands import JsonPath
from ruleforge.predicate.values import Value

__all__ = ["KnownMatcher", "compile_over", "required_texts", "specialise"]

KnownMatcher: TypeAlias = Callable[[Sequence[Any]], bool]

_TRUE = Constant(True)
_FALSE = Constant(False)


@cache
def _test(condition: Condition, several: bool) -> ValueTest:
    """A test of what is known at a path: one value, or a list of them where the path selects several."""
    return compile_over_values(condition) if several else compile_condition(condition)


def specialise(predicate: Predicate, known: Mapping[JsonPath, Value]) -> Predicate:
    """What is left of a predicate once the values at some paths are known (`ABSENT` is a value).

    For a path that selects several values, the list of them is what is known.

    `Constant` when they settle it. Comparisons of other paths, of the message and of columns stay as they are.
    """
    match predicate:
        case Comparison(operand, condition):
            if isinstance(operand, JsonPath) and operand in known:
                return _TRUE if _test(condition, operand.wildcard)(known[operand]) else _FALSE
            return predicate
        case Constant() | ColumnCount():
            return predicate
        case Not(item):
            inner = specialise(item, known)
            return Constant(not inner.value) if isinstance(inner, Constant) else Not(inner)
        case AllOf(items) | AnyOf(items):
            neutral = isinstance(predicate, AllOf)
            left: list[Predicate] = []
            for item in items:
                part = specialise(item, known)
                if not isinstance(part, Constant):
                    left.append(part)
                elif part.value is not neutral:
                    return part
            if not left:
                return _TRUE if neutral else _FALSE
            return left[0] if len(left) == 1 else type(predicate)(tuple(left))
    assert_never(predicate)


def compile_over(predicate: Predicate, places: Mapping[JsonPath, int]) -> KnownMatcher | None:
    """A function from a list of values to the verdict; `places` tells where in the list each path's value is.

    None where the predicate looks at anything else. It says what `specialise` would, at a fraction of the cost.
    """
    match predicate:
        case Comparison(operand, condition):
            if not isinstance(operand, JsonPath) or operand not in places:
                return None
            place, test = places[operand], _test(condition, operand.wildcard)
            return lambda values: test(values[place])
        case Constant(value):
            return lambda _: value
        case ColumnCount():
            return None
        case Not(item):
            inner = compile_over(item, places)
            return None if inner is None else lambda values: not inner(values)
        case AllOf(items) | AnyOf(items):
            parts = [compile_over(item, places) for item in items]
            known = [part for part in parts if part is not None]
            if len(known) < len(parts):
                return None
            return _every(known) if isinstance(predicate, AllOf) else _some(known)
    assert_never(predicate)


def _every(parts: Sequence[KnownMatcher]) -> KnownMatcher:
    return lambda values: all(part(values) for part in parts)


def _some(parts: Sequence[KnownMatcher]) -> KnownMatcher:
    return lambda values: any(part(values) for part in parts)


def required_texts(predicate: Predicate, path: JsonPath) -> frozenset[str] | None:
    """The texts one of which has to stand at a path for the predicate to hold, or None where it does not ask for any.

    Numbers have a text too, so this says nothing about the type of the value.
    """
    match predicate:
        case Comparison(operand, TextCondition(text, False, False, False)) if operand == path:
            return frozenset({text})
        case Comparison(operand, TextIn(listed, TextPart.WHOLE, False)) if operand == path:
            return frozenset(listed)
        case AllOf(items):
            found = [texts for item in items if (texts := required_texts(item, path)) is not None]
            return frozenset.intersection(*found) if found else None
        case AnyOf(items):
            union: frozenset[str] = frozenset()
            for item in items:
                texts = required_texts(item, path)
                if texts is None:
                    return None
                union |= texts
            return union
        case _:
            return None
