"""What comes of one unit of input, and the part of time that is looked at."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

from ruleforge.events import Problem, Unit

__all__ = ["UnitResult", "Window"]

_PROBLEMS_KEPT = 50


@dataclass(frozen=True, slots=True)
class Window:
    """The part of time that is looked at: from `since` (included) to `until` (left out); None is no bound."""

    since: str | None = None
    until: str | None = None

    @property
    def bounded(self) -> bool:
        """Whether there is any bound at all."""
        return self.since is not None or self.until is not None

    def includes(self, instant: str) -> bool:
        """Whether an instant is in the window."""
        return (self.since is None or instant >= self.since) and (self.until is None or instant < self.until)


@dataclass(slots=True)
class UnitResult:
    """What came of a unit, or of a part of it.

    A large unit comes in several parts, each with a result of its own. `identities` are the fingerprints of its
    events' ids in order, 0 where there is none. `before` is how many events earlier parts had; `last` marks the last
    part. What can be added up over units is in `Totals` instead.
    """

    unit: Unit
    before: int = 0
    last: bool = True
    events: int = 0
    outside: int = 0
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    identities: array[int] = field(default_factory=lambda: array("q"))

    def add_problem(self, problem: Problem) -> None:
        """Counts a problem, and keeps it by name while there are not too many."""
        self.counts[problem.severity] += problem.count
        if len(self.problems) < _PROBLEMS_KEPT:
            self.problems.append(problem)
