"""The operands of some predicates, each with its cells, and the predicates as formulas over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from ruleforge.predicate.algebra import AllOf, AnyOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.analysis.budget import Budget
from ruleforge.predicate.analysis.formula import FALSE, TRUE, Formula, Kind, Literal, all_of, any_of
from ruleforge.predicate.analysis.partition import (
    ABSENT_BIT,
    OBJECT_BIT,
    Partition,
    partition,
)
from ruleforge.predicate.conditions import Condition, IsConstant, NotExists, TextIn, wants_every
from ruleforge.predicate.operands import Column, JsonPath, Member, Message, Operand, Step, Where, Wildcard

__all__ = ["MOST_COLUMNS", "OutOfFragmentError", "Partitions", "Space", "Variable", "chosen_text"]

MOST_COLUMNS: Final = 200


class OutOfFragmentError(Exception):
    """A question is about something that this analysis does not model; the text says what."""


class Partitions:
    """Partitions, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[frozenset[Condition], bool], Partition] = {}

    def get(self, conditions: frozenset[Condition], budget: Budget, *, only_texts: bool) -> Partition:
        """The partition that some conditions make."""
        key = conditions, only_texts
        if key not in self._known:
            self._known[key] = partition(conditions, budget, only_texts=only_texts)
        return self._known[key]


@dataclass(slots=True)
class Variable:
    """An operand, and the cells that its value, or each of its values, can be in."""

    operand: Operand
    several: bool
    conditions: set[Condition] = field(default_factory=set)
    cells: Partition = field(init=False)
    domain: int = 0


class Space:
    """The variables of some predicates, numbered, and the number of columns a line can have."""

    def __init__(self, predicates: Iterable[Predicate], partitions: Partitions, budget: Budget) -> None:
        self._places: dict[Operand, int] = {}
        self.variables: list[Variable] = []
        self._minima: list[int] = []
        self.formulas: dict[tuple[int, bool], Formula] = {}
        self._kept: list[Predicate] = []
        for predicate in predicates:
            self._collect(predicate)
        budget.spend(20 + 10 * len(self.variables))
        self.covering = self._covering()
        self._make_cells(partitions, budget)
        self.counts = self._number_of_counts()

    def _collect(self, predicate: Predicate) -> None:
        match predicate:
            case Comparison(operand, condition):
                for part in _parts(operand):
                    self._variable(part).conditions.add(condition)
            case ColumnCount(minimum):
                self._minima.append(minimum)
            case Not(item):
                self._collect(item)
            case AllOf(items) | AnyOf(items):
                for item in items:
                    self._collect(item)

    def _variable(self, operand: Operand) -> Variable:
        if operand not in self._places:
            self._places[operand] = len(self.variables)
            several = isinstance(operand, JsonPath) and operand.wildcard
            variable = Variable(operand, several)
            if several and (text := chosen_text(operand)) is not None:
                variable.conditions.add(TextIn((text,)))
            self.variables.append(variable)
        return self.variables[self._places[operand]]

    def _covering(self) -> list[tuple[int, int]]:
        """Pairs of variables: every value that the second one selects is among those of the first."""
        several = [(place, v.operand) for place, v in enumerate(self.variables) if v.several]
        return [
            (wide, narrow)
            for wide, pattern in several
            for narrow, variable in enumerate(self.variables)
            if wide != narrow and _covers(pattern, variable.operand)
        ]

    def _make_cells(self, partitions: Partitions, budget: Budget) -> None:
        for group in self._groups():
            conditions = frozenset().union(*(self.variables[place].conditions for place in group))
            only_texts = not isinstance(self.variables[group[0]].operand, JsonPath)
            cells = partitions.get(conditions, budget, only_texts=only_texts)
            for place in group:
                self.variables[place].cells = cells
                self.variables[place].domain = _domain(self.variables[place].operand, cells)

    def _groups(self) -> list[list[int]]:
        """Variables whose values may be the same one and so need the same cells."""
        group_of = list(range(len(self.variables)))
        for wide, narrow in [*self.covering, *self._same_columns()]:
            old, new = group_of[narrow], group_of[wide]
            if old != new:
                group_of = [new if group == old else group for group in group_of]
        groups: dict[int, list[int]] = {}
        for place, group in enumerate(group_of):
            groups.setdefault(group, []).append(place)
        return list(groups.values())

    def _same_columns(self) -> Iterator[tuple[int, int]]:
        columns = self.columns
        counted_back = any(column.index < 0 for _, column in columns)
        for place, column in columns:
            for other, another in columns:
                if place < other and (counted_back or column.index == another.index):
                    yield place, other

    @property
    def columns(self) -> list[tuple[int, Column]]:
        """The variables that are columns."""
        return [(place, v.operand) for place, v in enumerate(self.variables) if isinstance(v.operand, Column)]

    @property
    def message(self) -> int | None:
        """The variable that is the whole message."""
        return self._places.get(Message())

    @property
    def count_variable(self) -> int:
        """What stands for the number of columns."""
        return len(self.variables)

    def _number_of_counts(self) -> int:
        """One more than the number of columns from which on more of them make no difference."""
        indexes = [column.index for _, column in self.columns]
        first = max((index + 1 for index in indexes if index >= 0), default=0)
        last = max((-index for index in indexes if index < 0), default=0)
        most = max([first + last + 1 if indexes else 0, *self._minima])
        if most > MOST_COLUMNS:
            raise OutOfFragmentError(f"a line of more than {MOST_COLUMNS} columns")
        return most + 1

    def start(self) -> list[int]:
        """The cells that each variable can be in, and last the numbers of columns."""
        return [*(variable.domain for variable in self.variables), (1 << self.counts) - 1]

    def opposite(self, literal: Literal) -> Literal:
        """A literal that holds at least where another does not."""
        if literal.variable == self.count_variable:
            return replace(literal, mask=(1 << self.counts) - 1 & ~literal.mask)
        mask = self.variables[literal.variable].cells.opposite(literal.mask)
        kind = {Kind.IS: Kind.IS, Kind.EACH: Kind.SOME, Kind.SOME: Kind.EACH}[literal.kind]
        return Literal(literal.variable, kind, mask)

    def formula(self, predicate: Predicate, *, holds: bool = True) -> Formula:
        """What it means that a predicate holds, or that it does not."""
        key = id(predicate), holds
        if key not in self.formulas:
            self._kept.append(predicate)  # an id means something only as long as its object is kept
            self.formulas[key] = self._formula(predicate, holds)
        return self.formulas[key]

    def _formula(self, predicate: Predicate, holds: bool) -> Formula:
        match predicate:
            case Constant(value):
                return TRUE if value is holds else FALSE
            case ColumnCount(minimum):
                enough = (1 << self.counts) - (1 << minimum)
                return Literal(self.count_variable, Kind.IS, enough if holds else (1 << self.counts) - 1 & ~enough)
            case Not(item):
                return self.formula(item, holds=not holds)
            case AllOf(items) | AnyOf(items):
                join = all_of if isinstance(predicate, AllOf) is holds else any_of
                return join([self.formula(item, holds=holds) for item in items])
            case Comparison(operand, condition):
                every = wants_every(condition) or isinstance(condition, NotExists)
                literals = [self._literal(self._places[part], condition, holds) for part in _parts(operand)]
                return all_of(literals) if every is holds else any_of(literals)
        assert_never(predicate)

    def _literal(self, place: int, condition: Condition, holds: bool) -> Literal:
        variable = self.variables[place]
        true, false = variable.cells.masks[condition]
        if not variable.several:
            return Literal(place, Kind.IS, true if holds else false)
        if isinstance(condition, NotExists):
            return Literal(place, Kind.EACH, 0) if holds else Literal(place, Kind.SOME, variable.domain)
        if wants_every(condition):
            return Literal(place, Kind.EACH, true) if holds else Literal(place, Kind.SOME, false)
        return Literal(place, Kind.SOME, true) if holds else Literal(place, Kind.EACH, false)

    def asks_for_nulls(self, place: int | None) -> bool:
        """Whether it matters for a variable that an array holds a null."""
        return place is not None and any(
            isinstance(c, IsConstant) and c.constant is None for c in self.variables[place].cells.masks
        )


