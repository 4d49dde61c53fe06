"""Reading never raises for what a file holds, loses nothing good, and does not depend on how it is cut up."""

from __future__ import annotations

import gzip
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import Catalog, replay
from ruleforge.events import Lines, Problem, Unit, discover, messages, read
from ruleforge.model import Kind
from shipped_catalogue import shipped_catalogue

RULES = shipped_catalogue()
CATALOG = Catalog([rule for kind in Kind for rule in RULES.of_kind(kind)[:3]], RULES.parameters)
"""A few rules of every kind: making all of them ready costs more than any input here."""
RECORD = {"eventVersion": "1.11", "eventTime": "2026-05-04T08:00:00Z", "eventSource": "s", "eventName": "é", "n": 1}
HEADS = st.sampled_from(
    [
        b"",
        b"{",
        b"[",
        b'{"Records":[',
        b'{"events":[',
        b'{"logEvents":[',
        b"2026-05-04T08:00:00Z ",
        b"\x1f\x8b",
        b"PK\x03\x04",
        b"\xef\xbb\xbf{",
    ]
)
SOUP = st.lists(
    st.sampled_from(
        [
            b'{"a":1}',
            b"\n",
            b"\r\n",
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b'"',
            b"\\",
            b"\x00",
            b"\xff",
            b"null",
            b"1e999",
            b'{"Records":[{}]}',
            b" ",
        ]
    ),
    max_size=25,
).map(b"".join)


def collect(data, **options):
    """Everything that is read out of a file with these bytes, through the general lane."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(data)
        found, problems = [], []
        units, start = discover([path])
        problems.extend(start)
        for unit in units:
            for batch in read(unit, **options):
                for item in [batch] if isinstance(batch, Problem) else messages(batch, unit.name):
                    (problems if isinstance(item, Problem) else found).append(item)
        return [item.text for item in found], problems


@settings(max_examples=500)
@given(HEADS, st.one_of(SOUP, st.binary(max_size=200)), st.integers(1, 64))
def test_any_bytes(head, rest, chunk):
    for data in (head + rest, gzip.compress(head + rest, mtime=0)):
        texts, problems = collect(data, chunk_bytes=chunk, max_line=100)
        assert all(isinstance(text, str) for text in texts)
        assert all(problem.message and problem.severity in ("broken", "skipped", "notice") for problem in problems)


@settings(max_examples=300)
@given(HEADS, st.one_of(SOUP, st.binary(max_size=200)))
def test_replay_of_any_bytes(head, rest):
    """The fast lane with rules of every kind: a report, whatever the bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(head + rest)
        data = replay(CATALOG, [path]).to_dict()
        json.dumps(data)
        assert data["input"]["files"] <= 1


records = st.lists(st.integers(0, 9).map(lambda n: {**RECORD, "n": n}), min_size=1, max_size=20)


@settings(max_examples=200)
@given(records, st.booleans(), st.data())
def test_a_cut_off_file_gives_what_came_before_the_cut(items, wrap, data):
    lines = [json.dumps(item).encode() for item in items]
    whole = b'{"Records":[' + b",".join(lines) + b"]}" if wrap else b"\n".join(lines) + b"\n"
    packed = gzip.compress(whole, mtime=0)
    cut = data.draw(st.integers(20, len(packed) - 1))
    texts, problems = collect(packed[:cut])
    assert any(problem.severity == "broken" for problem in problems)
    good = [text for text in texts if text in {line.decode() for line in lines}]
    assert good == [line.decode() for line in lines[: len(good)]]


@settings(max_examples=200)
@given(st.lists(st.text("ab\n\r", max_size=8), max_size=12), st.integers(1, 40), st.integers(1, 20))
def test_ranges_share_no_line_and_miss_none(texts, size, chunk):
    """The lines of all ranges, with their numbers, are the lines of the file."""
    data = "\n".join(texts).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(data)
        found = []
        for start in range(0, max(len(data), 1), size):
            unit = Unit(str(path), start, min(start + size, len(data)), size)
            for batch in read(unit, chunk_bytes=chunk):
                assert isinstance(batch, Lines)
                lines = bytes(batch.data).split(b"\n")
                found += list(enumerate(lines[:-1] if lines[-1] == b"" else lines, batch.first_line))
    expected = data.split(b"\n")
    assert found == list(enumerate(expected[:-1] if expected[-1] == b"" else expected, 1))


def test_deep_nesting_is_a_problem_not_a_crash():
    for data in (b'[{"a":' + b"[" * 100_000, b'{"a":' * 100_000, b'{"Records":[' + b'{"a":' * 100_000):
        _, problems = collect(data)
        assert problems
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "log").write_bytes(data)
            assert replay(CATALOG, [folder]).input.broken >= 1
    assert collect(b"[" * 100_000) == (["[" * 100_000], [])


def test_a_gzip_bomb_is_cut_at_the_bound():
    bomb = gzip.compress(b'{"a":1}\n' * 1_000_000, mtime=0)
    texts, problems = collect(bomb, inflate_limit=80_000)
    assert len(texts) == 10_000
    assert "80,000 bytes" in problems[0].message
