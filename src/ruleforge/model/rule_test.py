"""A rule's own tests, as they stand in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["EventReference", "RuleTest"]

_COUNTS = ("matches", "captured", "unique_contributors", "contributors", "rows", "row_count")


@dataclass(frozen=True, slots=True)
class EventReference:
    """One event of a test: a fixture by name, a record written out, or a raw message, with overrides.

    Exactly one of `fixture`, `record`, `message` and `scenario` is given. A `scenario` stands for many events: all that
    the story with this id delivers to the log group. `set` maps a JSONPath to the value to put there, `remove`
    lists JSONPaths to take away; both apply to a copy. `repeat` is how many times the event arrives.
    """

    fixture: str | None = None
    record: Mapping[str, Any] | None = None
    message: str | None = None
    scenario: str | None = None
    set: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A named test: events in, expectations out; for an alarm, datapoints in; for a query, log groups.

    `expect` holds `matches` (a count) and, for metric filters, optionally `datapoints`: a list of `{minute, value,
    samples?, dimensions?}`, one for each minute and set of dimensions, defaults included; `value` is the sum of what
    was published, `samples` how many values that was (1 where left out). Selectors and trails: `captured`, a count.
    Contributor Insights: `matches`, `contributors` (all of them, `{keys, value}`, highest first) and
    `unique_contributors`. Alarms: `datapoints` are pairs of an offset in seconds from a full hour and the value of that
    minute, and `states` pairs of the offset of an evaluation and the state after it. Queries: `given` has the events of
    each log group, named as the text names it; `rows` are expected in any order unless `ordered`, all of them unless
    `subset`, each a mapping of some columns or a list of all; besides, or instead, `columns` and `row_count`; or
    `refused`, the check that AWS's refusal is reported under.
    """

    name: str
    events: tuple[EventReference, ...]
    expect: Mapping[str, Any]
    datapoints: tuple[tuple[float, float | None], ...] = ()
    given: Mapping[str, tuple[EventReference, ...]] = field(default_factory=dict)

    @property
    def outcomes(self) -> frozenset[bool]:
        """True where something has to come of events, False where some have to come to nothing; both, or neither."""
        states = self.expect.get("states")
        if isinstance(states, Sequence):
            return frozenset(state == "ALARM" for _, state in states)
        name = next((name for name in _COUNTS if name in self.expect), None)
        if name is None:
            return frozenset()
        expected = self.expect[name]
        less = name in ("matches", "captured") and expected < sum(event.repeat for event in self.events)
        return frozenset({bool(expected), bool(expected) and not less})
