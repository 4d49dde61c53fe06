"""Reading line by line: chunks of any size, lines beyond the bound, line numbers, and why a line is broken."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

import pytest
from event_files import BOM, ONE, TWO, collect, collect_messages, pack
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge.events import Lines, Unit, count_lines, discover, explain_broken, read

PACKINGS = {"plain": lambda data: data, "gzip": pack}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 1 << 20])
def test_chunks_of_any_size(tmp_path, chunk, packing):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](BOM + f"{ONE}\r\n\r\n{TWO}\n\n{ONE}".encode()))
    found, problems = collect_messages(path, chunk_bytes=chunk)
    assert [(message.text, message.line) for message in found] == [(ONE, 1), (TWO, 3), (ONE, 5)]
    assert problems == []


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("chunk", [1, 16, 100])
@pytest.mark.parametrize(
    ("lines", "kept", "problem_lines"),
    [
        (["x", "L", "y"], [1, 3], [2]),
        (["x", "L", "L", "y"], [1, 4], [2, 3]),
        (["x", "y", "L"], [1, 2], [3]),
        (["x", "L", "y", "", "L", "x"], [1, 3, 6], [2, 5]),
    ],
)
@pytest.mark.parametrize("ended", [True, False])
def test_a_line_beyond_the_bound_is_one_problem(tmp_path, packing, chunk, lines, kept, problem_lines, ended):
    records = {"x": '{"a":1}', "y": '{"b":"ä"}', "": "", "L": '{"long":"' + "x" * 1000 + '"}'}
    data = "\n".join(records[line] for line in lines) + "\n" * ended
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](data.encode()))
    # Plain files are sniffed first, and what was read for that is a chunk already: two ranges go without.
    found, problems = collect_messages(path, max_line=200, chunk_bytes=chunk, range_bytes=len(data.encode()) - 1)
    assert [(message.text, message.line) for message in found] == [(records[lines[n - 1]], n) for n in kept]
    assert [(problem.severity, problem.line, problem.message) for problem in problems] == [
        ("broken", line, "a line longer than 200 bytes") for line in problem_lines
    ]


def test_a_long_line_of_text_is_one_problem(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(pack(b"one\n" + b"x" * 1000 + b"\nthree\n"))
    found, (problem,) = collect_messages(path, max_line=100, chunk_bytes=10)
    assert [(message.text, message.line) for message in found] == [("one", 1), ("three", 3)]
    assert (problem.severity, problem.line) == ("broken", 2)


def test_views_know_where_they_are(tmp_path):
    path = tmp_path / "log"
    data = "".join(f'{{"n":{number}}}\n' for number in range(100)).encode()
    path.write_bytes(data)
    unit = Unit(str(path), 0, len(data), len(data))
    seen = 0
    for batch in read(unit, chunk_bytes=50):
        assert isinstance(batch, Lines)
        assert batch.offset == seen
        assert bytes(batch.data) == data[seen : seen + len(batch.data)]
        assert batch.first_line == data.count(b"\n", 0, seen) + 1
        assert batch.find(b"n", 0, len(batch.data)) == 2
        assert batch.find(b"nothing", 0, len(batch.data)) == -1
        assert batch.find(b"}", 0, 3) == -1
        seen += len(batch.data)
    assert seen == len(data)


def test_a_sign_is_found_in_any_view():
    batch = Lines(memoryview(b"abcabc"), 1)
    assert batch.find(b"c", 3, 99) == 5
    assert Lines(memoryview(b"xabc")[:3], 1).find(b"c", 0, 99) == -1


def test_lines_need_not_be_counted(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b'{"a":1}\n' * 9 + b'{"b":"' + b"x" * 500 + b'"}\n{"a":2}\n')
    (unit, *_), _ = discover([path])
    assert {batch.first_line for batch in read(unit, number_lines=False) if isinstance(batch, Lines)} == {None}
    unit = Unit(str(path), 0, path.stat().st_size)
    problems = [
        item
        for item in read(unit, number_lines=False, max_line=100, chunk_bytes=20)
        if not isinstance(item, Lines)  # the line of a problem is counted all the same
    ]
    assert [problem.line for problem in problems] == [10]


def test_lines_are_counted_in_ranges(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"a\nb\n\nc")
    assert count_lines(str(path), 0, 6) == 3
    assert count_lines(str(path), 0, 1) == 0
    assert count_lines(str(path), 1, 4) == 2
    assert count_lines(str(path), 3, 1000) == 2
    assert count_lines(str(path), 5, 2) == 0


@settings(max_examples=200)
@given(
    st.lists(st.text("a\té ", max_size=50), max_size=10),
    st.integers(1, 40),
    st.integers(1, 40),
    st.booleans(),
)
def test_short_lines_are_never_lost_to_long_ones(texts, chunk, bound, packed):
    """Whatever the bound: a line within it is read, with its number; one beyond it is read or named."""
    lines = ["{}", *texts, "{}"]
    data = "\n".join(lines).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(pack(data) if packed else data)
        found, problems = collect_messages(path, chunk_bytes=chunk, max_line=bound)
    numbers = {message.line: message.text for message in found}
    named = {problem.line for problem in problems}
    assert len(problems) == len(named)
    for number, line in enumerate(lines, 1):
        if number in named:
            assert len(line.encode()) >= bound
            assert number not in numbers
        elif line.strip():
            assert numbers.pop(number) == line
    assert not numbers


EXPORT = (
    "2026-05-01T10:00:00.123Z first\n"
    "  goes on\r\n"
    "\tand on\n"
    "\n"
    "2026-05-01 is no time\n"
    "2026-99-99T10:00:00Z neither\n"
    "2026-05-01T10:00:01Z second\n"
    "2026-05-01T10:00:02.000Z \n"
    "2026-05-01T10:00:03.5Z third"
)


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("chunk", [1, 10, 40, 1 << 20])
def test_export_lines(tmp_path, packing, chunk):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](EXPORT.encode()))
    found, problems = collect_messages(path, chunk_bytes=chunk)
    assert problems == []
    assert [(message.text, message.timestamp, message.line) for message in found] == [
        ("first\n  goes on\n\tand on\n2026-05-01 is no time\n2026-99-99T10:00:00Z neither", 1777629600.123, 1),
        ("second", 1777629601.0, 7),
        ("third", 1777629603.5, 9),
    ]


def test_an_export_message_that_begins_with_a_line_end(tmp_path):
    path = tmp_path / "log"
    path.write_text("2026-05-01T10:00:00.123Z \nTraceback\n  line 1\n2026-05-01T10:00:01.000Z next\n")
    texts, problems = collect(path)
    assert problems == []
    assert len(texts) == 2
    assert "Traceback\n  line 1" in texts[0]


def test_an_export_message_has_a_bound(tmp_path):
    path = tmp_path / "log"
    time = "2026-05-01T10:00:00Z"
    path.write_text(f"{time} one\n" + "more\n" * 100 + f"{time} two\nmore\n")
    found, (problem,) = collect_messages(path, max_line=499, chunk_bytes=10)
    assert [(message.text, message.line) for message in found] == [("two\nmore", 102)]
    assert (problem.severity, problem.line, problem.message) == ("broken", 1, "a message longer than 499 characters")
    found, problems = collect_messages(path, max_line=500, chunk_bytes=10)
    assert [(len(message.text), message.line) for message in found] == [(503, 1), (8, 102)]
    assert problems == []


def test_what_follows_a_long_line_of_an_export_is_not_for_the_message_before_it(tmp_path):
    path = tmp_path / "log"
    time = "2026-05-01T10:00:00Z"
    path.write_bytes(pack(f"{time} one\n{time} {'x' * 1000}\n  of it\n{time} three\n".encode()))
    units, _ = discover([path])
    items = [
        (item.line, getattr(item, "text", None))
        for batch in read(units[0], max_line=100, chunk_bytes=10)
        for item in getattr(batch, "messages", [batch])
    ]
    assert items == [(1, "one"), (2, None), (3, "  of it"), (4, "three")]


def test_a_long_line_in_many_small_pieces(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(pack(b'{"a":1}\n{"b":"') + b"".join(pack(b"x") for _ in range(5000)) + pack(b'"}\n{"a":2}'))
    assert collect(path) == (['{"a":1}', '{"b":"' + "x" * 5000 + '"}', '{"a":2}'], [])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"a":1', "cut off at column 7"),
        (b'{"a":"x', "cut off at column 8"),
        (b'{"a" 1}', "at column 6"),
        (b"  text", "not JSON: 'text'"),
        (b"x" * 100, "…"),
        (b'{"a":"\xff"}', "not UTF-8: byte 7 of the line is 0xff"),
        (b"[1]", "an array, not an object"),
        (b'"a"', "a text"),
        (b"true", "a truth value"),
        (b"17", "a number"),
        (b"1.5", "a number"),
        (b"null", "is null"),
        (b"", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"1" * 5000, "not JSON that can be read"),
    ],
)
def test_why_a_line_is_broken(line, words):
    assert words in explain_broken(line)


@settings(max_examples=300)
@given(st.binary(max_size=60) | st.text('{}[]":,\\0123ae. ', max_size=30).map(str.encode))
def test_why_any_line_is_broken(line):
    assert explain_broken(line)


class Trickle(io.RawIOBase):
    """A pipe whose writer is slow: every read gives one piece."""

    def __init__(self, *pieces):
        self.pieces = list(pieces)

    def readable(self):
        return True

    def readinto(self, into):
        piece = self.pieces.pop(0) if self.pieces else b""
        assert len(piece) <= len(into)
        into[: len(piece)] = piece
        return len(piece)


def collect_stdin(monkeypatch, *pieces, **options):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Trickle(*pieces))))
    return collect("-", **options)


@pytest.mark.parametrize("data", [f"{ONE}\n{TWO}\n", f"[{ONE},{TWO}]", f'{{"Records":[{ONE},{TWO}]}}'])
@pytest.mark.parametrize("packing", PACKINGS)
def test_a_slow_pipe_gives_what_a_file_gives(monkeypatch, data, packing):
    packed = PACKINGS[packing](data.encode())
    pieces = [packed[start : start + 5] for start in range(0, len(packed), 5)]
    assert collect_stdin(monkeypatch, *pieces) == ([ONE, TWO], [])


def test_a_record_is_there_before_the_pipe_ends(monkeypatch):
    trickle = Trickle(f"{ONE}\n".encode(), f"{TWO}\n".encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(trickle)))
    first = next(read(Unit("-")))
    assert bytes(first.data).decode() == f"{ONE}\n"
    assert trickle.pieces


def test_an_array_whose_bracket_comes_alone(monkeypatch):
    assert collect_stdin(monkeypatch, b"[\n", f"{ONE},\n{TWO}\n]\n".encode()) == ([ONE, TWO], [])
    bytes_of = [bytes([byte]) for byte in BOM + b"\n\n[\n \n" + f"{ONE}\n]".encode()]
    assert collect_stdin(monkeypatch, *bytes_of) == ([ONE], [])


def test_a_mark_in_pieces_before_many_blanks(monkeypatch):
    assert collect_stdin(monkeypatch, BOM[:1], BOM[1:], *[b"\n" * 4096] * 100, ONE.encode()) == ([ONE], [])


def test_what_stdin_holds_is_named_stdin(monkeypatch):
    _, (problem,) = collect_stdin(monkeypatch, b"PK\x03\x04")
    assert problem.file == "<stdin>"
