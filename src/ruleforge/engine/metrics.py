"""Metric transformations: what a metric filter publishes for an event that matches, and the datapoints that come of it.

CloudWatch aggregates what filters publish by the minute. Whether `defaultValue` is published per minute or per event
is not documented; as the guide and a recorded run have it, it is published for a minute in which events arrived and
none matched.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from ruleforge.data import number
from ruleforge.diagnostics import Finding
from ruleforge.engine.tally import Dimensions, Statistics
from ruleforge.errors import UnsupportedError
from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.model import MetricTransformation
from ruleforge.predicate.operands import Column, JsonPath, select_one
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import Number, Value

__all__ = ["Datapoint", "Publisher", "Reading", "Series", "Unpublished", "datapoints"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DIMENSION_LENGTH = number("mf.dimension_value.max")


@dataclass(frozen=True, slots=True)
class Reading:
    """One published value with its dimensions."""

    value: float
    dimensions: Dimensions = ()


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Why an event that matched publishes nothing."""

    reason: str


class Publisher:
    """A metric transformation, ready to be asked what an event publishes.

    `literal` is the value where it is the same for every event and there are no dimensions; then events need not be
    read.
    """

    def __init__(self, pattern: FilterPattern, transformation: MetricTransformation) -> None:
        self._pattern = pattern
        self._transformation = transformation
        text = transformation.metric_value
        self._value: JsonPath | Column | float = float(text) if _NUMBER.fullmatch(text) else self._operand(text)
        self._dimensions = tuple((item.name, self._operand(item.value)) for item in transformation.dimensions)
        self.literal = self._value if isinstance(self._value, float) and not self._dimensions else None

    def _operand(self, selector: str) -> JsonPath | Column:
        operand = self._pattern.operand(selector)
        if operand is None:
            system = selector.startswith("@aws.")
            message = f"{selector} cannot be read from an event" if system else f"{selector} is no field of the pattern"
            because = "system fields are added by CloudWatch Logs on arrival" if system else ""
            raise UnsupportedError([Finding("metric/field", message, because=because)])
        return operand

    def publish_message(self, message: str) -> Reading | Unpublished:
        """What a matching message publishes, or why it publishes nothing."""
        return self.publish(Subject(message))

    def publish(self, subject: Subject) -> Reading | Unpublished:
        """What a matching event publishes, or why it publishes nothing."""
        value = self._value if isinstance(self._value, float) else _to_number(_read(self._value, subject))
        if value is None:
            return Unpublished(f"{self._transformation.metric_value} is not a number")
        dimensions = []
        for name, operand in self._dimensions:
            text = _to_text(_read(operand, subject))
            if not text:
                return Unpublished(f"the dimension {name} has no value")
            if len(text) > _DIMENSION_LENGTH:
                return Unpublished(f"the dimension {name} has more than {_DIMENSION_LENGTH} characters")
            dimensions.append((name, text))
        return Reading(value, tuple(dimensions))


def _read(operand: JsonPath | Column, subject: Subject) -> Value:
    if isinstance(operand, Column):
        return subject.columns.get(operand.index, rest=operand.rest)
    return select_one(operand, subject.record)


def _to_number(value: Value) -> float | None:
    """The number of a JSON number or of a text that reads as one; None for the rest, and beyond a double's range."""
    text = value.text if isinstance(value, Number) else value
    if not isinstance(text, str) or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if abs(number) != float("inf") else None


def _to_text(value: Value) -> str:
    if isinstance(value, Number):
        return value.text
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Datapoint:
    """What a metric has for one minute and one set of dimensions; `minute` is `YYYY-MM-DDTHH:MM`."""

    minute: str
    statistics: Statistics
    dimensions: Dimensions = ()
    default: bool = False

    def to_dict(self) -> dict[str, object]:
        """The datapoint as JSON data, under CloudWatch's names of the statistics."""
        data: dict[str, object] = {
            "time": f"{self.minute}:00Z",
            "sampleCount": self.statistics.count,
            "sum": tidy(self.statistics.total),
            "minimum": tidy(self.statistics.minimum),
            "maximum": tidy(self.statistics.maximum),
        }
        if self.dimensions:
            data["dimensions"] = dict(self.dimensions)
        return data


@dataclass(frozen=True, slots=True)
class Series:
    """The datapoints of a metric filter, made when they are asked for: a year has half a million minutes.

    Either `counts` has the matches of each minute and `literal` the one value that is published, or `values` has what
    was published by minute and dimensions. `arrivals` are the minutes in which events arrived in the filter's log
    group; those in which it published nothing have its `default` value, if there is one. What one iterates over is
    what was published.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    literal: float = 0.0
    values: Mapping[tuple[str, Dimensions], Statistics] = field(default_factory=dict)
    arrivals: Set[str] = frozenset()
    default: float | None = None

    def __len__(self) -> int:
        return len(self.counts) or len(self.values)

    def __iter__(self) -> Iterator[Datapoint]:
        for (minute, dimensions), statistics in sorted(self.statistics(), key=operator.itemgetter(0)):
            yield Datapoint(minute, statistics, dimensions)

    def statistics(self) -> Iterator[tuple[tuple[str, Dimensions], Statistics]]:
        """What was published, by minute and dimensions, in no order."""
        value = self.literal
        for minute, count in self.counts.items():
            yield (minute, ()), Statistics(count, value * count, value, value)
        yield from self.values.items()

    @property
    def published(self) -> set[str]:
        """The minutes in which something was published."""
        return {*self.counts, *(minute for minute, _ in self.values)}

    @property
    def quiet(self) -> Set[str]:
        """The minutes in which it has its default value."""
        return frozenset() if self.default is None else self.arrivals - self.published

    def sum_at(self, minute: str) -> float | None:
        """The sum of a minute over all dimensions, the default value included; None for no datapoint."""
        if minute in self.counts:
            return self.counts[minute] * self.literal
        found = [statistics.total for (at, _), statistics in self.values.items() if at == minute]
        return sum(found) if found else self.default if minute in self.arrivals else None

    def peak(self) -> float | None:
        """The largest sum of a minute, over all dimensions; None where nothing was published."""
        totals = {minute: count * self.literal for minute, count in self.counts.items()}
        for (minute, _), statistics in self.values.items():
            totals[minute] = totals.get(minute, 0.0) + statistics.total
        return max(totals.values(), default=None)


def tidy(value: float) -> float | int:
    """A whole number without its decimal point."""
    return int(value) if value.is_integer() else value


def datapoints(
    values: Iterable[tuple[tuple[str, Dimensions], Statistics]], arrivals: Iterable[str], default: float | None
) -> list[Datapoint]:
    """The datapoints of a metric, in order of time and dimensions.

    `values` are the published values by minute and dimensions; `arrivals` are the minutes in which events arrived.
    """
    found = [Datapoint(minute, statistics, dimensions) for (minute, dimensions), statistics in values]
    if default is not None:
        taken = {point.minute for point in found}
        found.extend(
            Datapoint(minute, Statistics(1, default, default, default), default=True)
            for minute in arrivals
            if minute not in taken
        )
    return sorted(found, key=lambda point: (point.minute, point.dimensions))
