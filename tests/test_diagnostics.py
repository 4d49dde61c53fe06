from __future__ import annotations

import pytest

from ruleforge.diagnostics import Finding, Severity, SourceText, Span, render_finding, sort_findings
from ruleforge.errors import PatternSyntaxError, RuleforgeError, UsageError

TEXT = SourceText("rules/a.yaml", "first\n\tsecond = 'x'\nthird")


def test_positions_count_from_one():
    assert TEXT.position(0) == (1, 1)
    assert TEXT.position(6) == (2, 1)
    assert TEXT.position(len(TEXT.text)) == (3, 6)
    assert TEXT.position(10_000) == (3, 6)


def test_a_span_runs_forwards():
    with pytest.raises(ValueError, match="forwards"):
        Span(3, 2)


def test_rendered_finding_keeps_tabs_under_the_text():
    start = TEXT.text.index("'x'")
    finding = Finding("a/b", "wrong", because="AWS says so", help="mend it", source=TEXT, span=Span(start, start + 3))
    assert render_finding(finding).splitlines() == [
        "rules/a.yaml:2:11: error[a/b]: wrong",
        "    2 | \tsecond = 'x'",
        "      | \t         ^^^",
        "   = rule: AWS says so",
        "   = help: mend it",
    ]


def test_long_lines_are_cut_around_the_caret():
    source = SourceText("s", "a" * 500 + "!" + "b" * 500)
    lines = render_finding(Finding("a/b", "m", source=source, span=Span(500, 501))).splitlines()
    assert len(lines[1]) < 170
    assert lines[1][lines[2].index("^")] == "!"


def test_control_characters_never_reach_the_terminal():
    source = SourceText("s", "x\x1b[31mred")
    assert "\x1b" not in render_finding(Finding("a/b", "m", source=source, span=Span(0, 1)))


def test_findings_sort_by_place():
    later = Finding("a/a", "m", source=TEXT, span=Span(5, 6))
    earlier = Finding("z/z", "m", source=TEXT, span=Span(1, 2))
    assert sort_findings([later, earlier]) == [earlier, later]


def test_json_has_the_same_facts():
    finding = Finding("a/b", "m", Severity.WARNING, "why", "how", TEXT, Span(7, 8))
    assert finding.to_dict() == {
        "check": "a/b",
        "severity": "warning",
        "message": "m",
        "because": "why",
        "help": "how",
        "file": "rules/a.yaml",
        "line": 2,
        "column": 2,
        "end_line": 2,
        "end_column": 3,
    }


def test_errors_carry_all_findings_and_an_exit_code():
    error = PatternSyntaxError([Finding("b/b", "two"), Finding("a/a", "one")])
    assert isinstance(error, RuleforgeError)
    assert [finding.check for finding in error.findings] == ["a/a", "b/b"]
    assert "one" in str(error)
    assert "two" in str(error)
    assert (error.exit_code, UsageError([]).exit_code) == (2, 3)
