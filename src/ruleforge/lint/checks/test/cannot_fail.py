"""Tests that pass whatever the rule says."""

from __future__ import annotations

from collections.abc import Iterator

from ruleforge.diagnostics import Severity
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind, RuleTest

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    kind = subject.rule.kind
    for index, test in enumerate(subject.rule.tests):
        reason = _of_query(test) if kind is Kind.QUERY else _of_alarm(test) if kind is Kind.ALARM else _of_events(test)
        if reason:
            yield Problem(
                f"this test cannot fail: {reason}", ("tests", index, "name"), help="expect what could be wrong"
            )


def _of_events(test: RuleTest) -> str:
    quiet = all(not value for value in test.expect.values())
    return "without an event nothing can come of it" if quiet and not test.events else ""


def _of_query(test: RuleTest) -> str:
    asked = {name: value for name, value in test.expect.items() if name not in ("ordered", "subset")}
    if not asked:
        return "it says how rows are compared, and expects none"
    if asked == {"rows": []} and test.expect.get("subset"):
        return "no rows at all are a part of any rows"
    nothing = asked in ({"rows": []}, {"row_count": 0}) and not any(test.given.values())
    return "there are no events, so there are no rows" if nothing else ""


def _of_alarm(test: RuleTest) -> str:
    states = test.expect.get("states", ())
    if any(state != "INSUFFICIENT_DATA" for _, state in states):
        return ""
    last = max((at for at, _ in states), default=0)
    begun = any(value is not None and at < last for at, value in test.datapoints)
    return "" if begun else "every alarm starts in INSUFFICIENT_DATA, and no value comes before that is asked"


CHECK = Check(
    id="test/cannot-fail",
    severity=Severity.WARNING,
    summary="A test that passes whatever the rule says.",
    why="Such a test looks like cover and is none: break the rule as you like, it still passes.",
    rule=_ask,
    avoid=(
        Example(
            """\
kind: query
tests:
  - name: ⟦reading is not among the rows⟧
    given:
      ${CLOUDTRAIL_LOG_GROUP}: [{fixture: cloudtrail/bedrock/get-guardrail}]
    expect: {rows: [], subset: true}
  - name: ⟦no events, no rows⟧
    given: {"${CLOUDTRAIL_LOG_GROUP}": []}
    expect: {rows: []}
"""
        ),
        Example(
            """\
kind: alarm
tests:
  - name: ⟦it starts without data⟧
    datapoints: []
    expect: {states: [[0, INSUFFICIENT_DATA]]}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: query
tests:
  - name: reading is no row
    given:
      ${CLOUDTRAIL_LOG_GROUP}: [{fixture: cloudtrail/bedrock/get-guardrail}]
    expect: {rows: []}
"""
        ),
        Example(
            """\
kind: alarm
tests:
  - name: a deletion sets it off
    datapoints: [[0, 1]]
    expect: {states: [[60, ALARM]]}
"""
        ),
    ),
)
