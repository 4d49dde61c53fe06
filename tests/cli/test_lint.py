"""`ruleforge lint` end to end: how it ends, what it writes, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from ruleforge.diagnostics import Edit, Fix, Severity
from ruleforge.lint import Check, Example, Problem, checks, registry

RULE = """\
kind: metric-filter
id: {id}
version: 1.0.0
title: {title}
description: >-
  Somebody deleted a guardrail. Answers of models that it covered are no longer filtered from that moment on. Look at
  who it was, and whether a change was announced.
severity: low
status: stable
matrix: {{agentic-ai: [guardrails]}}
spec:
  logGroupName: ${{CLOUDTRAIL_LOG_GROUP}}
  filterName: {id}
  filterPattern: '{{ $.eventSource = "bedrock.amazonaws.com" && $.eventName = "DeleteGuardrail" }}'
  metricTransformations:
    - {{metricNamespace: N, metricName: M-{id}, metricValue: "1", defaultValue: 0}}
tests:
  - name: deleting is counted
    events: [{{fixture: cloudtrail/bedrock/delete-guardrail}}]
    expect: {{matches: 1}}
  - name: reading is not
    events: [{{fixture: cloudtrail/bedrock/get-guardrail}}]
    expect: {{matches: 0}}
"""
ROOT = Path(__file__).parent.parent.parent
ONLY = ("--select", "meta/title")
STRICT = '[tool.ruleforge.lint.severity]\n"meta/title" = "error"\n'


@pytest.fixture
def rules(tmp_path):
    """A folder with one rule that is fine, and one whose title is no title."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "good.yaml").write_text(RULE.format(id="good", title="Good"))
    (folder / "bad.yaml").write_text(RULE.format(id="bad", title="It is bad."))
    return folder


def data(result):
    return json.loads(result.out)


def test_the_shipped_catalogue_is_clean(run):
    result = run("lint")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("224 rules: ")
    assert "error" not in result.out


def test_exit_codes(run, rules, tmp_path):
    assert run("lint", rules, *ONLY).code == 0
    assert "note[meta/title]" in run("lint", rules, *ONLY).out
    (tmp_path / "pyproject.toml").write_text(STRICT)
    result = run("lint", rules, *ONLY)
    assert (result.code, result.err) == (1, "")
    assert "bad.yaml:4:8: error[meta/title]: the title ends with a full stop" in result.out
    assert run("lint", rules, *ONLY, "--ignore", "meta/*").code == 0
    (rules / "broken.yaml").write_text("kind: [\n")
    broken = run("lint", rules)
    assert broken.code == 2
    assert "error[yaml/syntax]" in broken.out
    assert "error[meta/title]" in broken.out, "one broken file does not hide the others"


@pytest.mark.parametrize("name", ["empty", "none"])
def test_folders_without_rules(run, tmp_path, name):
    (tmp_path / "empty").mkdir()
    result = run("lint", tmp_path / name)
    assert result.code == 2
    assert "0 rules: 1 error" in result.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--select", "meta/titel"), "did you mean meta/title?"),
        (("--ignore", "nothing/*"), "there is no check 'nothing/*'"),
        (("--today", "soon"), "'soon' is no date"),
        (("--since", "none-such"), "error[usage/since]: git"),
        (("--write-baseline",), "Name the file with --baseline"),
        (("--write-baseline", "--baseline", "x", "--select", "meta/title"), "without --select and --since"),
        (("--baseline", "none.json"), "there is no such baseline"),
        (("--page", "meta/titel"), "did you mean meta/title?"),
        (("--page", "meta/*"), "--page shows one check"),
        (("other-rules",), "One PATH at a time."),
        (("--format", "xml"), "'xml' is not one of"),
    ],
)
def test_wrong_usage(run, rules, arguments, message):
    result = run("lint", rules, *arguments)
    assert result.code == 3
    assert message in result.err
    assert result.out == ""


def test_settings_that_make_no_sense(run, rules, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.ruleforge.lint]\nselect = 1\n")
    result = run("lint", rules)
    assert (result.code, "there is no setting select" in result.err) == (3, True)


def test_every_format_has_the_same_findings(run, rules):
    told = data(run("lint", rules, "--format", "json"))["findings"]
    expected = sorted((item["check"], item["line"], item["column"]) for item in told)
    assert expected
    results = data(run("lint", rules, "--format", "sarif"))["runs"][0]["results"]
    regions = [(item["ruleId"], item["locations"][0]["physicalLocation"]["region"]) for item in results]
    assert sorted((check, place["startLine"], place["startColumn"]) for check, place in regions) == expected
    lines = run("lint", rules, "--format", "github").out.splitlines()
    assert len(lines) == len(expected)
    junit = ElementTree.fromstring(run("lint", rules, "--format", "junit").out)  # noqa: S314 - a text of our own
    assert int(junit.get("tests")) == len(expected)
    text = run("lint", rules).out
    assert all(f":{line}:{column}: " in text and f"[{check}]" in text for check, line, column in expected)


def test_the_report_goes_into_a_file(run, rules, tmp_path):
    file = tmp_path / "report.sarif"
    result = run("lint", rules, *ONLY, "--format", "sarif", "--output", file)
    assert (result.code, result.out) == (0, "")
    assert json.loads(file.read_text())["runs"][0]["results"][0]["ruleId"] == "meta/title"


