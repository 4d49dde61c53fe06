"""Where a value stands in a record, and what a dialect can say about a value at a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeAlias

from sqlglot import exp

from ruleforge.predicate.operands import Member

__all__ = ["ARRAY", "BOOLEAN", "NULL", "NUMBER", "OBJECT", "STRING", "Each", "Place", "PlaceStep", "Reader"]

STRING, NUMBER, BOOLEAN, NULL, ARRAY, OBJECT = "string", "number", "boolean", "null", "array", "object"


@dataclass(frozen=True, slots=True)
class Each:
    """A step to whatever a variable of a lambda stands for: a position in an array, or the name of a member."""

    variable: str
    named: bool = False


PlaceStep: TypeAlias = Member | int | Each


@dataclass(frozen=True)
class Place:
    """A place in a document: an expression that is JSON, and the steps from its root."""

    document: exp.Expr
    steps: tuple[PlaceStep, ...] = ()
    depth: int = 0

    def below(self, *steps: PlaceStep) -> Place:
        """A place further down."""
        return Place(self.document, self.steps + steps, self.depth)

    @property
    def parent(self) -> Place:
        """The place that the last step starts from."""
        return Place(self.document, self.steps[:-1], self.depth)


class Reader(Protocol):
    """What a dialect says about the value at a place. Where nothing is there, everything is NULL or false."""

    leaky: ClassVar[frozenset[str]]
    """The kinds of value besides strings and numbers that have a text too."""

    def document(self, column: exp.Expr, *, objects: bool) -> exp.Expr:
        """A column as a document; NULL for text that is no JSON, unless it holds nothing but `objects`."""

    def is_object_column(self, column: exp.Expr) -> exp.Expr:
        """Whether a column is a JSON object."""

    def guards(self, place: Place) -> list[exp.Expr]:
        """What has to hold besides, because paths of the dialect take more than the steps of the place."""

    def text(self, place: Place) -> exp.Expr:
        """A string's own characters, a number as it is spelled, and the text of the kinds that are `leaky`."""

    def number(self, place: Place) -> exp.Expr:
        """A number as a double; NULL for everything else, strings of digits included."""

    def is_one_of(self, place: Place, kinds: frozenset[str], *, negated: bool = False) -> exp.Expr:
        """Whether the value is of one of some kinds, or of another."""

    def is_null(self, place: Place) -> exp.Expr:
        """Whether there is a null."""

    def exists(self, place: Place) -> exp.Expr:
        """Whether there is anything."""

    def any_element(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """Whether something holds for an element of the array at a place."""

    def any_member(self, place: Place, holds: Callable[[Place], exp.Expr]) -> exp.Expr:
        """Whether something holds for the value of a member of the object at a place."""

    def starts(self, value: exp.Expr, part: exp.Expr) -> exp.Expr:
        """Whether a text begins with another."""

    def ends(self, value: exp.Expr, part: str) -> exp.Expr:
        """Whether a text ends with another."""

    def holds(self, value: exp.Expr, part: exp.Expr) -> exp.Expr:
        """Whether a text holds another."""

    def finds(self, value: exp.Expr, expression: str) -> exp.Expr:
        """Whether a regular expression is found in a text."""

    def as_key(self, place: Place) -> exp.Expr:
        """Any value as a text: a string as it is, everything else as JSON; NULL for absent."""
