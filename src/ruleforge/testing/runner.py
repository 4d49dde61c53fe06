"""Running rule tests: a test's events through the rule, and what came of it held against what was expected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.engine.clock import MINUTE, to_instant
from ruleforge.engine.metrics import Publisher, Reading, datapoints
from ruleforge.engine.tally import Dimensions, Statistics
from ruleforge.errors import RuleforgeError
from ruleforge.events import Fixtures, record_time
from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.model import MetricFilterSpec, Rule, RuleTest
from ruleforge.predicate import Explanation
from ruleforge.testing.cases import Case, resolve

__all__ = ["EventOutcome", "TestOutcome", "TestReport", "run_tests"]


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """What the rule made of one event, with the reason."""

    label: str
    matched: bool
    explanation: Explanation

    def to_dict(self) -> dict[str, object]:
        """The outcome as JSON data."""
        return {"event": self.label, "matched": self.matched, "explanation": self.explanation.to_dict()}


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """What came of one test.

    `got` has the members that `expected` has. `events` explains every event of a test that failed, and is empty for
    one that passed. `problems` are why a test could not be run at all.
    """

    __test__ = False  # the name is a noun, not a test for pytest to collect

    rule: Rule
    test: RuleTest
    expected: Mapping[str, Any]
    got: Mapping[str, Any]
    events: tuple[EventOutcome, ...] = ()
    problems: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the test could be run and everything expected came true."""
        return not self.problems and self.expected == self.got

    def to_dict(self) -> dict[str, object]:
        """The outcome as JSON data."""
        data: dict[str, object] = {
            "rule": self.rule.id,
            "version": self.rule.version,
            "test": self.test.name,
            "passed": self.passed,
        }
        if not self.passed:
            data["expected"] = dict(self.expected)
            data["got"] = dict(self.got)
            data["events"] = [event.to_dict() for event in self.events]
            data["problems"] = [problem.to_dict() for problem in self.problems]
        return data


@dataclass(frozen=True, slots=True)
class TestReport:
    """The outcomes of a run, in the order of the rules and of the tests in their files."""

    __test__ = False

    outcomes: tuple[TestOutcome, ...]

    @property
    def passed(self) -> int:
        """How many tests passed."""
        return sum(outcome.passed for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        """How many tests did not pass, whether they failed or could not be run."""
        return len(self.outcomes) - self.passed

    def to_dict(self) -> dict[str, object]:
        """The report as JSON data."""
        return {
            "passed": self.passed,
            "failed": self.failed,
            "tests": [outcome.to_dict() for outcome in self.outcomes],
        }


def run_tests(rules: Iterable[Rule], fixtures: Fixtures, *, name: str = "") -> TestReport:
    """Runs the tests of rules; with `name`, those whose name holds that text.

    A test that cannot be run (an unknown fixture, an override that cannot be made) fails with its problems; the rest
    goes on.
    """
    return TestReport(
        tuple(
            outcome
            for rule in rules
            for outcome in _run_rule(rule, [test for test in rule.tests if name in test.name], fixtures)
        )
    )


def _run_rule(rule: Rule, tests: Sequence[RuleTest], fixtures: Fixtures) -> Iterable[TestOutcome]:
    if not tests:
        return
    pattern = FilterPattern.parse(rule.spec.filter_pattern, name=rule.path or rule.id)
    for test in tests:
        try:
            cases = [case for reference in test.events for case in resolve(reference, fixtures)]
            yield _judge(rule, pattern, test, cases)
        except RuleforgeError as error:
            placed = tuple(_placed(problem, rule, test) for problem in error.findings)
            yield TestOutcome(rule, test, test.expect, {}, problems=placed)


def _placed(problem: Finding, rule: Rule, test: RuleTest) -> Finding:
    """The problem at the test's place in its file."""
    if problem.source is not None or rule.text is None:
        return problem
    position = next(index for index, candidate in enumerate(rule.tests) if candidate is test)
    return problem.at(rule.text, rule.spans.get(("tests", position)))


def _judge(rule: Rule, pattern: FilterPattern, test: RuleTest, cases: Sequence[Case]) -> TestOutcome:
    verdicts = [pattern.matches(case.message) for case in cases]
    got: dict[str, Any] = {}
    if "matches" in test.expect:
        got["matches"] = sum(verdicts)
    if "datapoints" in test.expect:
        got["datapoints"] = _datapoints(rule, pattern, cases, verdicts)
    expected = dict(test.expect)
    if "datapoints" in expected:
        expected["datapoints"] = [_completed(point) for point in expected["datapoints"]]
    if expected == got:
        return TestOutcome(rule, test, expected, got)
    events = tuple(
        EventOutcome(case.label, matched, pattern.explain(case.message))
        for case, matched in zip(cases, verdicts, strict=True)
    )
    return TestOutcome(rule, test, expected, got, events)


def _datapoints(
    rule: Rule, pattern: FilterPattern, cases: Sequence[Case], verdicts: Sequence[bool]
) -> list[dict[str, Any]]:
    """The datapoints that the events make, defaults included, in the words of `expect`."""
    if not isinstance(rule.spec, MetricFilterSpec):
        return []
    publisher = Publisher(pattern, rule.spec.transformation)
    values: dict[tuple[str, Dimensions], Statistics] = {}
    arrivals: set[str] = set()
    for case, matched in zip(cases, verdicts, strict=True):
        minute = _minute(case.message)
        if minute is None:
            continue
        arrivals.add(minute)
        reading = publisher.publish_message(case.message) if matched else None
        if isinstance(reading, Reading):
            values.setdefault((minute, reading.dimensions), Statistics()).add(reading.value)
    points = datapoints(values.items(), arrivals, rule.spec.transformation.default_value)
    return [
        _completed(
            {
                "minute": point.minute,
                "value": point.statistics.total,
                "samples": point.statistics.count,
                "dimensions": dict(point.dimensions),
            }
        )
        for point in points
    ]


def _completed(point: Mapping[str, Any]) -> dict[str, Any]:
    """A datapoint with everything that may be left out: one sample, no dimensions; the minute without seconds."""
    return {
        "minute": str(point["minute"])[:MINUTE],
        "value": float(point["value"]),
        "samples": point.get("samples", 1),
        "dimensions": dict(point.get("dimensions", {})),
    }


def _minute(message: str) -> str | None:
    """The minute of an event's own time, or None for an event without one."""
    try:
        record = json.loads(message)
    except (ValueError, RecursionError):
        return None
    seconds = record_time(record) if isinstance(record, dict) else None
    instant = None if seconds is None else to_instant(seconds)
    return None if instant is None else instant[:MINUTE]
