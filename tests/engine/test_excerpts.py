"""Records cut down to some of their members."""

from __future__ import annotations

import copy
import json

import pytest

from ruleforge.engine.excerpts import Excerpt, Excerpts

NESTED = {"name": None, "who": {"arn": None}}
FLAT = {"name": None, "who": None}


def document(*records, **layout):
    return json.dumps({"Records": list(records)}, **layout).encode()


def lines(excerpts, *records, **layout):
    found = excerpts.of(document(*records, **layout))
    return None if found is None else [json.loads(line) for line in found.lines.splitlines()]


def test_members_that_nobody_asked_for_are_left_out():
    records = [{"name": "a", "other": 1, "who": {"arn": "x", "type": "y"}}, {"other": 2}, {"name": None, "who": None}]
    assert lines(Excerpts([NESTED]), *records) == [{"name": "a", "who": {"arn": "x"}}, {}, {"name": None}]


def test_values_keep_their_spelling():
    text = b'{"Records": [{"name": 1.50e+3, "x": 1}, {"name": "\\u00fc"}, {"name": 123456789012345678901}]}'
    expected = b'{"name":1.50e+3}\n{"name":"\\u00fc"}\n{"name":123456789012345678901}\n'
    assert Excerpts([FLAT]).of(text) == Excerpt(expected)


def test_a_record_that_has_something_else_for_an_object_is_taken_whole_there():
    records = [{"who": {"arn": "x", "type": "y"}}, {"who": "nobody"}]
    assert lines(Excerpts([NESTED, FLAT]), *records) == records
    assert lines(Excerpts([NESTED]), *records) is None


@pytest.mark.parametrize("layout", [{"indent": 2}, {"separators": ("\r\n,", "\r:")}])
def test_an_indented_document_becomes_lines_too(layout):
    records = [{"name": [1, {"deep": ["a\n"]}]}, {"who": {"arn": {}}}]
    assert lines(Excerpts([FLAT]), *records, **layout) == records


@pytest.mark.parametrize(
    "text",
    [
        b'{"Records": [{"name": 1}',
        b'{"Records": [1]}',
        b'{"Records": [{"x": tru}]}',
        b'{"Records": [{"name": "\x01"}]}',
    ],
)
def test_what_is_damaged_or_no_record_is_left_to_others(text):
    assert Excerpts([NESTED, FLAT]).of(text) is None


def test_names_that_the_decoder_cannot_look_for_are_left_to_others():
    assert lines(Excerpts([{'a"b': None}]), {'a"b': 1}) is None


def test_records_that_are_of_no_use_are_left_out_and_counted():
    excerpts = Excerpts([{"name": None, "source": None, "n": None}], {"name": ["a", "b"], "source": ["s"]}, ["n"])
    records = [
        {"name": "a", "source": "s"},
        {"name": "b", "source": "t"},
        {"name": "c", "source": "s"},
        {"source": "s"},
        {"name": "c", "source": "t", "n": 5},
    ]
    assert lines(excerpts, *records) == [records[0], records[4]]
    found = excerpts.of(document(*records, indent=1))
    assert found is not None
    assert found.left_out == 3


@pytest.mark.parametrize("others", [["who"], ["who", "n"], ["where", "who", "n"]])
def test_an_object_without_the_members_asked_for_is_as_good_as_none(others):
    members = {"name": None, "n": None, "who": {"arn": None, "by": {"id": None}}, "where": {"ip": None}}
    excerpts = Excerpts([members], {"name": ["a"]}, others)
    assert lines(excerpts, {"who": None}, {"who": {}}, {"who": {"other": 1}, "where": {}}, {}) == []
    telling = [{"who": {"arn": 1}}, {"who": {"by": {"id": None}}}]
    assert lines(excerpts, *telling) == telling


def test_many_objects_that_have_nothing_may_stay():
    names = [f"o{index}" for index in range(8)]
    excerpts = Excerpts([{"name": None, **{name: {"x": None} for name in names}}], {"name": ["a"]}, names)
    assert lines(excerpts, {}, {"o1": {}}, {"o7": {}}, {"o7": {"x": 1}}) == [{"o7": {}}, {"o7": {"x": 1}}]


def test_a_copy_as_other_processes_get_it_writes_the_same():
    excerpts = Excerpts([NESTED, FLAT], {"name": ["a"]}, ["who"])
    text = document({"name": "a"}, {"who": 5}, {"name": "b"})
    assert copy.copy(excerpts).of(text) == excerpts.of(text) is not None


def test_where_a_text_is_no_text_every_record_counts():
    excerpts = Excerpts([{"name": None, "n": None}], {"name": ["5"]})
    assert lines(excerpts, {"name": 5}, {"name": "c"}) == [{"name": 5}, {"name": "c"}]
