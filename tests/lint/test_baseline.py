"""Findings that are known: told by what their line says, as often as they were there."""

from __future__ import annotations

import json

import pytest

from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.errors import UsageError
from ruleforge.lint.baseline import baseline_text, read_baseline, without_known


def finding(root, text, needle, message="m", name="rules/a.yaml"):
    start = text.index(needle)
    source = SourceText(str(root / name), text)
    return Finding("meta/title", message, source=source, span=Span(start, start + len(needle)))


def baseline(root, *findings):
    file = root / "baseline.json"
    file.write_text(baseline_text(findings, root), encoding="utf-8")
    return read_baseline(file)


def test_lines_may_move_and_may_not_change(tmp_path):
    known = baseline(tmp_path, finding(tmp_path, "id: x\ntitle: t\n", "t\n"))
    moved = finding(tmp_path, "# new\n\nid: x\n  title: t\n", "t\n")
    changed = finding(tmp_path, "id: x\ntitle: tt\n", "tt")
    elsewhere = finding(tmp_path, "id: x\ntitle: t\n", "t\n", name="rules/b.yaml")
    assert without_known([moved], known, tmp_path) == ([], [moved])
    assert without_known([changed, elsewhere], known, tmp_path) == ([changed, elsewhere], [])


def test_what_is_there_more_often_than_known_is_new(tmp_path):
    text = "a: t\nb: t\n"
    one = finding(tmp_path, text, "t")
    known = baseline(tmp_path, one, one)
    new, old = without_known([one, one, one], known, tmp_path)
    assert (len(new), len(old)) == (1, 2)
    assert known.total() == 2, "a baseline is not used up"


def test_findings_without_a_place_are_told_by_what_they_say(tmp_path):
    nowhere = Finding("catalog/empty", "no rules")
    known = baseline(tmp_path, nowhere)
    assert without_known([nowhere, Finding("catalog/empty", "other")], known, tmp_path)[0][0].message == "other"


def test_the_file_is_sorted_and_names_files_from_its_folder(tmp_path):
    text = "a: t\n"
    listed = [finding(tmp_path, text, "t", name=name) for name in ("rules/b.yaml", "rules/a.yaml", "rules/a.yaml")]
    data = json.loads(baseline_text(listed, tmp_path))
    assert [(row["file"], row["count"]) for row in data["findings"]] == [("rules/a.yaml", 2), ("rules/b.yaml", 1)]
    assert baseline_text(reversed(listed), tmp_path) == baseline_text(listed, tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"findings": [{}]}', '{"findings": 3}', '{"findings": ["x"]}'])
def test_what_is_no_baseline_is_told(tmp_path, text):
    file = tmp_path / "baseline.json"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_baseline(file)
    assert caught.value.findings[0].check == "config/baseline"


def test_a_baseline_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match="there is no such baseline"):
        read_baseline(tmp_path / "none.json")
