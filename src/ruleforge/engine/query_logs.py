"""Running a query over log files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ruleforge.diagnostics import Finding
from ruleforge.engine.log_sample import every_field
from ruleforge.engine.log_tables import LogTable, Source
from ruleforge.engine.piece_files import writers
from ruleforge.errors import UsageError
from ruleforge.events import Problem, discover
from ruleforge.languages.logs_sql import JoinReport, LogsQuery, Need, QueryResult, Relation
from ruleforge.languages.logs_sql.database import DEFAULT_MEMORY, DEFAULT_TIMEOUT, connect, interruptible, lock

if TYPE_CHECKING:
    import duckdb

__all__ = ["QueryExplanation", "QueryReport", "explain_query", "query_logs"]

_WHOLE_FILES = 2**62


@dataclass(frozen=True, slots=True)
class QueryReport:
    """What a query yields over log files, and what there is to say about the files."""

    result: QueryResult
    files: int
    events: int
    problems: tuple[Problem, ...]

    @property
    def broken(self) -> int:
        """How many events, or files, could not be read."""
        return sum(problem.count for problem in self.problems if problem.severity == "broken")

    def to_dict(self) -> dict[str, object]:
        """The report as JSON data."""
        return {
            "input": {
                "files": self.files,
                "events": self.events,
                "broken": self.broken,
                "problems": [problem.to_dict() for problem in self.problems],
            },
            **self.result.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class QueryExplanation:
    """A query in words, and, where logs were given, what its JOIN did with them."""

    plan: tuple[str, ...]
    join: JoinReport | None = None

    def to_dict(self) -> dict[str, object]:
        """The explanation as JSON data."""
        return {"plan": list(self.plan), "join": None if self.join is None else self.join.to_dict()}


def query_logs(
    query: LogsQuery,
    logs: Mapping[str, Sequence[str | Path]],
    *,
    timeout: float = DEFAULT_TIMEOUT,
    memory: str = DEFAULT_MEMORY,
    progress: Callable[[int, int], None] | None = None,
) -> QueryReport:
    """Runs a query over log files: for each log group that it names, the files, folders and globs of its logs.

    Files may have any shape that AWS delivers, plain or gzip. `timeout` (seconds) bounds the query itself, `memory`
    what it holds at a time; beyond that DuckDB writes to a temporary folder of its own. `progress` is told how many
    files of how many are read. Broken input is counted and named in the report, and never stops the rest.

    Raises UsageError where a log group has no logs or a bound is met, InputError where a path is not there, QueryError
    and UnsupportedError as LogsQuery.run does.
    """
    with _loaded(query, logs, memory, progress) as loaded:
        result = query.run_on(loaded.connection, loaded.relations, timeout=timeout)
    events = sum(relation.events for relation in loaded.relations.values())
    return QueryReport(result, loaded.files, events, loaded.problems)


def explain_query(
    query: LogsQuery,
    logs: Mapping[str, Sequence[str | Path]] | None = None,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    memory: str = DEFAULT_MEMORY,
    progress: Callable[[int, int], None] | None = None,
) -> QueryExplanation:
    """Tells a query in words, and what its JOIN does with logs. Arguments and errors are as for `query_logs`."""
    plan = tuple(query.plan())
    if not logs:
        return QueryExplanation(plan)
    with _loaded(query, logs, memory, progress) as loaded:
        return QueryExplanation(plan, query.join_on(loaded.connection, loaded.relations, timeout=timeout))


@dataclass(frozen=True, slots=True)
class _Loaded:
    connection: duckdb.DuckDBPyConnection
    relations: Mapping[tuple[str, ...], Relation]
    files: int
    problems: tuple[Problem, ...]


@contextmanager
def _loaded(
    query: LogsQuery,
    logs: Mapping[str, Sequence[str | Path]],
    memory: str,
    progress: Callable[[int, int], None] | None,
) -> Iterator[_Loaded]:
    """The logs of a query in a database that reaches nothing else any more."""
    sources, problems = _sources(query, logs)
    total = sum(len(source.units) for source in sources.values())
    read = 0

    def done() -> None:
        nonlocal read
        read += 1
        if progress is not None:
            progress(read, total)

    with tempfile.TemporaryDirectory(prefix="ruleforge-") as folder:
        tables: dict[tuple[str, ...], LogTable] = {}
        for index, (names, need) in enumerate(query.needs.items()):
            chosen = [sources[name] for name in names or sources]
            tables[names] = LogTable(f"t{index}", _named(need, chosen), chosen, Path(folder))
        # Processes are forked before the database has threads, and busy while it is made.
        with _writing(tables.values()), closing(_connect(memory, folder)) as connection:
            relations: dict[tuple[str, ...], Relation] = {}
            for names, table in tables.items():
                with interruptible():
                    relations[names] = table.load(connection, done)
                problems += table.problems
            lock(connection)
            files = len({unit.file for source in sources.values() for unit in source.units})
            yield _Loaded(connection, relations, files, tuple(dict.fromkeys(problems)))


@contextmanager
def _writing(tables: Collection[LogTable]) -> Iterator[None]:
    with writers([unit for table in tables for unit in table.handed_over]) as pool:
        for table in tables:
            table.begin(pool)
        yield


def _connect(memory: str, folder: str) -> duckdb.DuckDBPyConnection:
    import duckdb

    try:
        connection = connect(memory=memory)
    except duckdb.Error as error:
        message = f"{memory!r} is no amount of memory: {str(error).splitlines()[0]}"
        raise UsageError([Finding("usage/memory", message, help="write a number with a unit, such as 2GB")]) from None
    connection.execute(f"SET temp_directory = '{folder}/spill'")
    return connection


def _sources(query: LogsQuery, logs: Mapping[str, Sequence[str | Path]]) -> tuple[dict[str, Source], list[Problem]]:
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name in query.groups_read(logs):
        units, found = discover(logs[name], range_bytes=_WHOLE_FILES)
        sources[name] = Source(name, tuple(units))
        problems += found
    return sources, problems


def _named(need: Need, sources: Sequence[Source]) -> Need:
    """A need with every field by its name, where the whole is asked for."""
    if not need.whole:
        return need
    units = [unit for source in sources for unit in source.units]
    return replace(need, fields=tuple(dict.fromkeys([*every_field(units), *need.fields])))
