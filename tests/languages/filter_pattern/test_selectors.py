"""Selectors that are unusual and legal."""

from __future__ import annotations

import pytest

from ruleforge import FilterPattern


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{ $.['items[0]'] = 1 }", '{"items[0]": 1}'),
        ("{ $.['a]b'].c = 1 }", '{"a]b": {"c": 1}}'),
        ("{ $.a[9999999999] NOT EXISTS }", '{"a": [1]}'),
        ("{ $.a = OR }", '{"a": "OR"}'),
        ("{ $.a = AND && $.b = IS }", '{"a": "AND", "b": "IS"}'),
        ("{ $.a = 1e }", '{"a": "1e"}'),
    ],
)
def test_matches(pattern, message):
    parsed = FilterPattern.parse(pattern)
    assert parsed.matches(message)
    assert FilterPattern.parse(str(parsed)).matches(message)
