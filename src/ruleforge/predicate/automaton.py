"""Searching a text for an expression without groups, one look at each character.

The states are the places between the single characters of all alternatives, one bit each; the set of live states is one
integer, and runs of like states are stepped together by arithmetic. Sets met and the steps between them are remembered,
so that a long text costs about one dictionary look-up per character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["Automaton", "Characters", "Progress", "Run"]


class Characters(Protocol):
    """Something that knows which characters it holds."""

    def __contains__(self, character: str, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class Run:
    """A part of an alternative.

    `one` and `maybe`: `count` characters of a set that have to be there, or may be; `many`: any number of them; `^`
    and `$`: an anchor, without characters.
    """

    kind: Literal["one", "maybe", "many", "^", "$"]
    characters: Characters | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come: the live states (-1: found already), and whether it is found if the text ends here."""

    live: int
    holds: bool


_FOUND = Progress(-1, True)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A run and its bits: from `first` to `last`; its end is the bit after `last`."""

    run: Run
    first: int
    last: int
    mask: int


_REMEMBERED_STEPS = 20_000
_REMEMBERED_STATES = 4096


class Automaton:
    """A matcher for a list of alternatives, each a list of runs.

    `final_newline` says whether `$` also holds before a newline that ends the text.
    """

    def __init__(self, alternatives: Sequence[Sequence[Run]], *, final_newline: bool) -> None:
        self._final_newline = final_newline
        self._placed: list[_Placed] = []
        self._accepting = 0
        first = 0
        bit = 1
        for runs in alternatives:
            first |= bit
            for run in runs:
                if run.count == 0:
                    continue
                end = bit << run.count
                self._placed.append(_Placed(run, bit, end >> 1, end - bit))
                bit = end
            self._accepting |= bit
            bit <<= 1
        self._skipped = [placed for placed in self._placed if placed.run.kind != "one"]
        self._start = self._close(first, at_start=True, at_end=False)
        self._again = self._close(first, at_start=False, at_end=False)
        # A set of states is remembered where it is small; large ones would fill the memory and seldom come again.
        self._remembers = bit.bit_length() <= _REMEMBERED_STATES
        self._masks: dict[str, tuple[int, int]] = {}
        self._steps: dict[tuple[int, str], int] = {}

    def search(self, text: str) -> bool:
        """Whether some alternative matches somewhere in the text."""
        live = self._start
        accepting, steps, remembers = self._accepting, self._steps, self._remembers
        before_newline = len(text) - 1 if self._final_newline and text.endswith("\n") else -1
        for position, character in enumerate(text):
            if position == before_newline:
                live = self._close(live, at_start=position == 0, at_end=True)
            if live & accepting:
                return True
            following = steps.get((live, character)) if remembers else None
            live = self._step(live, character) if following is None else following
        return bool(self._close(live, at_start=not text, at_end=True) & accepting)

    def begin(self) -> Progress:
        """A search of a text of which nothing is read yet."""
        if self._start & self._accepting:
            return _FOUND
        return Progress(self._start, bool(self._close(self._start, at_start=True, at_end=True) & self._accepting))

    def read(self, progress: Progress, character: str, *, first: bool) -> Progress:
        """A search after one more character, which is the `first` one or not."""
        if progress is _FOUND:
            return progress
        live = self._step(progress.live, character)
        if live & self._accepting:
            return _FOUND
        ended = self._close(live, at_start=False, at_end=True)
        holds = bool(ended & self._accepting)
        if character == "\n" and self._final_newline and not holds:
            before = self._close(progress.live, at_start=first, at_end=True)
            after = self._close(self._step(before, character), at_start=False, at_end=True)
            holds = progress.holds or bool(after & self._accepting)
        return Progress(live, holds)

    def _step(self, live: int, character: str) -> int:
        onwards, staying = self._masks.get(character) or self._masks_for(character)
        following = ((live & onwards) << 1) | (live & staying)
        closed = self._close(following, at_start=False, at_end=False) | self._again
        if self._remembers:
            if len(self._steps) >= _REMEMBERED_STEPS:
                self._steps.clear()
            self._steps[live, character] = closed
        return closed

    def _masks_for(self, character: str) -> tuple[int, int]:
        """The states that a character moves on from, and those that it stays in."""
        onwards = staying = 0
        for placed in self._placed:
            characters = placed.run.characters
            if characters is None or character not in characters:
                continue
            if placed.run.kind == "many":
                staying |= placed.mask
            else:
                onwards |= placed.mask
        self._masks[character] = onwards, staying
        return onwards, staying

    def _close(self, live: int, *, at_start: bool, at_end: bool) -> int:
        """All states that are reached without a character: past what may be left out, and past anchors that hold."""
        for placed in self._skipped:
            inside = live & placed.mask
            if not inside:
                continue
            kind = placed.run.kind
            if kind == "maybe":
                # From the first live state of the run every later one can be reached, and the end.
                live |= (placed.last << 2) - (inside & -inside)
            elif kind == "many" or (at_start if kind == "^" else at_end):
                live |= placed.last << 1
        return live
