"""Logs made ready for a query: a table in DuckDB with a column for each field that the query names."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any

from ruleforge.data import number
from ruleforge.data.record_fields import whole_numbers
from ruleforge.languages.logs_sql.flatten import Event, Names
from ruleforge.languages.logs_sql.json_paths import json_steps, text_at
from ruleforge.languages.logs_sql.plain import plain_types
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, DOUBLE, NULL, STRING, TIMESTAMP, Type, Typed

if TYPE_CHECKING:
    import duckdb

__all__ = ["Gathered", "Need", "Relation", "absent_type", "gather", "observed_type"]

_LARGEST = 2**63
_AT_A_TIME = 500
_LONG_TEXT = 4_000_000


@dataclass(frozen=True, slots=True)
class Need:
    """What a query reads of one entry of FROM.

    `fields` are names of fields as the query spells them. `paths` are JSON paths (as DuckDB writes them) that it reads
    out of `@message`: whoever loads large files may read them while loading, and `message` says whether the text of the
    message is needed besides. `whole` asks for every field that there is. `required` are fields that a row has to have
    one of some texts in, as WHERE says: no other row can come into the answer.
    """

    fields: tuple[str, ...]
    paths: tuple[str, ...] = ()
    message: bool = False
    whole: bool = False
    required: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A table with the fields of some logs.

    `columns` maps a field, in case-folded spelling, to its column; a field that no event has is of `absent_type`.
    `ambiguous` are fields whose spelling fits several that differ in case. `paths` are columns for JSON paths of the
    message, where there are any. `names` are all fields, in order of appearance, where the query asked for the whole.
    """

    table: str
    columns: Mapping[str, Typed]
    events: int
    paths: Mapping[str, Typed] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    ambiguous: frozenset[str] = frozenset()
    overfull: int = 0

    @property
    def shape(self) -> Hashable:
        """What a statement over the table depends on: all but the rows."""
        return self.table, tuple(self.columns.items()), tuple(self.paths.items()), self.names, self.ambiguous


def absent_type(field: str) -> Type:
    """The type of a field, in case-folded spelling, that none of the events has.

    A number where our table knows one by that name, so that an answer is of one type with the field and without; else
    that of NULL, as Spark has it.
    """
    return BIGINT if field in _numbers() else NULL


@cache
def _numbers() -> frozenset[str]:
    return frozenset(name.casefold() for name in whole_numbers())


def observed_type(types: set[type]) -> Type:
    """The type of a column after the JSON types of its values, one at least: text, as soon as they differ in kind."""
    if types == {bool}:
        return BOOLEAN
    if types == {int}:
        return BIGINT
    if types <= {int, float}:
        return DOUBLE
    return STRING


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows of a table that is not there yet, column by column; `kinds` are the types of the columns c0, c1, …

    Rows go to DuckDB as one text of JSON, which it reads in a fraction of the time that it takes to bind every value.
    """

    relation: Relation
    kinds: tuple[Type, ...]
    _columns: Sequence[Sequence[Any]]

    def reading(self, parameter: str) -> str:
        """The SELECT that makes rows of a parameter with their JSON."""
        columns = ",".join(f'"c{index}":"{kind.duckdb}"' for index, kind in enumerate(self.kinds))
        return f"SELECT unnest(from_json_strict(CAST({parameter} AS VARCHAR), '[{{{columns}}}]'), max_depth := 2)"

    @property
    def length(self) -> int:
        """How many characters all texts in the rows have."""
        return sum(len(value) for column in self._columns for value in column if isinstance(value, str))

    def text(self) -> str:
        """All rows as JSON: a value for the parameter of `reading`."""
        return self._text(0, self.relation.events)

    def create(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Makes the table, which is temporary, and puts the rows into it."""
        columns = ", ".join(f"c{index} {kind.duckdb}" for index, kind in enumerate(self.kinds))
        connection.execute(f"CREATE TEMP TABLE {self.relation.table} ({columns})")
        insert = f"INSERT INTO {self.relation.table} {self.reading('?')}"
        for start, end in self._parts():
            connection.execute(insert, [self._text(start, end)])

    def _parts(self) -> Iterator[tuple[int, int]]:
        """The rows, so many at a time that they do not become a text that is too long: where each part is."""
        start = length = 0
        for end, row in enumerate(zip(*self._columns, strict=True)):
            if end - start == _AT_A_TIME or length > _LONG_TEXT:
                yield start, end
                start, length = end, 0
            length += sum(len(value) for value in row if isinstance(value, str))
        if start < self.relation.events:
            yield start, self.relation.events

    def _text(self, start: int, end: int) -> str:
        names = [f"c{index}" for index in range(len(self.kinds))]
        stored = [_as_json(column[start:end], kind) for column, kind in zip(self._columns, self.kinds, strict=True)]
        return json.dumps([dict(zip(names, row, strict=True)) for row in zip(*stored, strict=True)], ensure_ascii=False)


