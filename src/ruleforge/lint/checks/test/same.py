"""Tests that are there twice."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import RuleTest

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    seen: dict[str, RuleTest] = {}
    for index, test in enumerate(subject.rule.tests):
        first = seen.setdefault(_content(test), test)
        if first is not test:
            message = f"this is the test {first.name!r} once more"
            yield Problem(message, ("tests", index, "name"), help="change what it is about, or leave it out")


def _content(test: RuleTest) -> str:
    """The test without its name, as a text: there 1 and True differ, as they do for a test."""
    return repr((test.events, test.given, test.datapoints, test.expect))


CHECK = Check(
    id="test/same",
    severity=Severity.WARNING,
    summary="Two tests that give and expect the same.",
    why="The second shows nothing. Mostly it was copied in order to be changed, and what it should show is untested.",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
tests:
  - name: deleting one is counted
    events: [{fixture: cloudtrail/bedrock/delete-guardrail}]
    expect: {matches: 1}
  - name: ⟦changing one is counted⟧
    events: [{fixture: cloudtrail/bedrock/delete-guardrail}]
    expect: {matches: 1}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
tests:
  - name: deleting one is counted
    events: [{fixture: cloudtrail/bedrock/delete-guardrail}]
    expect: {matches: 1}
  - name: changing one is not
    events: [{fixture: cloudtrail/bedrock/update-guardrail}]
    expect: {matches: 0}
"""
        ),
    ),
)
