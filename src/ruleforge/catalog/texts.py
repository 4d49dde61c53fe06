"""The texts of other languages inside rules, spelled so that the same text is always written alike."""

from __future__ import annotations

import re
from functools import lru_cache

from ruleforge.errors import PatternSyntaxError
from ruleforge.languages.filter_pattern import FilterPattern

__all__ = ["canonical_pattern", "without_trailing_blanks"]

# What stands in quotes or in a comment of several lines is passed over as a whole.
_SQL = re.compile(
    r"""
    '(?:[^'\\]|\\.)*(?:'|\Z) | "(?:[^"\\]|\\.)*(?:"|\Z) | `[^`]*(?:`|\Z)
    | /\*.*?(?:\*/|\Z) | --[^\n]*?(?=[ \t]*+(?:\n|\Z))
    | (?P<blanks>(?<![ \t])[ \t]++(?=\n|\Z))
    """,
    re.DOTALL | re.VERBOSE,
)


@lru_cache(maxsize=4096)
def canonical_pattern(text: str) -> str:
    """A filter pattern in its one spelling; as it is where it is no pattern."""
    try:
        return str(FilterPattern.parse(text))
    except PatternSyntaxError:
        return text


def without_trailing_blanks(text: str) -> str:
    """A query without the blanks at the ends of its lines, except in quotes and comments, where they are text."""
    return _SQL.sub(lambda found: "" if found["blanks"] else found.group(), text)
