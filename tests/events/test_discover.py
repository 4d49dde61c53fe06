"""From paths to units: what is taken, in which order, and what is said of the rest."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from event_files import BOM, collect, pack
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import InputError
from ruleforge.events import Lines, Unit, discover, read


def files(found):
    return [unit.file for unit in found[0]]


def place(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"a":1}\n')
    return [str(root / name) for name in names]


def test_a_folder_is_its_files_sorted_without_hidden_ones(tmp_path):
    place(tmp_path, "b.json", "a.json", "B.log", "sub/z", "sub/deep/y", ".hidden", ".git/config", "sub/.hidden")
    units, problems = discover([tmp_path])
    assert [unit.file.removeprefix(f"{tmp_path}/") for unit in units] == [
        "B.log",
        "a.json",
        "b.json",
        "sub/z",
        "sub/deep/y",
    ]
    assert problems == []


def test_a_hidden_file_or_folder_that_is_named_is_read(tmp_path):
    hidden, inside = place(tmp_path, ".hidden", ".folder/a")
    assert files(discover([hidden, tmp_path / ".folder"])) == [hidden, inside]


@pytest.mark.parametrize("names", [[], [".hidden"]])
def test_a_folder_without_files_is_said(tmp_path, names):
    place(tmp_path, *names)
    units, (problem,) = discover([tmp_path])
    assert units == []
    assert (problem.severity, problem.file) == ("skipped", str(tmp_path))


def test_a_pattern_is_its_files_sorted(tmp_path):
    b, a, deep = place(tmp_path, "b.json", "a.json", "sub/c.json")
    place(tmp_path, "a.txt", ".hidden.json")
    (tmp_path / "folder.json").mkdir()
    assert files(discover([tmp_path / "*.json"])) == [a, b]
    assert files(discover([str(tmp_path / "**" / "*.json")])) == [a, b, deep]
    assert files(discover([str(tmp_path / "[b]*")])) == [b]


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path):
    odd, _ = place(tmp_path, "a[1].json", "a1.json")
    assert files(discover([odd])) == [odd]


def test_all_missing_paths_are_named_at_once(tmp_path):
    place(tmp_path, "there")
    with pytest.raises(InputError) as caught:
        discover([tmp_path / "none", tmp_path / "there", tmp_path / "no*thing", "nul\0byte", "nul\0/*"])
    text = str(caught.value)
    assert len(caught.value.findings) == 4
    assert all(word in text for word in ("none", "no*thing", "byte"))
    assert "there: " not in text
    assert caught.value.exit_code == 2


def test_a_pattern_for_nothing_gets_advice(tmp_path):
    with pytest.raises(InputError, match="check the pattern"):
        discover([tmp_path / "*.none"])


def test_a_name_that_is_too_long_is_missing(tmp_path):
    with pytest.raises(InputError):
        discover([tmp_path / ("a" * 300)])


def test_a_file_is_read_once(tmp_path):
    (path,) = place(tmp_path, "a")
    (tmp_path / "link").symlink_to(path)
    (tmp_path / "sub").mkdir()
    around = tmp_path / "sub" / ".." / "a"
    assert files(discover([path, path, around, tmp_path / "a*", tmp_path / "link", tmp_path])) == [path]


def test_the_path_is_spelled_as_it_was_named(tmp_path, monkeypatch):
    place(tmp_path, "sub/a")
    monkeypatch.chdir(tmp_path)
    assert files(discover(["sub/a"])) == ["sub/a"]
    assert files(discover(["./sub/a"])) == ["./sub/a"]
    assert files(discover(["sub"])) == ["sub/a"]
    assert files(discover(["s*/a"])) == ["sub/a"]


def test_standard_input_is_one_unit():
    assert discover(["-", "-"]) == ([Unit("-", once=True)], [])
    assert Unit("-").name == "<stdin>"


def test_a_link_to_nowhere_in_a_folder_is_a_problem(tmp_path):
    (a,) = place(tmp_path, "a")
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    units, (problem,) = discover([tmp_path])
    assert [unit.file for unit in units] == [a]
    assert (problem.severity, problem.file) == ("broken", str(tmp_path / "broken"))


def test_a_device_is_skipped():
    units, (problem,) = discover([os.devnull])
    assert units == []
    assert (problem.severity, problem.message) == ("skipped", "it is no regular file")


def test_a_folder_that_cannot_be_listed_is_a_problem(tmp_path, monkeypatch):
    place(tmp_path, "a", "shut/b")
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    units, (problem,) = discover([tmp_path])
    assert [unit.file for unit in units] == [str(tmp_path / "a")]
    assert (problem.severity, problem.file) == ("broken", str(tmp_path / "shut"))
    assert "Permission denied" in problem.message


@pytest.mark.parametrize(
    ("data", "cut"),
    [
        (b'{"a":1}\n' * 10, True),
        (b'{"a":1}\n' + b"damaged\n" * 10, True),
        (b'{"Records":[{}]}\n' * 10, False),
        (b"[" + b'{"a":1},' * 10 + b"{}]", False),
        (b"plain text\n" * 10, False),
        (b"2026-05-01T10:00:00Z text\n" * 10, False),
        (pack(os.urandom(100)), False),
    ],
)
def test_only_files_of_record_lines_are_cut_into_ranges(tmp_path, data, cut):
    path = tmp_path / "log"
    path.write_bytes(data)
    units, _ = discover([path], range_bytes=32)
    if not cut:
        assert units == [Unit(str(path), size=len(data))]
        return
    assert len(units) > 1
    assert [unit.start for unit in units] == [0, *(unit.end for unit in units[:-1])]
    assert units[-1].end == len(data)
    assert sum(unit.size for unit in units) == len(data)
    assert discover([path], range_bytes=len(data))[0] == [Unit(str(path), size=len(data))]


LINES = st.lists(
    st.text(st.sampled_from('ab"{}[], \té€\r'), max_size=30).map(str.encode) | st.just(b'{"a":1}'), max_size=12
)


def numbered(unit, **options):
    for batch in read(unit, **options):
        assert isinstance(batch, Lines)
        lines = bytes(batch.data).split(b"\n")
        yield from enumerate(lines[:-1] if lines[-1] == b"" else lines, batch.first_line)


@settings(max_examples=200)
@given(LINES, st.integers(1, 50), st.integers(1, 64), st.booleans())
def test_every_line_is_in_one_range(lines, range_bytes, chunk, ended):
    lines = [b'{"first":1}', *lines, b'{"last":1}']
    data = b"\n".join(lines) + b"\n" * ended
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(data)
        units, problems = discover([path], range_bytes=range_bytes)
        assert problems == []
        found = [line for unit in units for line in numbered(unit, chunk_bytes=chunk)]
        assert found == list(enumerate(lines, 1))
        texts, problems = collect(path, range_bytes=range_bytes, chunk_bytes=chunk)
        decoded = (line.decode().removesuffix("\r") for line in lines)
        assert texts == [line for line in decoded if line.strip()]
        assert problems == []


@pytest.mark.parametrize("range_bytes", [4, 10, 15])
def test_a_byte_order_mark_is_no_part_of_the_first_range(tmp_path, range_bytes):
    path = tmp_path / "log"
    path.write_bytes(BOM + b'{"a":1}\n{"a":2}\n{"a":3}\n')
    assert collect(path, range_bytes=range_bytes) == (['{"a":1}', '{"a":2}', '{"a":3}'], [])


@pytest.mark.parametrize("limit", range(8, 40, 7))
def test_a_line_over_the_limit_is_one_problem_in_whatever_ranges(tmp_path, limit):
    path = tmp_path / "log"
    path.write_bytes(b'{"a":1}\n{"b":"' + b"x" * 100 + b'"}\n{"a":2}\n')
    texts, (problem,) = collect(path, range_bytes=limit, max_line=40, chunk_bytes=8)
    assert texts == ['{"a":1}', '{"a":2}']
    assert (problem.severity, problem.line) == ("broken", 2)


def test_a_pipe_can_be_read_once_and_a_file_again(tmp_path):
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.write_text("{}")
    units, _ = discover([pipe, file])
    assert [unit.once for unit in units] == [True, False]


def test_a_file_under_two_names_is_one(tmp_path):
    file, linked, symbolic = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    file.write_text("{}")
    linked.hardlink_to(file)
    symbolic.symlink_to(file)
    units, problems = discover([tmp_path])
    assert ([unit.file for unit in units], problems) == ([str(file)], [])
