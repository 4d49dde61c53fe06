"""Running scenarios: a story through the whole chain, and every stage held against what was expected of it.

A story that goes wrong at one stage goes wrong at all later ones. So what is expected is checked in the order of the
chain, and the first stage that fails is the broken one. Some things are expected without being written: that the trail
records every event of a step that does not say otherwise, and that some filter publishes the metric of every alarm.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from ruleforge.catalog import Catalog
from ruleforge.diagnostics import Finding
from ruleforge.engine.chain import Chain
from ruleforge.engine.clock import MINUTE
from ruleforge.engine.metrics import tidy
from ruleforge.engine.report import Report, RuleReport
from ruleforge.errors import RuleforgeError
from ruleforge.events import Fixtures, Pipeline, StoryEvent, name_actors, tell
from ruleforge.model import MetricFilterSpec, Scenario

__all__ = ["Check", "ScenarioOutcome", "ScenarioReport", "Stage", "run_scenarios"]

Stage: TypeAlias = Literal["story", "captured", "matches", "datapoints", "states", "contributors", "alarms"]
STAGES: tuple[Stage, ...] = ("story", "captured", "matches", "datapoints", "states", "contributors", "alarms")
"""The stages in the order of the chain; `story` is the telling itself."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was expected: of which `subject`, usually a rule, at which stage, and what was found.

    `reason` says more where the two differ. `path` is the place in the scenario's file.
    """

    stage: Stage
    subject: str
    expected: Any
    got: Any
    reason: str = ""
    path: tuple[str | int, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether what was expected is what was found."""
        return bool(self.expected == self.got)

    def to_dict(self) -> dict[str, object]:
        """The check as JSON data."""
        data: dict[str, object] = {"stage": self.stage, "subject": self.subject, "passed": self.passed}
        if not self.passed:
            data |= {"expected": self.expected, "got": self.got, "reason": self.reason}
        return data


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """What came of a scenario: its checks in the order of the chain, and how many records each pipeline had."""

    scenario: Scenario
    checks: tuple[Check, ...] = ()
    records: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the story could be told and everything came as expected."""
        return not self.problems and all(check.passed for check in self.checks)

    @property
    def failures(self) -> list[Check]:
        """What did not come as expected, in the order of the chain."""
        return [check for check in self.checks if not check.passed]

    @property
    def broken_stage(self) -> Stage | None:
        """The first stage that failed; None where all is well."""
        if self.problems:
            return "story"
        return next((check.stage for check in self.checks if not check.passed), None)

    def to_dict(self) -> dict[str, object]:
        """The outcome as JSON data."""
        return {
            "scenario": self.scenario.id,
            "title": self.scenario.title,
            "passed": self.passed,
            "broken_stage": self.broken_stage,
            "records": dict(sorted(self.records.items())),
            "checks": [check.to_dict() for check in self.checks],
            "problems": [problem.to_dict() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class ScenarioReport:
    """The outcomes of a run, in the order of the scenarios."""

    outcomes: tuple[ScenarioOutcome, ...]

    @property
    def passed(self) -> int:
        """How many scenarios passed."""
        return sum(outcome.passed for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        """How many did not."""
        return len(self.outcomes) - self.passed

    def to_dict(self) -> dict[str, object]:
        """The report as JSON data."""
        return {
            "passed": self.passed,
            "failed": self.failed,
            "scenarios": [outcome.to_dict() for outcome in self.outcomes],
        }


def run_scenarios(scenarios: Iterable[Scenario], catalog: Catalog, fixtures: Fixtures) -> ScenarioReport:
    """Runs scenarios against the rules of a catalogue; placeholders have the examples that it declares.

    A scenario that cannot be told or whose trail cannot be put together fails with its problems; the rest goes on.
    """
    chains: dict[str, Chain] = {}
    outcomes = []
    for scenario in scenarios:
        try:
            events = tell(scenario, fixtures)
        except RuleforgeError as error:
            outcomes.append(ScenarioOutcome(scenario, problems=_placed(error.findings, scenario, ("steps",))))
            continue
        records = Counter(event.pipeline.value for event in events)
        try:
            if scenario.trail not in chains:
                chains[scenario.trail] = Chain(catalog, trail=scenario.trail)
            checks = tuple(_Run(scenario, catalog, chains[scenario.trail], events).checks())
            outcomes.append(ScenarioOutcome(scenario, checks, records))
        except RuleforgeError as error:
            reason = "; ".join(": ".join(filter(None, (item.message, item.help))) for item in error.findings)
            check = Check("captured", scenario.trail, "a trail that records", "none", reason, ("trail",))
            outcomes.append(ScenarioOutcome(scenario, (check,), records))
    return ScenarioReport(tuple(outcomes))


def _placed(findings: Iterable[Finding], scenario: Scenario, path: tuple[str | int, ...]) -> tuple[Finding, ...]:
    if scenario.text is None:
        return tuple(findings)
    text, span = scenario.text, scenario.spans.get(path)
    return tuple(finding if finding.source is not None else finding.at(text, span) for finding in findings)


class _Run:
    """One scenario, and what the chain made of it."""

    def __init__(self, scenario: Scenario, catalog: Catalog, chain: Chain, events: Sequence[StoryEvent]) -> None:
        self._scenario = scenario
        self._catalog = catalog
        self._chain = chain
        self._events = events
        self._start = datetime.fromisoformat(scenario.start)
        until = self._instant(scenario.expect.latest)
        self._report: Report = chain.run([event.message for event in events], scenario.id, until=until)
        self._found: dict[str, RuleReport] = {found.rule.id: found for found in self._report.rules}

    def checks(self) -> Iterator[Check]:
        """Everything that is expected, in the order of the chain."""
        expect = self._scenario.expect
        for pipeline, count in expect.records.items():
            left = sum(event.pipeline.value == pipeline for event in self._events)
            yield Check("story", f"records in {pipeline}", count, left, "", ("expect", "records", pipeline))
        yield from self._recorded()
        selectors = self._report.trail.selectors if self._report.trail is not None else {}
        for rule, count in expect.captured.items():
            got = selectors.get(rule)
            reason = "" if got is not None else f"the trail {self._scenario.trail} has no such selector"
            yield Check("captured", rule, count, got, reason, ("expect", "captured", rule))
        for rule, count in expect.matches.items():
            found, reason = self._rule(rule)
            yield Check("matches", rule, count, found and found.matches, reason, ("expect", "matches", rule))
        yield from self._published()
        for rule, table in expect.datapoints.items():
            for offset, value in table.items():
                yield self._datapoint(rule, offset, value)
        for rule, states in expect.states.items():
            for offset, state in states.items():
                yield self._state(rule, offset, state)
        for rule, wanted in expect.contributors.items():
            yield self._contributors(rule, wanted)
        if expect.alarms is not None:
            went_off = sorted(r.rule.id for r in self._report.rules if r.alarm is not None and r.alarm.went_off)
            yield Check("alarms", "those that go off", sorted(expect.alarms), went_off, path=("expect", "alarms"))

    def _rule(self, identifier: str) -> tuple[RuleReport | None, str]:
        """What a rule found, or why there is nothing."""
        found = self._found.get(identifier)
        if found is not None:
            return found, ""
        close = difflib.get_close_matches(identifier, self._found, n=1)
        return None, "the catalogue has no such rule" + (f": did you mean {close[0]}?" if close else "")

    def _recorded(self) -> Iterator[Check]:
        """That the trail records every CloudTrail record of each step, or none where the step says so."""
        for index, step in enumerate(self._scenario.steps):
            events = [e for e in self._events if e.step == index and e.pipeline is Pipeline.CLOUDTRAIL]
            if not events:
                continue
            got = sum(self._chain.records(event.message) for event in events)
            trail, count = self._scenario.trail, len(events)
            reason = f"no selector of the trail {trail} takes {count - got:,} of {count:,}"
            if not step.recorded:
                reason = f"the trail {trail} records {got:,} of {count:,}, and none was expected"
            expected = count if step.recorded else 0
            yield Check("captured", f"step {index + 1}, {step.fixture}", expected, got, reason, ("steps", index))

    def _published(self) -> Iterator[Check]:
        """That there is a filter for the metric of every alarm that is asked about."""
        for rule in dict.fromkeys([*self._scenario.expect.states, *(self._scenario.expect.alarms or ())]):
            found = self._found.get(rule)
            if found is None or found.alarm is None:
                continue
            tree = found.alarm.alarm.tree
            metric = f"{tree.namespace} / {tree.metric_name}"
            reason = f"no metric filter publishes {metric}, which the alarm watches"
            yield Check("datapoints", rule, True, bool(found.alarm.fed_by), reason, ("expect", "states", rule))

    def _datapoint(self, rule: str, offset: int, value: float | None) -> Check:
        path = ("expect", "datapoints", rule)
        found, reason = self._rule(rule)
        subject = f"{rule} at {_offset(offset)}"
        if found is None or not isinstance(found.rule.spec, MetricFilterSpec):
            return Check("datapoints", subject, value, None, reason or "it is no metric filter", path)
        got = found.datapoints.sum_at(self._instant(offset)[:MINUTE])
        return Check("datapoints", subject, value, None if got is None else tidy(got), "", path)

    def _state(self, rule: str, offset: int, state: str) -> Check:
        path = ("expect", "states", rule)
        found, reason = self._rule(rule)
        subject = f"{rule} at {_offset(offset)}"
        if found is None or found.alarm is None:
            return Check("states", subject, state, None, reason or "it is no alarm", path)
        history = [(self._offset_of(item.at), item.state) for item in found.alarm.transitions]
        got = next((after for at, after in reversed(history) if at <= offset), "INSUFFICIENT_DATA")
        told = ", ".join(f"{_offset(at)} {after}" for at, after in history) or "it never changes state"
        return Check("states", subject, state, got, found.alarm.problem or f"its states: {told}", path)

    def _contributors(self, rule: str, wanted: Sequence[tuple[tuple[str, ...], float]]) -> Check:
        path = ("expect", "contributors", rule)
        expected = [[list(name_actors(self._scenario.actors, keys)), value] for keys, value in wanted]
        found, reason = self._rule(rule)
        if found is None or found.insight is None:
            return Check("contributors", rule, expected, None, reason or "it is no Contributor Insights rule", path)
        got = [[list(item.keys), item.value] for item in found.insight.contributors[: len(expected)]]
        return Check("contributors", rule, expected, got, "", path)

    def _instant(self, offset: int) -> str:
        return (self._start + timedelta(seconds=offset)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _offset_of(self, instant: str) -> int:
        return int((datetime.fromisoformat(instant) - self._start).total_seconds())


def _offset(seconds: int) -> str:
    """A time after the start, as scenario files write it."""
    sign, rest = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, minutes = divmod(rest // 60, 60)
    parts = [f"{hours}h" if hours else "", f"{minutes}m" if minutes else "", f"{rest % 60}s" if rest % 60 else ""]
    return sign + ("".join(parts) or "0m")
