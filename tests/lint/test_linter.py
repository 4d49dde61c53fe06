"""Linting a catalogue: the shipped one is clean; what is weighed, chosen, ignored, known and changed."""

from __future__ import annotations

from collections import Counter

import pytest
from lint_examples import write_example

from ruleforge.catalog.yaml_nodes import read_yaml
from ruleforge.diagnostics import Severity
from ruleforge.errors import UsageError
from ruleforge.lint import Settings, lint, linter
from ruleforge.lint.baseline import baseline_text

TITLE = """\
kind: metric-filter
id: one
title: It ends with a stop.
---
kind: metric-filter
id: two
title: So does this.
"""
ONLY = frozenset({"meta/title"})


@pytest.fixture
def folder(tmp_path):
    write_example(tmp_path / "rules", TITLE)
    return tmp_path / "rules"


def told(report):
    return [(finding.source.name.rpartition("/")[2], finding.check) for finding in report.findings]


def test_the_shipped_catalogue_is_clean(today):
    report = lint(today=today)
    assert [(finding.place, finding.check, finding.message) for finding in report.findings] == []
    assert report.rules == 224
    assert not report.failed


def test_every_comment_of_the_shipped_catalogue_holds_without_end(today):
    assert lint(today=today.replace(year=today.year + 20)).findings == ()


def test_only_chosen_checks_run(folder, today):
    assert told(lint(folder, select=ONLY, today=today)) == [("one.yaml", "meta/title"), ("two.yaml", "meta/title")]
    everything = Counter(finding.check for finding in lint(folder, today=today).findings)
    assert everything["meta/title"] == 2
    assert everything["test/none"] == 2


def test_severities_and_ids_that_do_not_count(folder, today):
    report = lint(folder, settings=Settings(severity={"meta/title": Severity.ERROR}), select=ONLY, today=today)
    assert report.failed
    assert report.count(Severity.ERROR) == 2
    assert lint(folder, settings=Settings(ignored=ONLY), select=ONLY, today=today).findings == ()


def ignoring(folder, name, comment):
    file = folder / f"{name}.yaml"
    file.write_text(f"# ruleforge: {comment}\n{file.read_text()}")


def test_comments(folder, today):
    ignoring(folder, "one", "ignore[meta/title] it is a sentence")
    report = lint(folder, select=ONLY, today=today)
    assert told(report) == [("two.yaml", "meta/title")]
    assert [finding.check for finding in report.ignored] == ["meta/title"]
    assert report.to_dict()["ignored"] == 1


def test_comments_are_themselves_looked_at(folder, today):
    ignoring(folder, "one", "ignore[meta/attack] there is nothing to ignore")
    ignoring(folder, "two", "ignore[meta/nothing] such a check is not there")
    found = [check for _, check in told(lint(folder, today=today)) if check.startswith("ignore/")]
    assert found == ["ignore/unused", "ignore/check"]
    only = {"ignore/check", "meta/title"}
    assert ("two.yaml", "ignore/check") in told(lint(folder, select=frozenset(only), today=today))
    assert all(check == "meta/title" for _, check in told(lint(folder, select=ONLY, today=today)))
    off = Settings(ignored=frozenset({"meta/attack", "ignore/check"}))
    assert [c for _, c in told(lint(folder, settings=off, today=today)) if c.startswith("ignore/")] == []
    errors = Settings(severity={"ignore/unused": Severity.ERROR})
    assert lint(folder, settings=errors, today=today).failed


def test_a_baseline(folder, today, tmp_path):
    file = tmp_path / "known.json"
    with pytest.raises(UsageError, match="there is no such baseline"):
        lint(folder, settings=Settings(baseline=file), today=today)
    first = lint(folder, today=today)
    file.write_text(baseline_text(first.findings, tmp_path))
    again = lint(folder, settings=Settings(baseline=file), today=today)
    assert (again.findings, len(again.known)) == ((), len(first.findings))
    write_example(folder, TITLE.replace("So does this.", "This is new."))
    assert ("two.yaml", "meta/title") in told(lint(folder, settings=Settings(baseline=file), today=today))


def test_changed_files(folder, today, tmp_path):
    changed = frozenset({(folder / "two.yaml").resolve()})
    assert told(lint(folder, select=ONLY, changed=changed, today=today)) == [("two.yaml", "meta/title")]
    (tmp_path / "link").symlink_to(folder)
    assert len(lint(tmp_path / "link", select=ONLY, changed=changed, today=today).findings) == 1


