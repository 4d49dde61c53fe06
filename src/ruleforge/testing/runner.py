"""Running rule tests: a test's events through the rule, and what came of it held against what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruleforge.catalog import Catalog
from ruleforge.diagnostics import Finding
from ruleforge.errors import RuleforgeError
from ruleforge.events import Fixtures
from ruleforge.model import Rule, RuleTest
from ruleforge.predicate import Explanation
from ruleforge.testing.bench import Bench
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


def run_tests(
    rules: Iterable[Rule], fixtures: Fixtures, *, name: str = "", catalog: Catalog | None = None
) -> TestReport:
    """Runs the tests of rules; with `name`, those whose name holds that text.

    Trails find their selectors in the `catalog`, and placeholders have the examples that it declares. A test that
    cannot be run (an unknown fixture, an override that cannot be made) fails with its problems; the rest goes on.
    """
    listed = list(rules)
    bench = Bench(Catalog(listed) if catalog is None else catalog, fixtures)
    return TestReport(
        tuple(
            outcome
            for rule in listed
            for outcome in _run_rule(rule, [test for test in rule.tests if name in test.name], fixtures, bench)
        )
    )


def _run_rule(rule: Rule, tests: Sequence[RuleTest], fixtures: Fixtures, bench: Bench) -> Iterable[TestOutcome]:
    for test in tests:
        try:
            cases = [case for reference in test.events for case in resolve(reference, fixtures)]
            yield _judge(rule, test, cases, bench)
        except RuleforgeError as error:
            placed = tuple(_placed(problem, rule, test) for problem in error.findings)
            yield TestOutcome(rule, test, test.expect, {}, problems=placed)


def _placed(problem: Finding, rule: Rule, test: RuleTest) -> Finding:
    """The problem at its own place in the test, or else at the test's, in the rule's file."""
    if problem.source is not None or rule.text is None:
        return problem
    position = next(index for index, candidate in enumerate(rule.tests) if candidate is test)
    place = ("tests", position, *problem.path)
    return problem.at(rule.text, rule.spans.get(place, rule.spans.get(("tests", position))))


def _judge(rule: Rule, test: RuleTest, cases: Sequence[Case], bench: Bench) -> TestOutcome:
    expected, got = bench.examine(rule, test, cases)
    if expected == got:
        return TestOutcome(rule, test, expected, got)
    explained = [(case, bench.detector(rule).explain(case.message)) for case in cases]
    events = tuple(EventOutcome(case.label, explanation.matched, explanation) for case, explanation in explained)
    return TestOutcome(rule, test, expected, got, events)
