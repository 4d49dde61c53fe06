"""Mending: whole or not at all, the first of two in the same place, and a diff that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from lint_examples import load_example, write_example

from ruleforge.diagnostics import Edit, Finding, Fix, SourceText, Span
from ruleforge.errors import UsageError
from ruleforge.lint import Settings, checks
from ruleforge.lint.fixes import mend, mended_diff, write_mended
from ruleforge.lint.linter import lint_catalog

TEXT = "one two three\n"
SOURCE = SourceText("x.yaml", TEXT)


def finding(*edits, safe=True, new_files=(), source=SOURCE):
    fix = Fix("mend", tuple(Edit(Span(start, end), text) for start, end, text in edits), safe, new_files)
    return Finding("a/b", "m", source=source, span=Span(0, 1), fix=fix)


def mended(*findings, unsafe=False):
    (result,) = mend(findings, unsafe=unsafe)
    return result.text, len(result.fixed)


def test_edits_go_in_from_the_end():
    assert mended(finding((0, 3, "1"), (8, 13, "3")), finding((4, 7, "22"))) == ("1 22 3\n", 2)
    assert mended(finding((3, 3, ","), (13, 13, "."))) == ("one, two three.\n", 1)


def test_of_two_in_the_same_place_the_first_wins_and_the_other_stays_out_whole():
    assert mended(finding((0, 3, "1")), finding((2, 5, "x"), (8, 13, "3"))) == ("1 two three\n", 1)
    assert mended(finding((3, 3, "a")), finding((3, 3, "b"))) == ("onea two three\n", 1)


def test_unsafe_ones_wait_to_be_asked_for():
    assert mend([finding((0, 3, "1"), safe=False)]) == []
    assert mended(finding((0, 3, "1"), safe=False), unsafe=True) == ("1 two three\n", 1)


def test_findings_without_a_fix_or_a_file_are_left():
    assert mend([Finding("a/b", "m", source=SOURCE, span=Span(0, 1)), Finding("a/b", "m")]) == []


def test_texts_come_in_the_order_of_their_names():
    names = ["b.yaml", "a.yaml"]
    found = mend([finding((0, 3, "1"), source=SourceText(name, TEXT)) for name in names])
    assert [item.source.name for item in found] == ["a.yaml", "b.yaml"]


def test_a_diff_says_what_changes():
    (result,) = mend([finding((4, 7, "2"), new_files=(("y.yaml", "new\n"),))])
    assert mended_diff(result) == (
        "--- x.yaml\n+++ x.yaml (mended)\n@@ -1 +1 @@\n-one two three\n+one 2 three\n"
        "--- /dev/null\n+++ y.yaml (new)\n@@ -0,0 +1 @@\n+new\n"
    )


def test_a_diff_of_a_text_without_a_line_feed_at_its_end():
    source = SourceText("x.yaml", "a\u2028b\nlast")
    (result,) = mend([finding((4, 8, "end"), source=source)])
    assert mended_diff(result).splitlines()[-4:] == [
        "-last",
        "\\ No newline at end of file",
        "+end",
        "\\ No newline at end of file",
    ]


def test_new_files_are_written_all_or_none(tmp_path):
    source = SourceText(str(tmp_path / "x.yaml"), TEXT)
    (result,) = mend([finding((0, 3, "1"), source=source, new_files=(("y.yaml", "y"), ("z.yaml", "z")))])
    (tmp_path / "z.yaml").write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        write_mended(result, lambda path, text: path.write_text(text) and None)
    assert [file.name for file in tmp_path.iterdir()] == ["z.yaml"]
    (tmp_path / "z.yaml").unlink()
    write_mended(result, lambda path, text: path.write_text(text) and None)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "x.yaml": "1 two three\n",
        "y.yaml": "y",
        "z.yaml": "z",
    }


MENDING = [(check, example) for check in checks().values() if check.fix for example in check.avoid]


@pytest.mark.parametrize(("check", "example"), MENDING, ids=[f"{c.id}-{i}" for i, (c, _) in enumerate(MENDING)])
def test_what_a_check_mends_is_clean_afterwards(check, example, tmp_path, today):
    """Each example of what to avoid, mended as often as something can be: fewer findings, and none that is new."""
    folder = tmp_path / "rules"
    write_example(folder, example.text, example.files)

    def ask():
        catalog, problems = load_example(folder)
        return lint_catalog(catalog, problems, settings=Settings(), select=frozenset({check.id}), today=today).findings

    before = ask()
    mendable = [item for item in before if item.fix is not None]
    if not mendable:
        pytest.skip("this example shows what cannot be mended")
    assert all(item.fix.safe == (check.fix == "safe") for item in mendable)
    left = before
    while repairs := mend(left, unsafe=True):
        for item in repairs:
            write_mended(item, lambda path, text: Path(path).write_text(text, encoding="utf-8") and None)
        after = ask()
        assert len(after) < len(left), "mending has to come to an end"
        left = after
    _, problems = load_example(folder)
    assert [item for item in problems if item.check.startswith(("yaml/", "schema/"))] == []
