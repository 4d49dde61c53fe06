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
from ruleforge.languages.body import BodyReader

__all__ = ["Alarm", "Evaluation"]

_DAY = 86_400
_HOUR = 3_600
_STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation: when, the state after it, and the periods it looked at, newest first.

    `periods` pairs the start of each period with its statistic, None where it is missing.
    """

    at: float
    state: State
    periods: tuple[tuple[float, float | None], ...]


class Alarm:
    """A CloudWatch alarm with a static threshold on one metric; `tree` holds its parameters.

    Times are seconds on the metric's own clock, in which 0 is a full hour.
    """

    def __init__(self, tree: AlarmTree, notes: Iterable[Finding] = ()) -> None:
        self.tree = tree
        self._breaches = COMPARISONS[tree.comparison]
        self._notes = tuple(notes)

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

    @property
    def _long(self) -> bool:
        return self.tree.period * self.tree.evaluation_periods > _DAY

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
        several may fall in a period.
        """
        if initial_state not in _STATES:
            raise UsageError([Finding("usage/state", f"there is no state {initial_state!r}", help=", ".join(_STATES))])
        state: State = initial_state  # type: ignore[assignment]
        series = [(offset, value) for offset, value in datapoints if value is not None]
        offsets = [offset for offset, _ in series]
        values = [value for _, value in series]
        reading = self._reader(offsets, values, samples=samples)
        found: list[str] = []
        for time in at:
            state = self.evaluate(reading, time, state, evaluation_range).state
            found.append(state)
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
        end = at // _HOUR * _HOUR if self._long else at
        length = self.evaluation_range if evaluation_range is None else evaluation_range
        starts = [end - index * self.tree.period for index in range(1, max(length, self.tree.evaluation_periods) + 1)]
        periods = []
        few = False
        for start in starts:
            held = read(start)
            if held is not None and not isinstance(held, int | float):
                few = few or (bool(held) and self.tree.statistic.has_few(len(held)))
                held = self.tree.statistic.of(held) if held else None
            periods.append((start, held))
        if few and self.tree.ignore_low_samples:
            return Evaluation(at, state, tuple(periods))
        points = [None if value is None else self._breaches(value, self.tree.threshold) for _, value in periods]
        return Evaluation(at, decide(self.tree, points, state), tuple(periods))

    def breaches(self, value: float) -> bool:
        """Whether a statistic breaches the threshold; the statistic is the left operand."""
        return self._breaches(value, self.tree.threshold)

    def __repr__(self) -> str:
        tree = self.tree
        return f"Alarm({tree.statistic.name} of {tree.metric_name} {tree.comparison} {tree.threshold:g})"
