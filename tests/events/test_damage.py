"""Damaged files: what is whole comes out, what is not is named, and nothing that a file holds raises."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import pytest
from event_files import (
    BOM,
    LIST_OF_SPAN,
    ONE,
    PACKINGS,
    RECORDS,
    TWO,
    api_output,
    collect,
    lookup_output,
    pack,
    payload,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge.events.unwrap import spelled_elements


def test_deep_lines_are_lines(tmp_path):
    deep = '{"a":' * 100_000
    path = tmp_path / "log"
    path.write_text(f"{ONE}\n{deep}\n{TWO}\n")
    assert collect(path) == ([ONE, deep, TWO], [])


@pytest.mark.parametrize(
    "document",
    [
        '{"b":1,"Records":[%s]}',
        '[%s,{"a":NaN}]',
        '{"Records":[%s]}',
        '{"Records":[%s]}{"Records":[]}',
        "[%s]",
        "%s",
        "%s\n",
    ],
)
def test_no_depth_raises(tmp_path, document):
    path = tmp_path / "log"
    for depth in range(700, 1010):
        path.write_text(document % ('{"a":' * depth + "1" + "}" * depth))
        texts, problems = collect(path)
        assert texts or problems


DAMAGES = {
    "cut off in a record": (f'{{"Records":[{ONE},{TWO},{{"a":"b', [ONE, TWO]),
    "cut off after a comma": (f'{{"Records":[{ONE},{TWO},', [ONE, TWO]),
    "cut off before the end": (f'{{"Records":[{ONE},{TWO}', [ONE, TWO]),
    "cut off after the list": (f'{{"Records":[{ONE},{TWO}]', [ONE, TWO]),
    "damaged in a record": (f'{{"Records":[{ONE},{{"a" 1}},{TWO}]}}', [ONE]),
    "over many lines": (f'{{\n  "Records": [\n    {ONE},\n    {TWO},\n    {{"a": \n', [ONE, TWO]),
    "array": (f"[{ONE},{TWO},", [ONE, TWO]),
    "payload": (payload(ONE, TWO, "x")[:-10], [ONE, TWO]),
    "output": (api_output(ONE, TWO, "x")[:-4], [ONE, TWO]),
    "lookup": (lookup_output(ONE, TWO, "x")[:-4], [ONE, TWO]),
    "the second delivery": (f'{{"Records":[{ONE}]}}\n{{"Records":[{TWO},{{', [ONE, TWO]),
    "between deliveries": (f'{{"Records":[{ONE}]}}\n{{"Records":[{{"a"\n{{"Records":[{TWO}]}}\n', [ONE, TWO]),
    "nothing but brackets after": (f'{{"Records":[{ONE},{TWO}]}}]]', [ONE, TWO]),
    "deep": (f'{{"Records":[{ONE},{TWO},' + "[" * 100_000, [ONE, TWO]),
}


@pytest.mark.parametrize("packing", ["plain", "gzip"])
@pytest.mark.parametrize("name", DAMAGES)
def test_whole_records_before_the_damage_come_out(tmp_path, name, packing):
    text, expected = DAMAGES[name]
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](text.encode()))
    texts, problems = collect(path)
    assert texts == expected
    assert [problem.severity for problem in problems] == ["broken"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('{"a":1}\n {"b":2} {"c" 3} {"d":4}', 2, "delimiter at column 15"),
        ('{"a":1}{\n"b":2,\n"c" 3}\n', 3, "delimiter at column 5"),
        ('{"a" 1}\n{"b":2}\n  {"c" 3}\n', 3, "delimiter at column 8"),
        ('{"a" 1}\n{"b":2}\n  {"Records":[{},\n{"c" 3}]}\n', 4, "delimiter at column 6"),
        ('{"a" 1}\n{"b":2}\n\n  {"Records":[{},\n{"c"', 5, "cut off"),
        ('{"a" 1}\n{"b":2}\n  ' + '{"a":' * 100_000, 3, "nested too deeply"),
    ],
)
def test_problems_tell_where_the_damage_is(tmp_path, text, line, words):
    path = tmp_path / "log"
    path.write_bytes(pack(f"[]{text}".encode()))
    _, problems = collect(path)
    assert problems[-1].line == line
    assert words in problems[-1].message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text('a"\\,[]{}: é\n', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('a",]}', max_size=3), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=200)
@given(st.lists(JSON, max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_any_elements_are_split_as_they_are_spelled(items, indent, ascii_only):
    """With NaN and what else only Python takes for JSON."""
    array = json.dumps([*items, math.nan], indent=indent, ensure_ascii=ascii_only)
    parts = spelled_elements(array)
    assert repr([json.loads(part) for part in parts]) == repr(json.loads(array))
    assert all(part == part.strip() and part in array for part in parts)


def test_a_document_has_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr("ruleforge.events.documents.MAX_DOCUMENT", 1000)
    path = tmp_path / "log"
    path.write_text(f"[{ONE},{' ' * 1000}{TWO}]")
    texts, (problem,) = collect(path)
    assert texts == []
    assert (problem.severity, "1,000 bytes" in problem.message) == ("broken", True)


WHOLE = [ONE, TWO, RECORDS, payload(ONE), api_output(TWO), lookup_output(ONE), LIST_OF_SPAN, "null", "1e999", "NaN"]
OPENING = ['{"Records":[', '{"events":[', '{"Events":[', '{"logEvents":[{"message":"x"}', '{"a":']
PIECES = ["2026-05-01T10:00:00Z ", "text", '"Records"', '"\\ud800"', "\n", "\r\n", "\ufeff", "\0", *'{}[],:"\\ ']
PARTS = st.sampled_from([*WHOLE, *OPENING, *PIECES])
ANYTHING = st.binary(max_size=200) | st.lists(PARTS, max_size=12).map(lambda parts: "".join(parts).encode())


@settings(max_examples=400)
@given(ANYTHING, st.sampled_from(list(PACKINGS)), st.integers(1, 100), st.integers(1, 300))
def test_no_bytes_raise(data, packing, chunk, bound):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(PACKINGS[packing](data))
        texts, problems = collect(path, chunk_bytes=chunk, max_line=bound)
    assert all(isinstance(text, str) for text in texts)
    assert all(problem.message and problem.file == str(path) for problem in problems)
    if not texts and data.removeprefix(BOM).strip():
        assert problems or data.startswith((b"[", b"{", BOM)) or not data.decode("utf-8", errors="replace").strip()


@settings(max_examples=200)
@given(ANYTHING, st.integers(1, 100))
def test_packed_is_as_plain(data, chunk):
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder) / "plain", Path(folder) / "packed"
        plain.write_bytes(data)
        packed.write_bytes(pack(data))
        if data.startswith(b"\x1f\x8b"):
            return
        texts, problems = collect(plain, chunk_bytes=chunk)
        packed_texts, packed_problems = collect(packed, chunk_bytes=chunk)
    assert texts == packed_texts
    assert [(p.severity, p.message, p.line, p.event) for p in problems] == [
        (p.severity, p.message, p.line, p.event) for p in packed_problems
    ]
