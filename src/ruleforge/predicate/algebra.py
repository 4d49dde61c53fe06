"""The predicate tree: and, or, not over comparisons of an operand with a condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ruleforge.diagnostics import Span
from ruleforge.predicate.conditions import Condition
from ruleforge.predicate.operands import Operand

__all__ = ["AllOf", "AnyOf", "ColumnCount", "Comparison", "Constant", "Not", "Predicate", "comparisons"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison; `span` is where it stands in the rule's text, and is no part of its meaning.

    In a rule that is data, `place` is where: the member names and indexes that lead to it in the rule's body.

    Over a path with a wildcard it holds when some selected value satisfies the condition (`NotExists`: when none is
    selected).
    """

    operand: Operand
    condition: Condition
    span: Span | None = field(default=None, compare=False)
    place: tuple[str | int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """The line has at least this many columns."""

    minimum: int
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every item holds; with no items, true."""

    items: tuple[Predicate, ...]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some item holds; with no items, false."""

    items: tuple[Predicate, ...]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The item does not hold."""

    item: Predicate
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """Always, or never."""

    value: bool


Predicate: TypeAlias = AllOf | AnyOf | Not | Comparison | ColumnCount | Constant


def comparisons(predicate: Predicate) -> Iterator[Comparison]:
    """Every comparison in a predicate, in the order of the text."""
    match predicate:
        case Comparison():
            yield predicate
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from comparisons(item)
        case Not(item):
            yield from comparisons(item)
        case _:
            return
