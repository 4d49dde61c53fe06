"""What a rule asks of events, whatever its language: conditions on fields, with the place of each in the rule's file.

Checks about records ask which values a rule wants at a field. So here a filter pattern, a Contributor Insights rule, an
event selector and the conditions of a query are one kind of tree. It keeps what those questions need and no more: a
condition that is neither equality nor a beginning is only known to be there.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ruleforge.diagnostics import Span

__all__ = ["Asked", "Every", "Leaf", "Place", "Relation", "Some", "leaves", "value_sets", "wanted"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a rule's file: the path of a value, and a span in it where it is a text."""

    path: tuple[str | int, ...]
    inner: Span | None = None


class Relation(enum.Enum):
    """How a condition compares a field with its value."""

    IS = "is"
    NUMBER = "is the number"
    CONSTANT = "is the constant"
    BEGINS = "begins with"
    IS_NOT = "is not"
    ABSENT = "is not there"
    OTHER = "compares with"

    @property
    def equality(self) -> bool:
        """Whether the field has to have the very value."""
        return self in (Relation.IS, Relation.NUMBER, Relation.CONSTANT)

    @property
    def needs_field(self) -> bool:
        """Whether a record without the field does not satisfy the condition."""
        return self not in (Relation.IS_NOT, Relation.ABSENT)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition: a field by its dotted path (`resources.0.type`), how it is compared, and with what."""

    field: str
    relation: Relation
    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Every:
    """Every item holds; with no items, always."""

    items: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """Some item holds; with no items, never."""

    items: tuple[Asked, ...] = ()


Asked: TypeAlias = Leaf | Every | Some


def leaves(asked: Asked) -> Iterator[Leaf]:
    """Every condition, in the order of the text."""
    if isinstance(asked, Leaf):
        yield asked
    else:
        for item in asked.items:
            yield from leaves(item)


def wanted(asked: Asked, field: str) -> Mapping[str, Place] | None:
    """The values of which a field has to have one wherever the rule matches, each with its place; None for any value.

    A rule that matches nothing wants none. The values may be more than the rule really takes, and never fewer.
    """
    if isinstance(asked, Leaf):
        return {asked.value: asked.place} if asked.field == field and asked.relation.equality else None
    if isinstance(asked, Every):
        found: Mapping[str, Place] | None = None
        for item in asked.items:
            values = wanted(item, field)
            if values is not None:
                found = values if found is None else {value: found[value] for value in found if value in values}
        return found
    union: dict[str, Place] = {}
    for item in asked.items:
        values = wanted(item, field)
        if values is None:
            return None
        for value, place in values.items():
            union.setdefault(value, place)
    return union


def value_sets(asked: Asked) -> dict[str, dict[str, Place]] | None:
    """What a rule asks where that is, exactly, one of some values at each of some fields; None where it is more.

    Its conditions are then independent of each other, and two rules can be compared field by field.
    """
    found: dict[str, dict[str, Place]] = {}
    for item in _conjuncts(asked):
        alternatives = list(_alternatives(item))
        fields = {leaf.field for leaf in alternatives}
        if len(fields) != 1 or not all(leaf.relation.equality for leaf in alternatives):
            return None
        (field,) = fields
        values: dict[str, Place] = {}
        for leaf in alternatives:
            values.setdefault(leaf.value, leaf.place)
        if field in found:
            values = {value: place for value, place in found[field].items() if value in values}
        found[field] = values
    return found or None


def _conjuncts(asked: Asked) -> Iterator[Asked]:
    if isinstance(asked, Every):
        for item in asked.items:
            yield from _conjuncts(item)
    else:
        yield asked


def _alternatives(asked: Asked) -> Iterator[Leaf]:
    """The leaves of nested alternatives; a conjunction among them is a leaf that compares in no known way."""
    match asked:
        case Leaf():
            yield asked
        case Some(items):
            for item in items:
                yield from _alternatives(item)
        case Every(items) if len(items) == 1:
            yield from _alternatives(items[0])
        case Every():
            yield Leaf("", Relation.OTHER, "", Place(()))
