"""Replaying logs through the rules: units of input over processes, results merged in the order of the input."""

from __future__ import annotations

import itertools
import multiprocessing
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from ruleforge.catalog import Catalog
from ruleforge.diagnostics import Finding
from ruleforge.engine.clock import parse_bound
from ruleforge.engine.duplicates import DuplicateCounter
from ruleforge.engine.metrics import Series
from ruleforge.engine.report import InputReport, Report, RuleReport
from ruleforge.engine.ruleset import Origin, RuleSet
from ruleforge.engine.scan import Scanner
from ruleforge.engine.tally import Sample, Tally, Totals
from ruleforge.engine.unit_result import UnitResult, Window
from ruleforge.errors import UnsupportedError, UsageError
from ruleforge.events import Pipeline, Problem, Unit, discover
from ruleforge.model import MetricFilterSpec, Parameter, Rule

__all__ = ["Progress", "replay"]

_GROUP_BYTES = 16 * 1024 * 1024
_GROUP_UNITS = 64
_PROBLEMS_NAMED = 1000
_QUEUED_PER_PROCESS = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay has come: units done of all, and events evaluated so far."""

    done: int
    total: int
    events: int


def replay(
    catalog: Catalog,
    paths: Sequence[str | Path],
    *,
    trail: str | None = None,
    rules: Iterable[str] | None = None,
    since: str | None = None,
    until: str | None = None,
    processes: int = 1,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Evaluates rules over log files and counts what they match.

    `paths` are files, folders, globs, or `-` for standard input, in any shape that AWS delivers. `rules` are ids (all
    filters of the catalogue by default); `since` (included) and `until` (left out) are ISO 8601 times, UTC unless
    they say otherwise, and compare with the events' own time. Broken input is counted and named in the report and
    never stops the rest.

    Raises InputError where a path does not exist, and UsageError for unknown rules and malformed times.
    """
    if trail is not None:
        raise UnsupportedError(
            [Finding("replay/trail", "this version evaluates no trails", help="leave the trail out")]
        )
    if processes < 1:
        raise UsageError([Finding("usage/processes", f"{processes} processes", help="give 1 or more")])
    chosen = _choose(catalog, rules)
    window = Window(
        None if since is None else parse_bound(since, "since"), None if until is None else parse_bound(until, "until")
    )
    units, problems = discover(paths)
    merger = _Merger(RuleSet(chosen, catalog.parameters), problems)
    work = _Work(chosen, dict(catalog.parameters), window)
    for result in _results(work, units, processes, merger.totals):
        merger.add(result)
        if progress is not None:
            progress(Progress(merger.units, len(units), merger.events))
    return merger.report(len({unit.file for unit in units}))


def _choose(catalog: Catalog, ids: Iterable[str] | None) -> list[Rule]:
    """The rules asked for, or every filter of the catalogue in its highest version."""
    if ids is not None:
        problems: list[Finding] = []
        chosen = []
        for identifier in dict.fromkeys(ids):
            try:
                chosen.append(catalog[identifier])
            except UsageError as error:
                problems.extend(error.findings)
        if problems:
            raise UsageError(problems)
        return chosen
    return [catalog[identifier] for identifier in sorted({rule.id for rule in catalog})]


@dataclass(frozen=True, slots=True)
class _Work:
    """What a process needs to know to take part."""

    rules: Sequence[Rule]
    parameters: Mapping[str, Parameter]
    window: Window


_ready: tuple[RuleSet, Window] | None = None


def _start(work: _Work) -> None:
    """Runs once in every worker process."""
    global _ready
    _ready = RuleSet(work.rules, work.parameters), work.window


def _scan_group(units: Sequence[Unit]) -> tuple[list[UnitResult], Totals]:
    if _ready is None:
        raise RuntimeError("the worker has not been started")
    rules, window = _ready
    totals = Totals()
    scanner = Scanner(rules, window, totals)
    return [result for unit in units for result in scanner.scan(unit)], totals


def _results(work: _Work, units: Sequence[Unit], processes: int, totals: Totals) -> Iterator[UnitResult]:
    """The result of every unit, in the order of the units; what is added up goes to the totals."""
    groups = list(_groups(units))
    if processes == 1 or len(groups) < 2 or any(unit.file == "-" for unit in units):
        scanner = Scanner(RuleSet(work.rules, work.parameters), work.window, totals)
        yield from itertools.chain.from_iterable(map(scanner.scan, units))
        return
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    light = replace(work, rules=[replace(rule, text=None, spans={}) for rule in work.rules])
    with ProcessPoolExecutor(min(processes, len(groups)), context, _start, (light,)) as pool:
        waiting: deque[Future[tuple[list[UnitResult], Totals]]] = deque()
        try:
            for group in groups:
                waiting.append(pool.submit(_scan_group, group))
                if len(waiting) > processes * _QUEUED_PER_PROCESS:
                    yield from _taken(waiting.popleft(), totals)
            while waiting:
                yield from _taken(waiting.popleft(), totals)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _taken(future: Future[tuple[list[UnitResult], Totals]], totals: Totals) -> Iterator[UnitResult]:
    results, added = future.result()
    totals.merge(added)
    return iter(results)


