"""Counting events by the minute, and noting when each set of rules matched first and last."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress

from ruleforge.engine.clock import MINUTE, is_minute
from ruleforge.engine.tally import Tally

__all__ = ["MinuteCounter"]

_MINUTE_OF = operator.itemgetter(slice(MINUTE))
_LAST = operator.attrgetter("last")
_LIMIT = 10_000


class MinuteCounter:
    """Counts events for their tallies; what it has counted is in the tallies after `finish`."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Tally, str]] = Counter()
        self._known: set[str] = set()

    def count(self, tallies: Sequence[Tally], times: Sequence[str]) -> Iterator[tuple[Tally, int]]:
        """Counts events, and notes the first and the last of each tally.

        Yields those, by their position, that are the earliest of their tally so far.
        """
        minutes = list(map(_MINUTE_OF, times))
        if not self._known.issuperset(minutes) and not self._learn(set(minutes)):
            timed = [position for position, minute in enumerate(minutes) if minute in self._known]
            for position in set(range(len(times))).difference(timed):
                tallies[position].untimed += 1
            if timed:
                found = self.count([tallies[position] for position in timed], [times[position] for position in timed])
                yield from ((tally, timed[position]) for tally, position in found)
            return
        self._counts.update(zip(tallies, minutes, strict=True))
        if len(self._counts) > _LIMIT:
            self.finish()
        # Each event is held against the last of its tally as the events before it have left it.
        for tally, time in compress(zip(tallies, times, strict=True), map(operator.gt, times, map(_LAST, tallies))):
            tally.last = time
        earliest = min(times)
        for tally in set(tallies):
            if earliest <= tally.first:
                own = [position for position, other in enumerate(tallies) if other is tally]
                first = min(own, key=times.__getitem__)
                if times[first] <= tally.first:
                    tally.first = times[first]
                    yield tally, first

    def _learn(self, minutes: set[str]) -> bool:
        """Takes up minutes not met before; False where one of them is none."""
        if len(self._known) > _LIMIT:
            self._known.clear()
        self._known.update(minute for minute in minutes if is_minute(minute))
        return minutes <= self._known

    def finish(self) -> None:
        """Hands over what has been counted."""
        for (tally, minute), count in self._counts.items():
            tally.minutes[minute] += count
        self._counts.clear()
