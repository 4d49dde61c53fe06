"""Inflating: several members, nested, cut off, damaged, too much; what could be inflated is read all the same."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from event_files import collect, pack
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge.events.inflate import InflateError, expected_size, inflate

RANDOM = random.Random(7)  # noqa: S311 - lines that do not compress to nothing
LINES = [f'{{"n":{n},"noise":"{RANDOM.randbytes(20).hex()}"}}' for n in range(3000)]
DATA = "\n".join(LINES).encode() + b"\n"
PACKED = pack(DATA)
NO_LIMIT = 1 << 40


def collect_bytes(data, **options):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.gz"
        path.write_bytes(data)
        return collect(path, **options)


def inflated(data, limit=NO_LIMIT, chunk=None, **options):
    """What comes out, and what went wrong."""
    chunks = [data[start : start + chunk] for start in range(0, len(data), chunk)] if chunk else [data]
    found = []
    try:
        found.extend(piece for piece in inflate(chunks, limit, **options) if found.append(piece))
    except InflateError as error:
        return b"".join(found), str(error)
    return b"".join(found), None


@pytest.mark.parametrize("chunk", [None, 1, 3, 1000])
@pytest.mark.parametrize("piece", [1, 100, 1 << 22])
def test_members(chunk, piece):
    texts = [b"one\n", b"", b"two\n" * 50, b"three"]
    data = b"".join(map(pack, texts))
    assert inflated(data, chunk=chunk, piece=piece) == (b"".join(texts), None)
    padded = pack(texts[0]) + b"\0" * 10 + pack(texts[2]) + b"\0" * 700
    assert inflated(padded, chunk=chunk, piece=piece) == (texts[0] + texts[2], None)


@pytest.mark.parametrize("chunk", [None, 1, 7])
def test_something_behind(chunk):
    assert inflated(pack(b"text") + b"junk", chunk=chunk) == (
        b"text",
        "there is something else after the compressed data",
    )


@pytest.mark.parametrize("chunk", [None, 1, 7])
@pytest.mark.parametrize("limit", [0, 1, 5, 99, 100])
def test_the_limit(limit, chunk):
    data = b"0123456789" * 10
    found, error = inflated(pack(data[:50]) + pack(data[50:]), limit, chunk, piece=7)
    assert found == data[:limit]
    assert (error is None) == (limit == 100)
    assert error is None or f"more than {limit} bytes" in error


@pytest.mark.parametrize("chunk", [None, 1, 50])
def test_every_cut_gives_what_is_before_it(chunk):
    data = DATA[:3000]
    packed = pack(data)
    before = b""
    for cut in range(1, len(packed)):
        found, error = inflated(packed[:cut], chunk=chunk)
        assert data.startswith(found)
        assert len(found) >= len(before)
        assert error == "the compressed data is cut off"
        before = found
    assert before == data


def test_the_size_that_a_file_says_is_kept_sensible():
    assert expected_size(pack(b"x")) == 64 * 1024
    assert expected_size(pack(b"x" * 100_000)) == 100_000
    assert expected_size(b"\xff" * 20) == 4 * 1024 * 1024
    assert expected_size(b"") == 64 * 1024


def test_whole():
    for data in (PACKED, pack(PACKED), b"".join(pack(f"{line}\n".encode()) for line in LINES)):
        assert collect_bytes(data) == (LINES, [])
    texts, problems = collect_bytes(pack(pack(PACKED)))
    assert texts == []
    assert [problem.severity for problem in problems] == ["broken"]


@pytest.mark.parametrize("chunk", [100, 1 << 20])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("nested", [False, True])
def test_cut_off(share, chunk, nested):
    packed = pack(PACKED) if nested else PACKED
    texts, (problem,) = collect_bytes(packed[: int(len(packed) * share)], chunk_bytes=chunk)
    assert (problem.severity, problem.message) == ("broken", "the compressed data is cut off")
    *whole, last = texts
    assert whole == LINES[: len(whole)]
    assert LINES[len(whole)].startswith(last)
    assert len(whole) > len(LINES) * (share - 0.3)


def test_cut_off_within_the_wrapping():
    texts, (problem,) = collect_bytes(pack(PACKED[: len(PACKED) // 2]))
    assert problem.message == "the compressed data is cut off"
    assert texts[:-1] == LINES[: len(texts) - 1]
    assert len(texts) > 1000


@pytest.mark.parametrize("cut", [2, 3, 9, 10])
def test_cut_off_in_the_header(cut):
    texts, (problem,) = collect_bytes(PACKED[:cut])
    assert texts == []
    assert problem.message == "the compressed data is cut off"


def test_a_delivery_that_is_cut_off_gives_its_whole_records():
    packed = pack(('{"Records":[' + ",".join(LINES) + "]}").encode())
    texts, problems = collect_bytes(packed[: len(packed) // 2])
    assert texts == LINES[: len(texts)]
    assert len(texts) > 1000
    assert [problem.severity for problem in problems] == ["broken", "broken"]
    assert problems[-1].message == "the compressed data is cut off"


@pytest.mark.parametrize("size", [1000, 3000])
def test_a_damaged_member_leaves_those_before_it(size):
    lines = LINES[:10]
    good = pack("".join(f"{line}\n" for line in lines).encode())
    bad = bytearray(PACKED[:size])
    bad[10:] = b"\xff" * len(bad[10:])
    texts, (problem,) = collect_bytes(good + bytes(bad))
    assert texts == lines
    assert problem.severity == "broken"
    assert problem.message.startswith("the compressed data is damaged")


def test_a_long_member_is_read_up_to_its_damage():
    """What has been inflated in the pieces before the damage is read."""
    data = DATA * 60
    packed = bytearray(pack(data))
    middle = len(packed) * 2 // 3
    packed[middle : middle + 500] = b"\xff" * 500
    texts, problems = collect_bytes(bytes(packed))
    assert len(texts) > 1000
    assert texts[:-1][:3000] == LINES[: len(texts) - 1][:3000]
    assert problems[-1].severity == "broken"


def test_a_wrong_checksum_leaves_the_lines():
    data = PACKED[:-8] + bytes(byte ^ 1 for byte in PACKED[-8:-4]) + PACKED[-4:]
    texts, problems = collect_bytes(data)
    assert [problem.severity for problem in problems] == ["broken"]
    assert texts == LINES


@pytest.mark.parametrize("remembered", [0, 1, 1 << 16, 1 << 24])
@pytest.mark.parametrize("chunk", [1000, 1 << 20])
def test_hardly_anything_is_lost_before_the_damage(monkeypatch, remembered, chunk):
    """All that is before it of what is remembered, and of longer members all but a little."""
    monkeypatch.setattr("ruleforge.events.inflate._REMEMBERED", remembered)
    data = DATA * 30
    packed = bytearray(pack(data))
    packed[-5] ^= 1
    found, error = inflated(bytes(packed), chunk=chunk)
    assert data.startswith(found)
    assert len(data) - len(found) <= (0 if remembered > len(packed) else 200_000)
    assert error.startswith("the compressed data is damaged")


@pytest.mark.parametrize("chunk", [None, 100, 5000])
def test_members_of_any_length(chunk):
    lengths = [0, 1, 5000, 2, 200_000, 3, 0, 70_000, 1]
    texts = [RANDOM.randbytes(length) for length in lengths]
    assert inflated(b"".join(map(pack, texts)), chunk=chunk) == (b"".join(texts), None)


def test_a_wrong_checksum_is_a_problem():
    for place in (-1, -5, -8):
        data = bytearray(PACKED)
        data[place] ^= 1
        _, problems = collect_bytes(bytes(data))
        assert [problem.severity for problem in problems] == ["broken"]


@pytest.mark.parametrize("chunk", [1000, 1 << 20])
@pytest.mark.parametrize("nested", [False, True])
def test_a_file_that_inflates_to_too_much_is_read_up_to_the_limit(chunk, nested):
    line = b'{"a":1}\n'
    packed = pack(line * 1_000_000)
    texts, (problem,) = collect_bytes(pack(packed) if nested else packed, inflate_limit=8 * 5000, chunk_bytes=chunk)
    assert texts == ['{"a":1}'] * 5000
    assert (problem.severity, "40,000 bytes" in problem.message) == ("broken", True)


@settings(max_examples=300)
@given(st.data(), st.booleans(), st.sampled_from([1, 17, 1 << 20]))
def test_no_damage_raises(data, deliver, chunk):
    """Cut off, bytes changed, bytes put in: valid records in gzip, damaged at will."""
    lines = LINES[: data.draw(st.integers(1, 30))]
    text = '{"Records":[' + ",".join(lines) + "]}" if deliver else "\n".join(lines) + "\n"
    packed = bytearray(pack(text.encode()))
    for place, byte in data.draw(st.lists(st.tuples(st.integers(2, len(packed) - 1), st.integers(0, 255)), max_size=4)):
        packed[place] = byte
    place = data.draw(st.integers(2, len(packed)))
    packed[place:place] = data.draw(st.binary(max_size=5))
    cut = bytes(packed[: data.draw(st.integers(0, len(packed)))])
    texts, problems = collect_bytes(cut, chunk_bytes=chunk)
    assert all(isinstance(found, str) for found in texts)
    assert texts or problems or not cut.strip()
    assert all(problem.severity in ("broken", "skipped") and problem.message for problem in problems)


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_anything_with_the_sign_of_gzip(data):
    _, problems = collect_bytes(b"\x1f\x8b" + data)
    assert problems