def _groups(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Units gathered so that a small file costs no trip of its own."""
    group: list[Unit] = []
    size = 0
    for unit in units:
        group.append(unit)
        size += unit.size
        if size >= _GROUP_BYTES or len(group) >= _GROUP_UNITS:
            yield group
            group, size = [], 0
    if group:
        yield group


@dataclass(slots=True)
class _Merger:
    """Results added up in the order of the input."""

    rules: RuleSet
    problems: list[Problem]
    counts: Counter[str] = field(default_factory=Counter)
    totals: Totals = field(default_factory=Totals)
    arrivals: dict[frozenset[Pipeline], set[str]] = field(default_factory=dict)
    duplicates: DuplicateCounter = field(default_factory=DuplicateCounter)
    places: Counter[str] = field(default_factory=Counter)
    bases: dict[tuple[str, int], int] = field(default_factory=dict)
    units: int = 0
    events: int = 0
    outside: int = 0

    def __post_init__(self) -> None:
        for problem in self.problems:
            self.counts[problem.severity] += problem.count

    def add(self, result: UnitResult) -> None:
        self.units += result.last
        self.counts.update(result.counts)
        unit, events = result.unit, self.places[result.unit.file]
        self.bases.setdefault((unit.name, unit.start), events)
        self._name_problems(result, events - result.before)
        self._note_duplicates(result, events)
        self.places[result.unit.file] += result.events + result.outside
        self.events += result.events
        self.outside += result.outside

    def _name_problems(self, result: UnitResult, events: int) -> None:
        """Keeps the problems of a unit. A range of a file counts its events from its own start, a file from its."""
        for problem in result.problems[: max(0, _PROBLEMS_NAMED - len(self.problems))]:
            event = None if problem.event is None else problem.event + events
            self.problems.append(replace(problem, event=event))

    def _note_duplicates(self, result: UnitResult, events: int) -> None:
        before = self.duplicates.count
        first = self.duplicates.add(result.identities)
        if first is not None:
            met = self.duplicates.count - before
            message = (
                "an event with this id was delivered before" if met == 1 else f"{met} events were delivered before"
            )
            # With a window, the ids are those of the events inside it, and their places in the file are not known.
            event = None if result.outside else events + first + 1
            self.problems.append(Problem("notice", message, result.unit.name, event=event, count=met))

    def report(self, files: int) -> Report:
        timed = [tally for tally in self.totals.tallies.values() if tally.minutes]
        return Report(
            InputReport(
                files=files,
                events=self.events,
                outside=self.outside,
                skipped=self.counts["skipped"],
                broken=self.counts["broken"],
                duplicates=self.duplicates.count,
                pipelines={pipeline.value: count for pipeline, count in self.totals.pipelines.items()},
                problems=tuple(self.problems),
                first=min((tally.first for tally in timed), default=None),
                last=max((tally.last for tally in timed), default=None),
            ),
            tuple(self._rule_report(index, rule) for index, rule in enumerate(self.rules.rules)),
        )

    def _rule_report(self, index: int, rule: Rule) -> RuleReport:
        tallies = [tally for tally in self.totals.tallies.values() if index in tally.matched]
        timed = [tally for tally in tallies if tally.minutes]
        series, defaults = self._series(index, rule, tallies)
        return RuleReport(
            rule,
            matches=sum(tally.events for tally in tallies),
            first=min((tally.first for tally in timed), default=None),
            last=max((tally.last for tally in timed), default=None),
            sample=self._sample(tallies),
            datapoints=series,
            defaults=defaults,
            unpublished=self._unpublished(index, rule, tallies),
        )

    def _sample(self, tallies: Sequence[Tally]) -> Sample | None:
        """The earliest sample, its ordinal counted from the start of the file."""
        sample = min((tally.sample for tally in tallies if tally.sample is not None), default=None)
        if sample is None:
            return None
        return replace(sample, start=0, event=sample.event + self.bases[sample.file, sample.start])

    def _unpublished(self, index: int, rule: Rule, tallies: Sequence[Tally]) -> dict[str, int]:
        """How many matches of a metric filter made no datapoint, by reason."""
        if not isinstance(rule.spec, MetricFilterSpec):
            return {}
        found = {reason: count for (i, reason), count in self.totals.unpublished.items() if i == index}
        if untimed := sum(tally.untimed for tally in tallies):
            found["the event has no time"] = untimed
        return found

    def _series(self, index: int, rule: Rule, tallies: Sequence[Tally]) -> tuple[Series, int]:
        """The published datapoints of a metric, and in how many further minutes it has its default value."""
        if not isinstance(rule.spec, MetricFilterSpec):
            return Series(), 0
        transformation = rule.spec.transformation
        if index in self.rules.publishers:
            series = Series(values={(minute, d): s for (i, minute, d), s in self.totals.values.items() if i == index})
        else:
            series = Series(_minute_counts(tallies), float(transformation.metric_value))
        if transformation.default_value is None:
            return series, 0
        seen = frozenset(item for item in Pipeline if self.rules.sees(index, Origin(item)))
        return series, len(self._arrivals(seen) - series.minutes())

    def _arrivals(self, pipelines: frozenset[Pipeline]) -> set[str]:
        """The minutes in which events of some pipelines arrived."""
        if pipelines not in self.arrivals:
            tallies = [tally for tally in self.totals.tallies.values() if tally.pipeline in pipelines]
            self.arrivals[pipelines] = {minute for tally in tallies for minute in tally.minutes}
        return self.arrivals[pipelines]


def _minute_counts(tallies: Sequence[Tally]) -> Mapping[str, int]:
    """How many events some tallies have counted in each minute."""
    if len(tallies) == 1:
        return tallies[0].minutes
    counts: dict[str, int] = {}
    for tally in tallies:
        for minute, count in tally.minutes.items():
            counts[minute] = counts.get(minute, 0) + count
    return counts
