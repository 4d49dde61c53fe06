"""The regular expressions of filter patterns: characters, classes, bounded repeats and anchors, but no groups.

Without groups an expression is a set of alternatives, each a run of repeated character sets between anchors. That is
little enough to hold as data and to search in linear time. Python's `re` is faster on ordinary texts and takes them;
a text on which backtracking could run away goes to a table-driven search (`ruleforge.predicate.automaton`), so no
pattern and no log message can stall a run.

AWS documents neither whether `.` takes a newline nor whether `$` holds before a final one; both follow Python here.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from ruleforge.predicate.automaton import Automaton, Cell

__all__ = ["ANY", "Anchor", "CharacterSet", "Item", "Regex", "Repeat"]


class Anchor(enum.Enum):
    """A place in the text."""

    START = "^"
    END = "$"


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """The characters in some ranges of code points (both ends included), or all others."""

    ranges: tuple[tuple[int, int], ...]
    negated: bool = False

    def __contains__(self, character: str) -> bool:
        point = ord(character)
        return any(low <= point <= high for low, high in self.ranges) is not self.negated

    @property
    def single(self) -> str:
        """The one character of the set, or the empty string."""
        if self.negated or len(self.ranges) != 1 or self.ranges[0][0] != self.ranges[0][1]:
            return ""
        return chr(self.ranges[0][0])

    def to_python(self) -> str:
        """The set in the syntax of `re`."""
        if not self.ranges:
            return "[\\s\\S]" if self.negated else "(?!)"
        inner = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in self.ranges)
        return f"[{'^' if self.negated else ''}{inner}]"


ANY = CharacterSet(((0x0A, 0x0A),), negated=True)
"""What `.` matches: everything but a newline, as in Python."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Between `minimum` and `maximum` (None: any number of) characters of a set."""

    characters: CharacterSet
    minimum: int = 1
    maximum: int | None = 1

    @property
    def spread(self) -> float:
        """How many lengths it can have, beyond the first."""
        return float("inf") if self.maximum is None else self.maximum - self.minimum


Item: TypeAlias = Anchor | Repeat

_RE_TAKES_REPEATS_UP_TO = 4_294_967_294
_AUTOMATON_CELLS = 65_536
_FREE_SPREAD = 8


@dataclass(frozen=True)
class Regex:
    """A regular expression as alternatives of items; `source` is its text in the pattern, without the percent signs."""

    alternatives: tuple[tuple[Item, ...], ...]
    source: str

    def search(self, text: str) -> bool:
        """Whether the expression is found anywhere in the text."""
        if len(text) <= self._backtracking_limit:
            return self._python.search(text) is not None
        return self._automaton.search(text)

    def search_otherwise(self, text: str) -> bool:
        """The same question under the other reading: `.` takes a newline, and `$` holds at the very end only."""
        return self._otherwise.search(text)

    @cached_property
    def depends_on_newlines(self) -> bool:
        """Whether the two readings can differ at all."""
        return any(
            item is Anchor.END or (isinstance(item, Repeat) and item.characters == ANY)
            for items in self.alternatives
            for item in items
        )

    @cached_property
    def _trimmed(self) -> tuple[tuple[Item, ...], ...]:
        """The alternatives without what a search finds anyway: items at either end that may match nothing.

        `.*ignore previous.*` is the same question as `ignore previous`, without its quadratic cost.
        """
        trimmed = []
        for items in self.alternatives:
            start, end = 0, len(items)
            while start < end and _may_be_empty(items[start]):
                start += 1
            while end > start and _may_be_empty(items[end - 1]):
                end -= 1
            trimmed.append(items[start:end])
        return tuple(trimmed)

    @cached_property
    def _python(self) -> re.Pattern[str]:
        return re.compile("|".join("".join(map(_item_to_python, items)) for items in self._trimmed))

    @cached_property
    def _cells(self) -> int:
        return sum(
            1 if isinstance(item, Anchor) else (item.minimum + 1 if item.maximum is None else item.maximum)
            for items in self._trimmed
            for item in items
        )

    @cached_property
    def _automaton(self) -> Automaton:
        return Automaton([_item_cells(items) for items in self._trimmed], final_newline=True)

    @cached_property
    def _otherwise(self) -> Automaton:
        everything = CharacterSet((), negated=True)
        alternatives = [
            tuple(
                Repeat(everything, item.minimum, item.maximum)
                if isinstance(item, Repeat) and item.characters == ANY
                else item
                for item in items
            )
            for items in self._trimmed
        ]
        return Automaton([_item_cells(items) for items in alternatives], final_newline=False)

    @cached_property
    def _backtracking_limit(self) -> float:
        """The longest text for which backtracking stays below about ten million steps."""
        variable = max(
            (sum(isinstance(i, Repeat) and i.spread > _FREE_SPREAD for i in items) for items in self._trimmed),
            default=0,
        )
        if variable == 0 or self._cells > _AUTOMATON_CELLS:
            return float("inf")
        return {1: 4096, 2: 256}.get(variable, -1)


def _may_be_empty(item: Item) -> bool:
    return isinstance(item, Repeat) and item.minimum == 0


def _item_to_python(item: Item) -> str:
    if isinstance(item, Anchor):
        return item.value
    if item.minimum == item.maximum == 1 and (literal := item.characters.single):
        return re.escape(literal)
    maximum = "" if item.maximum is None else str(min(item.maximum, _RE_TAKES_REPEATS_UP_TO))
    return f"{item.characters.to_python()}{{{item.minimum},{maximum}}}"


def _item_cells(items: tuple[Item, ...]) -> list[Cell]:
    cells: list[Cell] = []
    for item in items:
        if isinstance(item, Anchor):
            cells.append((None, item.value))
            continue
        cells.extend([(item.characters, "one")] * item.minimum)
        if item.maximum is None:
            cells.append((item.characters, "many"))
        else:
            cells.extend([(item.characters, "maybe")] * (item.maximum - item.minimum))
    return cells
