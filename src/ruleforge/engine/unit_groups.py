"""Units of input gathered for processes that share the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ruleforge.events import Unit

__all__ = ["unit_groups"]

_MOST_UNITS = 64


def unit_groups(units: Iterable[Unit], size: int) -> Iterator[tuple[Unit, ...]]:
    """Units in groups of about so many bytes, in order, so that a small file costs no trip of its own."""
    group: list[Unit] = []
    gathered = 0
    for unit in units:
        group.append(unit)
        gathered += unit.size
        if gathered >= size or len(group) >= _MOST_UNITS:
            yield tuple(group)
            group, gathered = [], 0
    if group:
        yield tuple(group)
