"""Walking through all texts at once: which conditions, regular expressions among them, a text can satisfy together.

Characters that no condition tells apart are one. What has been read of a text is remembered only as far as a condition
cares; so there are finitely many states, and the shortest text that leads to each is found breadth-first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from ruleforge.predicate.analysis.budget import Budget, OutOfBudgetError
from ruleforge.predicate.analysis.features import Features
from ruleforge.predicate.automaton import Automaton, Progress
from ruleforge.predicate.regex import Regex, Repeat

__all__ = ["alphabet", "walk_texts"]

_MOST_STEPS = 40_000
_MOST_REGEX_STATES = 300
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class _State:
    """What matters of the text so far.

    `beginning` is all of it, while it is the beginning of a text that is compared whole or at the start, `starts` those
    it has had. `ending` is as much of its end as begins a text that is looked for, `insides` those that were found.
    """

    beginning: str | None
    starts: frozenset[str]
    ending: str
    insides: frozenset[str]
    searches: tuple[Progress, ...]


_Signature: TypeAlias = tuple[str | None, frozenset[str], frozenset[str], frozenset[str], tuple[bool, ...]]


def walk_texts(features: Features, budget: Budget, *, within: str | None = None) -> tuple[list[str], bool]:
    """The shortest text of each kind, and whether none is missing; with `within`, of those characters alone."""
    readers = [regex.reader(_MOST_REGEX_STATES) for regex in features.regexes]
    automata = [reader for reader in readers if reader is not None]
    if len(automata) < len(readers):
        return sorted(features.texts), False
    characters = within if within is not None else alphabet(features.texts, features.regexes)
    walk = _Walk(features, automata)
    found: dict[_Signature, str] = {}
    begin = walk.begin()
    seen = {begin}
    waiting = deque([(begin, "")])
    steps = 0
    complete = True
    while waiting:
        state, text = waiting.popleft()
        found.setdefault(walk.signature(state), text)
        cost = len(characters) * (1 + len(automata))
        steps += cost
        try:
            budget.spend(cost)
        except OutOfBudgetError:
            complete = False
        if not complete or steps > _MOST_STEPS:
            complete = False
            break
        for character in characters:
            following = walk.read(state, character, first=not text)
            if following not in seen:
                seen.add(following)
                waiting.append((following, text + character))
    return list(found.values()), complete


class _Walk:
    def __init__(self, features: Features, automata: list[Automaton]) -> None:
        self._features = features
        self._automata = automata
        self._beginnings = _prefixes(features.whole | features.starts)
        self._parts = _prefixes(features.ends | features.insides)

    def begin(self) -> _State:
        return _State("", frozenset(), "", frozenset(), tuple(automaton.begin() for automaton in self._automata))

    def read(self, state: _State, character: str, *, first: bool) -> _State:
        beginning, starts = state.beginning, state.starts
        if beginning is not None:
            beginning += character
            if beginning not in self._beginnings:
                beginning = None
            elif beginning in self._features.starts:
                starts |= {beginning}
        ending = state.ending + character
        while ending not in self._parts:
            ending = ending[1:]
        insides = state.insides | {text for text in self._features.insides if ending.endswith(text)}
        searches = tuple(
            automaton.read(progress, character, first=first)
            for automaton, progress in zip(self._automata, state.searches, strict=True)
        )
        return _State(beginning, starts, ending, insides, searches)

    def signature(self, state: _State) -> _Signature:
        whole = state.beginning if state.beginning in self._features.whole else None
        ends = frozenset(text for text in self._features.ends if state.ending.endswith(text))
        return whole, state.starts, ends, state.insides, tuple(progress.holds for progress in state.searches)


def _prefixes(texts: set[str]) -> set[str]:
    return {text[:length] for text in texts for length in range(len(text) + 1)} | {""}


def alphabet(texts: Iterable[str], regexes: Iterable[Regex]) -> str:
    """A character for every kind that the texts and expressions tell apart."""
    single = set[str]().union(*texts)
    sets = {
        item.characters
        for regex in regexes
        for items in regex.alternatives
        for item in items
        if isinstance(item, Repeat)
    }
    # Every newline counts for `$`, whatever the sets say.
    bounds = {0, 10, 11, 0xD800, 0xE000} | set(map(ord, single)) | {ord(c) + 1 for c in single}
    bounds |= {point for found in sets for low, high in found.ranges for point in (low, high + 1)}
    # Where a set holds most of what can be read, examples that people can read are taken first.
    bounds |= {ord(character) for character in "a0A-_ "} | {ord(character) + 1 for character in "a0A-_ "}
    kinds: dict[tuple[bool, ...], str] = {}
    ordered = sorted(bounds, key=lambda point: (not chr(min(point, 0x10FFFF)).isalnum() or point > 0x7E, point))
    for point in ordered:
        if point > 0x10FFFF or (point in _SURROGATES and chr(point) not in single):
            continue
        character = chr(point)
        if character not in single:
            kinds.setdefault((character == "\n", *(character in found for found in sets)), character)
    return "".join(sorted(single) + list(kinds.values()))
