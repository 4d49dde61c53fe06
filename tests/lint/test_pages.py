"""The pages of checks: current, complete, and readable as Markdown."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from ruleforge.lint import checks, known_ids
from ruleforge.lint.pages import page, pages

FOLDER = Path(__file__).parents[2] / "docs" / "checks"


def test_the_pages_are_current():
    """`ruleforge lint --write-pages docs/checks` writes them."""
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md")}
    expected = pages(checks().values())
    assert sorted(written) == sorted(expected)
    assert [name for name, text in expected.items() if written[name] != text] == []


@pytest.mark.parametrize("check", checks().values(), ids=list(checks()))
def test_a_page_has_every_part(check):
    text = page(check)
    assert text.startswith(f"# {check.id}\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Avoid", "Prefer", "Why", "Configure"]
    assert text.count("```") % 2 == 0
    assert "⟦" not in text
    assert "⟧" not in text
    assert check.why in text
    assert f"ignore[{check.id}]" in text
    for example in (*check.avoid, *check.prefer):
        assert all(f"`{name}`:" in text for name in example.files)


def test_the_list_leads_to_every_page():
    texts = pages(checks().values())
    assert set(re.findall(r"\]\(([^)]+)\)", texts["README.md"])) == texts.keys() - {"README.md"}


def test_the_hooks_and_the_examples_of_the_docs_can_be_read():
    top = FOLDER.parents[1]
    hooks = yaml.safe_load((top / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["ruleforge-lint", "ruleforge-test"]
    assert all(re.compile(hook["files"]).search("rules/metric-filter/a/b.yaml") for hook in hooks)
    text = (top / "docs" / "linting.md").read_text(encoding="utf-8")
    for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        assert yaml.safe_load(block)
    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        assert tomllib.loads(block)
    assert set(re.findall(r"ignore\[([a-z-]+/[a-z-]+)\]", text)) <= known_ids()
    assert all(hook["id"] in text for hook in hooks)
