"""Noticing events that arrive twice, in bounded memory.

CloudTrail may deliver an event more than once, and exports overlap. Every delivery is a log event to CloudWatch Logs
and counts there, so duplicates are counted and named, not dropped. Ids are remembered as fingerprints of 64 bits: two
different ones are taken for one once in some hundred million replays.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

__all__ = ["RECENT", "DuplicateCounter", "fingerprints"]

RECENT = 200_000
"""An id is remembered while at least this many later ones arrive."""


def _stable(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True)


# Processes that are forked share the seed of Python's hash, which costs nothing; others need one that has no seed.
_fingerprint = hash if sys.platform == "linux" else _stable


def fingerprints(identities: Sequence[Any]) -> list[int]:
    """The fingerprints of ids, in order; 0 for anything that is no text, and for the empty text."""
    if _fingerprint is hash and set(map(type, identities)) == {str}:
        return list(map(hash, identities))  # Python's hash of the empty text is 0
    return [_fingerprint(identity) if identity and isinstance(identity, str) else 0 for identity in identities]


class DuplicateCounter:
    """Remembers recent ids; `count` is how many events had an id that was still remembered."""

    def __init__(self, recent: int = RECENT) -> None:
        self._recent = recent
        self._current: set[int] = set()
        self._previous: set[int] = set()
        self.count = 0

    def add(self, identities: array[int]) -> int | None:
        """Takes up fingerprints in order; the position of the first one met before, or None. 0 is no id."""
        fresh = set(identities)
        fresh.discard(0)
        clean = len(fresh) == len(identities) - identities.count(0)
        first = None
        if not (clean and fresh.isdisjoint(self._current) and fresh.isdisjoint(self._previous)):
            first = self._count(identities)
        self._current |= fresh
        if len(self._current) >= self._recent:
            self._previous, self._current = self._current, set()
        return first

    def _count(self, identities: Sequence[int]) -> int | None:
        first = None
        met: set[int] = set()
        for position, identity in enumerate(identities):
            if identity and (identity in met or identity in self._current or identity in self._previous):
                self.count += 1
                first = position if first is None else first
            met.add(identity)
        return first
