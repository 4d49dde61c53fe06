"""From predicates to SQL conditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from sqlglot import exp

from ruleforge.diagnostics import Finding, Severity
from ruleforge.errors import UnsupportedError
from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.conditions import (
    Condition,
    Contains,
    IsObject,
    NotExists,
    NumberCondition,
    NumberIs,
    RegexCondition,
    TextCondition,
    TextIn,
    Within,
    wants_every,
)
from ruleforge.predicate.operands import Column, JsonPath, Member, Message, Where, Wildcard
from ruleforge.predicate.sql.athena import AthenaReader
from ruleforge.predicate.sql.conditions import Written, number_texts, part_of, write
from ruleforge.predicate.sql.dialect import Dialect
from ruleforge.predicate.sql.duckdb import DuckdbReader
from ruleforge.predicate.sql.making import Refusal, both, either, negate, one_of, settled, text
from ruleforge.predicate.sql.places import Place, Reader
from ruleforge.predicate.sql.regexes import regex_text
from ruleforge.predicate.sql.spark import SparkReader
from ruleforge.predicate.values import ABSENT
from ruleforge.predicate.verdict import holds_for

__all__ = ["SqlCondition", "read_number", "read_text", "to_sql"]

_READERS: dict[Dialect, Reader] = {
    Dialect.ATHENA: AthenaReader(),
    Dialect.SPARK: SparkReader(),
    Dialect.DUCKDB: DuckdbReader(),
}


@dataclass(frozen=True, slots=True)
class SqlCondition:
    """A condition in one dialect, and what there is to know about it."""

    expression: exp.Expr
    dialect: Dialect
    notes: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        return self.expression.sql(self.dialect.value)


def to_sql(
    predicate: Predicate, dialect: Dialect, *, column: str = "record", objects: bool = False, filter_only: bool = False
) -> SqlCondition:
    """What a predicate asks, of a column that holds messages as text.

    With `objects` the column is known to hold nothing but JSON objects, and is not looked at for that. The condition is
    true or false and never NULL; with `filter_only` it may be NULL for false, as WHERE takes it, and reads better.
    Raises UnsupportedError, with everything that the dialect cannot say, each with the place of the comparison.
    """
    writer = _Writer(_READERS[dialect], exp.column(column), objects)
    expression = writer.predicate(predicate, total=not filter_only)
    if writer.problems:
        raise UnsupportedError(writer.problems)
    return SqlCondition(expression, dialect, tuple(writer.notes.values()))


def read_text(path: JsonPath, dialect: Dialect, *, column: str = "record") -> exp.Expr:
    """The value at a path as a text: strings as they are, the rest as JSON; NULL for absent, in Spark for null too.

    Raises UnsupportedError where the dialect cannot name the path.
    """
    return _read(path, dialect, column, _READERS[dialect].as_key)


def read_number(path: JsonPath, dialect: Dialect, *, column: str = "record") -> exp.Expr:
    """The number at a path as a double; NULL for anything else. Raises UnsupportedError as `read_text` does."""
    return _read(path, dialect, column, _READERS[dialect].number)


def _read(path: JsonPath, dialect: Dialect, column: str, read: Callable[[Place], exp.Expr]) -> exp.Expr:
    steps = [step for step in path.steps if isinstance(step, Member | int)]
    if len(steps) < len(path.steps):
        raise TypeError(f"{path} selects several values")
    place = Place(exp.column(column), tuple(steps))
    try:
        found, guards = read(place), _READERS[dialect].guards(place)
    except Refusal as refusal:
        raise UnsupportedError([_problem(refusal)]) from None
    return exp.Case(ifs=[exp.If(this=both(guards), true=found)]) if guards else found


def _problem(refusal: Refusal, comparison: Comparison | ColumnCount | None = None) -> Finding:
    span = comparison.span if comparison is not None else None
    place = comparison.place if isinstance(comparison, Comparison) else ()
    return Finding(
        f"to-sql/{refusal.check}",
        refusal.message,
        because=refusal.because,
        help=refusal.help,
        span=span,
        path=place,
    )


_NOTES = {
    "repeated-members": (
        "of a member that stands twice in an object the first one is read",
        "CloudWatch Logs reads the last one (recorded); no AWS service is known to write such records",
    ),
    "number-precision": (
        "numbers are compared as doubles: beyond 15 digits two may pass for equal that are not",
        "whether AWS compares more digits is not documented",
    ),
    "number-spelling": (
        "the text of a JSON number is the engine's: 1.50 and 15e-1 may read as 1.5, 1e999 as Infinity",
        "get_json_object, CAST to ARRAY(JSON) and DuckDB write decimals anew",
    ),
    "member-names": (
        "members whose names hold ' or ? are passed over where every member of an object is looked at",
        "Spark's JSON paths cannot name them",
    ),
}


@dataclass
class _Writer:
    reader: Reader
    column: exp.Expr
    objects: bool
    problems: list[Finding] = field(default_factory=list)
    notes: dict[str, Finding] = field(default_factory=dict)

    def predicate(self, predicate: Predicate, *, total: bool) -> exp.Expr:
        """A predicate; `total` says that it has to be false and not NULL where it does not hold."""
        match predicate:
            case Constant(value):
                return exp.true() if value else exp.false()
            case AllOf(items):
                return self._all_of(items, total=total)
            case AnyOf(items):
                return self._any_of(items, total=total)
            case Not(item):
                return negate(self.predicate(item, total=True))
            case ColumnCount():
                self.problems.append(_problem(_columns(), predicate))
                return exp.false()
            case Comparison():
                return self._checked(predicate, total=total)
        assert_never(predicate)

    def _all_of(self, items: Sequence[Predicate], *, total: bool) -> exp.Expr:
        parts = [self.predicate(item, total=total) for item in items]
        return both([part for part in parts if part != exp.true()])

    def _any_of(self, items: Sequence[Predicate], *, total: bool) -> exp.Expr:
        parts = [self.predicate(item, total=total) for item in items]
        return either(_listed([part for part in parts if part != exp.false()]))

    def _checked(self, comparison: Comparison, *, total: bool) -> exp.Expr:
        try:
            return self._comparison(comparison, total=total)
        except Refusal as refusal:
            self.problems.append(_problem(refusal, comparison))
            return exp.false()

    def _comparison(self, comparison: Comparison, *, total: bool) -> exp.Expr:
        operand, condition = comparison.operand, comparison.condition
        match operand:
            case Message():
                found = self._message(condition)
                return settled(found) if total else found
            case Column():
                raise _columns()
            case JsonPath():
                return self._path(operand, condition, total=total)
        assert_never(operand)

    def _message(self, condition: Condition) -> exp.Expr:
        if isinstance(condition, Contains):
            return self.reader.holds(self.column.copy(), text(condition.text))
        if isinstance(condition, RegexCondition):
            found = self.reader.finds(self.column.copy(), regex_text(condition.regex))
            return negate(settled(found)) if condition.negated else found
        raise Refusal("message", "this is no condition on the text of a message")

    def _path(self, path: JsonPath, condition: Condition, *, total: bool) -> exp.Expr:
        if not path.steps:
            return self._root(condition, total=total)
        self._note(condition)
        written = write(condition, self.reader)
        document = self.reader.document(self.column, objects=self.objects)
        if not path.wildcard:
            steps = tuple(step for step in path.steps if isinstance(step, Member | int))
            return self._finished(self._guarded(Place(document, steps), written.holds), written.negated, total)
        every = isinstance(condition, NotExists) or wants_every(condition)
        holds = written.holds if every or not written.negated else self._selected(written)
        found = self._over(Place(document), path.steps, holds)
        return self._finished(found, written.negated and every, total)

    def _finished(self, found: exp.Expr, negated: bool, total: bool) -> exp.Expr:
        if negated:
            return negate(settled(found))
        return settled(found) if total else found

    def _guarded(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        return both([*self.reader.guards(place), holds(place)])

    def _selected(self, written: Written) -> Callable[[Place], exp.Expr]:
        """A condition that holds for absent values too, asked of those that are there."""

        def holds(place: Place) -> exp.Expr:
            return both([self.reader.exists(place), negate(settled(written.holds(place)))])

        return holds

    def _over(self, start: Place, steps: tuple[object, ...], holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """Whether a condition holds for some value that the steps select."""
        position = next((i for i, step in enumerate(steps) if isinstance(step, Wildcard | Where)), len(steps))
        place = start.below(*(step for step in steps[:position] if isinstance(step, Member | int)))
        if position == len(steps):
            return self._guarded(place, holds)
        rest = steps[position + 1 :]
        wildcard = steps[position]

        def inside(inner: Place) -> exp.Expr:
            return self._over(inner, rest, holds)

        if isinstance(wildcard, Where):
            return self.reader.any_element(place, lambda inner: both([self._is_chosen(inner, wildcard), inside(inner)]))
        if wildcard is Wildcard.MEMBER:
            return self._members(place, inside)
        return either([self.reader.any_element(place, inside), self._members(place, inside)])

    def _members(self, place: Place, inside: Callable[[Place], exp.Expr]) -> exp.Expr:
        if isinstance(self.reader, SparkReader):
            self._add("member-names")
        return self.reader.any_member(place, inside)

    def _is_chosen(self, inner: Place, where: Where) -> exp.Expr:
        return write(TextIn(where.texts), self.reader).holds(inner.below(Member(where.member)))

    def _root(self, condition: Condition, *, total: bool) -> exp.Expr:
        """A condition on the record itself, which is an object or not there."""
        there, absent = holds_for(condition, {}).holds, holds_for(condition, ABSENT).holds
        if there is absent or (self.objects and isinstance(condition, IsObject)):
            return exp.true() if there else exp.false()
        if self.objects:
            return exp.true() if there else exp.false()
        found = self.reader.is_object_column(self.column)
        return self._finished(found, not there, total)

    def _note(self, condition: Condition) -> None:
        self._add("repeated-members")
        if isinstance(condition, NumberCondition | NumberIs | Within):
            self._add("number-precision")
        spelled = isinstance(condition, TextCondition) and number_texts(condition.text, part_of(condition))
        if spelled or (isinstance(condition, RegexCondition) and condition.negated):
            self._add("number-spelling")

    def _add(self, name: str) -> None:
        message, because = _NOTES[name]
        self.notes.setdefault(name, Finding(f"to-sql/{name}", message, Severity.NOTE, because=because))


def _columns() -> Refusal:
    return Refusal(
        "columns",
        "the columns of a space-delimited line are not written in SQL",
        "brackets and quotes group columns as no function of these dialects does",
        "run the rule with replay",
    )


def _listed(parts: list[exp.Expr]) -> list[exp.Expr]:
    """Alternatives, with equalities of one value made one IN."""
    found: list[exp.Expr] = []
    places: dict[exp.Expr, tuple[int, list[exp.Expr]]] = {}
    for part in parts:
        inner = part.expressions[0] if _is_settled(part) else part
        if not isinstance(inner, exp.EQ) or not isinstance(inner.expression, exp.Literal):
            found.append(part)
            continue
        position, values = places.setdefault(inner.this, (len(found), []))
        values.append(inner.expression)
        if len(values) == 1:
            found.append(part)
            continue
        listed = one_of(inner.this, values)
        found[position] = settled(listed) if _is_settled(part) else listed
    return found


def _is_settled(part: exp.Expr) -> bool:
    return isinstance(part, exp.Anonymous) and part.name == "COALESCE" and part.expressions[1:] == [exp.false()]
