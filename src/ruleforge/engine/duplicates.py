"""Noticing events that arrive twice, in bounded memory.

CloudTrail may deliver an event more than once, and exports overlap. Every delivery is a log event to CloudWatch Logs
and counts there, so duplicates are counted and named, not dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["RECENT", "DuplicateCounter"]

RECENT = 200_000
"""An id is remembered while at least this many later ones arrive."""


class DuplicateCounter:
    """Remembers recent event ids; `count` is how many events had an id that was still remembered."""

    def __init__(self, recent: int = RECENT) -> None:
        self._recent = recent
        self._current: set[str] = set()
        self._previous: set[str] = set()
        self.count = 0

    def add(self, identities: Sequence[str]) -> int | None:
        """Takes up the ids of a unit's events, in order; the position of the first one met before, or None.

        An empty id is none and meets nothing.
        """
        fresh = set(identities)
        fresh.discard("")
        clean = len(fresh) == len(identities) - identities.count("")
        first = None
        if not (clean and fresh.isdisjoint(self._current) and fresh.isdisjoint(self._previous)):
            first = self._count(identities)
        self._current |= fresh
        if len(self._current) >= self._recent:
            self._previous, self._current = self._current, set()
        return first

    def _count(self, identities: Sequence[str]) -> int | None:
        first = None
        met: set[str] = set()
        for position, identity in enumerate(identities):
            if identity and (identity in met or identity in self._current or identity in self._previous):
                self.count += 1
                first = position if first is None else first
            met.add(identity)
        return first
