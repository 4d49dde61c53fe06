"""Rules of which no test shows that they leave anything alone."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    tests = subject.rule.tests
    if tests and not any(False in test.outcomes or "refused" in test.expect for test in tests):
        help_ = "add one with an event that differs in one condition alone"
        yield Problem("no test expects that nothing comes of its events", ("tests",), key=True, help=help_)


CHECK = Check(
    id="test/no-negative",
    severity=Severity.WARNING,
    summary="A rule whose tests all expect something.",
    why=(
        "A rule that sees everything passes such tests, and calls somebody for nothing. The best test is a near miss:"
        " an event that differs from the one that is meant in a single condition."
    ),
    rule=_ask,
    avoid=(
        Example(
            """\
kind: metric-filter
⟦tests⟧:
  - name: deleting one is counted
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
  - name: of two events the one that deletes is counted
    events: [{fixture: cloudtrail/bedrock/delete-guardrail}, {fixture: cloudtrail/bedrock/get-guardrail}]
    expect: {matches: 1}
"""
        ),
    ),
)
