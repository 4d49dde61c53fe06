"""What is known of the events that a rule is meant for, as predicates that hold for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ruleforge.predicate.algebra import Comparison, Predicate
from ruleforge.predicate.conditions import IsConstant, IsObject, NotExists, TextIn
from ruleforge.predicate.operands import JsonPath

__all__ = ["NO_FACTS", "RECORDS", "Facts"]


@dataclass(frozen=True, slots=True)
class Facts:
    """Predicates that hold for every event in question; with none, any message is an event."""

    holding: tuple[Predicate, ...] = ()

    @classmethod
    def of(cls, values: Mapping[JsonPath, str | bool | Iterable[str]], absent: Iterable[JsonPath] = ()) -> Facts:
        """Facts about records: paths with the text, one of the texts or the constant there, and paths never there."""
        known: list[Predicate] = [Comparison(JsonPath(()), IsObject())]
        for path, value in values.items():
            if isinstance(value, bool):
                known.append(Comparison(path, IsConstant(value)))
            else:
                known.append(Comparison(path, TextIn((value,) if isinstance(value, str) else tuple(value))))
        known += [Comparison(path, NotExists()) for path in absent]
        return cls(tuple(known))

    def __and__(self, other: Facts) -> Facts:
        return Facts((*self.holding, *other.holding))


NO_FACTS = Facts()
RECORDS = Facts((Comparison(JsonPath(()), IsObject()),))
"""Every event is a JSON object."""
