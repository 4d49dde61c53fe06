"""Statements over a few rows, prepared once for tables of a shape and run for one set of rows after the other.

For a few rows, reading and planning a statement takes longer than running it. A session is kept for each of the last
statements, with its empty tables; rows are put into them in a transaction that is rolled back, and a session in which
anything goes wrong is closed: no answer can depend on an earlier one.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from ruleforge.languages.logs_sql.database import bounded, unoptimized
from ruleforge.languages.logs_sql.relation import Gathered

if TYPE_CHECKING:
    import duckdb

__all__ = ["are_few", "run_prepared"]

_Key: TypeAlias = tuple[str, ...]
_MOST_KEPT = 32
_FEW_EVENTS = 1_000
_FEW_PAIRS = 1_000_000


def are_few(events: Sequence[int]) -> bool:
    """Whether there is nothing to gain from optimizing, whatever is done with tables of so many events each."""
    return sum(events) <= _FEW_EVENTS and math.prod(max(1, count) for count in events) <= _FEW_PAIRS


class _Sessions:
    """Sessions that nobody uses, by their statement and tables; of too many, those go that were used longest ago."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, duckdb.DuckDBPyConnection] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: _Key) -> duckdb.DuckDBPyConnection | None:
        """The session of a statement, which is the caller's alone from then on."""
        with self._lock:
            return self._kept.pop(key, None)

    def keep(self, key: _Key, session: duckdb.DuckDBPyConnection) -> None:
        """Takes a session back that is as it was when it was made."""
        with self._lock:
            surplus = [self._kept.pop(key, None)]
            self._kept[key] = session
            if len(self._kept) > _MOST_KEPT:
                surplus.append(self._kept.popitem(last=False)[1])
        for old in surplus:
            if old is not None:
                old.close()


_SESSIONS = _Sessions()


def run_prepared(
    sql: str, tables: Sequence[Gathered], rows: int, timeout: float
) -> tuple[Sequence[tuple[Any, ...]], bool]:
    """At most so many rows of what a statement over tables yields, and whether there were more.

    For few rows: nothing is optimized. Raises as `bounded` does.
    """
    key = (sql, *(table.definition for table in tables))
    session = _SESSIONS.take(key)
    is_new = session is None
    if session is None:
        session = unoptimized()
    try:
        if is_new:
            for table in tables:
                session.execute(table.definition)
        session.execute("BEGIN TRANSACTION")
        for table in tables:
            table.insert(session)
        with bounded(session, timeout):
            if is_new:
                session.execute(f"PREPARE answer AS {sql}")
            found = session.execute("EXECUTE answer").fetchmany(rows + 1)
        session.execute("ROLLBACK")
    except BaseException:
        session.close()
        raise
    _SESSIONS.keep(key, session)
    return found[:rows], len(found) > rows
