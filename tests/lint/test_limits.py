"""Every row of limits.json has a check or a reason, and checks of reading weigh what their pages say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lint_examples import load_example, write_example

from ruleforge.data import limits
from ruleforge.lint import checks
from ruleforge.lint.coverage import BY_LANGUAGE, NOT_CHECKED
from ruleforge.lint.reading import READING

ROWS = [row["id"] for row in json.loads(Path(limits.__file__).with_name("limits.json").read_text())["limits"]]
LIMITS = {identifier: check for identifier, check in checks().items() if check.family == "limit"}
BY_CHECK = {row for check in checks().values() for row in check.limits}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_a_check_or_a_reason(row):
    assert [row in BY_CHECK, row in BY_LANGUAGE, row in NOT_CHECKED].count(True) == 1


def test_nothing_is_said_of_rows_that_there_are_not():
    assert not (BY_LANGUAGE.keys() | NOT_CHECKED.keys()) - set(ROWS)
    assert not set(BY_LANGUAGE.values()) - READING.keys()
    assert all(NOT_CHECKED.values())


@pytest.mark.parametrize("check", LIMITS.values(), ids=list(LIMITS))
def test_a_limit_names_its_page_and_day(check):
    assert check.source.startswith("https://docs.aws.amazon.com/")
    assert check.checked


@pytest.mark.parametrize("check", [check for check in LIMITS.values() if check.reading], ids=lambda check: check.id)
def test_reading_tells_what_the_page_says(check, tmp_path):
    """As heavily, and about every kind that the page names or fewer; and each mistake once."""
    for number, example in enumerate(check.avoid):
        folder = tmp_path / str(number)
        write_example(folder, example.text)
        _, problems = load_example(folder)
        own = [problem for problem in problems if problem.check == check.id]
        assert {problem.severity for problem in own} <= {check.severity}
        others = {(problem.source.name, problem.span) for problem in problems if problem.check != check.id}
        assert not others & {(problem.source.name, problem.span) for problem in own}
