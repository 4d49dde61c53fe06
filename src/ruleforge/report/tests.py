"""The outcome of rule tests, for people and as JUnit XML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ruleforge.diagnostics import render_finding
from ruleforge.model import Rule
from ruleforge.report.xml import Case, suites
from ruleforge.testing import TestOutcome, TestReport

__all__ = ["junit", "text"]

_LISTED = 20
"""How many entries of a list are shown that miss, or are too many."""


def text(rules: Sequence[Rule], report: TestReport) -> str:
    """A line for each rule, under it every test that did not pass with the reason, and the sum."""
    lines: list[str] = []
    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        outcomes = [outcome for outcome in report.outcomes if outcome.rule is rule]
        passed = sum(outcome.passed for outcome in outcomes)
        mark = "-" if not outcomes else "✓" if passed == len(outcomes) else "✗"
        count = f"{passed} of {len(outcomes)} passed" if outcomes else "no tests"
        lines.append(f"{mark} {rule.id:<{width}}  {count}")
        for outcome in outcomes:
            if not outcome.passed:
                lines += ["", *_indented(_failure(outcome), 4), ""]
    total = len(report.outcomes)
    sums = f"{report.passed} passed, {report.failed} failed" if report.failed else f"{report.passed} passed"
    lines += ["", f"{len(rules)} rule{'s' if len(rules) != 1 else ''}, {total} test{'s' if total != 1 else ''}: {sums}"]
    return "\n".join(lines)


def _failure(outcome: TestOutcome) -> list[str]:
    lines = [f"{_place(outcome)}: {outcome.test.name}"]
    for problem in outcome.problems:
        lines += render_finding(problem).splitlines()
    if outcome.problems:
        return lines
    for name in outcome.expected:
        if outcome.expected[name] != outcome.got.get(name):
            lines += _difference(name, outcome.expected[name], outcome.got.get(name))
    for event in outcome.events:
        lines += ["", f"{'matched' if event.matched else 'did not match'}: {event.label}"]
        lines += _indented(str(event.explanation).splitlines(), 2)
    return lines


def _difference(name: str, expected: Any, got: Any) -> list[str]:
    """What was expected and what came, member by member where they are lists."""
    if not (isinstance(expected, list) and isinstance(got, list)):
        return [f"{name}: expected {expected}, got {got}"]
    show = _show_row if name == "rows" else _show
    lines = [f"{name}:"]
    lines += _listed("expected and missing", [show(item) for item in _without(expected, got)])
    lines += _listed("got and not expected", [show(item) for item in _without(got, expected)])
    return lines if len(lines) > 1 else [f"{name}: the same, in another order"]


def _without(items: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """What is left of a list when each entry of another takes away one that is equal."""
    left = list(items)
    for other in others:
        if other in left:
            left.remove(other)
    return left


def _listed(title: str, items: Sequence[str]) -> list[str]:
    lines = [f"  {title}: {item}" for item in items[:_LISTED]]
    return lines if len(items) <= _LISTED else [*lines, f"  {title}: {len(items) - _LISTED:,} more"]


def _show_row(row: Mapping[str, Any]) -> str:
    """A row of a query; what is NULL is told, for it may be what is wrong."""
    return ", ".join(f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in row.items())


def _show(item: Any) -> str:
    if isinstance(item, Mapping):
        return ", ".join(f"{key} {value}" for key, value in item.items() if value not in ({}, None))
    return str(item)


def _place(outcome: TestOutcome) -> str:
    """`file:line` of the test."""
    rule = outcome.rule
    if rule.text is None:
        return rule.id
    position = next(index for index, test in enumerate(rule.tests) if test is outcome.test)
    span = rule.spans.get(("tests", position))
    line = rule.text.position(span.start)[0] if span else 1
    return f"{rule.text.name}:{line}"


def _indented(lines: Sequence[str], width: int) -> list[str]:
    return [f"{' ' * width}{line}" if line else "" for line in lines]


def junit(report: TestReport) -> str:
    """JUnit XML: a suite for each rule, a case for each test."""
    cases: dict[str, list[Case]] = {}
    for outcome in report.outcomes:
        failure = None
        if not outcome.passed:
            failure = f"expected {dict(outcome.expected)}, got {dict(outcome.got)}", "\n".join(_failure(outcome))
        cases.setdefault(outcome.rule.id, []).append(Case(outcome.rule.id, outcome.test.name, failure))
    return suites(cases)
