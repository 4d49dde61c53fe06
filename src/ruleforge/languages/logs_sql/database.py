"""The DuckDB database that queries run in: it holds what is put there and reaches nothing else.

No file, no network, no extension, no setting: switched off when the database is made, and locked. What runs is in
addition written by our own translation, from a list of known nodes and functions, and never the text of a query.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import UnsupportedError, UsageError
from ruleforge.languages.logs_sql.deadlines import Deadlines
from ruleforge.languages.logs_sql.macros import MACROS, macros_of

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "DEFAULT_MEMORY",
    "DEFAULT_TIMEOUT",
    "QueryStoppedError",
    "add_macros",
    "bounded",
    "connect",
    "interruptible",
    "lock",
    "run_bounded",
    "session",
    "unoptimized",
]

DEFAULT_TIMEOUT = 60.0
DEFAULT_MEMORY = "1GB"

_LOCKS = (
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
_DEADLINES = Deadlines()


class QueryStoppedError(UsageError):
    """A query that took more time or memory than it was given."""


def connect(*, memory: str = DEFAULT_MEMORY, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """An empty database in memory, without macros, that does not reach out, and is not locked yet.

    `memory` is a number with a unit, as DuckDB writes it.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,
        "temp_directory": "",
    }
    if threads is not None:
        config["threads"] = threads
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def add_macros(connection: duckdb.DuckDBPyConnection, sql: str | None = None) -> None:
    """Adds the macros that a statement of our translation needs to a database, or all there are.

    All take as long as a small query; those that are there already stay.
    """
    for macro in MACROS if sql is None else macros_of(sql):
        connection.execute(f"CREATE MACRO IF NOT EXISTS {macro}")


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Takes from a database, for good, everything outside it: files, network, extensions, settings."""
    for statement in _LOCKS:
        connection.execute(statement)


@cache
def _shared(*, optimized: bool) -> duckdb.DuckDBPyConnection:
    connection = connect(threads=1)
    add_macros(connection)
    if not optimized:
        connection.execute("SET GLOBAL enable_optimizer = false")
    lock(connection)
    return connection


def unoptimized() -> duckdb.DuckDBPyConnection:
    """A session, for the caller to close, of a shared locked database that runs statements as they are written.

    Optimizing a statement takes longer than running it over a few events, and one that is prepared is optimized anew
    each time.
    """
    return _shared(optimized=False).cursor()


@contextmanager
def session() -> Iterator[duckdb.DuckDBPyConnection]:
    """A session of the shared locked database, with temporary tables of its own that go when it ends."""
    cursor = _shared(optimized=True).cursor()
    try:
        yield cursor
    finally:
        cursor.close()


@contextmanager
def interruptible() -> Iterator[None]:
    """Runs statements that Ctrl-C ends as it ends everything else: DuckDB makes an error of its own of it."""
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise


@contextmanager
def bounded(connection: duckdb.DuckDBPyConnection, timeout: float) -> Iterator[None]:
    """Runs statements within bounds.

    Raises QueryStoppedError where they take longer than `timeout` seconds, or more memory than the database has, and
    UnsupportedError for a value that DuckDB cannot work on.
    """
    import duckdb

    help_ = "narrow the query with WHERE, give a JOIN an equality in ON, or allow more"
    try:
        with _DEADLINES.after(timeout, connection.interrupt), interruptible():
            yield
    except duckdb.InterruptException:
        message = f"the query took longer than {timeout:g} s"
        raise QueryStoppedError([Finding("sql/time", message, help=help_)]) from None
    except duckdb.OutOfMemoryException:
        message = "the query needs more memory than it has"
        raise QueryStoppedError([Finding("sql/memory", message, help=help_)]) from None
    except duckdb.Error as error:
        what = str(error).splitlines()[0]
        raise UnsupportedError([Finding("sql/unsupported", f"a value cannot be evaluated here: {what}")]) from None


def run_bounded(
    connection: duckdb.DuckDBPyConnection, sql: str, rows: int, timeout: float
) -> tuple[Sequence[tuple[Any, ...]], bool]:
    """At most so many rows of what a statement yields, and whether there were more. Raises as `bounded` does."""
    with bounded(connection, timeout):
        found = connection.execute(sql).fetchmany(rows + 1)
    return found[:rows], len(found) > rows
