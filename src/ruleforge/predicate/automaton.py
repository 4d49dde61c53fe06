"""Searching a text for an expression without groups, one look at each character.

The states are the places between the cells of all alternatives, one bit each; the set of live states is one integer.
Sets met and the steps between them are remembered, so a long text costs about one dictionary look-up per character.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

__all__ = ["Automaton", "Cell", "Characters"]


class Characters(Protocol):
    """Something that knows which characters it holds."""

    def __contains__(self, character: str, /) -> bool: ...


Cell = tuple[Characters | None, str]
"""A character set and how often it stands here (`one`, `maybe` or `many`), or None with the anchor `^` or `$`."""

_REMEMBERED_STEPS = 50_000


class Automaton:
    """A matcher for a list of alternatives, each a list of cells.

    `final_newline` says whether `$` also holds before a newline that ends the text.
    """

    def __init__(self, alternatives: Sequence[Sequence[Cell]], *, final_newline: bool) -> None:
        self._final_newline = final_newline
        self._cells: list[tuple[int, Characters, bool]] = []
        self._skips: list[tuple[int, str]] = []
        self._accepting = 0
        self._first = 0
        bit = 1
        for cells in alternatives:
            self._first |= bit
            for characters, kind in cells:
                if characters is not None:
                    self._cells.append((bit, characters, kind == "many"))
                if kind != "one":
                    self._skips.append((bit, kind))
                bit <<= 1
            self._accepting |= bit
            bit <<= 1
        self._start = self._close(self._first, at_start=True, at_end=False)
        self._again = self._close(self._first, at_start=False, at_end=False)
        self._steps: dict[tuple[int, str], int] = {}

    def search(self, text: str) -> bool:
        """Whether some alternative matches somewhere in the text."""
        live = self._start
        accepting, steps = self._accepting, self._steps
        before_newline = len(text) - 1 if self._final_newline and text.endswith("\n") else -1
        for position, character in enumerate(text):
            if position == before_newline:
                live = self._close(live, at_start=position == 0, at_end=True)
            if live & accepting:
                return True
            following = steps.get((live, character))
            if following is None:
                following = self._step(live, character)
            live = following
        return bool(self._close(live, at_start=not text, at_end=True) & accepting)

    def _step(self, live: int, character: str) -> int:
        following = 0
        for bit, characters, many in self._cells:
            if live & bit and character in characters:
                following |= bit if many else bit << 1
        closed = self._close(following, at_start=False, at_end=False) | self._again
        if len(self._steps) >= _REMEMBERED_STEPS:
            self._steps.clear()
        self._steps[live, character] = closed
        return closed

    def _close(self, live: int, *, at_start: bool, at_end: bool) -> int:
        """All states that are reached without a character: past cells that may be left out, and past anchors."""
        for bit, kind in self._skips:
            if live & bit and (at_start if kind == "^" else at_end if kind == "$" else True):
                live |= bit << 1
        return live
