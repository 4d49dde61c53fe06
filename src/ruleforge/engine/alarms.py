"""Alarms over the metrics of a replay: the clock is the events' own, and runs from their first minute to their last.

An alarm is evaluated every minute. Between events nothing changes for a long time, so only those minutes are evaluated
in whose evaluation range something happens; in the others the state would stay what it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache

from ruleforge.engine.clock import MINUTE, to_instant
from ruleforge.engine.metrics import Series, tidy
from ruleforge.engine.tally import Dimensions, Statistics
from ruleforge.languages.alarm import Alarm, State
from ruleforge.model import MetricFilterSpec, Rule

__all__ = ["AlarmFindings", "Metric", "Metrics", "Transition", "watch"]

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of state: when, from which state to which, and the periods that caused it, newest first.

    Each period is its start and the statistic that the alarm made of it; None where it is missing.
    """

    at: str
    previous: State
    state: State
    periods: tuple[tuple[str, float | None], ...]

    def to_dict(self) -> dict[str, object]:
        """The change as JSON data."""
        return {
            "at": self.at,
            "state": self.state,
            "previous": self.previous,
            "datapoints": [
                {"start": start, "value": None if value is None else tidy(float(value))}
                for start, value in self.periods
            ],
        }


@dataclass(frozen=True, slots=True)
class AlarmFindings:
    """What became of an alarm: its changes of state, the last state, and the rules that publish its metric.

    `problem` says why it was not evaluated, if it was not.
    """

    alarm: Alarm
    transitions: tuple[Transition, ...] = ()
    state: State = "INSUFFICIENT_DATA"
    fed_by: tuple[str, ...] = ()
    problem: str = ""

    @property
    def went_off(self) -> int:
        """How often it went into ALARM."""
        return sum(item.state == "ALARM" for item in self.transitions)

    def to_dict(self) -> dict[str, object]:
        """The findings as JSON data."""
        data: dict[str, object] = {
            "metric": {"namespace": self.alarm.tree.namespace, "name": self.alarm.tree.metric_name},
            "fed_by": list(self.fed_by),
            "state": self.state,
            "transitions": [item.to_dict() for item in self.transitions],
        }
        if self.problem:
            data["problem"] = self.problem
        return data


@dataclass(slots=True)
class Metric:
    """One metric by the minute, in minutes since 1970: what was published, and where only the default value is.

    `quiet` are the minutes in which events arrived and a filter published its default. Nothing is published any more
    once the metric has been looked at.
    """

    published: dict[int, Statistics] = field(default_factory=dict)
    quiet: dict[int, float] = field(default_factory=dict)
    fed_by: list[str] = field(default_factory=list)
    hours: dict[int, Statistics] = field(default_factory=dict)

    def between(self, first: int, end: int) -> Statistics:
        """The statistics of the minutes from `first` up to `end`, which is left out; full hours are added up once."""
        total = Statistics()
        if end - first < 60:
            self._add_up(total, first, end)
            return total
        minute = first
        while minute < end:
            hour = minute - minute % 60 + 60
            if minute + 60 == hour <= end:
                total.merge(self._hour(minute))
            else:
                self._add_up(total, minute, min(hour, end))
            minute = min(hour, end)
        return total

    def _hour(self, minute: int) -> Statistics:
        if minute not in self.hours:
            self.hours[minute] = Statistics()
            self._add_up(self.hours[minute], minute, minute + 60)
        return self.hours[minute]

    def _add_up(self, total: Statistics, first: int, end: int) -> None:
        for minute in range(first, end):
            found = self.published.get(minute)
            if found is not None:
                total.merge(found)
            elif (default := self.quiet.get(minute)) is not None:
                total.add(default)


class Metrics:
    """The metrics that the filters of a replay publish, by namespace, name and dimensions.

    `series` are the filters, each with what it published. The clock runs from `first` to `last`, in minutes since 1970:
    from the first minute in which an event arrived to the last, or to a later instant that is asked for as `until`.
    Both are None where nothing arrived.
    """

    def __init__(self, series: Iterable[tuple[Rule, Series]], until: str | None = None) -> None:
        self._metrics: dict[tuple[str, str, Dimensions], Metric] = {}
        seen: set[str] = set()
        for rule, published in series:
            self._add(rule, published)
            seen |= published.arrivals
        self.first = _minute_number(min(seen)) if seen else None
        latest = max(seen, default=None) if until is None else max({*seen, until[:MINUTE]})
        self.last = _minute_number(latest) if latest is not None else None

    def _add(self, rule: Rule, published: Series) -> None:
        if not isinstance(rule.spec, MetricFilterSpec):
            return
        if not rule.spec.transformation.dimensions:
            self._metric(*rule.spec.metric, ()).fed_by.append(rule.id)
        by_dimensions: dict[Dimensions, Metric] = {}
        for (minute, dimensions), statistics in published.statistics():
            metric = by_dimensions.get(dimensions)
            if metric is None:
                metric = by_dimensions[dimensions] = self._metric(*rule.spec.metric, tuple(sorted(dimensions)))
                if rule.id not in metric.fed_by:
                    metric.fed_by.append(rule.id)
            number = _minute_number(minute)
            if number not in metric.published:
                metric.published[number] = Statistics()
            metric.published[number].merge(statistics)
        if published.default is not None:
            quiet = self._metric(*rule.spec.metric, ()).quiet
            for minute in published.quiet:
                quiet[_minute_number(minute)] = published.default

    def _metric(self, namespace: str, name: str, dimensions: Dimensions) -> Metric:
        return self._metrics.setdefault((namespace, name, dimensions), Metric())

    def get(self, alarm: Alarm) -> Metric | None:
        """The metric that an alarm watches; None where no filter publishes it."""
        return self._metrics.get((alarm.tree.namespace, alarm.tree.metric_name, alarm.tree.dimensions))


