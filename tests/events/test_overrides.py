"""Overrides: what they change, and that the short way to a place that is there is the library's own."""

import copy
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonpath_ng.parser import parse

from ruleforge.errors import UsageError
from ruleforge.events.overrides import override

NAMES = st.sampled_from(["a", "b", "c_1", "ARN"])
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(string.ascii_letters))
RECORDS = st.dictionaries(
    NAMES,
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=12
    ),
)
STEPS = st.lists(NAMES.map(lambda name: f".{name}") | st.integers(0, 3).map(lambda index: f"[{index}]"), max_size=4)


def by_the_library(record: dict[str, Any], path: str, value: Any) -> dict[str, Any] | None:
    """What `update_or_create` makes of a copy of the record; None where it fails."""
    changed = copy.deepcopy(record)
    try:
        parse(path).update_or_create(changed, value)
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return None
    return changed


@given(record=RECORDS, steps=STEPS, name=NAMES, value=VALUES)
def test_a_place_is_set_as_the_library_sets_it(record: dict[str, Any], steps: list[str], name: str, value: Any) -> None:
    path = f"$.{name}{''.join(steps)}"
    expected = by_the_library(record, path, value)
    try:
        assert override(copy.deepcopy(record), {path: value}, ()) == expected
    except UsageError as error:
        assert expected is None
        assert [finding.check for finding in error.findings] == ["test/override"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.list[*].x", {"list": [{"x": 1}, {"x": 1}], "x": None}),
        ("$.list[1].x", {"list": [{"x": 0}, {"x": 1}], "x": None}),
        ("$.x", {"list": [{"x": 0}, {"x": 0}], "x": 1}),
        ("$.new.x", {"list": [{"x": 0}, {"x": 0}], "x": None, "new": {"x": 1}}),
        ("$['x']", {"list": [{"x": 0}, {"x": 0}], "x": 1}),
    ],
)
def test_paths_of_every_sort(path: str, expected: dict[str, Any]) -> None:
    assert override({"list": [{"x": 0}, {"x": 0}], "x": None}, {path: 1}, ()) == expected


@pytest.mark.parametrize(
    "path",
    [
        "$.list[10001]",
        "$.list[99999999999999999999999]",
        "$.list[0, 20000]",
        "$.list[٩٩٩٩٩٩]",
        "$.x.where",
        "$.a[0][20000].b",
    ],
)
def test_what_cannot_be_set_is_told(path: str) -> None:
    record = {"list": [1], "x": {"where": 1}, "a": [[1]]}
    with pytest.raises(UsageError) as caught:
        override(copy.deepcopy(record), {path: 1}, ())
    assert [finding.check for finding in caught.value.findings] == ["test/override"]


def test_a_list_can_be_made_longer() -> None:
    assert override({"list": [1]}, {"$.list[2]": 3}, ()) == {"list": [1, {}, 3]}
    assert override({"list": [1]}, {"$.list[000001]": 3}, ()) == {"list": [1, 3]}


def test_a_list_that_is_long_can_be_changed_everywhere() -> None:
    record = {"list": list(range(10_010)), "a[20000]": 1}
    changed = override(record, {"$.list[10005]": "x", "$['a[20000]']": 2}, ["$.list[10007]"])
    assert len(changed["list"]) == 10_009
    assert (changed["list"][10_005], changed["list"][10_007], changed["a[20000]"]) == ("x", 10_008, 2)
    assert override({"list": [1, 2]}, {"$.list[0:20000]": 5}, ()) == {"list": [5, 5]}
