"""Rules of which no test shows that they ever see anything."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    tests = subject.rule.tests
    # A query that AWS refuses has no rows to expect.
    if tests and not any(True in test.outcomes or "refused" in test.expect for test in tests):
        help_ = "add one with an event that it is meant to see"
        yield Problem("no test expects that anything comes of its events", ("tests",), key=True, help=help_)


CHECK = Check(
    id="test/no-positive",
    severity=Severity.WARNING,
    summary="A rule whose tests all expect nothing.",
    why="Tests that expect nothing pass for a rule that can never fire, such as one with a misspelt field.",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
⟦tests⟧:
  - name: reading one is not counted
    events: [{fixture: cloudtrail/bedrock/get-guardrail}]
    expect: {matches: 0}
"""
        ),
        Example(
            """\
kind: alarm
⟦tests⟧:
  - name: nothing happens, and it stays quiet
    datapoints: [[0, 0], [60, 0]]
    expect: {states: [[60, OK], [120, OK]]}
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
"""
        ),
    ),
)
