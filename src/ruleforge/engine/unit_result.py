"""What comes of one unit of input, and the part of time that is looked at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ruleforge.engine.metrics import Dimensions
from ruleforge.engine.tally import Statistics, Tally
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

    `identities` are the ids of its events in order, one a line, empty where there is none. `values` holds published
    values by rule index, minute and dimensions; `unpublished` counts, by rule index and reason, the matches that
    published nothing.
    """

    unit: Unit
    events: int = 0
    outside: int = 0
    pipelines: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    identities: str = ""
    tallies: list[Tally] = field(default_factory=list)
    values: dict[tuple[int, str, Dimensions], Statistics] = field(default_factory=dict)
    unpublished: Counter[tuple[int, str]] = field(default_factory=Counter)

    def add_problem(self, problem: Problem) -> None:
        """Counts a problem, and keeps it by name while there are not too many."""
        self.counts[problem.severity] += problem.count
        if len(self.problems) < _PROBLEMS_KEPT:
            self.problems.append(problem)
