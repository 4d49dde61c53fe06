"""Rows held against rows: in any order or in one, all of them or some, by column or by place, values by value."""

from __future__ import annotations

import pytest

from ruleforge.testing.rows import compared

COLUMNS = ["who", "size"]
GOT = [("a", 1), ("b", 2), ("b", 2)]


def met(expected, got=GOT, columns=COLUMNS, ordered=False, subset=False):
    wanted, found = compared(columns, expected, got, ordered=ordered, subset=subset)
    return wanted == found


@pytest.mark.parametrize(
    ("expected", "outcome"),
    [
        ([["b", 2], ["a", 1], ["b", 2]], True),
        ([{"who": "b"}, {"who": "b"}, {"size": 1}], True),
        ([["a", 1], ["b", 2]], False),
        ([["a", 1], ["a", 1], ["b", 2]], False),
        ([["a", 1], ["b", 2], ["b", 2], ["b", 2]], False),
        ([["a", 1], ["b", 2], ["b", 3]], False),
        ([], False),
    ],
)
def test_all_rows_in_any_order(expected, outcome):
    assert met(expected) is outcome


def test_rows_that_name_little_give_way_to_those_that_name_more():
    assert met([{"who": "b"}, {"who": "b", "size": 2}, {"size": 1}])
    assert met([{"size": 2}, {"who": "b"}], got=[("b", 9), ("a", 2)])
    assert met([{"who": "b"}, {"who": "b", "size": 1}], got=[("b", 1), ("b", 2)])


@pytest.mark.parametrize(
    ("expected", "subset", "outcome"),
    [
        ([["a", 1], ["b", 2], ["b", 2]], False, True),
        ([["b", 2], ["a", 1], ["b", 2]], False, False),
        ([["a", 1], ["b", 2]], False, False),
        ([["a", 1], ["b", 2]], True, True),
        ([["b", 2], ["a", 1]], True, False),
        ([{"who": "b"}, {"who": "b"}], True, True),
        ([], True, True),
    ],
)
def test_rows_in_order(expected, subset, outcome):
    assert met(expected, ordered=True, subset=subset) is outcome


def test_some_of_the_rows():
    assert met([["b", 2]], subset=True)
    assert met([["b", 2], ["b", 2]], subset=True)
    assert not met([["b", 2], ["b", 2], ["b", 2]], subset=True)
    assert not met([["c", 2]], subset=True)


@pytest.mark.parametrize(
    ("wanted", "got", "outcome"),
    [
        (1, 1.0, True),
        (2644.92, 2644.916837, True),
        (2644.91, 2644.916837, False),
        (0.1784475, 0.17844749999999998, True),
        (12345678, 12345679, False),
        (12345678, 12345678.0, True),
        (0.0, 0, True),
        (True, 1, False),
        (1, True, False),
        (True, True, True),
        ("1", 1, False),
        (None, None, True),
        (None, "", False),
        (None, 0, False),
        (["a", 1], ["a", 1.0], True),
        (["a"], ["a", "b"], False),
        ("é", "é", True),
    ],
)
def test_values(wanted, got, outcome):
    assert met([[wanted]], [(got,)], ["x"]) is outcome


def test_what_differs_is_told_in_the_words_of_the_test():
    """Rows that are met in its own form, the others with the columns that it names."""
    wanted, found = compared(
        ["a", "b", "c"], [{"a": 1.0, "c": None}, {"a": 2}], [(1, 7, None), (3, 8, 9)], ordered=False, subset=False
    )
    assert wanted == [{"a": 1.0, "c": None}, {"a": 2}]
    assert found == [{"a": 1.0, "c": None}, {"a": 3, "c": 9}]
    wanted, found = compared(["a"], [[9]], [(1,), (2,)], ordered=False, subset=True)
    assert (wanted, found) == ([{"a": 9}], [{"a": 1}, {"a": 2}])
    wanted, found = compared(["a"], [[2], [1]], [(1,), (2,)], ordered=True, subset=False)
    assert (wanted, found) == ([{"a": 2}, {"a": 1}], [{"a": 1}, {"a": 2}])
