"""Counting: how often each set of rules matched, minute by minute, and when first and last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from ruleforge.events import Pipeline

__all__ = ["Sample", "Statistics", "Tally", "TallyKey", "merge_tallies"]

TallyKey: TypeAlias = tuple[tuple[int, ...], Pipeline]


@dataclass(frozen=True, slots=True, order=True)
class Sample:
    """An event that shows what matched: the earliest one, ties broken by its place in the input."""

    time: str
    file: str
    event: int
    message: str = field(compare=False)


@dataclass(slots=True)
class Statistics:
    """CloudWatch's statistic set of the values published in one minute."""

    count: int = 0
    total: float = 0.0
    minimum: float = float("inf")
    maximum: float = float("-inf")

    def add(self, value: float, times: int = 1) -> None:
        """Takes up a value that was published so many times."""
        self.count += times
        self.total += value * times
        self.minimum = min(self.minimum, value)
        self.maximum = max(self.maximum, value)

    def merge(self, other: Statistics) -> None:
        """Takes up everything another set has seen."""
        self.count += other.count
        self.total += other.total
        self.minimum = min(self.minimum, other.minimum)
        self.maximum = max(self.maximum, other.maximum)


@dataclass(slots=True, eq=False)
class Tally:
    """The events of one pipeline for which exactly the rules `matched` (by index) hold.

    `minutes` counts events by minute; `untimed` counts those without a time of their own, which make no datapoint.
    Until an event with a time has been seen, `first` is a text that sorts after every time and `last` one that sorts
    before.
    """

    matched: tuple[int, ...]
    pipeline: Pipeline
    minutes: Counter[str] = field(default_factory=Counter)
    untimed: int = 0
    first: str = "~"
    last: str = ""
    sample: Sample | None = None

    @property
    def events(self) -> int:
        """How many events have been counted."""
        return self.minutes.total() + self.untimed

    def take_sample(self, sample: Sample) -> None:
        """Keeps the earlier of two samples."""
        if self.sample is None or sample < self.sample:
            self.sample = sample

    def merge(self, other: Tally) -> None:
        """Takes up everything another tally of the same rules has counted."""
        self.minutes.update(other.minutes)
        self.untimed += other.untimed
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        if other.sample is not None:
            self.take_sample(other.sample)


def merge_tallies(into: dict[TallyKey, Tally], tallies: Iterable[Tally]) -> None:
    """Adds tallies to those that are there, by the rules and the pipeline they are about."""
    for tally in tallies:
        into.setdefault((tally.matched, tally.pipeline), Tally(tally.matched, tally.pipeline)).merge(tally)
