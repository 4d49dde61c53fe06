"""The canonical spelling of patterns."""

from __future__ import annotations

import pytest

from ruleforge import FilterPattern


@pytest.mark.parametrize("text", ["X" * 1024, "a b " * 255 + "c", "{" + "&&".join(["$.a=b"] * 146) + "}"])
def test_what_would_be_too_long_for_aws_stays_as_it_is_written(text):
    pattern = FilterPattern.parse(text)
    assert str(pattern) == text
    assert FilterPattern.parse(str(pattern)) == pattern


def test_a_pattern_equals_its_canonical_spelling():
    pattern = FilterPattern.parse("  ERROR   -x ")
    assert str(pattern) == '"ERROR" -"x"'
    assert FilterPattern.parse(str(pattern)) == pattern
    assert hash(FilterPattern.parse(str(pattern))) == hash(pattern)
