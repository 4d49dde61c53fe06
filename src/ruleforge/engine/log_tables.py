"""Log files as tables that queries run on: the fields that a query names, typed by what the logs hold.

DuckDB reads plain JSON lines itself. Every other shape is read by `ruleforge.events` and handed over as JSON lines in
pieces of bounded size, and so is a file that DuckDB cannot read to its end, so that good records are never lost beside
bad ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ruleforge.engine.log_columns import SYSTEM_FIELDS, LogColumns, looks_like_container
from ruleforge.engine.log_pieces import Piece, lasting, pieces, sound_lines
from ruleforge.engine.log_sample import sample
from ruleforge.engine.piece_files import GROUP_BYTES, Order, Writers, Written, overwrite
from ruleforge.engine.unit_groups import unit_groups
from ruleforge.events import Problem, Unit, is_plain_lines
from ruleforge.languages.logs_sql import Need, Relation
from ruleforge.languages.logs_sql.plain import PLAIN
from ruleforge.languages.logs_sql.relation import absent_type
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, DOUBLE, NULL, STRING, TIMESTAMP, Type, Typed

if TYPE_CHECKING:
    import duckdb

__all__ = ["LogTable", "Source"]

_PIECE = 8 * 1024 * 1024
_GLOB = frozenset("*?[]{}")


@dataclass(frozen=True, slots=True)
class Source:
    """The units of input that one log group has, each a whole file."""

    log_group: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """Units of one log group, one after the other, that DuckDB reads itself, or that are handed over."""

    log_group: str
    units: tuple[Unit, ...]
    direct: bool


class LogTable:
    """A table for the logs of some groups, to be filled from files; `problems` is what there is to say about them.

    Making it looks at the files, and needs no database yet. Raises UnsupportedError for a name of too many steps.
    """

    def __init__(self, table: str, need: Need, sources: Sequence[Source], folder: Path) -> None:
        self._table = table
        self._need = need
        self._folder = folder
        self._spellings = sample([unit for source in sources for unit in source.units], need.fields)
        self._columns = LogColumns(need, self._spellings)
        self._runs = [run for source in sources for run in self._runs_of(source)]
        self._events = 0
        self._number = 0
        self._writers: Writers | None = None
        self._begun: dict[_Run, Iterator[tuple[Order, Written | None]]] = {}
        self.problems: list[Problem] = []

    @property
    def handed_over(self) -> list[Unit]:
        """The units that DuckDB does not read itself."""
        return [unit for run in self._runs if not run.direct for unit in run.units]

    def begin(self, writers: Writers | None) -> None:
        """Has other processes begin with what is handed over."""
        self._writers = writers
        if writers is not None:
            self._begun = {run: writers.write(self._orders(run)) for run in self._runs if self._is_written(run)}

    def load(self, connection: duckdb.DuckDBPyConnection, done: Callable[[], None] = lambda: None) -> Relation:
        """Reads all files, in order; `done` is called after every file."""
        self._connection = connection
        connection.execute(f"CREATE SEQUENCE {self._counter}")
        self._fill(done)
        if odd := self._odd_texts():
            # A text that looks like an object may be one, which is no text: their JSON tells.
            self._columns.distrust(odd)
            self._fill(lambda: None)
        return self._relation()

    @property
    def _counter(self) -> str:
        return f"{self._table}_lines"

    def _fill(self, done: Callable[[], None]) -> None:
        self._connection.execute(f"CREATE OR REPLACE TABLE {self._table}_raw ({self._columns.definition})")
        self._events = 0
        self.problems.clear()
        for run in self._runs:
            if run.direct:
                self._load_directly(run)
                for _ in run.units:
                    done()
            elif self._writers is not None and self._is_written(run):
                found = self._begun.pop(run) if run in self._begun else self._writers.write(self._orders(run))
                self._load_written(found, done)
            else:
                self._load_pieces(self._pieces(run.units, run.log_group, done))

    def _odd_texts(self) -> set[str]:
        """Which of the fields that are taken for texts have one that looks like an object or an array."""
        texts = self._columns.texts
        asked = [index for index, name in enumerate(self._columns.fields) if name in texts]
        if not asked:
            return set()
        listed = ", ".join(f"bool_or({looks_like_container(f'f{index}')})" for index in asked)
        row = self._connection.execute(f"SELECT {listed} FROM {self._table}_raw").fetchone() or ()  # noqa: S608
        return {self._columns.fields[index] for index, odd in zip(asked, row, strict=True) if odd}

    def _runs_of(self, source: Source) -> Iterator[_Run]:
        for direct, run in groupby(source.units, lambda unit: not self._columns.wrapped and _is_readable(unit)):
            yield _Run(source.log_group, tuple(run), direct)

    def _pieces(self, units: Sequence[Unit], log_group: str, done: Callable[[], None]) -> Iterator[Piece | Problem]:
        """What is handed over of some units."""
        wrapped = self._columns.wrapped
        excerpts = self._columns.excerpts()
        for unit in units:
            for batch in lasting(unit):
                yield from pieces(unit, batch, log_group, wrapped=wrapped, excerpts=excerpts)
            done()

    def _load_directly(self, run: _Run) -> None:
        files = [str(Path(unit.file).absolute()) for unit in run.units]
        if self._insert(files):
            return
        for unit, file in zip(run.units, files, strict=True):
            if len(files) == 1 or not self._insert([file]):
                self._load_pieces(self._pieces([unit], run.log_group, lambda: None))

    @staticmethod
    def _is_written(run: _Run) -> bool:
        return not run.direct and not any(unit.once for unit in run.units)

    def _orders(self, run: _Run) -> Iterator[Order]:
        wrapped = self._columns.wrapped
        excerpts = self._columns.excerpts()
        name = f"{self._table}-{self._runs.index(run)}"
        for index, units in enumerate(unit_groups(run.units, GROUP_BYTES)):
            yield Order(units, self._folder / f"{name}-{index}.ndjson", run.log_group, wrapped, excerpts)

    def _load_written(self, found: Iterator[tuple[Order, Written | None]], done: Callable[[], None]) -> None:
        """Reads files of pieces that other processes have written, some at a time."""
        ready: list[tuple[Order, Written | None]] = []
        for order, written in found:
            ready.append((order, written))
            if written is None or sum(found.bytes for _, found in ready if found is not None) >= _PIECE:
                self._insert_written(ready)
                ready = []
            for _ in order.units:
                done()
        self._insert_written(ready)

    def _insert_written(self, ready: Sequence[tuple[Order, Written | None]]) -> None:
        files = [str(order.file) for order, written in ready if written is not None and written.bytes]
        together = all(written is not None for _, written in ready) and (not files or self._insert(files))
        for order, written in ready:
            if written is not None and (together or not written.bytes or self._insert([str(order.file)])):
                self.problems += written.problems
                self._events += written.left_out
            else:
                self._load_pieces(self._pieces(order.units, order.log_group, lambda: None))
            order.file.unlink(missing_ok=True)

    def _load_pieces(self, found: Iterator[Piece | Problem]) -> None:
        """Hands pieces over in two files of bounded size; one is written while DuckDB reads the other."""
        files = cycle([self._folder / f"{self._table}-{name}.ndjson" for name in "ab"])
        with ThreadPoolExecutor(1) as pool:
            waiting: Future[None] | None = None
            for gathered, file in zip(self._gathered(found), files, strict=False):
                overwrite(file, (piece.data for piece in gathered))
                if waiting is not None:
                    waiting.result()
                waiting = pool.submit(self._insert_pieces, gathered, file)
            if waiting is not None:
                waiting.result()

    def _gathered(self, found: Iterator[Piece | Problem]) -> Iterator[list[Piece]]:
        gathered: list[Piece] = []
        size = 0
        for item in found:
            if isinstance(item, Problem):
                self.problems.append(item)
                continue
            gathered.append(item)
            size += len(item.data)
            if size >= _PIECE:
                yield gathered
                gathered, size = [], 0
        if gathered:
            yield gathered

    def _insert_pieces(self, gathered: Sequence[Piece], file: Path) -> None:
        if self._insert([str(file)]):
            self._events += sum(piece.left_out for piece in gathered)
            return
        sound = [sound_lines(piece) for piece in gathered]
        self.problems += [problem for _, problems in sound for problem in problems]
        overwrite(file, (data for data, _ in sound))
        self._insert([str(file)], last=True)

    def _insert(self, files: Sequence[str], *, last: bool = False) -> bool:
        """Whether DuckDB could read the files: as structures, or else member by member; all of them or nothing."""
        import duckdb

        for nested in (True, False):
            statement = self._columns.insertion(f"{self._table}_raw", files, nested=nested, counter=self._counter)
            try:
                inserted = self._number_of(statement)
            except (duckdb.InvalidInputException, duckdb.ConversionException):
                self._lines_since()
                if last and not nested:
                    raise
                continue
            self._events += self._lines_since() if self._columns.leaves_out else inserted
            return True
        return False

    def _lines_since(self) -> int:
        """How many lines have been read since this was asked before."""
        before = self._number
        self._number = self._number_of(f"SELECT nextval('{self._counter}')")
        return self._number - before - 1

    def _number_of(self, statement: str) -> int:
        row = self._connection.execute(statement).fetchone()
        return int(row[0]) if row else 0

    def _relation(self) -> Relation:
        """A view of the raw table with a type for each column."""
        seen = self._observed()
        columns: dict[str, Typed] = {}
        shown: list[str] = []
        for index, name in enumerate(self._columns.fields):
            column = f"f{index}"
            known = (STRING, column) if name not in seen else _typed(column, seen[name])
            kind = absent_type(name.casefold()) if known is None else known[0]
            sql = f"CAST(NULL AS {kind.duckdb})" if known is None else known[1]
            plain = PLAIN if kind == NULL else frozenset()
            columns[name.casefold()] = Typed(column, kind, plain, is_absent=known is None)
            shown.append(f"{sql} AS f{index}")
        paths: dict[str, Typed] = {}
        for index, path in enumerate(self._need.paths):
            paths[path] = Typed(f"p{index}", STRING)
            shown.append(f"p{index}")
        for name in self._columns.system:
            column, kind = SYSTEM_FIELDS[name]
            columns[name] = Typed(column, kind)
            shown.append(f"make_timestamp({column}) AS {column}" if kind == TIMESTAMP else column)
        listed = ", ".join(shown) or "1 AS nothing"
        self._connection.execute(f"CREATE VIEW {self._table} AS SELECT {listed} FROM {self._table}_raw")  # noqa: S608
        fields = self._columns.fields
        ambiguous = frozenset(name.casefold() for name in fields if self._spellings.ambiguous(name))
        names = [name for name in fields if self._need.whole and not columns[name.casefold()].is_absent]
        return Relation(self._table, columns, self._events, paths, tuple(names), ambiguous)

    def _observed(self) -> dict[str, tuple[bool, ...]]:
        """For each field that may be anything whether it has texts, truths, wholes, other numbers, containers."""
        texts = self._columns.texts
        observed = [(index, name) for index, name in enumerate(self._columns.fields) if name not in texts]
        if not observed:
            return {}
        asked = [condition for index, _ in observed for condition in _kinds(f"f{index}")]
        listed = ", ".join(f"COALESCE(bool_or({condition}), false)" for condition in asked)
        row = self._connection.execute(f"SELECT {listed} FROM {self._table}_raw").fetchone() or ()  # noqa: S608
        each = len(asked) // len(observed)
        return {name: tuple(row[place * each : (place + 1) * each]) for place, (_, name) in enumerate(observed)}


def _typed(column: str, seen: tuple[bool, ...]) -> tuple[Type, str] | None:
    """The type of a column after the kinds of its values, and the SQL of a value: as for events that are in memory.

    None where there is none.
    """
    texts, truths, wholes, numbers, containers = seen
    kinds = texts + truths + (wholes or numbers)
    if not kinds:
        return None
    kind, sql = STRING, f"{column} ->> '$'"
    if kinds == 1 and truths:
        kind, sql = BOOLEAN, f"CAST({column} AS BOOLEAN)"
    elif kinds == 1 and numbers:
        kind, sql = DOUBLE, f"TRY_CAST({column} AS DOUBLE)"
    elif kinds == 1 and wholes:
        kind, sql = BIGINT, f"CAST({column} AS BIGINT)"
    if containers:
        sql = f"CASE WHEN NOT {looks_like_container(column)} THEN {sql} END"
    return kind, sql


def _kinds(column: str) -> tuple[str, ...]:
    """Whether a JSON text is a text, a truth value, a whole number of 64 bits, another number, an object or array."""
    number = f"{column} >= '-' AND {column} < ':'"
    decimal = f"(contains({column}, '.') OR contains({column}, 'e') OR TRY_CAST({column} AS BIGINT) IS NULL)"
    return (
        f"starts_with({column}, '\"')",
        f"{column} IN ('true', 'false')",
        f"{number} AND NOT {decimal}",
        f"{number} AND {decimal}",
        looks_like_container(column),
    )


def _is_readable(unit: Unit) -> bool:
    """Whether DuckDB can be given the file: JSON lines, under a name that it takes for a name."""
    if unit.once or unit.file.endswith(".gz"):  # most files are, and need not be opened to know
        return False
    return is_plain_lines(unit.file) and not _GLOB & set(str(Path(unit.file).absolute()))
