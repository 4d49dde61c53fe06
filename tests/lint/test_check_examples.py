"""Every check does what its page says: its examples, good and bad, and the place that each finding points at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lint_examples import load_example, write_example

from ruleforge.lint import checks
from ruleforge.lint.linter import lint_catalog
from ruleforge.lint.settings import Settings

TODAY = date(2026, 11, 26)
BAD = [(check, example) for check in checks().values() for example in check.avoid]
GOOD = [(check, example) for check in checks().values() for example in check.prefer]


def named(pairs):
    return [f"{check.id}-{index}" for index, (check, _) in enumerate(pairs)]


def found(check, example, folder: Path):
    marks = write_example(folder, example.text, example.files)
    catalog, problems = load_example(folder)
    report = lint_catalog(catalog, problems, settings=Settings(), select=frozenset({check.id}), today=TODAY)
    return marks, report.findings


@pytest.mark.parametrize(("check", "example"), BAD, ids=named(BAD))
def test_what_to_avoid_is_found_at_its_place(check, example, tmp_path):
    marks, findings = found(check, example, tmp_path / "rules")
    assert marks, "an example of what to avoid marks the place"
    places = [(Path(finding.source.name).name, finding.span.start, finding.span.end) for finding in findings]
    assert sorted(places) == sorted(marks), [finding.message for finding in findings]
    assert all(finding.message and finding.check == check.id for finding in findings)


@pytest.mark.parametrize(("check", "example"), GOOD, ids=named(GOOD))
def test_what_to_prefer_is_clean(check, example, tmp_path):
    marks, findings = found(check, example, tmp_path / "rules")
    assert not marks
    assert findings == (), [finding.message for finding in findings]


@pytest.mark.parametrize("check", checks().values(), ids=list(checks()))
def test_a_check_has_all_that_its_page_needs(check):
    family, _, name = check.id.partition("/")
    module = (
        Path(__file__).parents[2] / "src" / "ruleforge" / "lint" / "checks" / family / f"{name.replace('-', '_')}.py"
    )
    assert module.exists(), "a check stands in the file of its name, in the folder of its family"
    assert check.summary.endswith(".")
    assert check.why
    assert check.avoid
    assert check.prefer
    assert bool(check.source) == bool(check.checked)
