"""Rules that are too long for one file, split into several; and the other fixes of limits, whose meaning stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from ruleforge.cli.output import write_text
from ruleforge.diagnostics import Edit, Finding, Fix, SourceText, Span
from ruleforge.errors import UsageError
from ruleforge.lint import lint
from ruleforge.lint.fixes import Mended, mend, mended_diff, write_mended

RULE = """\
# Who changes agents.
kind: contributor-insights
id: agents
version: 1.0.0
title: Changes of agents
description: Somebody changes agents. Look at who it is.
severity: low
status: stable
spec:
  RuleName: Agents
  RuleDefinition:
    Schema: {Name: CloudWatchLogRule, Version: 1}
    LogGroupNames: ["${CLOUDTRAIL_LOG_GROUP}"]
    LogFormat: JSON
    Contribution:
      Keys: [$.who]
      Filters:
        - Match: $.eventName
          LIST
        - {Match: $.who, NotIn: [me]}
    AggregateOn: Count
tests:
  - name: the first value
    events: [{record: {eventName: v1, who: you}}]
    expect: {matches: 1}
  # The last but one
  - name: a later value
    events:
      - record: {eventName: v10, who: you}
    expect:
      matches: 1

  - name: both
    events: [{record: {eventName: v0, who: you}}, {record: {eventName: v9, who: you}}]
    expect: {matches: 2}
  - name: another one  # nowhere
    events: [{record: {eventName: w, who: you}}]
    expect: {matches: 0}
"""
BLOCK = "\n".join(["In:", *(f"            - v{index}  # {index}" for index in range(11))])
FLOW = f"In: [{', '.join(f'v{index}' for index in range(11))}]"


def written(folder: Path, text: str, name: str = "agents.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def mended(folder: Path, *, unsafe: bool = True) -> list[Mended]:
    found = mend(lint(folder, today=date(2026, 11, 26)).findings, unsafe=unsafe)
    for item in found:
        write_mended(item, write_text)
    return found


def read(file: Path):
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def values(rule, operator: str = "In") -> list[str]:
    (found,) = [
        item[operator] for item in rule["spec"]["RuleDefinition"]["Contribution"]["Filters"][:1] if operator in item
    ]
    return found


def errors(folder: Path) -> list[str]:
    return [finding.check for finding in lint(folder, select=frozenset({"limit/insight-values"})).findings]


@pytest.mark.parametrize("written_as", [BLOCK, FLOW], ids=["block", "flow"])
def test_a_list_that_is_too_long_makes_two_rules(written_as, tmp_path):
    folder = tmp_path / "rules"
    file = written(folder, RULE.replace("LIST", written_as))
    assert errors(folder) == ["limit/insight-values"]
    mended(folder)
    assert errors(folder) == []
    assert sorted(path.name for path in folder.iterdir()) == ["agents-2.yaml", "agents.yaml"]
    first, second = read(file), read(folder / "agents-2.yaml")
    assert (first["id"], first["spec"]["RuleName"], first["title"]) == ("agents", "Agents", "Changes of agents")
    assert (second["id"], second["spec"]["RuleName"]) == ("agents-2", "Agents-2")
    assert second["title"] == "Changes of agents (part 2)"
    assert values(first) + values(second) == [f"v{index}" for index in range(11)]
    assert [test["name"] for test in first["tests"]] == ["the first value", "another one"]
    assert [test["name"] for test in second["tests"]] == ["a later value", "another one"]
    assert file.read_text().startswith("# Who changes agents.\n")
    assert "# The last but one" in (folder / "agents-2.yaml").read_text()
    assert "# nowhere" in file.read_text()


def test_the_rest_of_the_file_stays_as_it_was(tmp_path):
    folder = tmp_path / "rules"
    before = RULE.replace("LIST", BLOCK)
    file = written(folder, before)
    mended(folder)
    gone = [line for line in before.splitlines() if line not in file.read_text().splitlines()]
    assert all("- v" in line for line in gone[:6])
    left = iter(before.splitlines())
    assert all(line in left for line in file.read_text().splitlines()), "lines are taken out, and none changes"


def test_many_values_make_many_rules(tmp_path):
    folder = tmp_path / "rules"
    long = f"StartsWith: [{', '.join(f'v{index}' for index in range(31))}]"
    written(folder, RULE.replace("LIST", long).partition("tests:")[0])
    mended(folder)
    assert errors(folder) == []
    rules = [read(folder / name) for name in ("agents.yaml", "agents-2.yaml", "agents-3.yaml", "agents-4.yaml")]
    assert [value for rule in rules for value in values(rule, "StartsWith")] == [f"v{index}" for index in range(31)]
    assert {len(values(rule, "StartsWith")) for rule in rules} <= {7, 8}


@pytest.mark.parametrize("written_as", [BLOCK, FLOW], ids=["block", "flow"])
def test_not_in_a_list_makes_two_filters_and_that_is_safe(written_as, tmp_path):
    folder = tmp_path / "rules"
    file = written(folder, RULE.replace("LIST", written_as.replace("In:", "NotIn:")).partition("tests:")[0])
    mended(folder, unsafe=False)
    assert errors(folder) == []
    assert [path.name for path in folder.iterdir()] == ["agents.yaml"]
    filters = read(file)["spec"]["RuleDefinition"]["Contribution"]["Filters"]
    assert len(filters) == 3
    assert {item["Match"] for item in filters[:2]} == {"$.eventName"}
    assert sorted(filters[0]["NotIn"] + filters[1]["NotIn"]) == sorted(f"v{index}" for index in range(11))


def test_a_split_into_two_rules_is_not_safe(tmp_path):
    folder = tmp_path / "rules"
    written(folder, RULE.replace("LIST", FLOW))
    assert mended(folder, unsafe=False) == []
    assert [path.name for path in folder.iterdir()] == ["agents.yaml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: agents", f"id: {'a' * 100}"),
        ("RuleName: Agents", f"RuleName: {'A' * 127}"),
        ("id: agents", "id: 7"),
        ("Filters:", "Filters: [{Match: $.a, In: [x]}]\n      Filterz:"),
    ],
)
def test_where_there_is_no_room_nothing_is_split(old, new, tmp_path):
    folder = tmp_path / "rules"
    text = RULE.replace("LIST", FLOW).replace(old, new)
    written(folder, text)
    assert mended(folder) == []


def test_a_rule_that_is_there_is_not_written_over(tmp_path):
    folder = tmp_path / "rules"
    written(folder, RULE.replace("LIST", FLOW))
    other = written(folder, RULE.replace("LIST", "In: [x]").replace("id: agents", "id: agents-2"), "agents-2.yaml")
    before = other.read_text()
    mended(folder)
    assert other.read_text() == before
    assert read(folder / "agents-3.yaml")["id"] == "agents-3"


def test_lists_too_long_in_one_rule_are_mended_one_after_another(tmp_path):
    folder = tmp_path / "rules"
    text = RULE.replace("LIST", FLOW).replace("NotIn: [me]", FLOW.replace("v", "w")).partition("tests:")[0]
    written(folder, text)
    assert errors(folder) == ["limit/insight-values"] * 2
    for _ in range(3):
        mended(folder)
    assert errors(folder) == []
    assert len(list(folder.iterdir())) == 4


def test_tests_all_gone_take_their_member_along(tmp_path):
    folder = tmp_path / "rules"
    text = RULE.replace("LIST", FLOW)
    start, end = text.index("  - name: the first value"), text.index("  - name: both")
    file = written(folder, text[:start] + text[end : text.index("  - name: another one")])
    mended(folder)
    assert "tests" not in read(file)
    assert "tests" not in read(folder / "agents-2.yaml")
    assert errors(folder) == []


SELECTOR = """\
kind: event-selector
id: writes
version: 1.0.0
title: Writes
description: Writes.
severity: low
status: stable
spec:
  Name: Writes
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
    - {Field: readOnly, Equals: [false]}
