"""Writing rules from the command line: `lock`, `fmt` and `new`."""

from __future__ import annotations

import io
import json
import stat
import sys

import pytest


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


@pytest.fixture
def pipe(run, monkeypatch):
    """`pipe(text, "fmt", "-")`: a command that is given a text on standard input."""

    def pipe(data, *arguments):
        monkeypatch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BytesIO(data if isinstance(data, bytes) else data.encode()))
        )
        return run(*arguments)

    return pipe


def test_fmt_writes_what_is_not_in_form(run, catalogue):
    rule = catalogue / "guard.yaml"
    rule.chmod(0o640)
    before = rule.read_text()
    checked = run("fmt", "--check", catalogue)
    assert (checked.code, checked.out) == (1, f"{rule}\n1 not in form, 0 in form\n")
    diff = run("fmt", "--diff", catalogue)
    assert (diff.code, diff.out.startswith(f"--- {rule}\n+++ {rule}\n@@ ")) == (1, True)
    assert "-description: d\n+description: |-\n+  d\n" in diff.out
    assert rule.read_text() == before
    written = run("fmt", catalogue)
    assert (written.code, written.out) == (0, f"{rule}\n1 put into form, 0 in form\n")
    assert stat.S_IMODE(rule.stat().st_mode) == 0o640
    again = run("fmt", catalogue, "--check", "--diff")
    assert (again.code, again.out) == (0, "0 not in form, 1 in form\n")
    assert (
        run("fmt", "--check", "--format", "json", rule).out
        == '{\n  "changed": [],\n  "unchanged": 1,\n  "findings": []\n}\n'
    )


def test_fmt_follows_links_and_leaves_them(run, catalogue, tmp_path):
    link = tmp_path / "links" / "guard.yaml"
    link.parent.mkdir()
    link.symlink_to(catalogue / "guard.yaml")
    assert run("fmt", link).code == 0
    assert link.is_symlink()
    assert "description: |-" in (catalogue / "guard.yaml").read_text()


def test_fmt_leaves_what_is_no_rule_alone_and_goes_on(run, catalogue):
    bad = catalogue / "bad.yaml"
    bad.write_text("kind: metric-filter\nid: bad\n")
    result = run("fmt", catalogue)
    assert (result.code, "1 put into form, 0 in form" in result.out) == (2, True)
    assert f"{bad}:1:1: error[schema/required]" in result.err
    assert bad.read_text() == "kind: metric-filter\nid: bad\n"
    assert run("fmt", catalogue / "nothing").code == 2


def test_fmt_in_a_pipe(pipe, run, catalogue):
    rule = catalogue / "guard.yaml"
    source = rule.read_text()
    text = pipe(source, "fmt", "-")
    assert text.code == 0
    assert pipe(source, "fmt", "-", "--check").code == 1
    assert pipe(source, "fmt", "-", "--diff").out.startswith("--- <stdin>\n")
    assert pipe(text.out, "fmt", "-", "--check") == (0, "", "")
    run("fmt", rule)
    assert rule.read_text() == text.out
    assert pipe("kind: [", "fmt", "-").code == 2
    assert pipe(b"\xff", "fmt", "-").code == 2
    assert pipe(source, "fmt", "-", str(rule)).code == 3


def test_the_shipped_catalogue_is_in_form(run):
    result = run("fmt", "--check")
    assert (result.code, result.out.startswith("0 not in form")) == (0, True)


@pytest.mark.parametrize(
    "kind",
    ["alarm", "contributor-insights", "event-selector", "metric-filter", "query", "subscription-filter", "trail"],
)
def test_new_writes_a_rule_whose_tests_pass(run, tmp_path, kind):
    folder = tmp_path / "mine" / kind
    written = run("new", kind, "a-rule", "--dir", folder)
    assert (written.code, written.out.splitlines()[0]) == (0, str(folder / "a-rule.yaml"))
    first = (folder / "a-rule.yaml").read_text().splitlines()[0]
    schema = first.removeprefix("# yaml-language-server: $schema=")
    assert (folder / schema).resolve().name == f"{kind}.schema.json"
    assert (folder / schema).is_file()
    assert run("test", "--catalog", folder).code == 0
    assert run("fmt", "--check", folder).code == 0


def test_new_refuses_what_is_there_and_what_cannot_be_an_id(run, tmp_path):
    folder = tmp_path / "rules" / "query"
    assert run("new", "query", "a-rule", "--dir", folder).code == 0
    before = (folder / "a-rule.yaml").read_text()
    again = run("new", "query", "a-rule", "--dir", folder)
    assert (again.code, "the rule a-rule is there already" in again.err) == (3, True)
    # Ids are of the whole catalogue, whatever the kind.
    assert run("new", "alarm", "a-rule", "--dir", tmp_path / "rules" / "alarm" / "area").code == 3
    assert not (tmp_path / "rules" / "alarm").exists()
    assert (folder / "a-rule.yaml").read_text() == before
    malformed = run("new", "query", "A Rule", "--dir", folder)
    assert (malformed.code, "help: a-rule would do" in malformed.err) == (3, True)
    assert run("new", "rule", "a-rule", "--dir", folder).code == 3
    assert run("new", "query", "b", "--dir", folder / "a-rule.yaml").code == 3


def test_new_finds_its_place(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = json.loads(run("new", "trail", "a-trail", "--format", "json").out)
    assert data == {"file": "a-trail.yaml", "kind": "trail", "id": "a-trail"}
    (tmp_path / "rules").mkdir()
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "trail.schema.json").write_text("{}")
    selectors = tmp_path / "rules" / "event-selector"
    selectors.mkdir()
    (selectors / "management-events.yaml").write_text("")
    assert run("new", "trail", "b-trail").code == 0
    text = (tmp_path / "rules" / "trail" / "b-trail.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../../schemas/trail.schema.json\n")
    assert "  AdvancedEventSelectors:\n    - management-events\n" in text
