"""Counting contributors on the hot path: raw key values are counted as they are decoded, and told apart later.

Much of what rules take as keys is the same for all events of an outcome: the operation, the service. What is not makes
a row, together with the outcome, and one counter holds how often each row occurred of all rules whose rows have the
same columns. When it has grown large, and at the end, its rows are handed to the rules. So an event costs one count,
however many rules it concerns, and memory is bounded: a counter's length here, and the number of contributors that are
kept of a rule (`ruleforge.languages.insight_rule.Contributors`).
"""

from __future__ import annotations

import itertools
import operator
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from ruleforge.engine.program import Outcome
from ruleforge.engine.projection import Projection
from ruleforge.engine.readers import Column
from ruleforge.engine.ruleset import RuleSet
from ruleforge.engine.tally import Tally, Totals
from ruleforge.languages.insight_rule import Contributors, key_text
from ruleforge.predicate.operands import JsonPath
from ruleforge.predicate.specialise import required_texts
from ruleforge.predicate.subject import Subject

__all__ = ["Contributions"]

_COUNTER_LIMIT = 50_000
_SHORT = 256
"""A text of so many characters is surely within the 1 KB that a key value may have."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one rule, by question, takes of the rows of an outcome: the keys, and the column of its number.

    `same` are the values that are no column because they are the same for all events; `keys` picks from both. Without
    any column (`fixed`) every row has the same keys.
    """

    question: int
    contributors: Contributors
    same: tuple[Any, ...]
    keys: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    number: int | None
    fixed: bool


@dataclass(slots=True)
class _Counting:
    """What is counted in rows of the same columns. `waiting` are positions in the batch that are not counted yet."""

    columns: list[Column]
    waiting: list[int] = field(default_factory=list)
    counter: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def count(self, outcomes: Sequence[Outcome], records: Sequence[Any]) -> None:
        """Counts the events that wait: the outcome, and the value of each column."""
        held = [records[position] for position in self.waiting]
        found = [read(held) for read in self.columns]
        self.counter.update(zip([outcomes[position] for position in self.waiting], *found, strict=True))
        self.waiting.clear()


class Contributions:
    """Takes the events of a process, and adds what they contribute to the totals."""

    def __init__(self, rules: RuleSet, totals: Totals) -> None:
        self._rules = rules
        self._totals = totals
        self._projection: Projection | None = None
        self._countings: dict[tuple[JsonPath, ...], _Counting] = {}
        self._parts: dict[Outcome, list[_Part]] = {}
        self._hold: dict[Outcome, Callable[[int], None]] = {}
        self._aside: dict[Outcome, frozenset[int]] = {}

    def count(
        self,
        outcomes: Sequence[Outcome],
        tally_of: Mapping[Outcome, Tally],
        records: Sequence[Any],
        subject: Callable[[int], Subject],
    ) -> None:
        """Counts decoded records; the tallies of their outcomes say which rules each of them concerns.

        `subject` gives the event itself, by its position, for the rules that are counted from it.
        """
        if self._projection is not self._rules.program.projection:
            self.finish()
            self._projection = self._rules.program.projection
        hold, aside = self._hold, self._aside
        for outcome in set(outcomes).difference(hold):
            insights = tally_of[outcome].insights
            hold[outcome] = self._prepare(outcome, insights, self._projection)
            if questions := self._rules.aside.intersection(insights):
                aside[outcome] = questions
        for position, take in enumerate(map(hold.__getitem__, outcomes)):
            take(position)
        if not aside.keys().isdisjoint(outcomes):
            for position, outcome in enumerate(outcomes):
                for question in aside.get(outcome, ()):
                    self._add(question, subject(position))
        for counting in self._countings.values():
            if counting.waiting:
                counting.count(outcomes, records)
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
            self._hand_over(counting)
        self._countings.clear()
        self._parts.clear()
        self._hold.clear()
        self._aside.clear()

    def _prepare(self, outcome: Outcome, insights: tuple[int, ...], projection: Projection) -> Callable[[int], None]:
        """What takes the positions of an outcome's events in a batch."""
        keys = {
            question: [self._key(operand, outcome, insights) for operand in self._rules.insights[question].keys]
            for question in insights
            if question not in self._rules.aside
        }
        if not keys:
            return _forget
        numbers = {question: self._rules.insights[question].value_of for question in keys}
        columns = {key for found in keys.values() for key in found if isinstance(key, JsonPath)}
        columns |= {number for number in numbers.values() if isinstance(number, JsonPath)}
        paths = tuple(sorted(columns, key=str))
        self._parts[outcome] = [
            self._part(question, found, numbers[question], paths) for question, found in keys.items()
        ]
        if paths not in self._countings:
            self._countings[paths] = _Counting([projection.column(path) for path in paths])
        return self._countings[paths].waiting.append

    def _key(self, operand: Any, outcome: Outcome, insights: tuple[int, ...]) -> Any:
        """Where a key value is; or its text, where that is known or follows from a filter of some of the rules."""
        if operand in outcome.known.values:
            text = key_text(outcome.known.values[operand])
            return UNSET if text is None else text
        for question in insights:
            texts = required_texts(self._rules.insights[question].predicate, operand)
            if texts is not None and len(texts) == 1:
                return min(texts)
        return operand

    def _part(self, question: int, keys: Sequence[Any], number: Any, columns: Sequence[JsonPath]) -> _Part:
        """What a rule takes of rows: the outcome, then the columns; of keys that are no column the value is given."""
        same = tuple([key for key in keys if not isinstance(key, JsonPath)])
        fixed = number is None and len(same) == len(keys)
        places: dict[Any, int] = {path: place for place, path in enumerate(columns, 1)}
        following = itertools.count(1 if fixed else 1 + len(columns))
        picked = [places[key] if isinstance(key, JsonPath) else next(following) for key in keys]
        get: Callable[[tuple[Any, ...]], Any] = operator.itemgetter(*picked)
        pick = get if len(picked) > 1 else lambda row: (get(row),)
        return _Part(question, self._totals.contributors(question), same, pick, places.get(number), fixed)

    def _hand_over(self, counting: _Counting) -> None:
        # Rows lie far apart in memory: to come by each of them once counts for more than what is done there.
        events: dict[Outcome, int] = {}
        lacking = self._totals.without_keys
        for row, count in counting.counter.items():
            outcome: Outcome = row[0]
            events[outcome] = events.get(outcome, 0) + count
            for part in self._parts[outcome]:
                if part.fixed:
                    continue
                keys = part.keys(row + part.same)
                for key in keys:
                    if key.__class__ is not str or len(key) > _SHORT:
                        keys = tuple(map(_text, keys))
                        break
                number = 1 if part.number is None else row[part.number]
                if None in keys or number.__class__ is not int:
                    lacking[part.question] += count
                else:
                    part.contributors.add(keys, number * count)
        counting.counter.clear()
        for outcome, count in events.items():
            for part in self._parts[outcome]:
                if part.fixed:
                    keys = part.keys((outcome, *part.same))
                    if UNSET in keys:
                        lacking[part.question] += count
                    else:
                        part.contributors.add(keys, count)


_forget: Callable[[int], None] = deque[int](maxlen=0).append
"""Takes a position and keeps nothing, at the least cost."""


def _text(value: Any) -> str | None:
    """The text of a key value; as `key_text` has it, for what a projection decodes."""
    if value.__class__ is str:
        return value if len(value) <= _SHORT else key_text(value)
    if value is UNSET:
        return None
    if value is None or value.__class__ is bool:
        return key_text(value)
    return str(value)
