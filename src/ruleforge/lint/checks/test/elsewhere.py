"""Tests whose events have nothing in common with what the rule asks for."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ruleforge.diagnostics import Severity
from ruleforge.errors import RuleforgeError
from ruleforge.events import override
from ruleforge.lint.check import Check, Example, Problem
from ruleforge.lint.subject import RuleSubject
from ruleforge.model import Kind, RuleTest
from ruleforge.predicate.algebra import Comparison, Not, Predicate, comparisons
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.conditions import (
    Contains,
    IsConstant,
    NumberCondition,
    NumberIs,
    Operator,
    RegexCondition,
    TextCondition,
    TextIn,
)
from ruleforge.predicate.subject import Subject

__all__ = ["CHECK"]


def _ask(subject: RuleSubject) -> Iterator[Problem]:
    parsed = subject.pattern or subject.insight or subject.selectors
    quiet = [(index, test) for index, test in enumerate(subject.rule.tests) if _is_quiet(test)]
    touching = None if parsed is None or not quiet else _touching(parsed.predicate)
    if touching is None:
        return
    services: set[Any] | None = None
    for index, test in quiet:
        try:
            if any(touching(event) for event in _events(test, subject)):
                continue
        except RuleforgeError:
            continue  # running the test tells what is wrong with it
        if services is None:
            seeing = [other for other in subject.rule.tests if not _is_quiet(other)]
            services = {_service(event) for other in seeing for event in _events(other, subject)}
        if not any(_service(event) in services for event in _events(test, subject)):
            message = "nothing of what the rule asks for is true of the events of this test, nor is it of their service"
            help_ = "take an event that the rule is meant to see, and change one thing in it"
            yield Problem(message, ("tests", index, "name"), help=help_)


def _is_quiet(test: RuleTest) -> bool:
    """Whether a test expects that nothing comes of its events."""
    return not any(test.expect.get(name) for name in ("matches", "captured", "contributors", "unique_contributors"))


def _events(test: RuleTest, subject: RuleSubject) -> Iterator[Subject]:
    """The events of a test; one that is changed comes first as it was, for it is that which a near miss is made of."""
    for reference in test.events:
        if reference.fixture is not None:
            # Many tests of many rules take the same fixtures.
            yield subject.catalog.once((__name__, reference.fixture), partial(_fixture, reference.fixture, subject))
        elif reference.message is not None:
            yield Subject(reference.message)
        else:
            yield Subject.of(dict(reference.record or {}))
    for reference in test.events:
        if reference.set or reference.remove:
            found = reference.record if reference.fixture is None else subject.catalog.fixtures.load(reference.fixture)
            yield Subject.of(override(copy.deepcopy(dict(found or {})), reference.set, reference.remove))


def _fixture(name: str, subject: RuleSubject) -> Subject:
    return Subject.of(subject.catalog.fixtures.load(name))


def _service(event: Subject) -> Any:
    record = event.record
    return record.get("eventSource") if isinstance(record, dict) else None


def _touching(predicate: Predicate) -> Callable[[Subject], bool] | None:
    """Whether something that the rule asks for holds for an event.

    None for a rule that asks for one field at most: a near miss differs in that one.
    """
    asked = [leaf for leaf in comparisons(_positive(predicate)) if _asks(leaf)]
    if len({leaf.operand for leaf in asked}) < 2:
        return None
    tests: list[Matcher] = [compile_predicate(leaf) for leaf in asked]
    return lambda subject: any(holds(subject) for holds in tests)


def _positive(predicate: Predicate) -> Predicate:
    """The predicate; what stands under NOT is nothing that it asks for."""
    return predicate.item if isinstance(predicate, Not) else predicate


def _asks(leaf: Comparison) -> bool:
    """Whether a comparison asks for something that an event has to have, and does not hold for most without it."""
    match leaf.condition:
        case TextCondition(negated=negated) | RegexCondition(negated=negated) | TextIn(negated=negated):
            return not negated
        case NumberCondition(operator=operator) | NumberIs(operator=operator):
            return operator is not Operator.NOT_EQUAL
        case IsConstant() | Contains():
            return True
        case _:
            return False


CHECK = Check(
    id="test/elsewhere",
    severity=Severity.NOTE,
    summary="A test whose events have nothing to do with what the rule asks for.",
    why=(
        "That a rule on guardrails leaves an upload alone is true of nearly every rule. A test shows something where"
        " its event has all but one of the things that the rule asks for."
    ),
    rule=_ask,
    kinds=frozenset({Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER, Kind.CONTRIBUTOR_INSIGHTS, Kind.EVENT_SELECTOR}),
    avoid=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: AI, metricName: GuardrailDeleted, metricValue: "1", defaultValue: 0}
tests:
  - name: ⟦an upload is not counted⟧
    events: [{fixture: cloudtrail/s3/put-object}]
    expect: {matches: 0}
"""
        ),
    ),
    prefer=(
        Example(
            """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "DeleteGuardrail" }'
  metricTransformations:
    - {metricNamespace: AI, metricName: GuardrailDeleted, metricValue: "1", defaultValue: 0}
tests:
  - name: another call to the same service is not
    events: [{fixture: cloudtrail/bedrock/get-guardrail}]
    expect: {matches: 0}
  - name: the same name in another service is not
    events: [{fixture: cloudtrail/bedrock/delete-guardrail, set: {$.eventSource: example.amazonaws.com}}]
    expect: {matches: 0}
"""
        ),
    ),
)
