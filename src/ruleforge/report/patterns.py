"""What a filter pattern means, for people and as data."""

from __future__ import annotations

from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.languages.filter_pattern.parser import (
    MAX_CHARACTERS,
    MAX_REGEXES,
    MAX_WILDCARD_SELECTORS,
    count_regexes,
    count_wildcard_selectors,
)
from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.conditions import IsObject

__all__ = ["pattern_data", "pattern_page"]

_FAMILIES = {
    "all": "empty: every event matches",
    "terms": "terms over the raw message",
    "regex": "a regular expression over the raw message",
    "json": "JSON",
    "space": "space-delimited",
}


def _usage(pattern: FilterPattern) -> dict[str, tuple[int, int]]:
    return {
        "characters": (len(pattern.text), MAX_CHARACTERS),
        "regular expressions": (count_regexes(pattern.tree), MAX_REGEXES),
        "selectors with a wildcard": (count_wildcard_selectors(pattern.tree), MAX_WILDCARD_SELECTORS),
    }


def pattern_data(pattern: FilterPattern) -> dict[str, object]:
    """What `check-pattern` says of a pattern, as JSON data."""
    return {
        "valid": True,
        "family": pattern.family,
        "canonical": str(pattern),
        "selectors": sorted(pattern.selectors),
        "limits": {name: {"used": used, "limit": limit} for name, (used, limit) in _usage(pattern).items()},
        "notes": [note.to_dict() for note in pattern.notes],
    }


def pattern_page(pattern: FilterPattern) -> str:
    """What `check-pattern` says of a pattern, for people."""
    lines = [f"A pattern that AWS takes: {_FAMILIES[pattern.family]}", ""]
    lines += [f"  canonical  {pattern}", "", "Means", *_tree(pattern, pattern.predicate, 1)]
    if pattern.selectors:
        lines += ["", "A metric value or a dimension may take", *(f"  {name}" for name in sorted(pattern.selectors))]
    usage = ", ".join(f"{used} of {limit} {name}" for name, (used, limit) in _usage(pattern).items())
    lines += ["", f"Uses {usage}"]
    if pattern.notes:
        lines += ["", "Where AWS documents nothing"]
        lines += [f"  {note.place}: {note.message}" for note in pattern.notes]
    return "\n".join(lines)


def _tree(pattern: FilterPattern, predicate: Predicate, depth: int) -> list[str]:
    indent = "  " * depth
    match predicate:
        case AllOf(items) | AnyOf(items):
            shown = [item for item in items if not _goes_without_saying(item)]
            if len(shown) == 1:
                return _tree(pattern, shown[0], depth)
            word = "all of" if isinstance(predicate, AllOf) else "any of"
            return [f"{indent}{word}", *(line for item in shown for line in _tree(pattern, item, depth + 1))]
        case Not(item):
            return [f"{indent}not", *_tree(pattern, item, depth + 1)]
        case Comparison() | ColumnCount() | Constant():
            return [f"{indent}{pattern.wording(predicate)}"]


def _goes_without_saying(predicate: Predicate) -> bool:
    return isinstance(predicate, Comparison) and isinstance(predicate.condition, IsObject)
