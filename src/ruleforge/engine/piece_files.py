"""Units of input written as files of JSON lines by processes of their own, for DuckDB to read.

Inflating and decoding hold Python's lock, so that threads would take turns; it is these that take the time.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ruleforge.engine.excerpts import Excerpts
from ruleforge.engine.log_pieces import pieces
from ruleforge.events import Problem, Unit, read

__all__ = ["GROUP_BYTES", "Order", "Writers", "Written", "overwrite", "processors", "writers"]

GROUP_BYTES = 4 * 1024 * 1024
"""What an order is worth at least; less input than two of them is read by one process."""

_LARGEST_FILE = 512 * 1024 * 1024
_MOST_PROCESSES = 8
_QUEUED_PER_PROCESS = 2
_FORKS: bool = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Order:
    """Units, each a file that can be read twice, whose events are to be written to a file, as `pieces` makes them."""

    units: tuple[Unit, ...]
    file: Path
    log_group: str
    wrapped: bool
    excerpts: Excerpts


@dataclass(frozen=True, slots=True)
class Written:
    """An order that was carried out: how large the file became, the events that have no line there, the problems."""

    bytes: int
    left_out: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Writers:
    """The processes that write."""

    pool: ProcessPoolExecutor
    processes: int

    def write(self, orders: Iterable[Order]) -> Iterator[tuple[Order, Written | None]]:
        """Has files written, from now on: what became of each order, in turn; None for one that was not carried out."""
        rest = deque(orders)
        waiting: deque[tuple[Order, Future[Written | None]]] = deque()
        with suppress(BrokenProcessPool):
            self._submit(rest, waiting)
        return self._taken(rest, waiting)

    def _submit(self, rest: deque[Order], waiting: deque[tuple[Order, Future[Written | None]]]) -> None:
        while rest and len(waiting) < self.processes * _QUEUED_PER_PROCESS:
            waiting.append((rest[0], self.pool.submit(_write, rest[0])))
            rest.popleft()

    def _taken(
        self, rest: deque[Order], waiting: deque[tuple[Order, Future[Written | None]]]
    ) -> Iterator[tuple[Order, Written | None]]:
        try:
            while rest or waiting:
                self._submit(rest, waiting)
                written = waiting[0][1].result()
                yield waiting.popleft()[0], written
        except BrokenProcessPool:
            # A process is gone, for want of memory say. Whoever asks may still get through alone.
            yield from ((order, None) for order in (*(order for order, _ in waiting), *rest))


@contextmanager
def writers(units: Sequence[Unit]) -> Iterator[Writers | None]:
    """Processes for some units, or None where these would gain nothing.

    They are made at once, by forking, which is safe on Linux alone: nothing that has threads may be running yet, such
    as a database.
    """
    processes = min(processors(), _MOST_PROCESSES, len(units), sum(unit.size for unit in units) // GROUP_BYTES)
    if processes < 2 or not _FORKS:
        yield None
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), _start) as pool:
        try:
            pool.submit(_start).result()
            yield Writers(pool, processes)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def overwrite(file: Path, lines: Iterable[bytes | memoryview]) -> None:
    """Writes lines into a file in place: what it holds already is memory that need not be found again."""
    with file.open("r+b" if file.exists() else "w+b") as stream:
        for part in lines:
            stream.write(part)
            stream.write(b"\n")
        stream.truncate()


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _start() -> None:
    """Makes a process ready: Ctrl-C ends it on the spot, and nothing here has reference cycles."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()


def _write(order: Order) -> Written | None:
    """Writes the file of an order, unless it becomes too large."""
    problems: list[Problem] = []
    size = left_out = 0
    with order.file.open("wb") as stream:
        for unit in order.units:
            for batch in read(unit):
                for item in pieces(unit, batch, order.log_group, wrapped=order.wrapped, excerpts=order.excerpts):
                    if isinstance(item, Problem):
                        problems.append(item)
                        continue
                    left_out += item.left_out
                    size += stream.write(item.data) + stream.write(b"\n")
                    if size > _LARGEST_FILE:
                        return None
    return Written(size, left_out, tuple(problems))
