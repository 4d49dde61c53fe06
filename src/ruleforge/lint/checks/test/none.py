"""Rules without a test."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    if not subject.rule.tests:
        help_ = "add one for what it is meant to see, and one for what comes close and is not meant"
        yield Problem("the rule has no tests", ("id",), help=help_)


CHECK = Check(
    id="test/none",
    severity=Severity.WARNING,
    summary="A rule without a test.",
    why=(
        "AWS takes a rule that never fires as readily as one that does. A test with a real record is the only way to"
        " know before something happens, and the only way to notice that a later change broke it. Dashboards and"
        " bundles have no tests: they look at no events."
    ),
    rule=_ask,
    kinds=frozenset(set(Kind) - {Kind.BUNDLE, Kind.DASHBOARD}),
    avoid=(
        Example(
            """\
kind: metric-filter
id: ⟦guardrail-deleted⟧
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
id: guardrail-deleted
tests:
  - name: deleting one is counted
    events: [{fixture: cloudtrail/bedrock/delete-guardrail}]
    expect: {matches: 1}
  - name: reading one is not
    events: [{fixture: cloudtrail/bedrock/get-guardrail}]
    expect: {matches: 0}
"""
        ),
    ),
)
