"""What is read of the events of a log for a query, and the SQL that reads it out of JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ruleforge.diagnostics import Finding
from ruleforge.engine.excerpts import Excerpts
from ruleforge.engine.json_projection import MOST_STEPS, JsonProjection, identifier
from ruleforge.engine.log_sample import Spellings
from ruleforge.errors import UnsupportedError
from ruleforge.languages.logs_sql import Need
from ruleforge.languages.logs_sql.json_paths import json_steps
from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.types import BIGINT, STRING, TIMESTAMP, Type

__all__ = ["SYSTEM_FIELDS", "LogColumns", "looks_like_container"]

SYSTEM_FIELDS = {"@message": ("m", STRING), "@timestamp": ("t", TIMESTAMP), "@log": ("g", STRING)}
"""The member that holds a system field where records are wrapped, which is its column too, and its type."""

_LARGEST_LINE = 64 * 1024 * 1024
# DuckDB's buffers are twice as large as the largest line that it has to expect.
_ORDINARY_LINE = 2 * 1024 * 1024


class LogColumns:
    """The columns that a query needs: fields `f0…`, JSON paths `p0…` of the message, and system fields.

    Fields are stored as JSON text, which tells what kind of value they are; those in `texts`, which are known to be
    nothing but texts, as that. `wrapped` says whether each record has to be a member `r` of a line, besides the system
    fields. Raises UnsupportedError where a name has too many steps.
    """

    def __init__(self, need: Need, spellings: Spellings) -> None:
        self._need = need
        self._spellings = spellings
        self._steps = [json_steps(path) for path in need.paths]
        self.fields = [name for name in need.fields if name not in SYSTEM_FIELDS]
        self.system = [name for name in need.fields if name in SYSTEM_FIELDS and (name != "@message" or need.message)]
        self.texts = frozenset(name for name in self.fields if spellings.spelled(name) in spellings.texts)
        _refuse_long_names(self.fields)
        self._spelled = [spellings.spelled(name) for name in self.fields]
        self.wrapped = bool(self.system) or JsonProjection(self._spelled, self._steps).clashes

    def distrust(self, fields: Iterable[str]) -> None:
        """Takes fields for texts no longer."""
        self.texts -= frozenset(fields)

    @property
    def definition(self) -> str:
        """The columns as CREATE TABLE takes them."""
        stored = [(f"f{index}", "VARCHAR") for index in range(len(self.fields))]
        stored += [(f"p{index}", "VARCHAR") for index in range(len(self._steps))]
        stored += _wrapped(self.system)
        return ", ".join(f"{name} {kind}" for name, kind in stored) or "nothing VARCHAR"

    def excerpts(self) -> Excerpts:
        """What is taken out of records: of those that the query cannot use only what tells types that are not known."""
        choices = [self._projection(nested=nested).members() for nested in (True, False)]
        spelled = [
            (self._spellings.spelled(name), values) for name, values in self._need.required if self._is_plain_text(name)
        ]
        required = {name: values for name, values in spelled if all(members[name] is None for members in choices)}
        untyped = [self._spellings.spelled(name) for name in self._untyped]
        always = {name for field in untyped for name in choices[0] if f"{field}.".startswith(f"{name}.")}
        return Excerpts(choices, required, sorted(always))

    def insertion(self, table: str, files: Sequence[str], *, nested: bool, counter: str) -> str:
        """The statement that reads files of JSON lines into a table; without `nested` it fails for no JSON object.

        Rows that the query cannot use are left out, unless they tell the type of a field, and then without their other
        values. `counter` is a sequence that is asked for a number for every line.
        """
        projection = self._projection(nested=nested)
        texts = self._spelled_texts
        declared = projection.declared() or {"nothing": "JSON"}
        if self.system:
            declared |= dict(_wrapped(self.system))
        listed = ", ".join(f"{identifier(name)}: {quoted(kind)}" for name, kind in declared.items())
        useful = self._useful(projection)
        values = [_kept(projection.fields[name], useful if name in texts else "") for name in self._spelled]
        system = [identifier(SYSTEM_FIELDS[name][0]) for name in self.system]
        values += [_kept(value, useful) for value in (*projection.paths, *system)]
        names = ", ".join(map(quoted, files))
        statement = (
            f"INSERT INTO {table} SELECT {', '.join(values) or 'NULL'} FROM read_json([{names}], "  # noqa: S608
            f"format = 'newline_delimited', compression = 'none', columns = {{{listed}}}, "
            f"maximum_object_size = {_ORDINARY_LINE if nested else _LARGEST_LINE})"
        )
        untyped = [value for name in self._untyped for value in projection.sources[self._spellings.spelled(name)]]
        wanted = " OR ".join([f"({useful})", *(f"{value} IS NOT NULL" for value in dict.fromkeys(untyped))])
        # CASE, since AND may ask its sides in any order, or only one of them.
        return f"{statement} WHERE CASE WHEN nextval('{counter}') > 0 THEN {wanted} END" if useful else statement

    @property
    def leaves_out(self) -> bool:
        """Whether there are rows that the query cannot use."""
        return any(name in self.texts for name, _ in self._need.required)

    @property
    def _untyped(self) -> list[str]:
        return [name for name in self.fields if name not in self.texts]

    @property
    def _spelled_texts(self) -> set[str]:
        return {self._spellings.spelled(name) for name in self.texts}

    def _is_plain_text(self, name: str) -> bool:
        """Whether a field is known to hold texts, in a member at the top of the record."""
        return name in self.texts and "." not in self._spellings.spelled(name)

    def _projection(self, *, nested: bool) -> JsonProjection:
        within = "r" if self.wrapped else ""
        return JsonProjection(self._spelled, self._steps, texts=self._spelled_texts, nested=nested, within=within)

    def _useful(self, projection: JsonProjection) -> str:
        """The condition of rows that the query may be able to use; empty where that is all of them."""
        return " AND ".join(
            f"{projection.fields[self._spellings.spelled(name)]} IN ({', '.join(map(quoted, values))})"
            for name, values in self._need.required
            if name in self.texts
        )


def looks_like_container(column: str) -> str:
    """The SQL of whether a column has the JSON text of an object or an array."""
    return f"(starts_with({column}, '{{') OR starts_with({column}, '['))"


def _kept(value: str, condition: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END" if condition else value


def _wrapped(system: Sequence[str]) -> list[tuple[str, str]]:
    kinds: Mapping[Type, str] = {STRING: "VARCHAR", TIMESTAMP: BIGINT.duckdb}
    return [(member, kinds[kind]) for member, kind in map(SYSTEM_FIELDS.__getitem__, system)]


def _refuse_long_names(fields: Iterable[str]) -> None:
    long = [name for name in fields if name.count(".") >= MOST_STEPS]
    if long:
        help_ = "read it out of the message: get_json_object(`@message`, '$.…')"
        raise UnsupportedError(
            [Finding("sql/unsupported", f"{name} has more than {MOST_STEPS} steps", help=help_) for name in long]
        )