def test_broken_files_beside_good_ones(folder, today):
    (folder / "broken.yaml").write_text("kind: [\n")
    (folder / "wrong.yaml").write_text("kind: metric-filter\nid: wrong\n")
    report = lint(folder, today=today)
    checks = dict(Counter(told(report)))
    assert report.unreadable
    assert report.rules == 2
    assert checks["broken.yaml", "yaml/syntax"] == 1
    assert checks["wrong.yaml", "schema/required"] >= 1
    assert checks["one.yaml", "meta/title"] == 1


@pytest.mark.parametrize("name", ["empty", "none"])
def test_folders_without_rules(tmp_path, today, name):
    (tmp_path / "empty").mkdir()
    report = lint(tmp_path / name, today=today)
    assert [finding.check for finding in report.findings] == [
        {"empty": "catalog/empty", "none": "catalog/missing"}[name]
    ]
    assert (report.unreadable, report.failed, report.rules) == (True, True, 0)


def test_the_history_is_linted_when_it_is_asked_for(folder, today):
    old = (folder / "one.yaml").read_text().replace("version: 1.0.0", "version: 0.9.0")
    (folder / "history").mkdir()
    (folder / "history" / "one@0.9.0.yaml").write_text(old)
    assert len(lint(folder, select=ONLY, today=today).findings) == 2
    report = lint(folder, select=ONLY, history=True, today=today)
    assert ("one@0.9.0.yaml", "meta/title") in told(report)
    assert report.rules == 3


def test_a_comment_in_the_history_about_what_is_asked_of_the_catalogue_is_not_unused(folder, today):
    old = (folder / "one.yaml").read_text().replace("version: 1.0.0", "version: 0.9.0")
    (folder / "history").mkdir()
    comment = "# ruleforge: ignore[meta/severity] it was weighed so\n"
    (folder / "history" / "one@0.9.0.yaml").write_text(comment + old)
    found = told(lint(folder, history=True, today=today))
    assert [name for name, check in found if check == "ignore/unused"] == []


SESSIONS = """\
kind: metric-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ $.resources[0].type = "AWS::Bedrock::Session" }'
  metricTransformations:
    - {metricNamespace: Examples, metricName: Sessions, metricValue: "1", defaultValue: 0}
---
kind: event-selector
id: sessions
spec:
  Name: Sessions
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::Session"]}
---
kind: trail
id: trail
spec: {TrailName: example, AdvancedEventSelectors: [sessions]}
---
kind: trail
id: another
spec: {TrailName: another, AdvancedEventSelectors: [sessions]}
"""


def test_a_trail_of_the_history_has_selectors_that_no_trail_in_force_has(tmp_path, today):
    rules = tmp_path / "rules"
    write_example(rules, SESSIONS)
    (rules / "history").mkdir()
    writes = '    - {Field: readOnly, Equals: ["false"]}\n'
    for name, now, before in (
        ("sessions", 'Session"]}\n', f'Session"]}}\n{writes}'),
        ("trail", "[sessions]", "[sessions@0.9.0]"),
    ):
        text = (rules / f"{name}.yaml").read_text().replace("version: 1.0.0", "version: 0.9.0")
        (rules / "history" / f"{name}@0.9.0.yaml").write_text(text.replace(now, before))
    select = frozenset({"record/writes-only"})
    assert lint(rules, select=select, today=today).findings == ()
    assert told(lint(rules, select=select, history=True, today=today)) == [("trail@0.9.0.yaml", "record/writes-only")]


def test_no_rule_is_read_twice(folder, today, monkeypatch):
    (folder / "one.yaml").write_text(
        "# ruleforge: ignore[meta/title] titles end as they like\n" + (folder / "one.yaml").read_text()
    )
    read: Counter[str] = Counter()

    def counted(source):
        read[source.name] += 1
        return read_yaml(source)

    monkeypatch.setattr(linter, "read_yaml", counted)
    assert ("two.yaml", "meta/title") in told(lint(folder, today=today))
    assert read == {str(folder / "one.yaml"): 1, str(folder / "two.yaml"): 1}


def test_a_broken_history_is_told(folder, today):
    (folder / "history").mkdir()
    (folder / "history" / "one@0.9.0.yaml").write_text("kind: [\n")
    assert ("one@0.9.0.yaml", "yaml/syntax") in told(lint(folder, history=True, today=today))


def test_the_same_findings_in_whatever_order_files_are_read(folder, today):
    first = lint(folder, today=today)
    assert first.to_dict() == lint(folder, today=today).to_dict()
    keys = [(finding.source.name, finding.span.start, finding.check) for finding in first.findings]
    assert keys == sorted(keys)
