"""Telling quickly that no record of a batch is too large, without looking at each of them."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["may_hold_more_than"]


def may_hold_more_than(size: int, length: int, find: Callable[[int, int], int]) -> bool:
    """Whether some record of a batch of `length` bytes may be longer than `size`.

    `find(start, end)` looks for a sign that every record has once, and gives -1 where there is none. A record of more
    than `size` bytes covers three whole blocks of a quarter of that, and so at least one in which no sign begins.
    Each block is searched only up to its first sign.
    """
    if length <= size:
        return False
    block = size // 4
    return any(find(start, min(start + block + _SIGN, length)) < 0 for start in range(0, length - block, block))


_SIGN = 32
