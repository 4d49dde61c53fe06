"""Statements over a few rows, prepared once for tables of a shape and run for one set of rows after the other.

For a few rows, reading and planning a statement takes longer than running it, and so does making a table. A session is
kept for each of the last statements, which gets its rows as parameters: no answer depends on what is left in it.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ruleforge.languages.logs_sql.database import bounded, unoptimized
from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.relation import Gathered

if TYPE_CHECKING:
    import duckdb

__all__ = ["are_few", "run_prepared"]

_MOST_KEPT = 32
_FEW_EVENTS = 1_000
_FEW_PAIRS = 1_000_000
_LONG_TEXTS = 16_000_000
_SHORT_TEXTS = 500_000


def are_few(tables: Sequence[Gathered]) -> bool:
    """Whether there is nothing to gain from optimizing, whatever is done with these tables together.

    And whether their rows fit into a statement: few events can be long.
    """
    events = [table.relation.events for table in tables]
    if sum(events) > _FEW_EVENTS or math.prod(max(1, count) for count in events) > _FEW_PAIRS:
        return False
    return sum(table.length for table in tables) <= _LONG_TEXTS


class _Sessions:
    """Sessions that nobody uses, by their statement; of too many, those go that were used longest ago."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, duckdb.DuckDBPyConnection] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, statement: str) -> duckdb.DuckDBPyConnection | None:
        """The session of a statement, which is the caller's alone from then on."""
        with self._lock:
            return self._kept.pop(statement, None)

    def keep(self, statement: str, session: duckdb.DuckDBPyConnection) -> None:
        """Takes a session back in which nothing has gone wrong."""
        with self._lock:
            surplus = [self._kept.pop(statement, None)]
            self._kept[statement] = session
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
    named = ", ".join(
        f"{table.relation.table} AS MATERIALIZED ({table.reading(f'${number}')})"
        for number, table in enumerate(tables, 1)
    )
    statement = f"WITH {named} {sql}"
    # EXECUTE takes nothing but literals.
    given = ", ".join(quoted(table.text()) for table in tables)
    session = _SESSIONS.take(statement)
    is_new = session is None
    if session is None:
        session = unoptimized()
    try:
        with bounded(session, timeout):
            if is_new:
                session.execute(f"PREPARE answer AS {statement}")
            found = session.execute(f"EXECUTE answer({given})").fetchmany(rows + 1)
    except BaseException:
        session.close()
        raise
    if len(given) <= _SHORT_TEXTS:
        _SESSIONS.keep(statement, session)
    else:
        # It holds on to what it was given last.
        session.close()
    return found[:rows], len(found) > rows
