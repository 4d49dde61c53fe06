"""Python's `re`, the table-driven search and a naive matcher say the same of every expression."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ruleforge.predicate.automaton import Automaton
from ruleforge.predicate.regex import ANY, Anchor, CharacterSet, Regex, Repeat, _runs
from strategies.counts import examples

sets = st.sampled_from(
    (
        CharacterSet(((97, 97),)),
        CharacterSet(((97, 98),)),
        CharacterSet(((98, 98),), negated=True),
        ANY,
        CharacterSet(((10, 10),)),
    )
)
repeats = st.builds(
    lambda characters, low, more: Repeat(characters, low, None if more is None else low + more),
    sets,
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(0, 2)),
)
items = st.lists(st.one_of(repeats, st.sampled_from(list(Anchor))), min_size=1, max_size=4).map(tuple)
regexes = st.builds(lambda alternatives: Regex(tuple(alternatives), ""), st.lists(items, min_size=1, max_size=3))
texts = st.text("abc\n", max_size=8)


def naive(regex, text):
    """All ways, tried one after another."""

    def here(run, position):
        if not run:
            return True
        item, rest = run[0], run[1:]
        if item is Anchor.START:
            return position == 0 and here(rest, position)
        if item is Anchor.END:
            at_end = position == len(text) or (position == len(text) - 1 and text[position] == "\n")
            return at_end and here(rest, position)
        length = 0
        while True:
            if length >= item.minimum and here(rest, position + length):
                return True
            at = position + length
            if at >= len(text) or text[at] not in item.characters or length == item.maximum:
                return False
            length += 1

    return any(here(run, start) for run in regex.alternatives for start in range(len(text) + 1))


@settings(max_examples=examples(500))
@given(regexes, texts)
def test_three_searches_agree(regex, text):
    expected = naive(regex, text)
    assert (regex._python.search(text) is not None) is expected
    assert regex._automaton(len(text), plain=True).search(text) is expected
    untrimmed = [_runs(run, 1000, None) for run in regex.alternatives]
    assert Automaton(untrimmed, final_newline=True).search(text) is expected
    assert regex.search(text) is expected


@settings(max_examples=300)
@given(regexes, st.text("abc", max_size=8))
def test_both_readings_agree_without_newlines(regex, text):
    assume(
        all(
            CharacterSet(((10, 10),)) != getattr(item, "characters", None) for run in regex.alternatives for item in run
        )
    )
    assert regex.search_otherwise(text) is regex.search(text)


A, B, AB = CharacterSet(((97, 97),)), CharacterSet(((98, 98),)), CharacterSet(((97, 98),))
HEX, COLON = CharacterSet(((48, 57), (97, 102))), CharacterSet(((58, 58),))
STALLING = {
    "dots and pluses": ([Repeat(ANY, 0, None), Repeat(A, 1, None)] * 6 + [Repeat(B)], "a" * 100_000),
    "many optional characters": ([Repeat(COLON)] + [Repeat(A, 0, 1)] * 30 + [Repeat(B)], ":" + "a" * 30),
    "many small repeats": ([Repeat(AB, 1, 8)] * 100 + [Repeat(COLON)], "a" * 1000),
    "like an address": (
        [Repeat(HEX, 1, 4), Repeat(COLON, 0, 1)] * 8 + [Repeat(CharacterSet(((121, 121),)))],
        "0" * 8000,
    ),
    "large bounds": ([Repeat(COLON)] + [Repeat(A, 0, 70_000)] * 4 + [Repeat(B)], ":" + "a" * 1000),
    "large bounds, long text": ([Repeat(COLON)] + [Repeat(A, 0, 16_000)] * 4 + [Repeat(B)], ":" + "a" * 20_000),
    "a large count": ([Repeat(A, 70_000, 70_000), Repeat(B)], "a" * 200_000),
}


@pytest.mark.parametrize("name", STALLING)
def test_no_text_stalls_a_search(name):
    """Backtracking would take from ten seconds to forever on these."""
    items, text = STALLING[name]
    regex = Regex((tuple(items),), "")
    started = time.process_time()
    assert not regex.search(text)
    assert time.process_time() - started < 5
    assert regex.search(text + "b") or name in ("many small repeats", "like an address")


def test_bounds_beyond_any_text_cost_nothing():
    regex = Regex(((Repeat(ANY, 0, 999_999_999), Repeat(B), Anchor.END),), "")
    assert regex.search_otherwise("a\nb")
    assert not Regex(((Repeat(ANY, 999_999_999, 999_999_999), Anchor.END),), "").search_otherwise("a\nb")
