"""Making things in a thread of its own, some of them before they are asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["ahead"]

_T = TypeVar("_T")
_MOST = 2


def ahead(items: Iterator[_T], most: int = _MOST) -> Iterator[_T]:
    """The same things in the same order, none of them None, at most so many of them ahead.

    What making one raises is raised in its place. The thread ends when the iterator does, or is closed.
    """
    with ThreadPoolExecutor(1) as pool:
        waiting = deque(pool.submit(next, items, None) for _ in range(most))
        while (item := waiting.popleft().result()) is not None:
            waiting.append(pool.submit(next, items, None))
            yield item
