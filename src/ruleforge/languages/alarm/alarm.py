"""An alarm as its users meet it: parsed once, then evaluated over datapoints on a virtual clock."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import AlarmError, UsageError
from ruleforge.languages.alarm.evaluate import COMPARISONS, decide, default_range
from ruleforge.languages.alarm.parse import parse_alarm
from ruleforge.languages.alarm.tree import AlarmTree, State
from ruleforge.languages.body import BodyReader, finite, show
from ruleforge.predicate.choices import Choice, choice

__all__ = ["Alarm", "Evaluation"]

_DAY = 86_400
_HOUR = 3_600
_LONGEST_RANGE = 100_000
_STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation: when, the state after it, and the periods it looked at, newest first.

    `periods` pairs the start of each period with its statistic, None where it is missing. `choices` are the questions
    AWS leaves open on which the state rests.
    """

    at: float
    state: State
    periods: tuple[tuple[float, float | None], ...]
    choices: tuple[Choice, ...] = ()


class Alarm:
    """A CloudWatch alarm with a static threshold on one metric; `tree` holds its parameters.

    Times are seconds on the metric's own clock, in which 0 is a full hour.
    """

    def __init__(self, tree: AlarmTree, notes: Iterable[Finding] = ()) -> None:
        self.tree = tree
        self._breaches = COMPARISONS[tree.comparison]
        self._notes = tuple(notes)
        self._long = tree.period * tree.evaluation_periods > _DAY
        self._offsets = self._reach(self.evaluation_range)

    @classmethod
    def parse(cls, spec: Mapping[str, Any]) -> Alarm:
        """The alarm in a body as PutMetricAlarm takes it; what is absent has AWS's default.

        Raises AlarmError, with every problem at its path, where CloudWatch refuses it, and for alarms on metric math,
        PromQL and anomaly detection, which are not evaluated here.
        """
        reader = BodyReader("alarm", "CloudWatch API, PutMetricAlarm")
        tree = parse_alarm(spec, reader)
        if tree is None or reader.errors:
            raise AlarmError(reader.errors)
        return cls(tree, reader.notes)

    @property
    def notes(self) -> list[Finding]:
        """What CloudWatch takes and is probably not meant."""
        return list(self._notes)

    @property
    def evaluation_range(self) -> int:
        """How many periods an evaluation looks back at, the newest included; undocumented, so our choice."""
        return default_range(self.tree.evaluation_periods)

    @property
    def interval(self) -> int:
        """How many seconds lie between two evaluations: ten for short periods, an hour for windows above a day."""
        if self._long:
            return _HOUR
        return 10 if self.tree.period < 60 else 60

    def states(
        self,
        datapoints: Iterable[tuple[float, float | None]],
        at: Iterable[float],
        *,
        initial_state: str = "INSUFFICIENT_DATA",
        evaluation_range: int | None = None,
        samples: bool = False,
    ) -> list[str]:
        """The state after the evaluation at each of the times `at`, in ascending order.

        `datapoints` are pairs of an offset and a value in ascending order; None, or no entry, is missing. Each is the
        finished statistic of the period that starts at the offset; with `samples` they are raw values, of which
        several may fall in a period. Raises UsageError for anything else.
        """
        evaluations = self.evaluations(
            datapoints, at, initial_state=initial_state, evaluation_range=evaluation_range, samples=samples
        )
        return [evaluation.state for evaluation in evaluations]

    def evaluations(
        self,
        datapoints: Iterable[tuple[float, float | None]],
        at: Iterable[float],
        *,
        initial_state: str = "INSUFFICIENT_DATA",
        evaluation_range: int | None = None,
        samples: bool = False,
    ) -> list[Evaluation]:
        """As `states`, with what each evaluation looked at."""
        if initial_state not in _STATES:
            help_ = ", ".join(_STATES)
            raise UsageError([Finding("usage/state", f"there is no state {show(initial_state)}", help=help_)])
        state: State = initial_state  # type: ignore[assignment]
        reading = self._reader(*_series(datapoints), samples=samples)
        periods = None if evaluation_range is None else _range(evaluation_range)
        found: list[Evaluation] = []
        for time in _numbers(at, "a time"):
            found.append(self.evaluate(reading, time, state, periods))
            state = found[-1].state
        return found

    def _reader(
        self, offsets: Sequence[float], values: Sequence[float], *, samples: bool
    ) -> Callable[[float], Sequence[float] | float | None]:
        """A function from the start of a period to what it holds."""

        def read(start: float) -> Sequence[float] | float | None:
            low = bisect_left(offsets, start)
            if not samples:
                return values[low] if low < len(offsets) and offsets[low] == start else None
            high = bisect_left(offsets, start + self.tree.period)
            return values[low:high]

        return read

    def window(self, at: float, evaluation_range: int | None = None) -> list[float]:
        """The starts of the periods that an evaluation at a time looks at, newest first."""
        end = at // _HOUR * _HOUR if self._long else at
        if evaluation_range is None:
            return [end - offset for offset in self._offsets]
        return [end - offset for offset in self._reach(evaluation_range)]

    def _reach(self, evaluation_range: int) -> range:
        """How far back the periods of an evaluation start."""
        period = self.tree.period
        return range(period, (max(evaluation_range, self.tree.evaluation_periods) + 1) * period, period)

    def evaluate(
        self,
        read: Callable[[float], Sequence[float] | float | None],
        at: float,
        state: State,
        evaluation_range: int | None = None,
    ) -> Evaluation:
        """One evaluation. `read` gives what the period starting at a time holds: a statistic, raw values, or None.

        The periods end at `at` and slide with it, start included, end left out; where they cover more than a day
        together, only data up to the last full hour counts.
        """
        starts = self.window(at, evaluation_range)
        least = self.tree.evaluation_periods
        held = [read(start) for start in starts]
        looked = [(start, *self._look(values)) for start, values in zip(starts, held, strict=True)]
        periods = tuple((start, value) for start, value, _ in looked)
        deciding = [few for _, value, few in looked if value is not None][:least]
        if any(deciding) and self.tree.ignore_low_samples:
            return Evaluation(at, state, periods)
        points = [None if value is None else self._breaches(value, self.tree.threshold) for _, value in periods]
        decision = decide(self.tree, points, state)
        choices = [decision.choice] if decision.choice else []
        if evaluation_range is None and decide(self.tree, points[:least], state).state != decision.state:
            choices.append("alarm-range")
        if self.tree.statistic.interpolated and any(values for values in held if isinstance(values, Sequence)):
            choices.append("alarm-percentile")
        return Evaluation(at, decision.state, periods, tuple(map(choice, choices)))

    def _look(self, held: Sequence[float] | float | None) -> tuple[float | None, bool]:
        """The statistic of what a period holds, and whether too few samples make it meaningless."""
        if held is None or isinstance(held, int | float):
            return held, False
        return (self.tree.statistic.of(held), self.tree.statistic.has_few(len(held))) if held else (None, False)

    def breaches(self, value: float) -> bool:
        """Whether a statistic breaches the threshold; the statistic is the left operand."""
        return self._breaches(value, self.tree.threshold)

    def __repr__(self) -> str:
        tree = self.tree
        return f"Alarm({tree.statistic.name} of {tree.metric_name} {tree.comparison} {tree.threshold:g})"


