"""What a test is about, told by what it expects: that something comes of its events, or that nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ruleforge.model import Rule, RuleTest

__all__ = ["is_tested", "outcomes"]

_COUNTS = ("matches", "captured", "unique_contributors", "contributors", "rows", "row_count")


def is_tested(rule: Rule) -> bool:
    """Whether some test of a rule expects that something comes of its events, and some test that nothing does."""
    found = {outcome for test in rule.tests for outcome in outcomes(test)}
    return found == {True, False}


def outcomes(test: RuleTest) -> frozenset[bool]:
    """True where something comes of events, False where some come to nothing; a test may expect both, or neither."""
    states = test.expect.get("states")
    if isinstance(states, Sequence):
        return frozenset(state == "ALARM" for _, state in states)
    for name in _COUNTS:
        if name in test.expect:
            return _of_count(test, test.expect[name], partial=name in ("matches", "captured"))
    return frozenset()


def _of_count(test: RuleTest, expected: Any, *, partial: bool) -> frozenset[bool]:
    found = {bool(expected)}
    if partial and isinstance(expected, int) and expected < sum(event.repeat for event in test.events):
        found.add(False)
    return frozenset(found)
