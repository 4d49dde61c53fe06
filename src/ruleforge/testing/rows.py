"""Rows of a query held against the rows that a test expects, whichever form those are written in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ruleforge.catalog.expected_rows import WrittenRow

__all__ = ["compared"]

Row: TypeAlias = Mapping[str, Any]

_DIGITS = 6


def compared(
    columns: Sequence[str], expected: Sequence[WrittenRow], got: Sequence[Sequence[Any]], *, ordered: bool, subset: bool
) -> tuple[list[Row], list[Row]]:
    """What is expected and what came, in one form: equal where the rows are as expected.

    A row that came and meets an expected one is told in that one's words and, where order does not count, in its
    place; the others follow, with the columns that expected rows name. Of a `subset`, they are left out where every
    expected row is met.
    """
    wanted: list[Row] = [
        dict(row) if isinstance(row, Mapping) else dict(zip(columns, row, strict=True)) for row in expected
    ]
    named = [name for name in columns if any(name in row for row in wanted)] or list(columns)
    places = {name: columns.index(name) for name in columns}
    rows = [{name: row[place] for name, place in places.items()} for row in got]
    met = _in_order(wanted, rows, subset=subset) if ordered else _in_any_order(wanted, rows)
    told = {place: wanted[index] for index, place in sorted(met.items())}
    if not (subset and len(met) == len(wanted)):
        unmet = [row for index, row in enumerate(wanted) if index not in met]
        others = {place: {name: row[name] for name in named} for place, row in enumerate(rows) if place not in told}
        told |= {place: _apart(row, unmet) for place, row in others.items()}
    return wanted, [told[place] for place in (sorted(told) if ordered else told)]


def _apart(row: Row, unmet: Sequence[Row]) -> Row:
    """The row; with numbers and truth values as text where Python, in which true is 1, takes it for one it is not."""
    if not any(row == item and not _meets(item, row) for item in unmet):
        return row
    return {name: str(value) if isinstance(value, int | float) else value for name, value in row.items()}


def _in_order(wanted: Sequence[Row], rows: Sequence[Row], *, subset: bool) -> dict[int, int]:
    """The place of the row that meets each expected one: at the same place or, of a subset, the next one that does."""
    if not subset:
        pairs = enumerate(zip(wanted, rows, strict=False))
        return {index: index for index, (row, candidate) in pairs if _meets(row, candidate)}
    met: dict[int, int] = {}
    start = 0
    for index, row in enumerate(wanted):
        place = next((place for place in range(start, len(rows)) if _meets(row, rows[place])), None)
        if place is not None:
            met[index] = place
            start = place + 1
    return met


def _in_any_order(wanted: Sequence[Row], rows: Sequence[Row]) -> dict[int, int]:
    """The same where order does not count, as many as possible: rows that name few columns give way to others."""
    fitting = [[place for place, row in enumerate(rows) if _meets(item, row)] for item in wanted]
    taken: dict[int, int] = {}

    def place_for(index: int, tried: set[int]) -> bool:
        for place in fitting[index]:
            if place in tried:
                continue
            tried.add(place)
            if place not in taken or place_for(taken[place], tried):
                taken[place] = index
                return True
        return False

    for index in range(len(wanted)):
        place_for(index, set())
    return {index: place for place, index in taken.items()}


def _meets(wanted: Row, row: Row) -> bool:
    return all(_equal(value, row[name]) for name, value in wanted.items())


def _equal(wanted: Any, got: Any) -> bool:
    """Numbers by value, decimals to six digits or as close as computing gets; true is no number; others as they are."""
    if isinstance(wanted, list) and isinstance(got, list):
        return len(wanted) == len(got) and all(map(_equal, wanted, got))
    numbers = isinstance(wanted, int | float) and isinstance(got, int | float)
    if isinstance(wanted, bool) or isinstance(got, bool) or not numbers:
        return type(wanted) is type(got) and bool(wanted == got)
    if isinstance(wanted, float) or isinstance(got, float):
        return math.isclose(wanted, got) or f"{wanted:.{_DIGITS}g}" == f"{got:.{_DIGITS}g}"
    return bool(wanted == got)
