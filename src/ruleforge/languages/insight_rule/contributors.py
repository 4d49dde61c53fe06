"""Adding up what contributors contribute, in memory that has a bound."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

__all__ = ["BOUND", "Amount", "Contributor", "Contributors", "plain"]

BOUND = 100_000
"""How many contributors of a rule are kept at least, whatever comes."""

Amount: TypeAlias = int | Fraction
"""What is added up: exact, so that neither the order of events nor the number of processes changes a total."""


class Contributor(NamedTuple):
    """A combination of key values, in the order of the rule's keys, and what it contributed in all."""

    keys: tuple[str, ...]
    value: float


class Contributors:
    """Totals by contributor.

    Up to twice `bound` contributors are kept. Beyond that the smaller half is forgotten, and `error` grows by the
    largest total forgotten: then a total may be too low by up to `error`, no contributor with a larger total is
    missing, and `unique` counts those that were forgotten and came back more than once. Until that happens (`error` is
    0) everything is exact.
    """

    def __init__(self, bound: int = BOUND) -> None:
        self._bound = bound
        self._totals: dict[tuple[str, ...], Amount] = {}
        self._forgotten = 0
        self.error: float = 0

    def add(self, keys: tuple[str, ...], value: Amount) -> None:
        """Takes up a contribution; `value` may be below zero."""
        self._totals[keys] = self._totals.get(keys, 0) + value
        if len(self._totals) >= 2 * self._bound:
            self._forget()

    def _forget(self) -> None:
        """Keeps the larger half. Ties go by the keys, so that the order of events decides nothing more than it must."""
        ranked = self._ranked()
        self._totals = dict(ranked[: self._bound])
        self._forgotten += len(ranked) - self._bound
        self.error += abs(plain(ranked[self._bound][1]))

    def _ranked(self) -> list[tuple[tuple[str, ...], Amount]]:
        found: Iterable[tuple[tuple[str, ...], Amount]] = self._totals.items()
        return sorted(found, key=_rank)

    def merge(self, other: Contributors) -> None:
        """Takes up everything that another has added up."""
        for keys, value in other._totals.items():
            self.add(keys, value)
        self._forgotten += other._forgotten
        self.error += other.error

    @property
    def unique(self) -> int:
        """How many distinct contributors there were."""
        return len(self._totals) + self._forgotten

    def top(self, count: int | None = None) -> list[Contributor]:
        """The contributors with the largest totals, highest first, equal ones in the order of their keys."""
        ranked = self._ranked() if count is None else heapq.nsmallest(count, self._totals.items(), key=_rank)
        return [Contributor(keys, plain(value)) for keys, value in ranked]


def _rank(item: tuple[tuple[str, ...], Amount]) -> tuple[Amount, tuple[str, ...]]:
    """The highest total first, equal ones in the order of their keys."""
    return -item[1], item[0]


def plain(amount: Amount) -> float:
    """An exact amount as an ordinary number: an integer where it is one, else the nearest double."""
    if isinstance(amount, int):
        return amount
    return amount.numerator if amount.denominator == 1 else float(amount)