"""


def test_constants_in_selectors_are_put_in_quotes(tmp_path):
    file = written(tmp_path / "rules", SELECTOR, "writes.yaml")
    mended(tmp_path / "rules", unsafe=False)
    assert file.read_text() == SELECTOR.replace("[false]", '["false"]')


def test_numbers_in_quotes_lose_them(tmp_path):
    text = RULE.replace("LIST", 'GreaterThan: "100"').replace("NotIn: [me]", "IsPresent: 'true'").partition("tests:")[0]
    file = written(tmp_path / "rules", text)
    mended(tmp_path / "rules", unsafe=False)
    assert file.read_text() == text.replace('"100"', "100").replace("'true'", "true")


def test_numbers_among_texts_are_left_to_people(tmp_path):
    written(tmp_path / "rules", RULE.replace("LIST", "In: [401]").partition("tests:")[0])
    assert mended(tmp_path / "rules") == []


def made(folder: Path, *names: str) -> list[Mended]:
    source = SourceText(str(folder / "a.yaml"), "old\n")
    edits = [Edit(Span(0, 3), "new"), *(Edit(Span(4, 4), name) for name in names[1:])]
    findings = [
        Finding("limit/x", "m", source=source, span=edit.span, fix=Fix("t", (edit,), new_files=((name, "text\n"),)))
        for edit, name in zip(edits, names, strict=True)
    ]
    return mend(findings, unsafe=True)


def test_what_a_fix_makes_is_in_its_data_and_in_the_diff(tmp_path):
    (item,) = made(tmp_path, "b.yaml")
    assert item.fixed[0].to_dict()["fix"]["new_files"] == [{"name": "b.yaml", "text": "text\n"}]
    diff = mended_diff(item)
    assert f"--- /dev/null\n+++ {tmp_path / 'b.yaml'} (new)\n@@ -0,0 +1 @@\n+text\n" in diff


def test_of_two_fixes_that_make_one_file_the_first_is_taken(tmp_path):
    (item,) = made(tmp_path, "b.yaml", "b.yaml")
    assert len(item.fixed) == 1
    assert item.new_files == ((tmp_path / "b.yaml", "text\n"),)


def test_all_is_written_or_nothing(tmp_path):
    (tmp_path / "a.yaml").write_text("old\n")
    (tmp_path / "c.yaml").write_text("mine\n")
    source = SourceText(str(tmp_path / "a.yaml"), "old\n")
    files = ((tmp_path / "b.yaml", "text\n"), (tmp_path / "c.yaml", "text\n"))
    with pytest.raises(UsageError, match="there already"):
        write_mended(Mended(source, "new\n", (), files), write_text)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "c.yaml"]
    assert (tmp_path / "a.yaml").read_text() == "old\n"
    assert (tmp_path / "c.yaml").read_text() == "mine\n"


@pytest.mark.parametrize("name", ["", ".hidden", "../up.yaml", "a/b.yaml", "a\\b.yaml"])
def test_a_new_file_stays_in_its_folder(name):
    with pytest.raises(ValueError, match="plain name"):
        Fix("t", (), new_files=((name, ""),))
