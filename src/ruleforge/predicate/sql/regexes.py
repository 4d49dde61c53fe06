"""Regular expressions in the syntax that Trino, Spark and DuckDB share, with the meaning that they have here.

The engines do not agree on `^`, `$` and `.`; on `\\A`, `\\n?\\z` and `[^\\n]`, which is what they mean here, they do.
"""

from __future__ import annotations

from ruleforge.predicate.regex import Anchor, CharacterSet, Item, Regex, Repeat
from ruleforge.predicate.sql.making import Refusal

__all__ = ["regex_text"]

_LAST = 0x10FFFF
_MOST_REPEATS = 1000
"""What RE2, which DuckDB has, takes."""


def regex_text(regex: Regex) -> str:
    """The expression. Raises Refusal for what the engines do not share."""
    return "|".join(_alternative(items) for items in regex.alternatives)


def _alternative(items: tuple[Item, ...]) -> str:
    written = ""
    for index, item in enumerate(items):
        if item is Anchor.START:
            written += "\\A"
        elif item is Anchor.END:
            if index < len(items) - 1:
                raise Refusal("regex", "$ before the end of an expression", "the engines read it differently")
            written += "\\n?\\z"
        else:
            written += _repeat(item)
    return written


def _repeat(item: Repeat) -> str:
    characters = _characters(item.characters)
    if item.minimum > _MOST_REPEATS or (item.maximum or 0) > _MOST_REPEATS:
        raise Refusal("regex", f"more than {_MOST_REPEATS} repeats", f"RE2: at most {_MOST_REPEATS}")
    match item.minimum, item.maximum:
        case 1, 1:
            return characters
        case 0, None:
            return f"{characters}*"
        case 1, None:
            return f"{characters}+"
        case 0, 1:
            return f"{characters}?"
        case minimum, None:
            return f"{characters}{{{minimum},}}"
        case minimum, maximum if minimum == maximum:
            return f"{characters}{{{minimum}}}"
        case minimum, maximum:
            return f"{characters}{{{minimum},{maximum}}}"


def _characters(characters: CharacterSet) -> str:
    if single := characters.single:
        return _escaped(single)
    ranges, negated = characters.ranges, characters.negated
    if any(high == _LAST for _, high in ranges):
        ranges, negated = _others(ranges), not negated
    if not ranges:
        return "[\\s\\S]" if negated else "[^\\s\\S]"
    inner = "".join(_range(low, high) for low, high in ranges)
    return f"[{'^' if negated else ''}{inner}]"


def _others(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """The characters that are in none of some ranges."""
    found = []
    following = 0
    for low, high in sorted(ranges):
        if low > following:
            found.append((following, low - 1))
        following = max(following, high + 1)
    if following <= _LAST:
        found.append((following, _LAST))
    return tuple(found)


def _range(low: int, high: int) -> str:
    if low == high:
        return _escaped(chr(low))
    return f"{_escaped(chr(low))}-{_escaped(chr(high))}"


def _escaped(character: str) -> str:
    """A character as itself, behind a backslash, or by its number."""
    if character.isalnum() or not character.isascii():
        if "\ud800" <= character <= "\udfff":
            raise Refusal("surrogate", "half of a surrogate pair", "the engines search Unicode text")
        return character
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    if named:
        return named
    return f"\\{character}" if character.isprintable() and character != " " else f"\\x{ord(character):02x}"
