from __future__ import annotations

import json

import pytest

from ruleforge.errors import UsageError
from ruleforge.export.folder import Change, compare, settled, unfinished
from ruleforge.export.target import MANIFEST, Rendering


def rendering(**files):
    named = {name.replace("_", "."): text for name, text in files.items()}
    return Rendering({**named, MANIFEST: json.dumps({"files": dict.fromkeys(named, "d")})})


def write(folder, export):
    for name, text in export.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def changes(export, folder):
    return {item.name: item.change for item in compare(export, folder)}


def test_what_an_export_would_do_to_a_folder(tmp_path):
    write(tmp_path, rendering(a_json="1", b_json="2"))
    (tmp_path / "mine.txt").write_text("x")
    now = rendering(a_json="1", c_json="3")
    assert changes(now, tmp_path) == {"b.json": Change.GONE, "c.json": Change.NEW, MANIFEST: Change.CHANGED}
    assert changes(rendering(a_json="1", b_json="2"), tmp_path) == {}


def test_a_file_that_no_export_wrote_is_not_overwritten(tmp_path):
    (tmp_path / "a.json").write_text("mine")
    with pytest.raises(UsageError, match="no export wrote it"):
        settled(rendering(a_json="1"), tmp_path)
    assert settled(rendering(a_json="1"), tmp_path, force=True)
    (tmp_path / "a.json").write_text("1")
    assert [item.name for item in settled(rendering(a_json="1"), tmp_path)] == [MANIFEST]


def test_an_own_file_is_overwritten(tmp_path):
    write(tmp_path, rendering(a_json="1"))
    assert {item.name for item in settled(rendering(a_json="2"), tmp_path)} == {"a.json"}


@pytest.mark.parametrize("text", ["", "[]", '{"files": 3}', "{", '{"files": ["a.json"]}', "[" * 100_000])
def test_a_manifest_that_is_none_lists_nothing(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text)
    (tmp_path / "a.json").write_text("mine")
    assert Change.GONE not in changes(rendering(b_json="1"), tmp_path).values()


@pytest.mark.parametrize("name", ["../outside.txt", "{outside}", "a/../../outside.txt"])
def test_a_manifest_does_not_lead_out_of_its_folder(tmp_path, name):
    folder = tmp_path / "out"
    (folder / "a").mkdir(parents=True)
    (tmp_path / "outside.txt").write_text("x")
    name = name.format(outside=tmp_path / "outside.txt")
    assert (folder / name).is_file()
    (folder / MANIFEST).write_text(json.dumps({"files": {name: "d"}}))
    assert Change.GONE not in changes(rendering(), folder).values()


def test_a_link_does_not_lead_out_of_the_folder(tmp_path):
    victim, folder = tmp_path / "victim", tmp_path / "out"
    victim.mkdir()
    folder.mkdir()
    (victim / "x.json").write_text("mine")
    (folder / "requests").symlink_to(victim)
    (folder / MANIFEST).write_text(json.dumps({"files": {"requests/x.json": "d"}}))
    assert Change.GONE not in changes(rendering(), folder).values()
    with pytest.raises(UsageError, match="leads out of"):
        settled(Rendering({"requests/y.json": "1"}), folder, force=True)


def test_a_folder_that_is_a_link_is_fine(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert len(settled(rendering(a_json="1"), tmp_path / "link")) == 2


def test_an_export_that_was_interrupted_knows_its_own_files(tmp_path):
    (tmp_path / MANIFEST).write_text(unfinished(rendering(a_json="1", b_json="2"), tmp_path))
    (tmp_path / "a.json").write_text("1")
    found = {item.name: item.change for item in settled(rendering(a_json="3"), tmp_path)}
    assert found == {"a.json": Change.CHANGED, MANIFEST: Change.CHANGED}