def _series(datapoints: Iterable[Any]) -> tuple[list[float], list[float]]:
    """The offsets and the values of datapoints that are there, in the order of time."""
    pairs = []
    for point in _listed(datapoints, "datapoints"):
        if not isinstance(point, list | tuple) or len(point) != 2:
            message = f"a datapoint is an offset and a value, not {show(point)}"
            raise UsageError([Finding("usage/datapoint", message)])
        if point[1] is not None:
            pairs.append(_numbers(point, "a datapoint"))
    pairs.sort(key=lambda pair: pair[0])
    return [offset for offset, _ in pairs], [value for _, value in pairs]


def _listed(values: Any, what: str) -> list[Any]:
    if not isinstance(values, Iterable):
        raise UsageError([Finding("usage/list", f"{what} are a list, not {show(values)}")])
    return list(values)


def _range(value: Any) -> int:
    """A number of periods; one below N counts as N."""
    (count,) = _numbers([value], "an evaluation range")
    if count != int(count) or not 1 <= count <= _LONGEST_RANGE:
        message = f"an evaluation range of {show(value)} periods"
        raise UsageError([Finding("usage/range", message, help=f"a whole number from 1 to {_LONGEST_RANGE:,}")])
    return int(count)


def _numbers(values: Iterable[Any], what: str) -> list[float]:
    found = _listed(values, "times")
    for value in found:
        if not finite(value):
            raise UsageError([Finding("usage/number", f"{what} is a number, not {show(value)}")])
    return found
