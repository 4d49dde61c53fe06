"""The syntax of advanced event selectors: selectors of field selectors, each with operators and their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["EventSelector", "FieldSelector", "Target"]

Target = str
"""`trail` or `eds` (event data store); the fields that may be used differ."""


@dataclass(frozen=True, slots=True)
class FieldSelector:
    """A field of the record, and for each operator its values; all of it in AWS's own words."""

    field: str
    operators: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class EventSelector:
    """One advanced event selector: an event matches when all its field selectors do."""

    name: str
    field_selectors: tuple[FieldSelector, ...]

    def values(self, field: str, operator: str = "Equals") -> tuple[str, ...]:
        """The values that an operator has on a field; none where the selector does not use it."""
        return tuple(
            value for item in self.field_selectors if item.field == field for value in item.operators.get(operator, ())
        )

    @property
    def category(self) -> str:
        """The event category that the selector is about, such as `Data`."""
        return self.values("eventCategory")[0]
