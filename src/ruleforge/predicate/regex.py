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

from ruleforge.predicate.automaton import Automaton, Run

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


Item: TypeAlias = Anchor | Repeat

_RE_TAKES_REPEATS_UP_TO = 4_294_967_294
_BACKTRACKING_STEPS = 10_000_000
_LONG_REPEAT = 64


@dataclass(frozen=True)
class Regex:
    """A regular expression as alternatives of items; `source` is its text in the pattern, without the percent signs."""

    alternatives: tuple[tuple[Item, ...], ...]
    source: str

    def search(self, text: str) -> bool:
        """Whether the expression is found anywhere in the text."""
        if self._backtracking_steps(len(text)) <= _BACKTRACKING_STEPS:
            return self._python.search(text) is not None
        return self._automaton(len(text), plain=True).search(text)

    def search_otherwise(self, text: str) -> bool:
        """The same question under the other reading: `.` takes a newline, and `$` holds at the very end only."""
        return self._automaton(len(text), plain=False).search(text)

    def reader(self, most: int) -> Automaton | None:
        """A search of texts of any length, character by character; None where it has more than `most` states."""
        states = sum(
            max(item.minimum, item.maximum or 0) + 1
            for items in self._trimmed
            for item in items
            if isinstance(item, Repeat)
        )
        return self._automaton(most, plain=True) if states <= most else None

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

    def _backtracking_steps(self, length: int) -> float:
        """How many steps backtracking may take on a text of a length, at the worst."""
        worst = 0.0
        for items in self._trimmed:
            steps = float(length)
            for item in items:
                if isinstance(item, Repeat):
                    steps *= _ways(item, length)
            worst = max(worst, steps)
        return worst

    def _automaton(self, length: int, *, plain: bool) -> Automaton:
        """A table-driven search for texts up to a length, under the plain reading or the other one.

        No text has more characters than it has: a bound beyond that is none, and so the number of states stays within
        what the text can need.
        """
        cap = 1 << length.bit_length()
        key = cap, plain
        automaton = self._automata.get(key)
        if automaton is None:
            everything = None if plain else CharacterSet((), negated=True)
            runs = [_runs(items, cap, everything) for items in self._trimmed]
            automaton = Automaton([found for found in runs if found is not None], final_newline=plain)
            self._automata[key] = automaton
        return automaton

    @cached_property
    def _automata(self) -> dict[tuple[int, bool], Automaton]:
        return {}


def _ways(item: Repeat, length: int) -> int:
    """How many lengths a repeat can have in a text, times what it costs to go through a long fixed one."""
    most = length if item.maximum is None else min(item.maximum, length)
    spread = max(0, most - min(item.minimum, length)) + 1
    return spread * (min(item.minimum, length) if item.minimum > _LONG_REPEAT else 1)


def _may_be_empty(item: Item) -> bool:
    return isinstance(item, Repeat) and item.minimum == 0


def _item_to_python(item: Item) -> str:
    if isinstance(item, Anchor):
        return "^" if item is Anchor.START else "$"
    if item.minimum == item.maximum == 1 and (literal := item.characters.single):
        return re.escape(literal)
    maximum = "" if item.maximum is None else str(min(item.maximum, _RE_TAKES_REPEATS_UP_TO))
    return f"{item.characters.to_python()}{{{item.minimum},{maximum}}}"


def _runs(items: tuple[Item, ...], cap: int, any_is: CharacterSet | None) -> list[Run] | None:
    """The runs of an alternative for texts shorter than `cap`, or None where no such text is long enough.

    `any_is` stands in for the dot, where it is read in another way.
    """
    runs: list[Run] = []
    for item in items:
        if isinstance(item, Anchor):
            runs.append(Run("^" if item is Anchor.START else "$"))
            continue
        if item.minimum > cap:
            return None
        characters = any_is if any_is is not None and item.characters == ANY else item.characters
        runs.append(Run("one", characters, item.minimum))
        if item.maximum is None or item.maximum >= cap:
            runs.append(Run("many", characters))
        else:
            runs.append(Run("maybe", characters, item.maximum - item.minimum))
    return runs
