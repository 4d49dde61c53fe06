"""What is no log file at all, and what only looks like none."""

from __future__ import annotations

from pathlib import Path

import pytest
from event_files import (
    BOM,
    ONE,
    PACKINGS,
    TWO,
    collect,
    collect_messages,
    pack,
    payload,
)

from ruleforge.events import Problem, Unit, discover, read


@pytest.mark.parametrize(
    ("data", "severity", "words"),
    [
        (b"", "skipped", "empty"),
        (b" \r\n\t\n", "skipped", "empty"),
        (pack(b""), "skipped", "empty"),
        (pack(b"\n\n"), "skipped", "empty"),
        (BOM, "skipped", "empty"),
        (b'{"digestStartTime":"a","digestEndTime":"b","logFiles":[]}', "skipped", "digest"),
        (b'{"digestStartTime":"a","digestEndTime":"b","logFiles":[]}\n', "skipped", "digest"),
        (b'{\n"digestStartTime":"a",\n"digestEndTime":"b"}\n', "skipped", "digest"),
        (payload("x", kind="CONTROL_MESSAGE").encode(), "skipped", "control message"),
        (b'{"messageType":"CONTROL_MESSAGE"}', "skipped", "control message"),
        (b'{"Records":{}}', "broken", "Records is not a list"),
        (b'{"Records": null}\n', "broken", "Records is not a list"),
        (b'{"Records":{},"a":1}', "broken", "Records is not a list"),
        (b'{"a":1,"Records":7}', "broken", "Records is not a list"),
        (b'{"Records":', "broken", "cut off"),
        (b'{"Records":[', "broken", "cut off"),
        (b'{"Records":[}', "broken", "not JSON"),
        (b'{"a":1', "broken", "cut off"),
        (b'{"a":"x', "broken", "cut off"),
        (b'{"a" 1}\n', "broken", "not JSON: expecting ':' delimiter at column 6"),
        (b'[{"a":1', "broken", "cut off"),
        (b'{"n":' + b"1" * 5000 + b"}", "broken", "not JSON that can be read"),
        (b'{"a":' * 100_000, "broken", "nested too deeply"),
        (b'[{"a":' * 100_000, "broken", "nested too deeply"),
        (b'[{"a":' + b"[" * 100_000, "broken", "nested too deeply"),
        (b'{"Records":[' + b"[" * 100_000, "broken", "nested too deeply"),
        (b'{"Records":[' + b'{"a":' * 100_000, "broken", "nested too deeply"),
        (b'{"events":[{"timestamp":1}]}', "broken", "without a message"),
        (b'{"events":[7]}', "broken", "without a message"),
        (b'{"Events":[{"EventId":"1"}]}', "broken", "without CloudTrailEvent"),
        (b"[{}".replace(b"{}", b'{"Records":{}}') + b"]", "broken", "Records is not a list"),
        (b"PK\x03\x04\x14\0", "broken", "a zip archive"),
        (b"\x28\xb5\x2f\xfd\x04", "broken", "zstd"),
        (b"BZh91AY&SY", "broken", "bzip2"),
        (b"\xfd7zXZ\0", "broken", "xz"),
        (b"\x04\x22\x4d\x18", "broken", "lz4"),
        (b"PAR1\x15\x04", "broken", "Parquet"),
        (b"Obj\x01\x04", "broken", "Avro"),
        (b"ORC\n\x0b", "broken", "ORC"),
        (ONE.encode("utf-16"), "broken", "UTF-16"),
        ("\ufeff{}".encode("utf-16-be"), "broken", "UTF-16"),
        (ONE.encode("utf-16-le"), "broken", "binary"),
        (b"\x7fELF\x02\x01\x01\0\0", "broken", "binary"),
    ],
)
@pytest.mark.parametrize("packing", ["plain", "gzip"])
def test_what_is_no_log(tmp_path, data, severity, words, packing):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](data))
    texts, problems = collect(path)
    assert texts == []
    assert [problem.severity for problem in problems] == [severity]
    assert words in problems[0].message
    assert problems[0].file == str(path)


@pytest.mark.parametrize("data", [b"[" * 100_000, b"[1, 2]", b'["a"]', b"7", b"null"])
def test_json_without_objects_is_text(tmp_path, data):
    path = tmp_path / "log"
    path.write_bytes(data)
    assert collect(path) == ([data.decode()], [])


def test_many_blank_lines_first(tmp_path):
    path = tmp_path / "log"
    for data in (b"\n" * 300_000, BOM + b" \n" * 300_000, pack(b"\n") * 2000 + pack(b"\n" * 298_000)):
        path.write_bytes(data + (pack if data.startswith(b"\x1f") else bytes)(f"{ONE}\n{TWO}\n".encode()))
        found, problems = collect_messages(path)
        assert [(message.text, message.line) for message in found] == [(ONE, 300_001), (TWO, 300_002)]
        assert problems == []


@pytest.mark.parametrize("packing", ["plain", "gzip"])
def test_blanks_have_a_bound(tmp_path, packing):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](b"\n" * (20 << 20) + ONE.encode()))
    texts, (problem,) = collect(path)
    assert texts == []
    assert (problem.severity, "16,777,216 blank bytes" in problem.message) == ("broken", True)


@pytest.mark.parametrize("text", ["ORCHESTRATION step started", "PAR1rest", "BZh9 and so on", "ORC\tpaid \x1b[1mx"])
@pytest.mark.parametrize("packing", ["plain", "gzip"])
def test_text_that_begins_like_another_format(tmp_path, text, packing):
    path = tmp_path / "log"
    path.write_bytes(PACKINGS[packing](f"{text}\n".encode()))
    assert collect(path) == ([text], [])


@pytest.mark.parametrize("range_bytes", [10, None])
def test_zero_bytes_among_records_hide_none(tmp_path, range_bytes):
    path = tmp_path / "log"
    zeros = "\0" * 100
    path.write_text(f"{ONE}\n{zeros}\n{TWO}\n{zeros}")
    assert collect(path, range_bytes=range_bytes) == ([ONE, zeros, TWO, zeros], [])


def test_files_that_cannot_be_read(tmp_path, monkeypatch):
    (problem,) = read(Unit(str(tmp_path)))
    assert (problem.severity, problem.message) == ("broken", "it cannot be read: Is a directory")
    path = tmp_path / "log"
    path.write_text(ONE)
    (unit,), _ = discover([path])

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    (problem,) = read(unit)
    assert (problem.severity, problem.message) == ("broken", "it cannot be read: Permission denied")


def test_problems_say_where():
    assert Problem("broken", "m", "f").place == "f"
    assert Problem("broken", "m", "f", line=3).place == "f:3"
    assert Problem("broken", "m", "f", event=4).place == "f, event 4"
    assert Problem("broken", "m", "f", line=3).to_dict() == {
        "severity": "broken",
        "message": "m",
        "file": "f",
        "line": 3,
    }
    assert Problem("notice", "m", "f", event=4, count=2).to_dict()["count"] == 2
