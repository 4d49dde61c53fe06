"""What a catalogue covers, and where its chain has gaps: rules by dimension, pipeline and kind, and who feeds whom.

Whether a selector feeds a rule is told by events: those of all rules' tests, and the fixtures. A rule is fed by the
selectors that take an event which it takes too. So the answer is as good as the tests are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ruleforge.catalog import Catalog, parse_alarm, parse_trail, values_for
from ruleforge.engine.detectors import record_of
from ruleforge.engine.ruleset import RuleSet
from ruleforge.engine.tally import Origin
from ruleforge.errors import CatalogError, UsageError
from ruleforge.events import Fixtures, Pipeline, pipeline_of
from ruleforge.model import AlarmSpec, Kind, MetricFilterSpec, QuerySpec, Rule, TrailSpec
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.subject import Subject
from ruleforge.testing.cases import resolve
from ruleforge.testing.queries import pipelines_of

__all__ = ["Coverage", "TrailCoverage", "survey"]

_Key = TypeVar("_Key", str, tuple[str, str])

_READING = (Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER, Kind.CONTRIBUTOR_INSIGHTS)
"""The kinds of rules that read what a trail records."""


@dataclass(frozen=True, slots=True)
class TrailCoverage:
    """Which rules see something with a trail, and which are blind though some selector of the catalogue feeds them."""

    id: str
    selectors: int
    seeing: tuple[str, ...]
    blind: tuple[str, ...]
    problem: str = ""

    def to_dict(self) -> dict[str, object]:
        """The trail's coverage as JSON data."""
        data: dict[str, object] = {
            "selectors": self.selectors,
            "seeing": list(self.seeing),
            "blind": list(self.blind),
        }
        return data | ({"problem": self.problem} if self.problem else {})


@dataclass(frozen=True, slots=True)
class Coverage:
    """A catalogue's coverage. All values are ids of rules, sorted.

    `dimensions` are rules by `(scope, dimension)` of the scoping matrices and by kind, `pipelines` by the pipeline that
    they look at and by kind. `fed_by` are the selectors that feed each reading rule. `unfed` rules see nothing with any
    selector or trail; `unread` selectors feed no rule. `uncaptured` are, by rule, operations of fixtures that it takes
    and that nothing records, as `service operation`.
    `without_alarm` are metric filters and `without_filter` alarms that miss the other; rules `without_tests` have no
    test that expects something to come of its events, or none that expects nothing.
    """

    dimensions: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]
    pipelines: Mapping[str, Mapping[str, tuple[str, ...]]]
    fed_by: Mapping[str, tuple[str, ...]]
    unfed: tuple[str, ...]
    unread: tuple[str, ...]
    uncaptured: Mapping[str, tuple[str, ...]]
    without_alarm: tuple[str, ...]
    without_filter: tuple[str, ...]
    without_tests: tuple[str, ...]
    trails: tuple[TrailCoverage, ...]

    def to_dict(self) -> dict[str, object]:
        """The coverage as JSON data."""
        matrix: dict[str, dict[str, object]] = {}
        for (scope, dimension), kinds in self.dimensions.items():
            matrix.setdefault(scope, {})[dimension] = {kind: list(ids) for kind, ids in kinds.items()}
        return {
            "matrix": matrix,
            "pipelines": {name: {k: list(ids) for k, ids in kinds.items()} for name, kinds in self.pipelines.items()},
            "fed_by": {rule: list(ids) for rule, ids in self.fed_by.items()},
            "unfed": list(self.unfed),
            "unread": list(self.unread),
            "uncaptured": {rule: list(events) for rule, events in self.uncaptured.items()},
            "without_alarm": list(self.without_alarm),
            "without_filter": list(self.without_filter),
            "without_tests": list(self.without_tests),
            "trails": {trail.id: trail.to_dict() for trail in self.trails},
        }


def survey(catalog: Catalog, fixtures: Fixtures, *, trail: str | None = None) -> Coverage:
    """The coverage of a catalogue, with all of its trails or with one. Raises UsageError for an unknown trail."""
    return _Survey(catalog, fixtures).coverage(trail)


