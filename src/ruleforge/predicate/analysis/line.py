"""Building a line whose columns have texts of the cells that are left for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruleforge.predicate.analysis.partition import ABSENT_BIT
from ruleforge.predicate.analysis.record import ImpossibleError, UncertainError
from ruleforge.predicate.analysis.solve import State
from ruleforge.predicate.analysis.space import Space
from ruleforge.predicate.operands import Column

__all__ = ["lines"]

_FILLER = "-"
_BLANK = re.compile(r"[ \t\n\r\f\v]")
_TRIED_RESTS = 8


def lines(space: Space, state: State) -> Iterator[str]:
    """Lines that may be what is asked for; whoever gets them has to check.

    Raises `ImpossibleError` at the end where no number of columns fits, and `UncertainError` where one may.
    """
    doubtful = False
    for count in range(space.counts):
        if not state.domains[space.count_variable] >> count & 1:
            continue
        try:
            slots, rests = _slots(space, state, count)
        except ImpossibleError:
            continue
        doubtful = True
        yield from _written(space, state, slots, rests)
    if not doubtful:
        raise ImpossibleError
    raise UncertainError("columns of one line that depend on each other")


def _slots(space: Space, state: State, count: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """For a line of so many columns: for each of them a variable (-1: none) and the cells, and those of a rest."""
    slots = [(-1, -1)] * count
    rests = []
    for place, column in space.columns:
        index = column.index if column.index >= 0 else count + column.index
        domain = state.domains[place]
        if not 0 <= index < count:
            if not domain & ABSENT_BIT:
                raise ImpossibleError
            continue
        domain &= ~ABSENT_BIT
        if _is_rest(column, count):
            rests.append((index, place))
        else:
            domain &= slots[index][1]
            slots[index] = place, domain
        if not domain:
            raise ImpossibleError
    return slots, rests


def _is_rest(column: Column, count: int) -> bool:
    return column.rest and 0 <= column.index < count - 1


def _written(space: Space, state: State, slots: list[tuple[int, int]], rests: list[tuple[int, int]]) -> Iterator[str]:
    tokens = []
    for place, mask in slots:
        if place < 0:
            tokens.append(_FILLER)
            continue
        cells = space.variables[place].cells
        if not mask & cells.sure:
            return
        tokens.append(_token(str(cells.example(mask & cells.sure))))
    yield " ".join(tokens)
    for index, place in rests:
        cells = space.variables[place].cells
        left = state.domains[place] & cells.sure & ~ABSENT_BIT
        for _ in range(_TRIED_RESTS):
            if not left:
                break
            text = str(cells.example(left))
            left &= left - 1
            yield " ".join((*tokens[:index], text))
            yield " ".join((*tokens[:index], text, _FILLER))
            yield " ".join((*tokens[:index], _FILLER, text))


def _token(text: str) -> str:
    """A text as a column, between delimiters where it needs them."""
    if text and not _BLANK.search(text) and text[0] not in '["':
        return text
    return f'"{text}"' if '"' not in text else f"[{text}]"