def watch(alarm: Alarm, metrics: Metrics) -> AlarmFindings:
    """Evaluates an alarm over the time that the events cover."""
    metric = metrics.get(alarm)
    if metric is None:
        return AlarmFindings(alarm, problem="no metric filter of this replay publishes its metric")
    if alarm.tree.statistic.name not in _COMBINED:
        problem = f"{alarm.tree.statistic.name} cannot be told from the statistics that are kept of each minute"
        return AlarmFindings(alarm, fed_by=tuple(metric.fed_by), problem=problem)
    state: State = "INSUFFICIENT_DATA"
    found: list[Transition] = []
    read = _reader(alarm, metric)

    @cache
    def breaches(start: float) -> bool | None:
        value = read(start)
        return None if value is None else alarm.breaches(value)

    # A state follows from the one before and from which periods breach: few combinations, met again and again.
    unchanged: set[tuple[State, tuple[bool | None, ...]]] = set()
    for time in _times(alarm, metric, metrics):
        looked = state, tuple(map(breaches, alarm.window(time)))
        if looked in unchanged:
            continue
        evaluation = alarm.evaluate(read, time, state)
        if evaluation.state == state:
            unchanged.add(looked)
            continue
        periods = tuple((_instant(start), value) for start, value in evaluation.periods)
        found.append(Transition(_instant(time), state, evaluation.state, periods))
        state = evaluation.state
    return AlarmFindings(alarm, tuple(found), state, tuple(sorted(metric.fed_by)))


_COMBINED: Mapping[str, Callable[[Statistics], float]] = {
    "SampleCount": lambda found: found.count,
    "Sum": lambda found: found.total,
    "Average": lambda found: found.total / found.count,
    "Minimum": lambda found: found.minimum,
    "Maximum": lambda found: found.maximum,
}


def _reader(alarm: Alarm, metric: Metric) -> Callable[[float], float | None]:
    """A function from the start of a period, in epoch seconds, to the alarm's statistic of its minutes."""
    period, combine = alarm.tree.period, _COMBINED[alarm.tree.statistic.name]
    known: dict[float, float | None] = {}

    def read(start: float) -> float | None:
        if start not in known:
            first, end = -(-int(start) // _MINUTE), -(-int(start + period) // _MINUTE)
            total = metric.between(first, end)
            known[start] = combine(total) if total.count else None
        return known[start]

    return read


def _times(alarm: Alarm, metric: Metric, clock: Metrics) -> Iterator[float]:
    """The evaluations, in epoch seconds, that can change the state: those with something new in their range."""
    if clock.first is None or clock.last is None:
        return
    first, last = clock.first * _MINUTE, (clock.last + 1) * _MINUTE
    reach = max(alarm.evaluation_range, alarm.tree.evaluation_periods) * alarm.tree.period + _MINUTE
    changes = _changes(metric, first, alarm.tree.period)
    step = alarm.interval
    time = -(-(first + min(_MINUTE, step)) // step) * step
    while time <= last:
        position = bisect_right(changes, time - 1)
        if position and changes[position - 1] >= time - reach - step:
            yield time
            time += step
        elif position < len(changes):
            time = max(time + step, (changes[bisect_left(changes, time)] + 1) // step * step)
        else:
            return


def _changes(metric: Metric, first: int, period: int) -> list[int]:
    """The moments, in epoch seconds, in which the metric changes: the start, published minutes, gaps.

    For a period below a minute there is a gap after every datapoint.
    """
    moments = {first}
    for minute in metric.published:
        moments |= {minute * _MINUTE, (minute + 1) * _MINUTE}
    for minute in metric.quiet:
        if period < _MINUTE or minute - 1 not in metric.quiet or minute + 1 not in metric.quiet:
            moments |= {minute * _MINUTE, (minute + 1) * _MINUTE}
    return sorted(moments)


@lru_cache(maxsize=65_536)
def _minute_number(minute: str) -> int:
    return int(datetime.fromisoformat(f"{minute[:MINUTE]}:00+00:00").timestamp()) // _MINUTE


@lru_cache(maxsize=65_536)
def _instant(seconds: float) -> str:
    return to_instant(seconds) or ""
