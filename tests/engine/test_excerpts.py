"""Records cut down to some of their members, and things made ahead."""

from __future__ import annotations

import json

import pytest

from ruleforge.engine.ahead import ahead
from ruleforge.engine.excerpts import Excerpts

NESTED = {"name": None, "who": {"arn": None}}
FLAT = {"name": None, "who": None}


def document(*records, **layout):
    return json.dumps({"Records": list(records)}, **layout).encode()


def lines(excerpts, *records, **layout):
    found = excerpts.of(document(*records, **layout))
    return None if found is None else [json.loads(line) for line in found.splitlines()]


def test_members_that_nobody_asked_for_are_left_out():
    records = [{"name": "a", "other": 1, "who": {"arn": "x", "type": "y"}}, {"other": 2}, {"name": None, "who": None}]
    assert lines(Excerpts([NESTED]), *records) == [{"name": "a", "who": {"arn": "x"}}, {}, {"name": None}]


def test_values_keep_their_spelling():
    text = b'{"Records": [{"name": 1.50e+3, "x": 1}, {"name": "\\u00fc"}, {"name": 123456789012345678901}]}'
    expected = b'{"name":1.50e+3}\n{"name":"\\u00fc"}\n{"name":123456789012345678901}\n'
    assert Excerpts([FLAT]).of(text) == expected


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


def test_records_that_are_of_no_use_become_empty_ones():
    excerpts = Excerpts([{"name": None, "source": None, "n": None}], {"name": ["a", "b"], "source": ["s"]}, ["n"])
    records = [
        {"name": "a", "source": "s"},
        {"name": "b", "source": "t"},
        {"name": "c", "source": "s"},
        {"source": "s"},
        {"name": "c", "source": "t", "n": 5},
    ]
    assert lines(excerpts, *records) == [records[0], {}, {}, {}, records[4]]


def test_where_a_text_is_no_text_every_record_counts():
    excerpts = Excerpts([{"name": None, "n": None}], {"name": ["5"]})
    assert lines(excerpts, {"name": 5}, {"name": "c"}) == [{"name": 5}, {"name": "c"}]


def test_things_made_ahead_come_in_order_and_raise_in_their_place():
    def items():
        yield from range(10)
        raise ValueError("late")

    found = []
    with pytest.raises(ValueError, match="late"):
        found.extend(ahead(items()))
    assert list(ahead(iter(range(7)))) == list(range(7))


def test_no_more_is_made_ahead_than_asked_for():
    made = []

    def items():
        for number in range(100):
            made.append(number)
            yield number

    stream = ahead(items(), 2)
    assert next(stream) == 0
    stream.close()
    assert len(made) <= 4
