"""Adding up the results of a replay, and making the report of them: stage by stage, for every rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ruleforge.catalog import ParsedTrail, parse_alarm
from ruleforge.catalog.parameters import find_placeholders
from ruleforge.engine.alarms import Metrics, watch
from ruleforge.engine.duplicates import DuplicateCounter
from ruleforge.engine.metrics import Series
from ruleforge.engine.report import InputReport, InsightFindings, Recorded, Report, RuleReport, TrailReport
from ruleforge.engine.ruleset import RuleSet
from ruleforge.engine.tally import Origin, Sample, Tally, Totals
from ruleforge.engine.unit_result import UnitResult
from ruleforge.events import Pipeline, Problem
from ruleforge.languages.insight_rule import DEFAULT_CONTRIBUTORS
from ruleforge.model import AlarmSpec, Kind, MetricFilterSpec, Rule

__all__ = ["Merger", "assumed"]

_PROBLEMS_NAMED = 1000


@dataclass(slots=True)
class Merger:
    """Results added up in the order of the input."""

    rules: RuleSet
    problems: list[Problem]
    trail: ParsedTrail | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    totals: Totals = field(default_factory=Totals)
    arrivals: dict[frozenset[Origin], set[str]] = field(default_factory=dict)
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
        """Takes up the result of a unit, or of a part of one."""
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

    def report(self, files: int, until: str | None = None) -> Report:
        """Everything that was found, once all results are in; alarms are watched at least up to the instant `until`."""
        timed = [tally for tally in self.totals.tallies.values() if tally.minutes]
        input_report = InputReport(
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
        )
        found = {index: self._rule_report(index, rule) for index, rule in enumerate(self.rules.rules)}
        published = [(report.rule, report.datapoints) for report in found.values() if report.is_metric]
        metrics = Metrics(published, until)
        for index, rule in enumerate(self.rules.rules):
            if isinstance(rule.spec, AlarmSpec):
                found[index] = replace(found[index], alarm=watch(parse_alarm(rule, self.rules.values), metrics))
        return Report(
            input_report,
            tuple(report for report in found.values() if report.rule.kind is not Kind.TRAIL),
            self._trail_report(),
            dict(self.parameters),
        )

    def _rule_report(self, index: int, rule: Rule) -> RuleReport:
        question = self.rules.question.get(index)
        if question is None:
            return RuleReport(rule)
        every = [tally for tally in self.totals.tallies.values() if question in tally.matched]
        # A selector says what it would record, whatever the trail at hand does.
        tallies = [tally for tally in every if tally.recorded or rule.kind is Kind.EVENT_SELECTOR]
        timed = [tally for tally in tallies if tally.minutes]
        return RuleReport(
            rule,
            matches=sum(tally.events for tally in tallies),
            missed=None if self.trail is None else sum(tally.events for tally in every if not tally.recorded),
            first=min((tally.first for tally in timed), default=None),
            last=max((tally.last for tally in timed), default=None),
            sample=self._sample(tallies),
            datapoints=self._series(index, question, rule, tallies),
            unpublished=self._unpublished(question, rule, tallies),
            insight=self._insight(question),
        )

    def _sample(self, tallies: Sequence[Tally]) -> Sample | None:
        """The earliest sample, its ordinal counted from the start of the file."""
        sample = min((tally.sample for tally in tallies if tally.sample is not None), default=None)
        if sample is None:
            return None
        return replace(sample, start=0, event=sample.event + self.bases.get((sample.file, sample.start), 0))

    def _unpublished(self, question: int, rule: Rule, tallies: Sequence[Tally]) -> dict[str, int]:
        """How many matches of a metric filter made no datapoint, by reason."""
        if not isinstance(rule.spec, MetricFilterSpec):
            return {}
        found = {reason: count for (asked, reason), count in self.totals.unpublished.items() if asked == question}
        if untimed := sum(tally.untimed for tally in tallies):
            found["the event has no time"] = untimed
        return found

    def _insight(self, question: int) -> InsightFindings | None:
        if question not in self.rules.insights:
            return None
        contributors = self.totals.contributors(question)
        top = contributors.top(DEFAULT_CONTRIBUTORS)
        return InsightFindings(tuple(top), contributors.unique, self.totals.without_keys[question], contributors.error)

    def _series(self, index: int, question: int, rule: Rule, tallies: Sequence[Tally]) -> Series:
        """The datapoints of a metric filter; an empty series for rules of other kinds."""
        if not isinstance(rule.spec, MetricFilterSpec):
            return Series()
        item = rule.spec.transformation
        arrivals = self._arrivals_for(index)
        if question not in self.rules.publishers:
            counts = _minute_counts(tallies)
            return Series(counts, float(item.metric_value), arrivals=arrivals, default=item.default_value)
        values = {(minute, d): s for (asked, minute, d), s in self.totals.values.items() if asked == question}
        return Series(values=values, arrivals=arrivals, default=item.default_value)

    def _arrivals_for(self, index: int) -> set[str]:
        """The minutes in which events arrived in a rule's log group."""
        tallies = [t for t in self.totals.tallies.values() if t.recorded and self.rules.sees(index, t.origin)]
        origins = frozenset(tally.origin for tally in tallies)
        if origins not in self.arrivals:
            self.arrivals[origins] = {minute for tally in tallies for minute in tally.minutes}
        return self.arrivals[origins]

    def _trail_report(self) -> TrailReport | None:
        if self.trail is None:
            return None
        tallies = [t for t in self.totals.tallies.values() if t.origin.pipeline is Pipeline.CLOUDTRAIL]
        categories: dict[str, Recorded] = {}
        for name, question in (*self.rules.categories.items(), ("none", None)):
            inside = [t for t in tallies if self._in_category(t, question)]
            recorded = sum(t.events for t in inside if t.recorded)
            missed = sum(t.events for t in inside if not t.recorded)
            if recorded or missed:
                categories[name] = Recorded(recorded, missed)
        selectors = {
            identifier or "CloudTrail's default": sum(t.events for t in tallies if question in t.matched)
            for identifier, question in self.rules.trail_selectors.items()
        }
        return TrailReport(self.trail.rule, categories, selectors, self._beyond_default())

    def _in_category(self, tally: Tally, question: int | None) -> bool:
        if question is None:
            return not any(asked in tally.matched for asked in self.rules.categories.values())
        return question in tally.matched

    def _beyond_default(self) -> dict[str, int]:
        """What each rule finds only because of the trail: CloudTrail by itself records management events."""
        management = self.rules.categories["Management"]
        only = [
            t
            for t in self.totals.tallies.values()
            if t.origin.pipeline is Pipeline.CLOUDTRAIL and t.recorded and management not in t.matched
        ]
        found = {}
        for index, rule in enumerate(self.rules.rules):
            question = self.rules.question.get(index)
            if rule.kind is not Kind.EVENT_SELECTOR and question is not None:
                found[rule.id] = sum(t.events for t in only if question in t.matched)
        return found


def _minute_counts(tallies: Sequence[Tally]) -> Mapping[str, int]:
    """How many events some tallies have counted in each minute."""
    if len(tallies) == 1:
        return tallies[0].minutes
    counts: dict[str, int] = {}
    for tally in tallies:
        for minute, count in tally.minutes.items():
            counts[minute] = counts.get(minute, 0) + count
    return counts


def assumed(
    rules: Iterable[Rule], values: Mapping[str, str], given: Mapping[str, str] | None, trail: ParsedTrail | None
) -> dict[str, str]:
    """The placeholders that decide what selectors take and have no given value, with the examples used instead."""
    every = [*rules, *(trail.members if trail is not None else ())]
    texts = [str(rule.spec.to_dict()) for rule in every if rule.kind is Kind.EVENT_SELECTOR]
    used = {name for text in texts for name, _, _ in find_placeholders(text)}
    return {name: values[name] for name in sorted(used - set(given or {}))}
