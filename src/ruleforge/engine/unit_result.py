"""What comes of one unit of input, and the part of time that is looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

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
    """What came of one unit.

    `identities` are the ids of its events in order, empty where there is none. What can be added up over units is in
    `Totals` instead.
    """

    unit: Unit
    events: int = 0
    outside: int = 0
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    identities: list[str] = field(default_factory=list)

    def packed(self) -> tuple[UnitResult, str]:
        """The result in two parts that are cheap to send to another process."""
        return replace(self, identities=[]), "\n".join(self.identities)

    @staticmethod
    def unpacked(parts: tuple[UnitResult, str]) -> UnitResult:
        """The result from its two parts."""
        result, identities = parts
        return replace(result, identities=identities.split("\n"))

    def add_problem(self, problem: Problem) -> None:
        """Counts a problem, and keeps it by name while there are not too many."""
        self.counts[problem.severity] += problem.count
        if len(self.problems) < _PROBLEMS_KEPT:
            self.problems.append(problem)
