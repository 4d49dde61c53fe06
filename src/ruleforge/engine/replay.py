"""Replaying logs through the rules: units of input over processes, results merged in the order of the input."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ruleforge.catalog import Catalog, ParsedTrail, parse_trail, values_for
from ruleforge.diagnostics import Finding
from ruleforge.engine.clock import parse_bound
from ruleforge.engine.merge import Merger, assumed
from ruleforge.engine.report import Report
from ruleforge.engine.ruleset import RuleSet
from ruleforge.engine.scan import Scanner
from ruleforge.engine.tally import Totals
from ruleforge.engine.unit_groups import unit_groups
from ruleforge.engine.unit_result import UnitResult, Window
from ruleforge.errors import UsageError
from ruleforge.events import Unit, discover
from ruleforge.model import AlarmSpec, Kind, MetricFilterSpec, Parameter, Rule

__all__ = ["Progress", "replay"]

_GROUP_BYTES = 16 * 1024 * 1024
_QUEUED_PER_PROCESS = 3
_NOT_REPLAYED = {
    Kind.BUNDLE: "ruleforge export --bundle ID writes it",
    Kind.DASHBOARD: "ruleforge export writes it",
    Kind.QUERY: "run it as a query: ruleforge query ID --logs PATH",
    Kind.TRAIL: "give it as trail",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay has come: units done of all, and events evaluated so far."""

    done: int
    total: int
    events: int


def replay(
    catalog: Catalog,
    paths: Sequence[str | Path] | str | Path,
    *,
    trail: str | None = None,
    rules: Iterable[str] | str | None = None,
    since: str | None = None,
    until: str | None = None,
    processes: int = 1,
    parameters: Mapping[str, str] | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Evaluates rules over log files: what is recorded, matched and published, who contributes, which alarms go off.

    `paths` are files, folders, globs, or `-` for standard input, in any shape that AWS delivers; or a single one.
    `rules` are ids, `id` or `id@version` (the whole catalogue by default), or a single one; an alarm brings the filters
    of its metric along. `since` (included) and `until` (left out) are ISO 8601 times, UTC unless they say otherwise,
    and compare with the events' own time. Broken input is counted and named in the report and never stops the rest.

    Without a `trail` every event is taken for recorded. With one, the id of a trail rule, CloudTrail records that it
    does not record reach no rule; the report says what that costs. `parameters` are values for placeholders; those that
    are not given have the examples that the catalogue declares, and the report says which.

    Raises InputError where a path does not exist, UsageError for unknown rules, malformed times and parameters that do
    not fit, and CatalogError for a trail whose selectors are not there.
    """
    if processes < 1:
        raise UsageError([Finding("usage/processes", f"{processes} processes", help="give 1 or more")])
    chosen = _choose(catalog, [rules] if isinstance(rules, str) else rules)
    window = Window(
        None if since is None else parse_bound(since, "since"), None if until is None else parse_bound(until, "until")
    )
    if window.since is not None and window.until is not None and window.since >= window.until:
        message = f"no time lies between {since} and {until}"
        raise UsageError([Finding("usage/time", message, help="since has to be before until")])
    values = values_for(catalog.parameters, parameters)
    parsed = None if trail is None else parse_trail(catalog.get(trail, Kind.TRAIL), catalog, values)
    units, problems = discover([paths] if isinstance(paths, str | Path) else paths)
    work = _Work(chosen, dict(catalog.parameters), values, window, parsed)
    rule_set = work.rule_set()
    merger = Merger(rule_set, problems, trail=parsed, parameters=assumed(chosen, values, parameters, parsed))
    with _collector_at_rest():
        for result in _results(work, rule_set, units, processes, merger.totals):
            merger.add(result)
            if progress is not None:
                progress(Progress(merger.units, len(units), merger.events))
    return merger.report(len({unit.file for unit in units}))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Without the search for reference cycles: the hot path makes none, and allocates so much that it never ends."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _choose(catalog: Catalog, ids: Iterable[str] | None) -> list[Rule]:
    """The rules asked for, or every rule of the catalogue in its highest version."""
    if ids is not None:
        problems: list[Finding] = []
        chosen = []
        for identifier in dict.fromkeys(ids):
            try:
                chosen.append(catalog[identifier])
            except UsageError as error:
                problems.extend(error.findings)
        problems += [
            Finding(
                "usage/rule", f"{rule.id} is a {rule.kind.value}, not a rule that is asked about events", help=help_
            )
            for rule in chosen
            if (help_ := _NOT_REPLAYED.get(rule.kind))
        ]
        if problems:
            raise UsageError(problems)
        metrics = {rule.spec.metric for rule in chosen if isinstance(rule.spec, AlarmSpec)}
        feeding = [
            catalog[rule.id]
            for rule in catalog.of_kind(Kind.METRIC_FILTER)
            if isinstance(rule.spec, MetricFilterSpec) and rule.spec.metric in metrics
        ]
        return list({rule.id: rule for rule in (*feeding, *chosen)}.values())
    return [rule for rule in catalog.in_force if rule.kind.is_about_events]


@dataclass(frozen=True, slots=True)
class _Work:
    """What a process needs to know to take part."""

    rules: Sequence[Rule]
    parameters: Mapping[str, Parameter]
    values: Mapping[str, str]
    window: Window
    trail: ParsedTrail | None

    def rule_set(self) -> RuleSet:
        """The rules, compiled."""
        return RuleSet(self.rules, self.parameters, values=self.values, trail=self.trail)

    def light(self) -> _Work:
        """The same without the texts of the rule files, which workers have no use for."""
        return replace(self, rules=[replace(rule, text=None, spans={}) for rule in self.rules])


_ready: tuple[RuleSet, Window] | None = None


def _start(work: _Work) -> None:
    """Runs once in every worker process, which Ctrl-C ends on the spot: it has nothing to tell any more."""
    global _ready
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()
    _ready = work.rule_set(), work.window


def _scan_group(units: Sequence[Unit]) -> tuple[list[UnitResult], Totals]:
    if _ready is None:
        raise RuntimeError("the worker has not been started")
    rules, window = _ready
    totals = Totals()
    scanner = Scanner(rules, window, totals)
    results = [result for unit in units for result in scanner.scan(unit)]
    scanner.finish()
    return results, totals


def _results(
    work: _Work, rules: RuleSet, units: Sequence[Unit], processes: int, totals: Totals
) -> Iterator[UnitResult]:
    """The result of every unit, in the order of the units; what is added up goes to the totals."""
    groups = list(unit_groups(units, _GROUP_BYTES))
    if processes == 1 or len(groups) < 2 or any(unit.file == "-" for unit in units):
        scanner = Scanner(rules, work.window, totals)
        yield from itertools.chain.from_iterable(map(scanner.scan, units))
        scanner.finish()
        return
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(min(processes, len(groups)), context, _start, (work.light(),)) as pool:
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