def _parts(operand: Operand) -> tuple[Operand, ...]:
    """An operand without what makes no difference to its value; a choice of several texts as one operand for each."""
    if isinstance(operand, Column):
        return (Column(operand.index, operand.rest),)
    if not isinstance(operand, JsonPath):
        return (operand,)
    for place, step in enumerate(operand.steps):
        if isinstance(step, Where) and len(step.texts) != 1:
            return tuple(
                JsonPath((*operand.steps[:place], Where(step.member, (text,)), *operand.steps[place + 1 :]))
                for text in dict.fromkeys(step.texts)
            )
    return (operand,)


def chosen_text(operand: Operand) -> str | None:
    """The only text, or the first, that a member can have by which its objects are chosen; None for other operands."""
    if not isinstance(operand, JsonPath) or len(operand.steps) < 2:
        return None
    choice, last = operand.steps[-2:]
    if isinstance(choice, Where) and last == Member(choice.member):
        return choice.texts[0]
    return None


def _domain(operand: Operand, cells: Partition) -> int:
    match operand:
        case Message():
            return cells.texts
        case Column():
            return cells.texts | ABSENT_BIT
        case JsonPath(()):
            return ABSENT_BIT | OBJECT_BIT
        case JsonPath():
            if not operand.wildcard:
                return cells.full
            text = chosen_text(operand)
            return cells.full & ~ABSENT_BIT if text is None else cells.cell_of(text)
    assert_never(operand)


def _covers(pattern: Operand, operand: Operand) -> bool:
    """Whether a path with a wildcard selects whatever another one does, or at least each text of its choice."""
    if not isinstance(pattern, JsonPath) or not isinstance(operand, JsonPath):
        return False
    if len(pattern.steps) != len(operand.steps):
        return False
    if not all(map(_covers_step, pattern.steps, operand.steps)):
        return False
    chosen = any(isinstance(step, Where) and step not in operand.steps for step in pattern.steps)
    return not chosen or chosen_text(pattern) is not None


def _covers_step(pattern: Step, step: Step) -> bool:
    if pattern == step or pattern is Wildcard.ELEMENT:
        return True
    if pattern is Wildcard.MEMBER:
        return isinstance(step, Member)
    return isinstance(pattern, Where) and isinstance(step, int)