def gather(table: str, events: Iterable[Event], need: Need) -> Gathered:
    """What is needed of events that are in memory, as rows for a table of that name."""
    names, paths = Names(need.fields), [(path, json_steps(path)) for path in need.paths]
    rows: list[dict[str, Any]] = []
    most, overfull = number("sql.fields.max"), 0
    for event in events:
        row: dict[str, Any] = {}
        for name, value in event.fields() if need.whole else event.named(names):
            row.setdefault(name, value)
        if event.system:
            row |= event.system
        if need.message:
            row["@message"] = event.message
        for path, steps in paths:
            row[path] = text_at(event.record, steps)
        overfull += event.size > most
        rows.append(row)
    return _Columns(need, rows).gathered(table, overfull)


class _Columns:
    """Rows column by column, each with the types that its values have."""

    def __init__(self, need: Need, rows: Sequence[Mapping[str, Any]]) -> None:
        self._need = need
        self._wanted = {name.casefold() for name in need.fields}
        self._rows = rows
        self._values: list[Sequence[Any]] = []
        self._kinds: list[Type] = []

    def gathered(self, table: str, overfull: int) -> Gathered:
        """The rows, with columns typed by what was seen."""
        spellings = self._spellings()
        columns: dict[str, Typed] = {}
        # In the order of their names, and with those that no event has, so that tables of a query are alike.
        for folded in sorted(self._wanted | spellings.keys()):
            if folded == "@message" and not self._need.message:
                # It is left out, and not NULL: whoever asks for it all the same shall not get a wrong answer.
                continue
            name = self._spelled(folded, spellings.get(folded, ()))
            values = [row.get(name) for row in self._rows]
            types = _types(values)
            if not types:
                kind = absent_type(folded)
            else:
                kind = TIMESTAMP if name in ("@timestamp", "@ingestionTime") else observed_type(types)
            columns[folded] = self._column(values, kind, is_absent=not types)
        paths = {path: self._column([row[path] for row in self._rows], STRING) for path in self._need.paths}
        if not self._kinds:
            # A table has a column at least.
            self._column([None] * len(self._rows), STRING)
        several = (folded for folded, names in spellings.items() if len(names) > 1)
        ambiguous = frozenset(folded for folded in several if folded in self._wanted)
        whole = tuple(names[0] for names in spellings.values()) if self._need.whole else ()
        relation = Relation(table, columns, len(self._rows), paths, whole, ambiguous, overfull)
        return Gathered(relation, tuple(self._kinds), self._values)

    def _column(self, values: Sequence[Any], kind: Type, *, is_absent: bool = False) -> Typed:
        name = f"c{len(self._kinds)}"
        self._values.append(values)
        self._kinds.append(kind)
        return Typed(name, kind, plain_types(values) if kind in (STRING, NULL) else frozenset(), is_absent)

    def _spellings(self) -> Mapping[str, Sequence[str]]:
        """The names that events have for each field, by its case-folded spelling, in order of appearance."""
        found: dict[str, list[str]] = {}
        for name in dict.fromkeys(name for row in self._rows for name in row):
            folded = name.casefold()
            is_field = self._need.whole and not name.startswith("@") and name not in self._need.paths
            if is_field or folded in self._wanted:
                found.setdefault(folded, []).append(name)
        return found

    def _spelled(self, folded: str, names: Sequence[str]) -> str:
        asked = [name for name in self._need.fields if name.casefold() == folded]
        return next((name for name in asked if name in names), next(iter(names), folded))


def _types(values: Iterable[Any]) -> set[type]:
    """The JSON types of values: a whole number of more than 64 bits is a number like others, all else is a text."""
    found = set(map(type, values)) - {NoneType}
    if found <= {str, bool, float}:
        return found
    return {_type_of(value) for value in values if value is not None}


def _type_of(value: Any) -> type:
    if isinstance(value, bool):
        return bool
    if isinstance(value, int):
        return int if -_LARGEST <= value < _LARGEST else float
    return float if isinstance(value, float) else str


def _as_json(values: Sequence[Any], kind: Type) -> Sequence[Any]:
    """The values of a column of a type as JSON has them."""
    if kind in (BIGINT, BOOLEAN, NULL):
        return values
    if kind == STRING:
        # Most are such texts, and asking here takes a third of the time that a call does.
        return [value if type(value) is str and value.isascii() else _stored(value, kind) for value in values]
    return [_stored(value, kind) for value in values]


def _stored(value: Any, kind: Type) -> Any:
    if value is None:
        return value
    if kind == DOUBLE:
        try:
            return float(value)
        except OverflowError:
            return None
    if kind == TIMESTAMP:
        from datetime import UTC, datetime, timedelta

        start = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        return str(start + timedelta(microseconds=round(value * 1_000_000)))
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else repr(value)
    # A text with half of a surrogate pair, which JSON can spell, is no text that can be stored.
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text
