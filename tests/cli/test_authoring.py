"""Writing rules from the command line: `lock`, `fmt` and `new`."""

from __future__ import annotations

import json


def edit(file, before, after):
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_lock_writes_and_checks(run, catalogue):
    lock = catalogue / "rules.lock"
    missing = run("lock", "--check", "--catalog", catalogue)
    assert (missing.code, "there is no lock" in missing.err) == (1, True)
    written = run("lock", "--catalog", catalogue)
    assert (written.code, written.out) == (0, f"{lock}: 1 versions, 1 added\n")
    assert run("lock", "--check", "--catalog", catalogue).code == 0
    edit(catalogue / "guard.yaml", "DeleteGuardrail", "UpdateGuardrail")
    changed = run("lock", "--check", "--catalog", catalogue)
    assert changed.code == 1
    assert f"{catalogue / 'guard.yaml'}:3:10: error[version/changed]" in changed.err
    assert "= rule: " in changed.err
    assert "= help: raise it" in changed.err
    data = json.loads(run("lock", "--check", "--catalog", catalogue, "--format", "json").out)
    assert [finding["check"] for finding in data["findings"]] == ["version/changed"]


def test_lock_does_not_take_a_changed_meaning_unless_forced(run, catalogue):
    lock = catalogue / "rules.lock"
    run("lock", "--catalog", catalogue)
    before = lock.read_text()
    edit(catalogue / "guard.yaml", "DeleteGuardrail", "UpdateGuardrail")
    assert run("lock", "--catalog", catalogue).code == 1
    assert lock.read_text() == before
    forced = run("lock", "--catalog", catalogue, "--force", "--format", "json")
    assert (forced.code, json.loads(forced.out)["changed"]) == (0, ["guard@1.0.0"])
    edit(catalogue / "guard.yaml", "UpdateGuardrail", "CreateGuardrail")
    edit(catalogue / "guard.yaml", "version: 1.0.0", "version: 2.0.0")
    assert run("lock", "--catalog", catalogue).code == 0
    assert [line.partition(":")[0] for line in lock.read_text().splitlines()[2:]] == ["guard@1.0.0", "guard@2.0.0"]


def test_lock_is_about_the_whole_catalogue(run, catalogue):
    folder = catalogue / "metric-filter"
    folder.mkdir()
    (catalogue / "guard.yaml").rename(folder / "guard.yaml")
    assert run("lock", "--catalog", folder).code == 0
    assert (catalogue / "rules.lock").is_file()
    assert run("lock", "--check", "--catalog", folder / "guard.yaml").code == 0


def test_lock_reports_files_that_cannot_be_read(run, catalogue):
    (catalogue / "bad.yaml").write_text("kind: [\n")
    assert run("lock", "--catalog", catalogue).code == 2
    (catalogue / "bad.yaml").unlink()
    (catalogue / "rules.lock").write_text("nonsense\n")
    broken = run("lock", "--check", "--catalog", catalogue)
    assert (broken.code, "a lock is a mapping" in broken.err) == (2, True)
    assert run("lock", "--unknown").code == 3
