"""Totals are exact, whatever the order; beyond the bound the error is told."""

from __future__ import annotations

from fractions import Fraction

from ruleforge.languages.insight_rule import Contributors


def test_totals_do_not_depend_on_the_order():
    amounts = [Fraction(1, 10), Fraction(2, 10), 3, Fraction("-1e-9")]
    forward, backward, halves = Contributors(), Contributors(), Contributors()
    for amount in amounts:
        forward.add(("a",), amount)
    for amount in reversed(amounts):
        backward.add(("a",), amount)
    for part in (amounts[:2], amounts[2:]):
        other = Contributors()
        for amount in part:
            other.add(("a",), amount)
        halves.merge(other)
    assert forward.top() == backward.top() == halves.top() == [(("a",), 3.299999999)]


def test_order_of_equals_goes_by_the_keys():
    found = Contributors()
    for key in "cab":
        found.add((key,), 1)
    found.add(("d",), 2)
    assert [item.keys for item in found.top()] == [("d",), ("a",), ("b",), ("c",)]
    assert [item.keys for item in found.top(2)] == [("d",), ("a",)]
    assert found.unique == 4


def test_beyond_the_bound_the_smaller_half_is_forgotten():
    found = Contributors(bound=2)
    for key, value in (("a", 5), ("b", 4), ("c", 3), ("d", 2)):
        found.add((key,), value)
    assert found.top() == [(("a",), 5), (("b",), 4)]
    assert (found.unique, found.error) == (4, 3)
