"""Predicates over cells: what is left of a predicate when the conditions on each operand are sets of its cells.

Negation is gone, pushed down to the sets. Alternatives on one operand are one set, and so are conditions that have to
hold together.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["FALSE", "TRUE", "All", "Any", "Formula", "Kind", "Literal", "all_of", "any_of"]


class Kind(enum.Enum):
    """What a literal says of an operand's values."""

    IS = "is"
    """The value is in the set."""
    EACH = "each"
    """Each of the values that a wildcard selects is in the set, if there are any."""
    SOME = "some"
    """There is such a value, in the set."""


@dataclass(frozen=True, slots=True)
class Literal:
    """The values of a variable, in a set of its cells."""

    variable: int
    kind: Kind
    mask: int


@dataclass(frozen=True, slots=True)
class All:
    """Every item holds."""

    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some item holds."""

    items: tuple[Formula, ...]


Formula: TypeAlias = Literal | All | Any

TRUE = All(())
FALSE = Any(())


def all_of(items: Iterable[Formula]) -> Formula:
    """The conjunction: flat, with one literal for all that intersect."""
    return _joined(items, All, Any, (Kind.IS, Kind.EACH), int.__and__)


def any_of(items: Iterable[Formula]) -> Formula:
    """The disjunction: flat, with one literal for all that can be united."""
    return _joined(items, Any, All, (Kind.IS, Kind.SOME), int.__or__)


def _joined(
    items: Iterable[Formula],
    own: type[All | Any],
    other: type[All | Any],
    kinds: tuple[Kind, ...],
    join: Callable[[int, int], int],
) -> Formula:
    literals: dict[tuple[int, Kind], int] = {}
    rest: list[Formula] = []
    waiting = list(items)
    waiting.reverse()
    while waiting:
        item = waiting.pop()
        if isinstance(item, own):
            waiting.extend(reversed(item.items))
        elif isinstance(item, other) and not item.items:
            return item
        elif isinstance(item, Literal) and item.kind in kinds:
            key = item.variable, item.kind
            literals[key] = join(literals[key], item.mask) if key in literals else item.mask
        elif item not in rest:
            rest.append(item)
    merged = [Literal(variable, kind, mask) for (variable, kind), mask in literals.items()]
    found = [*merged, *rest]
    return found[0] if len(found) == 1 else own(tuple(found))
