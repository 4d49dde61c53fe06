"""Log files as tables that queries run on: the fields that a query names, typed by what the logs hold.

DuckDB reads plain JSON lines itself. Every other shape is read by `ruleforge.events` and handed over as JSON lines in
pieces of bounded size, and so is a file that DuckDB cannot read to its end, so that good records are never lost beside
bad ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ruleforge.diagnostics import Finding
from ruleforge.engine.ahead import ahead
from ruleforge.engine.excerpts import Excerpts
from ruleforge.engine.json_projection import MOST_STEPS, JsonProjection, identifier
from ruleforge.engine.log_pieces import Piece, lasting, pieces, sound_lines
from ruleforge.engine.log_sample import Spellings, can_be_read_twice, sample
from ruleforge.errors import UnsupportedError
from ruleforge.events import Batch, Problem, Unit, is_plain_lines
from ruleforge.languages.logs_sql import Need, Relation
from ruleforge.languages.logs_sql.json_paths import json_steps
from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, DOUBLE, NULL, STRING, TIMESTAMP, Type, Typed

if TYPE_CHECKING:
    import duckdb

__all__ = ["LogTable", "Source"]

_LARGEST_LINE = 64 * 1024 * 1024
# DuckDB's buffers are twice as large as the largest line that it has to expect.
_ORDINARY_LINE = 2 * 1024 * 1024
_PIECE = 8 * 1024 * 1024
_BATCHES = 4
_GLOB = frozenset("*?[]{}")
_SYSTEM = {"@message": ("m", STRING), "@timestamp": ("t", TIMESTAMP), "@log": ("g", STRING)}
_WRAPPED = {"m": "VARCHAR", "t": "BIGINT", "g": "VARCHAR"}


@dataclass(frozen=True, slots=True)
class Source:
    """The units of input that one log group has, each a whole file."""

    log_group: str
    units: tuple[Unit, ...]


class LogTable:
    """A table for the logs of some groups, filled from files; `problems` is what there is to say about them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, table: str, need: Need, folder: Path) -> None:
        self._connection = connection
        self._table = table
        self._need = need
        self._folder = folder
        self._steps = [json_steps(path) for path in need.paths]
        self._fields = [name for name in need.fields if name not in _SYSTEM]
        self._system = [name for name in need.fields if name in _SYSTEM]
        if not need.message:
            self._system = [name for name in self._system if name != "@message"]
        self._spellings = Spellings({})
        self._texts: set[str] = set()
        self.problems: list[Problem] = []
        self._refuse_long_names()

    def load(self, sources: Sequence[Source], done: Callable[[], None] = lambda: None) -> Relation:
        """Reads the files of all sources, in order; `done` is called after every file."""
        self._spellings = sample([unit for source in sources for unit in source.units])
        self._texts = {name for name in self._fields if self._spellings.spelled(name) in self._spellings.texts}
        self._fill(sources, done)
        if odd := self._odd_texts():
            # A text that looks like an object may be one, which is no text: their JSON tells.
            self._texts -= odd
            self.problems.clear()
            self._fill(sources, lambda: None)
        return self._relation()

    def _fill(self, sources: Sequence[Source], done: Callable[[], None]) -> None:
        columns = ", ".join(f"{name} {kind}" for name, kind in self._stored()) or "nothing VARCHAR"
        self._connection.execute(f"CREATE OR REPLACE TABLE {self._table}_raw ({columns})")
        for source in sources:
            self._load_source(source, done)

    def _odd_texts(self) -> set[str]:
        """Which of the fields that are taken for texts have one that looks like an object or an array."""
        asked = [index for index, name in enumerate(self._fields) if name in self._texts]
        if not asked:
            return set()
        listed = ", ".join(f"bool_or({_is_container(f'f{index}')})" for index in asked)
        row = self._connection.execute(f"SELECT {listed} FROM {self._table}_raw").fetchone() or ()  # noqa: S608
        return {self._fields[index] for index, odd in zip(asked, row, strict=True) if odd}

    def _load_source(self, source: Source, done: Callable[[], None]) -> None:
        """Files that DuckDB reads itself, and those that are handed over, a run of either at a time; order is kept."""

        def readable(unit: Unit) -> bool:
            return not self._system and _is_readable(unit)

        for direct, run in groupby(source.units, readable):
            units = list(run)
            if direct:
                self._load_directly(units, source.log_group)
                for _ in units:
                    done()
            else:
                self._load_pieces(self._pieces(units, source.log_group, done))

    def _pieces(self, units: Sequence[Unit], log_group: str, done: Callable[[], None]) -> Iterator[Piece | Problem]:
        """What is handed over of some units; the next batches are read ahead, in a thread of their own."""
        wrapped = bool(self._system)
        excerpts = self._excerpts()
        # Whoever waits for a pipe is to be interrupted at once, which a thread that waits is not.
        make = ahead if all(map(can_be_read_twice, units)) else iter
        for unit, batches, ended in make(_read(units)):
            for batch in batches:
                yield from pieces(unit, batch, log_group, wrapped=wrapped, excerpts=excerpts)
            if ended:
                done()

    def _excerpts(self) -> Excerpts:
        """What is taken out of records: of those that the query cannot use only what tells types that are not known."""
        choices = [self._projection(nested=nested).members() for nested in (True, False)]
        spelled = [(self._spellings.spelled(name), values) for name, values in self._need.required if self._known(name)]
        required = {name: values for name, values in spelled if all(members[name] is None for members in choices)}
        open_fields = [self._spellings.spelled(name) for name in self._fields if name not in self._texts]
        always = {name for field in open_fields for name in choices[0] if f"{field}.".startswith(f"{name}.")}
        return Excerpts(choices, required, sorted(always))

    def _known(self, name: str) -> bool:
        """Whether a field is known to hold texts, in a member at the top of the record."""
        return name in self._texts and "." not in self._spellings.spelled(name)

    def _load_directly(self, units: Sequence[Unit], log_group: str) -> None:
        if not units or self._insert([str(Path(unit.file).absolute()) for unit in units]):
            return
        for unit in units:
            if len(units) == 1 or not self._insert([str(Path(unit.file).absolute())]):
                self._load_pieces(self._pieces([unit], log_group, lambda: None))

    def _load_pieces(self, found: Iterator[Piece | Problem]) -> None:
        """Hands pieces over in two files of bounded size; one is written while DuckDB reads the other."""
        files = cycle([self._folder / f"{self._table}-{name}.ndjson" for name in "ab"])
        with ThreadPoolExecutor(1) as pool:
            waiting: Future[None] | None = None
            for gathered, file in zip(self._gathered(found), files, strict=False):
                _overwrite(file, (piece.data for piece in gathered))
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
            return
        sound = [sound_lines(piece) for piece in gathered]
        self.problems += [problem for _, problems in sound for problem in problems]
        _overwrite(file, (data for data, _ in sound))
        self._insert([str(file)], last=True)

    def _insert(self, files: Sequence[str], *, last: bool = False) -> bool:
        """Whether DuckDB could read the files: as structures, or else member by member; all of them or nothing."""
        import duckdb

        for nested in (True, False):
            try:
                self._connection.execute(self._insertion(files, nested=nested))
            except (duckdb.InvalidInputException, duckdb.ConversionException):
                if last and not nested:
                    raise
                continue
            return True
        return False

    def _projection(self, *, nested: bool) -> JsonProjection:
        spelled = [self._spellings.spelled(name) for name in self._fields]
        within = "r" if self._system else ""
        return JsonProjection(spelled, self._steps, texts=self._spelled_texts(), nested=nested, within=within)

    def _spelled_texts(self) -> set[str]:
        return {self._spellings.spelled(name) for name in self._texts}

    def _insertion(self, files: Sequence[str], *, nested: bool) -> str:
        projection = self._projection(nested=nested)
        texts = self._spelled_texts()
        declared = projection.declared() or {"nothing": "JSON"}
        if self._system:
            declared |= _WRAPPED
        listed = ", ".join(f"{identifier(name)}: {quoted(kind)}" for name, kind in declared.items())
        system = [identifier(_SYSTEM[name][0]) for name in self._system]
        keep = self._keep({name: projection.fields[self._spellings.spelled(name)] for name in self._texts})
        values = [
            keep.format(value) if name in texts else value
            for name, value in ((name, projection.fields[name]) for name in map(self._spellings.spelled, self._fields))
        ]
        values += [keep.format(value) for value in (*projection.paths, *system)]
        names = ", ".join(map(quoted, files))
        return (
            f"INSERT INTO {self._table}_raw SELECT {', '.join(values) or 'NULL'} FROM read_json([{names}], "  # noqa: S608
            f"format = 'newline_delimited', compression = 'none', columns = {{{listed}}}, "
            f"maximum_object_size = {_ORDINARY_LINE if nested else _LARGEST_LINE})"
        )

    def _keep(self, texts: Mapping[str, str]) -> str:
        """What becomes of a value whose type is known without it: it is left out of rows that the query cannot use.

        The row itself stays, for the number of events.
        """
        conditions = [
            f"{texts[name]} IN ({', '.join(map(quoted, values))})"
            for name, values in self._need.required
            if name in texts
        ]
        # What is formatted is SQL of ours, in which braces of the texts themselves are doubled.
        condition = " AND ".join(conditions).replace("{", "{{").replace("}", "}}")
        return f"CASE WHEN {condition} THEN {{}} END" if condition else "{}"

    def _stored(self) -> list[tuple[str, str]]:
        """The columns of the raw table: values as JSON text, and system fields."""
        stored = [(f"f{index}", "VARCHAR") for index in range(len(self._fields))]
        stored += [(f"p{index}", "VARCHAR") for index in range(len(self._steps))]
        return stored + [(_SYSTEM[name][0], _WRAPPED[_SYSTEM[name][0]]) for name in self._system]

    def _relation(self) -> Relation:
        """A view of the raw table with a type for each column."""
        seen = self._observed()
        columns: dict[str, Typed] = {}
        shown: list[str] = []
        for index, name in enumerate(self._fields):
            kind, sql = (STRING, f"f{index}") if name in self._texts else _typed(f"f{index}", seen[name])
            columns[name.casefold()] = Typed("NULL", NULL) if kind == NULL else Typed(f"f{index}", kind)
            if kind != NULL:
                shown.append(f"{sql} AS f{index}")
        paths: dict[str, Typed] = {}
        for index, path in enumerate(self._need.paths):
            paths[path] = Typed(f"p{index}", STRING)
            shown.append(f"p{index}")
        for name in self._system:
            column, kind = _SYSTEM[name]
            columns[name] = Typed(column, kind)
            shown.append(f"make_timestamp({column}) AS {column}" if kind == TIMESTAMP else column)
        for name in self._need.fields:
            if name != "@message":
                columns.setdefault(name.casefold(), Typed("NULL", NULL))
        listed = ", ".join(shown) or "1 AS nothing"
        self._connection.execute(f"CREATE VIEW {self._table} AS SELECT {listed} FROM {self._table}_raw")  # noqa: S608
        counted = self._connection.execute(f"SELECT count(*) FROM {self._table}_raw").fetchone()  # noqa: S608
        ambiguous = frozenset(name.casefold() for name in self._fields if self._spellings.ambiguous(name))
        names = [name for name in self._fields if self._need.whole and columns[name.casefold()].type != NULL]
        return Relation(self._table, columns, counted[0] if counted else 0, paths, tuple(names), ambiguous)

    def _observed(self) -> dict[str, tuple[bool, ...]]:
        """For each field whether it has texts, truth values, whole numbers, other numbers, objects or arrays."""
        observed = [(index, name) for index, name in enumerate(self._fields) if name not in self._texts]
        if not observed:
            return {}
        asked = [condition for index, _ in observed for condition in _kinds(f"f{index}")]
        listed = ", ".join(f"COALESCE(bool_or({condition}), false)" for condition in asked)
        row = self._connection.execute(f"SELECT {listed} FROM {self._table}_raw").fetchone() or ()  # noqa: S608
        each = len(asked) // len(observed)
        return {name: tuple(row[place * each : (place + 1) * each]) for place, (_, name) in enumerate(observed)}

    def _refuse_long_names(self) -> None:
        long = [name for name in self._fields if name.count(".") >= MOST_STEPS]
        if long:
            help_ = "read it out of the message: get_json_object(`@message`, '$.…')"
            raise UnsupportedError(
                [Finding("sql/unsupported", f"{name} has more than {MOST_STEPS} steps", help=help_) for name in long]
            )


