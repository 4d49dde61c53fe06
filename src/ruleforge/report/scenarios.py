"""The outcome of scenarios, for people and as JUnit XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruleforge.diagnostics import render_finding
from ruleforge.report.xml import Case, suites
from ruleforge.testing import Check, ScenarioOutcome, ScenarioReport

__all__ = ["junit", "text"]


def text(report: ScenarioReport) -> str:
    """A line for each scenario, under it the stage that broke and everything that did not come as expected."""
    width = max((len(outcome.scenario.id) for outcome in report.outcomes), default=0)
    lines: list[str] = []
    for outcome in report.outcomes:
        mark = "✓" if outcome.passed else "✗"
        lines.append(f"{mark} {outcome.scenario.id:<{width}}  {outcome.scenario.title}")
        if not outcome.passed:
            lines += ["", *(f"    {line}" if line else "" for line in _failure(outcome)), ""]
    count = len(report.outcomes)
    sums = f"{report.passed} passed, {report.failed} failed" if report.failed else f"{report.passed} passed"
    return "\n".join([*lines, "", f"{count} scenario{'s' if count != 1 else ''}: {sums}"])


def _failure(outcome: ScenarioOutcome) -> Iterator[str]:
    if outcome.problems:
        yield "the story cannot be told"
        for problem in outcome.problems:
            yield from render_finding(problem).splitlines()
        return
    yield f"broken at the stage: {outcome.broken_stage}"
    for check in outcome.failures:
        difference = f"expected {_shown(check.expected)}, got {_shown(check.got)}"
        yield f"{_place(outcome, check)}{check.stage}: {check.subject}: {difference}"
        if check.reason:
            yield f"  {check.reason}"


def _place(outcome: ScenarioOutcome, check: Check) -> str:
    """`file:line: ` of what was expected."""
    source, path = outcome.scenario.text, check.path
    while path and path not in outcome.scenario.spans:
        path = path[:-1]
    if source is None or not path:
        return ""
    return f"{source.name}:{source.position(outcome.scenario.spans[path].start)[0]}: "


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value) if value else "none"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def junit(report: ScenarioReport) -> str:
    """JUnit XML: one suite, a case for each scenario."""
    cases = []
    for outcome in report.outcomes:
        failure = None if outcome.passed else (f"broken at {outcome.broken_stage}", "\n".join(_failure(outcome)))
        cases.append(Case(outcome.scenario.id, outcome.scenario.title, failure))
    return suites({"scenarios": cases})
