"""Counting: how often each set of rules matched, minute by minute, and when first and last."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

from ruleforge.events import Pipeline
from ruleforge.languages.insight_rule import Contributors

__all__ = ["Dimensions", "Origin", "Sample", "Statistics", "Tally", "TallyKey", "Totals", "ValueKey"]

Dimensions: TypeAlias = tuple[tuple[str, str], ...]
TallyKey: TypeAlias = "tuple[tuple[int, ...], Origin]"
ValueKey: TypeAlias = tuple[int, str, Dimensions]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event comes from, as far as it tells: the pipeline by its shape, the log group if it came with one."""

    pipeline: Pipeline
    log_group: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Sample:
    """An event that shows what matched: the earliest one, ties broken by its place in the input.

    `event` is its ordinal among the events of the file that come at or after the byte `start`.
    """

    time: str
    file: str
    start: int
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
        if value < self.minimum:
            self.minimum = value
        if value > self.maximum:
            self.maximum = value

    def merge(self, other: Statistics) -> None:
        """Takes up everything another set has seen."""
        self.count += other.count
        self.total += other.total
        if other.minimum < self.minimum:
            self.minimum = other.minimum
        if other.maximum > self.maximum:
            self.maximum = other.maximum


@dataclass(slots=True, eq=False)
class Tally:
    """The events of one origin for which exactly the questions `matched` (by index) hold.

    `minutes` counts events by minute; `untimed` counts those without a time of their own, which make no datapoint.
    Until an event with a time has been seen, `first` is a text that sorts after every time and `last` one that sorts
    before. `recorded` says whether the trail delivers these events, `insights` are the Contributor Insights rules that
    count them.
    """

    matched: tuple[int, ...]
    origin: Origin
    minutes: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    untimed: int = 0
    first: str = "~"
    last: str = ""
    sample: Sample | None = None
    recorded: bool = True
    insights: tuple[int, ...] = ()

    @property
    def events(self) -> int:
        """How many events have been counted."""
        return sum(self.minutes.values()) + self.untimed

    def wants(self, time: str, file: str, start: int, event: int) -> bool:
        """Whether an event at this place would be the sample."""
        if not self.matched:
            return False
        sample = self.sample
        return sample is None or (time, file, start, event) < (sample.time, sample.file, sample.start, sample.event)

    def take_sample(self, sample: Sample) -> None:
        """Keeps the earlier of two samples."""
        if self.wants(sample.time, sample.file, sample.start, sample.event):
            self.sample = sample

    def merge(self, other: Tally) -> None:
        """Takes up everything another tally of the same rules has counted."""
        for minute, count in other.minutes.items():
            self.minutes[minute] += count
        self.untimed += other.untimed
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        if other.sample is not None:
            self.take_sample(other.sample)


@dataclass(slots=True)
class Totals:
    """Everything that is added up over many units of input, in one process.

    `values` holds published values by question, minute and dimensions; `unpublished` counts, by question and reason,
    the matches that published nothing; `pipelines` counts events; `without_keys` counts, by question, the matches of
    Contributor Insights rules that lack a key or a number.
    """

    tallies: dict[TallyKey, Tally] = field(default_factory=dict)
    values: dict[ValueKey, Statistics] = field(default_factory=dict)
    unpublished: Counter[tuple[int, str]] = field(default_factory=Counter)
    pipelines: Counter[Pipeline] = field(default_factory=Counter)
    without_keys: Counter[int] = field(default_factory=Counter)
    _contributors: dict[int, Contributors] = field(default_factory=dict)

    def contributors(self, question: int) -> Contributors:
        """What is added up for a Contributor Insights rule."""
        if question not in self._contributors:
            self._contributors[question] = Contributors()
        return self._contributors[question]

    def tally(self, matched: tuple[int, ...], origin: Origin) -> Tally:
        """The tally of a set of rules for an origin; a new one where there is none yet."""
        key = matched, origin
        if key not in self.tallies:
            self.tallies[key] = Tally(*key)
        return self.tallies[key]

    def merge(self, other: Totals) -> None:
        """Takes up everything that another process has added up."""
        for tally in other.tallies.values():
            own = self.tally(tally.matched, tally.origin)
            own.recorded, own.insights = tally.recorded, tally.insights
            own.merge(tally)
        for key, statistics in other.values.items():
            self.values.setdefault(key, Statistics()).merge(statistics)
        self.unpublished.update(other.unpublished)
        self.pipelines.update(other.pipelines)
        self.without_keys.update(other.without_keys)
        for question, contributors in other._contributors.items():
            self.contributors(question).merge(contributors)