def _read(units: Iterable[Unit]) -> Iterator[tuple[Unit, list[Batch | Problem], bool]]:
    """What is read of units, some batches at a time, and whether they are the last of theirs."""
    for unit in units:
        found: list[Batch | Problem] = []
        for batch in lasting(unit):
            if len(found) == _BATCHES:
                yield unit, found, False
                found = []
            found.append(batch)
        yield unit, found, True


def _overwrite(file: Path, lines: Iterable[bytes | memoryview]) -> None:
    """Writes lines into a file in place: what it holds already is memory that need not be found again."""
    with file.open("r+b" if file.exists() else "w+b") as stream:
        for part in lines:
            stream.write(part)
            stream.write(b"\n")
        stream.truncate()


def _typed(column: str, seen: tuple[bool, ...]) -> tuple[Type, str]:
    """The type of a column after the kinds of its values, and the SQL of a value: as for events that are in memory."""
    texts, truths, wholes, numbers, containers = seen
    kinds = texts + truths + (wholes or numbers)
    if not kinds:
        return NULL, "NULL"
    kind, sql = STRING, f"{column} ->> '$'"
    if kinds == 1 and truths:
        kind, sql = BOOLEAN, f"CAST({column} AS BOOLEAN)"
    elif kinds == 1 and numbers:
        kind, sql = DOUBLE, f"TRY_CAST({column} AS DOUBLE)"
    elif kinds == 1 and wholes:
        kind, sql = BIGINT, f"CAST({column} AS BIGINT)"
    if containers:
        sql = f"CASE WHEN NOT {_is_container(column)} THEN {sql} END"
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
        _is_container(column),
    )


def _is_container(column: str) -> str:
    return f"(starts_with({column}, '{{') OR starts_with({column}, '['))"


def _is_readable(unit: Unit) -> bool:
    """Whether DuckDB can be given the file: JSON lines, under a name that it takes for a name."""
    return unit.file != "-" and not _GLOB & set(str(Path(unit.file).absolute())) and is_plain_lines(unit.file)