def test_a_baseline_is_written_and_used(run, rules, tmp_path):
    (tmp_path / "pyproject.toml").write_text(STRICT)
    file = tmp_path / "known.json"
    written = run("lint", rules, "--baseline", file, "--write-baseline")
    assert (written.code, written.out) == (0, "")
    known = run("lint", rules, "--baseline", file)
    assert (known.code, "known" in known.out) == (0, True)
    (rules / "good.yaml").write_text(RULE.format(id="good", title="It is bad too."))
    assert run("lint", rules, "--baseline", file).code == 1
    assert run("lint", rules, "--baseline", file, "--write-baseline").code == 0
    assert run("lint", rules, "--baseline", file).code == 0
    file.write_text("{")
    assert run("lint", rules, "--baseline", file).code == 3
    assert run("lint", rules, "--baseline", file, "--write-baseline").code == 0, "a broken one is written anew"


def stops(subject):
    """Ends of titles, mended: for these tests, so that they lean on no check that may change."""
    title = subject.rule.title
    if title.endswith("."):
        end = subject.document.span(("title",)).end
        edits = (Edit(type(subject.document.span(()))(end - 1, end), ""),)
        yield Problem("a stop", ("title",), fix=Fix("take it out", edits, safe=title != "It is bad too."))


@pytest.fixture
def mending(monkeypatch):
    """A check that mends, safely or not, among the others."""
    check = Check("own/stop", Severity.ERROR, "S.", "w", (Example(""),), (Example(""),), rule=stops, fix="safe")
    known = {**checks(), "own/stop": check}
    for module in ("linter", "settings"):
        monkeypatch.setattr(f"ruleforge.lint.{module}.{'checks' if module == 'linter' else 'known_ids'}", lambda: known)
    monkeypatch.setattr(registry, "checks", lambda: known)
    return ("--select", "own/stop")


def test_fixing(run, rules, mending):
    (rules / "good.yaml").write_text(RULE.format(id="good", title="It is bad too."))
    before = {file.name: file.read_text() for file in rules.iterdir()}
    diff = run("lint", rules, *mending, "--diff")
    assert diff.code == 1
    assert "-title: It is bad.\n+title: It is bad\n" in diff.out
    assert "1 of 2 findings can be mended, 1 left" in diff.err
    assert run("lint", rules, *mending, "--diff", "--unsafe-fixes").code == 0
    assert run("lint", rules, *mending, "--diff", "--fix").code == 1
    assert {file.name: file.read_text() for file in rules.iterdir()} == before
    fixed = run("lint", rules, *mending, "--fix", "--format", "json")
    assert (fixed.code, "1 of 2 findings mended" in fixed.err) == (1, True)
    assert [item["file"].rpartition("/")[2] for item in data(fixed)["findings"]] == ["good.yaml"]
    assert (rules / "bad.yaml").read_text() == before["bad.yaml"].replace("bad.\n", "bad\n")
    both = run("lint", rules, *mending, "--fix", "--unsafe-fixes")
    assert (both.code, both.out) == (0, "2 rules: clean\n")


def test_the_shipped_catalogue_is_not_mended(run, mending):
    result = run("lint", *mending, "--fix")
    assert (result.code, "takes a PATH" in result.err) == (3, True)


def git(folder, *arguments):
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_only_what_has_changed(run, rules, tmp_path, monkeypatch):
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    assert data(run("lint", rules, *ONLY, "--since", "HEAD", "--format", "json"))["findings"] == []
    (rules / "new.yaml").write_text(RULE.format(id="new", title="It is new."))
    monkeypatch.chdir(rules)
    found = data(run("lint", ".", *ONLY, "--since", "HEAD", "--format", "json"))["findings"]
    assert [item["file"] for item in found] == ["new.yaml"]


def test_a_single_file(run, rules):
    result = run("lint", rules / "bad.yaml", *ONLY, "--format", "json")
    assert (data(result)["rules"], len(data(result)["findings"])) == (1, 1)


def test_pages_and_the_list(run, tmp_path):
    assert run("lint", "--page", "meta/title").out.startswith("# meta/title\n")
    assert "has no page of its own" in run("lint", "--page", "yaml/syntax").out
    listed = data(run("lint", "--list", "--format", "json"))["checks"]
    assert [item["id"] for item in listed] == list(checks())
    assert all(item["id"] in run("lint", "--list").out for item in listed)
    folder = tmp_path / "docs" / "checks"
    folder.mkdir(parents=True)
    (folder / "gone-check.md").write_text("old")
    assert run("lint", "--write-pages", folder).code == 0
    assert len(list(folder.iterdir())) == len(listed) + 1
    assert not (folder / "gone-check.md").exists()


def test_a_pipe_that_is_closed_early_ends_quietly(rules):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
    for number in range(60):
        (rules / f"bad{number}.yaml").write_text(RULE.format(id=f"bad{number}", title="It is bad."))
    command = [sys.executable, "-m", "ruleforge", "lint", str(rules)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) in (0, 141)
        assert process.stderr.read() == b""
