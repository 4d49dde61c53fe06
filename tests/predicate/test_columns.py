from __future__ import annotations

import pytest

from ruleforge.predicate.columns import split_columns
from ruleforge.predicate.values import ABSENT

ACCESS = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /a HTTP/1.0" 200 1534'


@pytest.mark.parametrize(
    ("line", "texts", "odd"),
    [
        (ACCESS, ("127.0.0.1", "-", "frank", "10/Oct/2000:13:25:15 -0700", "GET /a HTTP/1.0", "200", "1534"), False),
        ("a  b\tc\n", ("a", "b", "c"), False),
        ("", (), False),
        (" \t ", (), False),
        ('ERROR "unterminated words', ("ERROR", '"unterminated', "words"), False),
        ('[] "" x', ("", "", "x"), False),
        ("a[0] b", ("a[0]", "b"), True),
        ('"a"b c" d', ('a"b c', "d"), True),
        ("[a [b] c] d", ("a [b", "c]", "d"), True),
    ],
)
def test_split(line, texts, odd):
    columns = split_columns(line)
    assert columns.texts == texts
    assert columns.odd is odd


def test_get_counts_from_both_ends_and_takes_the_rest():
    columns = split_columns(ACCESS + "  more  words ")
    assert columns.get(0) == "127.0.0.1"
    assert columns.get(-1) == "words"
    assert columns.get(6, rest=True) == "1534  more  words"
    assert columns.get(8, rest=True) == "words"
    assert columns.get(9) is ABSENT
    assert columns.get(-10) is ABSENT


def test_many_unpartnered_delimiters_stay_linear():
    assert len(split_columns('"a ' * 50_000).texts) == 50_000
