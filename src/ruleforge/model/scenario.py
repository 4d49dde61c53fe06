"""A scenario: a small story over all pipelines, and what has to come of it at every stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruleforge.diagnostics import SourceText, Span

__all__ = ["Actor", "Expectations", "Scenario", "Step", "Twin"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a session of a `role`, or an IAM `user`, of an `account`, from an `address`.

    A role session is called `session`, or after the actor. Where neither role nor user is given the records keep the
    identity of their fixtures, as those of a gateway's anonymous callers have to. The rest keeps the fixture's value
    where it is None.
    """

    name: str
    role: str | None = None
    session: str | None = None
    user: str | None = None
    account: str | None = None
    address: str | None = None
    user_agent: str | None = None

    @property
    def identified(self) -> bool:
        """Whether the story says who the caller is."""
        return self.role is not None or self.user is not None


@dataclass(frozen=True, slots=True)
class Twin:
    """Changes to the record that a step leaves in another pipeline, or another fixture in its place."""

    fixture: str | None = None
    set: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens `repeat` times, the first time `at` seconds after the start, then `every` so many.

    `fixture` is the record that it leaves, and `twins`, by pipeline, what it leaves elsewhere: None for a pipeline
    that it leaves nothing in. `vary` maps JSONPaths to values that the repetitions take in turn, `models` are the
    models that they call in turn, in every pipeline. `recorded` says whether a trail is expected to record it.
    """

    fixture: str
    at: int
    actor: str | None = None
    repeat: int = 1
    every: int = 0
    set: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    vary: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    twins: Mapping[str, Twin | None] = field(default_factory=dict)
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Expectations:
    """What has to come of a story, stage by stage; times are seconds after its start.

    `records`: what the story leaves in each pipeline. `captured`: events by selector. `matches`: events by filter or
    Contributor Insights rule. `datapoints`: the sum of a metric filter's values in the minute that begins at a time,
    None for no datapoint. `states`: an alarm's state after its last evaluation up to a time. `contributors`: the first
    of a rule's contributors, highest first. `alarms`: exactly those that go off, in the whole catalogue; None leaves
    that open.
    """

    records: Mapping[str, int] = field(default_factory=dict)
    captured: Mapping[str, int] = field(default_factory=dict)
    matches: Mapping[str, int] = field(default_factory=dict)
    datapoints: Mapping[str, Mapping[int, float | None]] = field(default_factory=dict)
    states: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    contributors: Mapping[str, tuple[tuple[tuple[str, ...], float], ...]] = field(default_factory=dict)
    alarms: tuple[str, ...] | None = None

    @property
    def rules(self) -> list[str]:
        """The ids of all rules that are named."""
        named = [*self.captured, *self.matches, *self.datapoints, *self.states, *self.contributors]
        return list(dict.fromkeys([*named, *(self.alarms or ())]))

    @property
    def latest(self) -> int:
        """The last time that is asked about."""
        times = [time for table in (*self.datapoints.values(), *self.states.values()) for time in table]
        return max(times, default=0)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story: who does what when under which trail, and what has to come of it.

    `start` is an instant on a full minute, `YYYY-MM-DDTHH:MM:00Z`. `text` and `spans` place it in its file.
    """

    id: str
    title: str
    description: str
    trail: str
    start: str
    actors: Mapping[str, Actor]
    steps: tuple[Step, ...]
    expect: Expectations
    text: SourceText | None = field(default=None, compare=False, repr=False)
    spans: Mapping[tuple[str | int, ...], Span] = field(default_factory=dict, compare=False, repr=False)
