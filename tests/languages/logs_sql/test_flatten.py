"""Log events as flat fields, and paths of get_json_object."""

from __future__ import annotations

import pytest

from ruleforge.languages.logs_sql import Event
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
    assert len(list(Event("", record, {}).fields())) == 1


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
