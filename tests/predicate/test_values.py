from __future__ import annotations

import jsonpath_ng
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruleforge.predicate.compile import compile_path
from ruleforge.predicate.operands import JsonPath, Member, Wildcard, select, select_one
from ruleforge.predicate.values import ABSENT, Number, decode, decode_object


def test_numbers_keep_their_spelling_and_their_value():
    value = decode('{"a": 1.50, "b": 1e3, "c": -0, "d": 123456789012345678901234567890}')
    assert [number.text for number in value.values()] == ["1.50", "1e3", "-0", "123456789012345678901234567890"]
    assert value["b"].value == 1000
    assert value["d"].value == 123456789012345678901234567890


def test_an_exponent_beyond_decimals_has_no_value():
    assert Number("1e99999999999999999999").value is None


@pytest.mark.parametrize("text", ["", "x", "[1]", "1", '"x"', '{"a": NaN}', '{"a": 1', '{"a": 1} x', "{" * 100_000])
def test_what_is_no_object(text):
    assert decode_object(text) is None


def test_the_last_of_a_repeated_key_counts():
    assert decode_object('{"a": 1, "a": {"b": 2}}') == {"a": {"b": Number("2")}}


names = st.sampled_from(("a", "b", "c"))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(("x", ""))),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=10,
)
steps = st.lists(st.one_of(names.map(Member), st.integers(0, 2)), max_size=3)


@given(st.dictionaries(names, values, max_size=3), names.map(Member), steps)
def test_paths_agree_with_jsonpath(record, first, rest):
    """An independent implementation finds the same values; what it cannot find is absent."""
    path = JsonPath((first, *rest))
    found = [match.value for match in jsonpath_ng.parse(str(path)).find(record)]
    # jsonpath-ng indexes into texts as if they were arrays, which AWS does not do.
    if not any(isinstance(step, int) for step in rest):
        assert select(path, record) == found
    assert select(path, record) == ([] if select_one(path, record) is ABSENT else [select_one(path, record)])
    assert compile_path(path)(record) == select_one(path, record)


@given(st.dictionaries(names, st.lists(values, max_size=3), max_size=3), names.map(Member))
def test_wildcards_agree_with_jsonpath(record, first):
    path = JsonPath((first, Wildcard.ELEMENT))
    assert select(path, record) == [match.value for match in jsonpath_ng.parse(str(path)).find(record)]


def test_a_member_wildcard_walks_objects_only():
    path = JsonPath((Member("a"), Wildcard.MEMBER))
    assert select(path, {"a": {"x": 1, "y": 2}}) == [1, 2]
    assert select(path, {"a": [1]}) == []


def test_paths_print_as_selectors():
    assert (
        str(JsonPath((Member("a.b"), 0, Wildcard.ELEMENT, Member("c-d"), Wildcard.MEMBER))) == "$.['a.b'][0][*].c-d.*"
    )
