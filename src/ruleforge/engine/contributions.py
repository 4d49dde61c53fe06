"""Counting contributors on the hot path: raw key values are counted as they are decoded, and told apart later.

For each set of rules that match together, one counter holds how often each combination of the values occurred that any
of the rules takes a key or a number from. When it has grown large, and at the end, its entries are handed to the rules.
So an event costs one count, however many rules it concerns, and memory is bounded: a counter's length here, and the
number of contributors that are kept of a rule (`ruleforge.languages.insight_rule.Contributors`).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from ruleforge.engine.projection import Projection
from ruleforge.engine.readers import Rows
from ruleforge.engine.ruleset import RuleSet
from ruleforge.engine.tally import Tally, Totals
from ruleforge.languages.insight_rule import key_text
from ruleforge.predicate.operands import JsonPath
from ruleforge.predicate.specialise import required_texts
from ruleforge.predicate.subject import Subject

__all__ = ["Contributions"]

_COUNTER_LIMIT = 50_000
_SHORT = 256
"""A text of so many characters is surely within the 1 KB that a key value may have."""


@dataclass(slots=True)
class _Counting:
    """What is counted for one set of rules.

    `rows` read raw values, `parts` say which of them each rule (by question) takes as keys and as its number. `held`
    are records that are not counted yet.
    """

    rows: Rows
    parts: list[tuple[int, tuple[int | str, ...], int | None]]
    held: list[Any] = field(default_factory=list)
    counter: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def count(self) -> None:
        """Counts the records that are held."""
        self.counter.update(self.rows(self.held))
        self.held.clear()


class Contributions:
    """Takes the events of a process, and adds what they contribute to the totals."""

    def __init__(self, rules: RuleSet, totals: Totals) -> None:
        self._rules = rules
        self._totals = totals
        self._projection: Projection | None = None
        self._countings: dict[tuple[int, ...], _Counting] = {}
        self._hold: dict[Tally, Callable[[Any], None]] = {}
        self._aside: dict[Tally, frozenset[int]] = {}

    def count(self, tallies: Sequence[Tally], records: Sequence[Any], subject: Callable[[int], Subject]) -> None:
        """Counts decoded records; `tallies` say which rules each of them concerns.

        `subject` gives the event itself, by its position, for the rules that are counted from it.
        """
        if self._projection is not self._rules.program.projection:
            self.finish()
            self._projection = self._rules.program.projection
        hold, aside = self._hold, self._aside
        for tally in set(tallies).difference(hold):
            hold[tally] = self._prepare(tally.insights, self._projection).held.append if tally.insights else _forget
            if questions := self._rules.aside.intersection(tally.insights):
                aside[tally] = questions
        for take, record in zip(map(hold.__getitem__, tallies), records, strict=True):
            take(record)
        if not aside.keys().isdisjoint(tallies):
            for position, tally in enumerate(tallies):
                for question in aside.get(tally, ()):
                    self._add(question, subject(position))
        for counting in self._countings.values():
            if counting.held:
                counting.count()
                if len(counting.counter) > _COUNTER_LIMIT:
                    self._hand_over(counting)

    def count_message(self, tally: Tally, subject: Subject) -> None:
        """Counts an event that was evaluated whole."""
        for question in tally.insights:
            self._add(question, subject)

    def _add(self, question: int, subject: Subject) -> None:
        found = self._rules.insights[question].contribution(subject)
        if found is None:
            self._totals.without_keys[question] += 1
        else:
            self._totals.contributors(question).add(*found)

    def finish(self) -> None:
        """Hands over what is still held."""
        for counting in self._countings.values():
            counting.count()
            self._hand_over(counting)
        self._countings.clear()
        self._hold.clear()
        self._aside.clear()

    def _prepare(self, insights: tuple[int, ...], projection: Projection) -> _Counting:
        if insights in self._countings:
            return self._countings[insights]
        places: dict[JsonPath, int] = {}
        parts = []
        for question in insights:
            rule = self._rules.insights[question]
            if question in self._rules.aside:
                continue
            keys = tuple(self._key(operand, insights, places) for operand in rule.keys)
            number = None if rule.value_of is None else _place(rule.value_of, places)
            parts.append((question, keys, number))
        counting = self._countings[insights] = _Counting(projection.rows(places), parts)
        return counting

    def _key(self, operand: Any, insights: tuple[int, ...], places: dict[JsonPath, int]) -> int | str:
        """Where a row has a key value; or the value itself, where it follows from a filter of some of the rules."""
        for question in insights:
            texts = required_texts(self._rules.insights[question].predicate, operand)
            if texts is not None and len(texts) == 1:
                return min(texts)
        return _place(operand, places)

    def _hand_over(self, counting: _Counting) -> None:
        for question, places, number in counting.parts:
            add = self._totals.contributors(question).add
            lacking = 0
            for values, count in counting.counter.items():
                keys = tuple([_text(values[at]) if at.__class__ is int else at for at in places])
                value = 1 if number is None else values[number]
                if None in keys or value.__class__ is not int:
                    lacking += count
                else:
                    add(keys, value * count)  # type: ignore[arg-type]
            if lacking:
                self._totals.without_keys[question] += lacking
        counting.counter.clear()


_forget: Callable[[Any], None] = deque(maxlen=0).append
"""Takes a record and keeps nothing, at the least cost."""


def _place(operand: Any, places: dict[JsonPath, int]) -> int:
    return places.setdefault(operand, len(places))


def _text(value: Any) -> str | None:
    """The text of a key value; as `key_text` has it, for what a projection decodes."""
    if value.__class__ is str:
        return value if len(value) <= _SHORT else key_text(value)
    if value is UNSET:
        return None
    if value is None or value.__class__ is bool:
        return key_text(value)
    return str(value)