@dataclass(slots=True)
class _Seen:
    """What holds for one event: the rules that take it and the trails that record it, by id.

    `name` is what it is called. A `genuine` event is a fixture as it stands and tells of every rule; others are made up
    by the tests of their `owners`, and tell of those alone: a near miss of one rule need not be a record of AWS's.
    """

    name: str
    genuine: bool
    owners: frozenset[str]
    rules: frozenset[str]
    trails: frozenset[str]


@dataclass(slots=True)
class _Trail:
    """A trail ready to be asked, or why it cannot be."""

    selectors: int
    records: Matcher
    problem: str = ""


@dataclass(slots=True)
class _Survey:
    catalog: Catalog
    fixtures: Fixtures
    rules: list[Rule] = field(init=False)
    values: Mapping[str, str] = field(init=False)
    rule_set: RuleSet = field(init=False)
    trails: dict[str, _Trail] = field(init=False)
    seen: list[_Seen] = field(init=False)

    def __post_init__(self) -> None:
        # What shows or deploys other rules covers nothing that they do not.
        self.rules = [rule for rule in self.catalog.in_force if rule.kind not in (Kind.BUNDLE, Kind.DASHBOARD)]
        self.values = values_for(self.catalog.parameters)
        self.rule_set = RuleSet(self.rules, self.catalog.parameters, values=self.values)
        self.trails = {rule.id: self._prepare(rule) for rule in self.rules if rule.kind is Kind.TRAIL}
        genuine = {_message(self.fixtures.load(name)) for name in self.fixtures.names()}
        owners: dict[str, set[str]] = {message: set() for message in genuine}
        for rule, message in self._test_events():
            owners.setdefault(message, set()).add(rule)
        self.seen = [self._look(message, message in genuine, owners[message]) for message in sorted(owners)]

    def _prepare(self, rule: Rule) -> _Trail:
        try:
            parsed = parse_trail(rule, self.catalog, self.values)
        except CatalogError as error:
            return _Trail(0, lambda _: False, "; ".join(item.message for item in error.findings))
        return _Trail(len(parsed.members), compile_predicate(parsed.predicate))

    def _test_events(self) -> Iterator[tuple[str, str]]:
        """The events of all tests, each with the id of its rule."""
        for rule in self.rules:
            for test in rule.tests:
                for reference in test.events:
                    try:
                        yield from ((rule.id, case.message) for case in resolve(reference, self.fixtures)[:1])
                    except UsageError:
                        continue  # `test` tells what is wrong with it

    def _look(self, message: str, genuine: bool, owners: Iterable[str]) -> _Seen:
        body = record_of(message) or {}
        subject, pipeline = Subject(message), pipeline_of(body)
        scope = self.rule_set.scope(self.rule_set.program.evaluate(subject).matched, Origin(pipeline))
        questions = {question: self.rules[index].id for index, question in self.rule_set.question.items()}
        service = str(body.get("eventSource", "")).removesuffix(".amazonaws.com")
        name = f"{service} {body.get('eventName') or body.get('eventType') or ''}".strip()
        through = pipeline is not Pipeline.CLOUDTRAIL
        trails = frozenset(name for name, trail in self.trails.items() if through or trail.records(subject))
        rules = frozenset(questions[question] for question in scope.matched)
        return _Seen(name, genuine, frozenset(owners), rules, trails)

    def coverage(self, trail: str | None) -> Coverage:
        readers = [rule.id for rule in self.rules if rule.kind in _READING]
        selectors = [rule.id for rule in self.rules if rule.kind is Kind.EVENT_SELECTOR]
        fed_by: dict[str, set[str]] = {rule: set() for rule in readers}
        seeing: dict[str, set[str]] = {rule: set() for rule in readers}
        recorded = {event.name for event in self.seen if event.trails or not event.rules.isdisjoint(selectors)}
        uncaptured: dict[str, set[str]] = {}
        for event in self.seen:
            for rule in event.rules & fed_by.keys():
                told = event.genuine or rule in event.owners
                fed_by[rule] |= {s for s in event.rules.intersection(selectors) if told or s in event.owners}
                seeing[rule] |= {trail for trail in event.trails if told or trail in event.owners}
                if event.genuine and event.name not in recorded:
                    uncaptured.setdefault(rule, set()).add(event.name)
        read = {selector for feeding in fed_by.values() for selector in feeding}
        fed = [rule for rule in readers if fed_by[rule] or seeing[rule]]
        chosen = sorted(self.trails) if trail is None else [self.catalog.get(trail, Kind.TRAIL).id]
        published, watched = self._metrics()
        return Coverage(
            dimensions=self._dimensions(),
            pipelines=self._pipelines(),
            fed_by={rule: tuple(sorted(feeding)) for rule, feeding in fed_by.items()},
            unfed=tuple(rule for rule in readers if rule not in fed),
            unread=tuple(selector for selector in selectors if selector not in read),
            uncaptured={rule: tuple(sorted(events)) for rule, events in sorted(uncaptured.items())},
            without_alarm=tuple(rule for rule, metric in published.items() if metric not in watched.values()),
            without_filter=tuple(rule for rule, metric in watched.items() if metric not in published.values()),
            without_tests=tuple(rule.id for rule in self.rules if not _tested(rule)),
            trails=tuple(
                TrailCoverage(
                    name,
                    self.trails[name].selectors,
                    tuple(rule for rule in fed if name in seeing[rule]),
                    tuple(rule for rule in fed if name not in seeing[rule]),
                    self.trails[name].problem,
                )
                for name in chosen
            ),
        )

    def _dimensions(self) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
        pairs = [((scope, word), rule) for rule in self.rules for scope, words in rule.matrix.items() for word in words]
        return _by_kind(pairs)

    def _pipelines(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return _by_kind((name, rule) for index, rule in enumerate(self.rules) for name in self._pipelines_of(index))

    def _pipelines_of(self, index: int) -> list[str]:
        """The pipelines whose events a rule is asked about; an alarm looks at those of its metric's filters."""
        rule = self.rules[index]
        if isinstance(rule.spec, TrailSpec):
            return [Pipeline.CLOUDTRAIL.value]
        if isinstance(rule.spec, AlarmSpec):
            feeding = [
                place
                for place, other in enumerate(self.rules)
                if isinstance(other.spec, MetricFilterSpec) and other.spec.metric == rule.spec.metric
            ]
            return sorted({name for place in feeding for name in self._pipelines_of(place)})
        if isinstance(rule.spec, QuerySpec):
            return sorted(item.value for item in pipelines_of(rule, self.catalog.parameters))
        known = (item for item in Pipeline if item is not Pipeline.OTHER)
        return [item.value for item in known if self.rule_set.sees(index, Origin(item))]

    def _metrics(self) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
        """The metrics that filters publish, and those that alarms watch, each by the rule's id."""
        published = {rule.id: rule.spec.metric for rule in self.rules if isinstance(rule.spec, MetricFilterSpec)}
        watched = {}
        for rule in self.rules:
            if isinstance(rule.spec, AlarmSpec):
                tree = parse_alarm(rule, self.values).tree
                watched[rule.id] = tree.namespace, tree.metric_name
        return published, watched


def _message(record: Mapping[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _by_kind(pairs: Iterable[tuple[_Key, Rule]]) -> dict[_Key, dict[str, tuple[str, ...]]]:
    """Rules by something and by kind, everything in order."""
    found: dict[_Key, dict[str, set[str]]] = {}
    for key, rule in pairs:
        found.setdefault(key, {}).setdefault(rule.kind.value, set()).add(rule.id)
    return {
        key: {kind: tuple(sorted(ids)) for kind, ids in sorted(kinds.items())} for key, kinds in sorted(found.items())
    }


def _tested(rule: Rule) -> bool:
    """Whether some test of a rule expects that something comes of its events, and some test that nothing does."""
    return {outcome for test in rule.tests for outcome in test.outcomes} == {True, False}
