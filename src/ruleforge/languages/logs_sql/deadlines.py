"""Interrupting what takes too long, by one thread that waits for every deadline.

A thread for each statement takes longer to start and to end than a statement over a few events takes to run.
"""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Deadlines"]


class Deadlines:
    """Calls for blocks that last longer than they should.

    The thread starts with the first block, and again where it has ended, as in a process that was forked. It does not
    keep the process from ending.
    """

    _thread: threading.Thread | None
    _pending: dict[object, tuple[float, Callable[[], None]]]

    def __init__(self) -> None:
        self._forget()
        if hasattr(os, "register_at_fork"):
            # The lock may have been held when the process was forked, by a thread that is not there any more.
            os.register_at_fork(after_in_child=self._forget)

    @contextmanager
    def after(self, seconds: float, call: Callable[[], None]) -> Iterator[None]:
        """Calls `call`, from another thread, once a block has lasted so long; never after the block.

        Never at all where `seconds` is infinite or no number.
        """
        if not seconds < math.inf:
            yield
            return
        deadline = time.monotonic() + seconds
        block = object()
        try:
            with self._changed:
                self._pending[block] = deadline, call
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._wait, name="ruleforge deadlines", daemon=True)
                    self._thread.start()
                elif deadline < self._wakes_at:
                    self._changed.notify()
            yield
        finally:
            with self._changed:
                self._pending.pop(block, None)

    def _forget(self) -> None:
        self._changed = threading.Condition()
        self._pending = {}
        self._thread = None
        self._wakes_at = 0.0

    def _wait(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for block in [block for block, (deadline, _) in self._pending.items() if deadline <= now]:
                    _, call = self._pending.pop(block)
                    try:
                        call()
                    except Exception:  # noqa: BLE001 - told as any thread's failure is, which the others outlive
                        threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), self._thread)))
                # Blocks that end are not told to this thread: it wakes for nothing, at most once in a deadline.
                self._wakes_at = min((deadline for deadline, _ in self._pending.values()), default=math.inf)
                self._changed.wait(min(self._wakes_at - now, threading.TIMEOUT_MAX))
