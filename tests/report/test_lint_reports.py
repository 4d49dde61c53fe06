"""The linter's reports: the same findings for people, for machines, for build servers and for code hosts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import jsonschema
import pytest

from ruleforge.diagnostics import Edit, Finding, Fix, Severity, SourceText, Span
from ruleforge.lint import LintReport
from ruleforge.report.lint import github, junit, summary, text
from ruleforge.report.sarif import sarif

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif_subset.schema.json").read_text(encoding="utf-8"))
RULE = "kind: metric-filter\nid: a\nspec:\n  filterPattern: '{ $.é = \"x, y\" }'\n"
SOURCE = SourceText("rules/a b/ü.yaml", RULE)


def at(needle, text=SOURCE):
    start = text.text.index(needle)
    return {"source": text, "span": Span(start, start + len(needle))}


FIX = Fix("write y", (Edit(Span(20, 22), "ID"), Edit(Span(0, 0), "# new\n")), True, (("b.yaml", "id: b\n"),))
FINDINGS = (
    Finding("dead/tautology", "it holds: 100%", Severity.ERROR, "AWS, page", "mend\nit", **at('$.é = "x, y"')),
    Finding("meta/title", "a & b <c>", Severity.WARNING, **at("id"), fix=FIX),
    Finding("meta/triage", "over\nlines", Severity.NOTE, source=SOURCE, span=Span(0, len(RULE) - 1)),
    Finding("file/size", "too large", source=SourceText("rules/big.yaml", "")),
    Finding("catalog/empty", "no rules \x1b[31m at all"),
)
REPORT = LintReport(FINDINGS, 3, ignored=FINDINGS[:1], known=FINDINGS[:2], unreadable=True)
CLEAN = LintReport((), 1)


def test_the_text_has_a_caret_under_the_place_in_the_pattern():
    lines = text(REPORT).split("\n")
    first = next(index for index, line in enumerate(lines) if "dead/tautology" in line)
    assert lines[first : first + 5] == [
        "rules/a b/ü.yaml:4:21: error[dead/tautology]: it holds: 100%",
        "    4 |   filterPattern: '{ $.é = \"x, y\" }'",
        "      |                     ^^^^^^^^^^^^",
        "   = rule: AWS, page",
        "   = help: mend",
    ]
    assert text(CLEAN) == "1 rule: clean"


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (REPORT, "3 rules: 3 errors, 1 warning, 1 note, 1 ignored, 2 known"),
        (LintReport(FINDINGS[1:2] * 1200, 1234), "1,234 rules: 1,200 warnings"),
        (LintReport((), 2, ignored=FINDINGS), "2 rules: 5 ignored"),
        (CLEAN, "1 rule: clean"),
        (LintReport((), 0, artifacts=2), "2 artifacts of AWS: clean"),
    ],
)
def test_the_sums(report, line):
    assert summary(report) == line


def test_the_data_say_all_that_the_text_does():
    data = REPORT.to_dict()
    assert json.loads(json.dumps(data)) == data
    assert (data["rules"], data["errors"], data["warnings"], data["notes"]) == (3, 3, 1, 1)
    first, second = data["findings"][:2]
    assert (first["file"], first["line"], first["column"], first["end_column"]) == ("rules/a b/ü.yaml", 4, 21, 33)
    assert (first["because"], first["help"]) == ("AWS, page", "mend\nit")
    assert second["fix"]["edits"][0] == {"start": 20, "end": 22, "text": "ID"}
    assert "file" not in data["findings"][-1]


def test_annotations_are_one_line_each_and_hold_any_text():
    lines = github(REPORT).split("\n")
    assert lines == [
        "::error file=rules/a b/ü.yaml,line=4,endLine=4,col=21,endColumn=33,title=dead/tautology::"
        "it holds: 100%25%0Arule: AWS, page%0Ahelp: mend%0Ait",
        "::warning file=rules/a b/ü.yaml,line=2,endLine=2,col=1,endColumn=3,title=meta/title::a & b <c>",
        "::notice file=rules/a b/ü.yaml,line=1,endLine=4,col=1,endColumn=36,title=meta/triage::over%0Alines",
        "::error file=rules/big.yaml,title=file/size::too large",
        "::error title=catalog/empty::no rules \x1b[31m at all",
    ]
    named = SourceText("a,b:c%d.yaml", "x")
    assert github(LintReport((Finding("a/b", "m", source=named),), 1)) == (
        "::error file=a%2Cb%3Ac%25d.yaml,title=a/b::m"
    )
    assert github(CLEAN) == ""


def test_junit_fails_for_errors_alone():
    tree = ElementTree.fromstring(junit(REPORT))  # noqa: S314 - a text of our own
    assert (tree.get("tests"), tree.get("failures")) == ("5", "3")
    suites = {suite.get("name"): [case.get("name") for case in suite] for suite in tree}
    assert suites == {
        "rules/a b/ü.yaml": [
            "dead/tautology rules/a b/ü.yaml:4:21",
            "meta/title rules/a b/ü.yaml:2:1",
            "meta/triage rules/a b/ü.yaml:1:1",
        ],
        "rules/big.yaml": ["file/size rules/big.yaml"],
        "catalogue": ["catalog/empty"],
    }
    assert "\x1b" not in junit(REPORT)
    (case,) = ElementTree.fromstring(junit(CLEAN)).iter("testcase")  # noqa: S314 - a text of our own
    assert (case.get("name"), len(case)) == ("clean", 0)


def validated(findings, **arguments):
    data = json.loads(json.dumps(sarif(findings, {"meta/title": "A title."}, "1.2.3", **arguments)))
    jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(data)
    (run,) = data["runs"]
    return run


def test_sarif_fits_its_schema():
    run = validated(FINDINGS, pages={"meta/title": "# meta/title"})
    driver = run["tool"]["driver"]
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == sorted(ids)
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error", "error"]
    title = driver["rules"][ids.index("meta/title")]
    assert title["shortDescription"]["text"] == title["help"]["text"] == "A title."
    assert title["help"]["markdown"] == "# meta/title"
    assert validated([])["results"] == []


def test_sarif_places_are_those_of_the_text():
    first, second, _, big, nowhere = validated(FINDINGS)["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "rules/a%20b/%C3%BC.yaml"},
        "region": {"startLine": 4, "startColumn": 21, "endLine": 4, "endColumn": 33},
    }
    assert first["message"]["text"] == "it holds: 100%\nRule: AWS, page\nHelp: mend\nit"
    assert big["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "rules/big.yaml"}}
    assert "locations" not in nowhere
    change, made = second["fixes"][0]["artifactChanges"]
    assert change["replacements"][1]["deletedRegion"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 1,
    }
    assert made["artifactLocation"]["uri"] == "rules/a%20b/b.yaml"
    assert made["replacements"][0]["insertedContent"]["text"] == "id: b\n"


def test_sarif_of_absolute_paths(tmp_path):
    source = SourceText(str(tmp_path / "a b.yaml"), "x")
    (result,) = validated([Finding("a/b", "m", source=source)])["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("file:///")
    assert uri.endswith("/a%20b.yaml")
