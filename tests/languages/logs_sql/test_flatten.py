"""Log events as flat fields, and paths of get_json_object."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge.languages.logs_sql import Event
from ruleforge.languages.logs_sql.flatten import Names
from ruleforge.languages.logs_sql.json_paths import json_steps, text_at


def fields(record):
    return dict(Event.of(record).fields())


def test_members_and_elements_have_dotted_names():
    record = {"a": {"b": 1, "c": [{"d": "x"}, "y"]}, "e": True}
    assert fields(record) == {"a.b": 1, "a.c.0.d": "x", "a.c.1": "y", "e": True}


def test_null_and_empty_containers_give_no_field():
    assert fields({"a": None, "b": {}, "c": [], "d": {"e": None}}) == {}


def test_names_with_dots_meet_nested_ones():
    assert fields({"a.b": 1}) == fields({"a": {"b": 1}})


def test_members_that_begin_with_at_have_one_more():
    assert fields({"@x": 1, "y": {"@z": 2}}) == {"@@x": 1, "y.@z": 2}


@pytest.mark.parametrize("message", ["plain text", "[1, 2]", "3", '{"a":', ""])
def test_what_is_no_object_has_no_fields(message):
    assert list(Event.of(message).fields()) == []


def test_depth_is_no_problem():
    record = {"leaf": 1}
    for _ in range(5_000):
        record = {"a": record}
    event = Event("", record, {})
    assert len(list(event.fields())) == event.size == 1
    assert len(list(event.named(Names([".".join(["a"] * 5_000 + ["leaf"])])))) == 1


KEYS = st.sampled_from(["a", "A", "b", "@b", "a.b", "0", "1", ".", "", "ß", "SS", "İ"])
RECORDS = st.dictionaries(
    KEYS,
    st.recursive(
        st.sampled_from([None, 1, True, 0.5, "x", 10**30]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    ),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(RECORDS, st.data())
def test_names_are_found_as_if_all_fields_were_gone_through(record, data):
    event = Event.of(record)
    known = sorted({name for name, _ in event.fields()})
    some = st.sampled_from([*known, "none"]).map(lambda name: data.draw(st.sampled_from([name, name.upper()])))
    names = data.draw(st.lists(some, max_size=4))
    folded = {name.casefold() for name in names}
    assert list(event.named(Names(names))) == [item for item in event.fields() if item[0].casefold() in folded]
    assert event.size == len(list(event.fields()))


def test_no_names_are_found_in_what_is_no_object():
    assert list(Event.of("text").named(Names(["a"]))) == []
    assert Event.of("text").size == 0


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ('$."a"', '{"b":[1,"x"]}'),
        ('$."a"."b"[1]', "x"),
        ('$."a"."b"[0]', "1"),
        ('$."a"."b"[2]', None),
        ('$."a"[0]', None),
        ('$."n"', None),
        ('$."t"', "true"),
        ('$."none"."x"', None),
    ],
)
def test_a_path_finds_text_or_json(path, found):
    record = {"a": {"b": [1, "x"]}, "n": None, "t": True}
    assert text_at(record, json_steps(path)) == found
