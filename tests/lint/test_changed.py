"""The files that Git says have changed: edited, new, renamed, in folders with odd names; and what goes wrong."""

from __future__ import annotations

import subprocess

import pytest

from ruleforge.errors import UsageError
from ruleforge.lint.changed import changed_since


def git(folder, *arguments):
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "work"
    (folder / "rules" / "ä b").mkdir(parents=True)
    for name in ("same", "edited", "staged", "ä b/renamed"):
        (folder / "rules" / f"{name}.yaml").write_text("a\n" * 20)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    return folder


def names(folder, revision="HEAD", where="."):
    found = changed_since(revision, folder / where)
    return {path.relative_to(folder.resolve()).as_posix() for path in found}


def test_what_has_changed(repository):
    rules = repository / "rules"
    assert names(repository) == set()
    (rules / "edited.yaml").write_text("b\n")
    (rules / "staged.yaml").write_text("b\n")
    git(repository, "add", "rules/staged.yaml")
    (rules / "ä b" / "renamed.yaml").rename(rules / "ä b" / "new name.yaml")
    (repository / ".gitignore").write_text("ignored.yaml\n")
    (rules / "ignored.yaml").write_text("b\n")
    expected = {"rules/edited.yaml", "rules/staged.yaml", "rules/ä b/renamed.yaml", "rules/ä b/new name.yaml"}
    assert names(repository) == expected | {".gitignore"}
    assert names(repository, where="rules/ä b") == expected | {".gitignore"}


def test_an_earlier_revision(repository):
    (repository / "rules" / "edited.yaml").write_text("b\n")
    git(repository, "commit", "-q", "-a", "-m", "two")
    assert names(repository) == set()
    assert names(repository, "HEAD~1") == {"rules/edited.yaml"}


def test_a_folder_that_is_reached_by_a_link(repository, tmp_path):
    (tmp_path / "link").symlink_to(repository)
    (repository / "rules" / "edited.yaml").write_text("b\n")
    assert changed_since("HEAD", tmp_path / "link") == {(repository / "rules" / "edited.yaml").resolve()}


@pytest.mark.parametrize("revision", ["none-such", "-x", "--output=x", "HEAD~9", ""])
def test_a_revision_that_there_is_not(repository, revision):
    with pytest.raises(UsageError) as caught:
        changed_since(revision, repository)
    assert caught.value.findings[0].check == "usage/since"
    assert not (repository / "x").exists()


def test_a_folder_without_a_repository(tmp_path):
    with pytest.raises(UsageError, match="not a git repository"):
        changed_since("HEAD", tmp_path)


def test_a_machine_without_git(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="git is not installed"):
        changed_since("HEAD", repository)
