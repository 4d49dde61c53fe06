"""What is asked of bundles together: told once, of what they deploy, and of nothing in a part of a catalogue."""

from __future__ import annotations

import re

from lint_examples import load_example, write_example

from ruleforge.lint import CatalogSubject, lint
from ruleforge.lint.bundles import bundles_of
from ruleforge.lint.linter import lint_catalog
from ruleforge.lint.settings import Settings

FILTER = """\
kind: metric-filter
id: filter-{n}
spec:
  logGroupName: ${{CLOUDTRAIL_LOG_GROUP}}
  filterPattern: '{{ $.eventName = %^{n}% }}'
  metricTransformations:
    - {{metricNamespace: Security, metricName: Metric{n}, metricValue: "1"}}
"""
BOARD = """\
kind: dashboard
id: board
spec: {DashboardName: board, rows: [{title: Row, widgets: [{rule: filter-0}, {rule: filter-9}]}]}
"""


def bundle(name, *rules):
    return f"kind: bundle\nid: {name}\nspec: {{rules: [{', '.join(rules)}]}}\n"


def findings(folder, today, *texts, check):
    write_example(folder, "---\n".join(texts))
    catalog, problems = load_example(folder)
    report = lint_catalog(catalog, problems, settings=Settings(), select=frozenset({check}), today=today)
    return [(finding.source.name.rpartition("/")[2], finding.message) for finding in report.findings]


FILTERS = [FILTER.format(n=number) for number in range(7)]
REGEXES = "limit/group-regex-patterns"


def test_without_bundles_all_filters_of_a_group_count_together(tmp_path, today):
    ((file, message),) = findings(tmp_path, today, *FILTERS, check=REGEXES)
    assert (file, message[:37]) == ("filter-5.yaml", "7 patterns with regular expressions o")


def test_filters_in_different_bundles_do_not_count_together(tmp_path, today):
    first = bundle("first", *(f"filter-{number}" for number in range(4)))
    second = bundle("second", *(f"filter-{number}" for number in range(4, 7)))
    assert findings(tmp_path, today, *FILTERS, first, second, check=REGEXES) == []


def test_of_several_bundles_the_one_with_the_most_is_told(tmp_path, today):
    six = bundle("six", *(f"filter-{number}" for number in range(6)))
    ((_, message),) = findings(tmp_path, today, *FILTERS, six, bundle("whole", "metric-filter/*"), check=REGEXES)
    assert re.fullmatch(r"7 patterns .* in the bundle whole", message)


def test_what_several_bundles_lack_is_told_once(tmp_path, today):
    texts = [*FILTERS, FILTER.format(n=9), BOARD]
    bundles = [bundle(name, "board", "filter-0") for name in ("a", "b", "c")]
    ((file, message),) = findings(tmp_path, today, *texts, *bundles, check="dashboard/not-deployed")
    assert file == "board.yaml"
    assert message.startswith("filter-9 is not deployed")
    assert message.endswith("in the bundle a and 2 more")


def test_a_bundle_with_a_broken_entry_is_asked_nothing_else(tmp_path, today):
    texts = [*FILTERS, bundle("whole", "metric-filter/*", "gone")]
    assert findings(tmp_path, today, *texts, check=REGEXES) == []
    assert findings(tmp_path, today, *texts, check="bundle/rule") == [("whole.yaml", "there is no rule 'gone'")]


def test_a_part_of_a_catalogue_is_not_asked_for_what_it_lacks(tmp_path, today):
    """One file names rules in other files."""
    folder = tmp_path / "rules" / "bundle"
    write_example(folder, bundle("whole", "metric-filter/*", "gone"))
    report = lint(folder / "whole.yaml", today=today)
    assert not [finding for finding in report.findings if finding.check.startswith(("bundle/", "dashboard/"))]


def test_bundles_are_looked_at_once(tmp_path):
    write_example(tmp_path, "---\n".join([*FILTERS, bundle("whole", "metric-filter/*")]))
    subject = CatalogSubject(load_example(tmp_path)[0])
    (found,) = bundles_of(subject)
    assert bundles_of(subject)[0] is found
    assert [item.rule.id for item in found.rules] == [f"filter-{number}" for number in range(7)]
    assert all(item is subject.by_id[item.rule.id] for item in found.rules)
    assert found.deployment is not None
    assert len(found.deployment.resources) == 7
