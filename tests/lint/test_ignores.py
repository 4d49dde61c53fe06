"""Comments that say findings away: what they are about, what is wrong with them, when they end."""

from __future__ import annotations

from datetime import date

import pytest

from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.diagnostics import Finding, SourceText, Span
from ruleforge.lint.ignores import read_ignores, without_ignored

KNOWN = frozenset({"meta/title", "limit/keys"})
TODAY = date(2026, 11, 26)


def read(text):
    return read_ignores(read_yaml(SourceText("x.yaml", text)), KNOWN)


def lines_of(text):
    (ignore,), problems = read(text)
    assert not problems
    return None if ignore.lines is None else list(ignore.lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("id: x\ntitle: t # ruleforge: ignore[meta/title] it is a name\n", [2]),
        ("id: x\n# ruleforge: ignore[meta/title] it is a name\n\n# and more\ntitle: t\n", [5]),
        ("# ruleforge: ignore[meta/title] it is a name\nid: x\n", None),
        ("# yaml-language-server: $schema=x\n\n# ruleforge: ignore[meta/title] it is a name\nid: x\n", None),
        ("id: x\n# ruleforge: ignore[meta/title] it is a name\n", [2]),
        ("a:\n  q: |- # ruleforge: ignore[meta/title] a reason\n    one\n\n    two\n  r: 1\n", [2, 3, 4, 5]),
        ("a:\n  # ruleforge: ignore[meta/title] a reason\n  q: >-\n    one\n    two\nb: 1\n", [3, 4, 5]),
        ("a:\n  q: |\n    one # not\nb: 1 # ruleforge: ignore[meta/title] a reason\n", [4]),
    ],
)
def test_what_a_comment_is_about(text, lines):
    assert lines_of(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        'description: "# ruleforge: ignore[meta/title] no comment"\n',
        "description: '# ruleforge: ignore[meta/title] no comment'\n",
        "description: |\n  # ruleforge: ignore[meta/title] no comment\n",
        'tests:\n  - {name: "x # ruleforge: ignore[meta/title] no comment"}\n',
        "id: x # ruleforge ignore[meta/title] without the colon\n",
    ],
)
def test_what_only_looks_like_a_comment(text):
    assert read(text) == ([], [])


@pytest.mark.parametrize(
    ("comment", "checks"),
    [
        ("ignore[meta/title]", ["ignore/reason"]),
        ("ignore[meta/title] ,", ["ignore/reason"]),
        ("ignore[meta/title] until 2027-01-01", ["ignore/reason"]),
        ("ignore[meta/titel] a reason", ["ignore/check"]),
        ("ignore[] a reason", ["ignore/check"]),
        ("ignore[meta/title, x/y, z/y] a reason", ["ignore/check", "ignore/check"]),
        ("ignore[meta/title] a reason until 2027-02-30", ["ignore/until"]),
        ("ignore[limit/keys, meta/title] a reason, until 2027-02-28", []),
        ("ignore[meta/title]: a reason until somebody mends it", []),
    ],
)
def test_what_is_wrong_with_a_comment(comment, checks):
    text = f"id: x # ruleforge: {comment}\n"
    ignores, problems = read(text)
    assert [problem.check for problem in problems] == checks
    assert bool(ignores) == (not checks)
    assert all(text[item.span.start : item.span.end] == text[6:-1] for item in problems)


def finding(text, needle, check="meta/title"):
    start = text.index(needle)
    return Finding(check, "m", source=SourceText("x.yaml", text), span=Span(start, start + len(needle)))


def applied(text, *findings, today=TODAY, off=frozenset()):
    told, ignored = without_ignored(read_yaml(SourceText("x.yaml", text)), findings, KNOWN, today, off=off)
    return [item.check for item in told], [item.check for item in ignored]


def test_a_finding_on_the_line_is_ignored_and_no_other():
    text = "id: x # ruleforge: ignore[meta/title] a reason\ntitle: t\n"
    assert applied(text, finding(text, "x")) == ([], ["meta/title"])
    assert applied(text, finding(text, "t\n")) == (["meta/title", "ignore/unused"], [])
    assert applied(text, finding(text, "x", "limit/keys")) == (["limit/keys", "ignore/unused"], [])


def test_a_finding_without_a_place_is_ignored_for_the_whole_file_only():
    nowhere = Finding("meta/title", "m", source=SourceText("x.yaml", ""))
    assert applied("# ruleforge: ignore[meta/title] a reason\nid: x\n", nowhere) == ([], ["meta/title"])
    assert applied("id: x # ruleforge: ignore[meta/title] a reason\n", nowhere)[1] == []


def test_a_comment_holds_through_its_last_day():
    text = "id: x # ruleforge: ignore[meta/title] a reason until 2026-11-26\n"
    assert applied(text, finding(text, "x")) == ([], ["meta/title"])
    assert applied(text, finding(text, "x"), today=date(2026, 11, 27)) == (["meta/title", "ignore/expired"], [])


def test_a_comment_about_a_check_that_did_not_run_is_not_unused():
    text = "id: x # ruleforge: ignore[meta/title] a reason\n"
    assert applied(text) == (["ignore/unused"], [])
    assert applied(text, off=frozenset({"meta/title"})) == ([], [])


def test_files_that_are_no_yaml_do_not_fail():
    assert read("a: [1\n# ruleforge: ignore[meta/title] a reason\n")[1] == []
    assert read('{"a": "\\u0000"} # ruleforge: ignore[meta/title] a reason')[1] == []
