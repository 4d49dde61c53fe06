"""How messages name several things."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["listed"]

_SHOWN = 3


def listed(names: Iterable[str], most: int = _SHOWN) -> str:
    """Names as a message has them, each once: the first ones, and how many more there are."""
    found = list(dict.fromkeys(names))
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")
