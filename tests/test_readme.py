"""What the README counts is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ruleforge import load_catalog
from ruleforge.lint.registry import checks
from ruleforge.model import Kind

ROOT = Path(__file__).parent.parent


def _cases():
    return sum(
        len(file.read_text(encoding="utf-8").splitlines()) for file in (ROOT / "tests/conformance").glob("*.jsonl")
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (r"([\d,]+) \[conformance cases\]", _cases),
        (r"([\d,]+) \[checks\]", lambda: len(checks())),
        (r"The ([\d,]+) metric filters,", lambda: len(load_catalog().of_kind(Kind.METRIC_FILTER))),
        (r"(\d[\d,]*) Contributor Insights rules,", lambda: len(load_catalog().of_kind(Kind.CONTRIBUTOR_INSIGHTS))),
        (r"(\d[\d,]*) alarms,", lambda: len(load_catalog().of_kind(Kind.ALARM))),
    ],
)
def test_what_the_readme_counts(text, count):
    (told,) = set(re.findall(text, (ROOT / "README.md").read_text(encoding="utf-8")))
    assert int(told.replace(",", "")) == count()
