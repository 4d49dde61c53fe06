"""Adding up what contributors contribute, in memory that has a bound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["BOUND", "Contributor", "Contributors"]

BOUND = 100_000
"""How many contributors of a rule are kept at least, whatever comes."""


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
        self._totals: dict[tuple[str, ...], float] = {}
        self._forgotten = 0
        self.error: float = 0

    def add(self, keys: tuple[str, ...], value: float) -> None:
        """Takes up a contribution; `value` may be below zero."""
        self._totals[keys] = self._totals.get(keys, 0) + value
        if len(self._totals) >= 2 * self._bound:
            self._forget()

    def _forget(self) -> None:
        """Keeps the larger half. Ties go by the keys, so that the order of events decides nothing more than it must."""
        ranked = self._ranked()
        self._totals = {item.keys: item.value for item in ranked[: self._bound]}
        self._forgotten += len(ranked) - self._bound
        self.error += abs(ranked[self._bound].value)

    def _ranked(self) -> list[Contributor]:
        found: Iterable[Contributor] = (Contributor(keys, value) for keys, value in self._totals.items())
        return sorted(found, key=lambda item: (-item.value, item.keys))

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
        return self._ranked()[:count]
