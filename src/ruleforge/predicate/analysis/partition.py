"""All values that an operand can have, in as many cells as the conditions on it tell apart.

A set of cells is an integer, one bit for each; so to intersect what conditions allow is to intersect bits. A cell is
known by an example, of which every condition is asked by the compiled evaluator: nothing here repeats what a condition
means. Two kinds of cells have none. Where a number and a part of a text are asked of one value, it is not decided
whether a value has both: such a cell has an example for each. And where there would be too many cells, one of them
stands for whatever is missing, and satisfies every condition as well as its opposite. Neither makes an answer wrong:
what rests on them is answered with "unknown".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ruleforge.predicate.analysis.budget import Budget
from ruleforge.predicate.analysis.features import Features, features_of, spelling_features
from ruleforge.predicate.analysis.numbers import IS_NUMBER, numerals, spellings, unlisted
from ruleforge.predicate.analysis.texts import MOST_EXAMPLES, fresh_character, text_examples
from ruleforge.predicate.compile import ValueTest, compile_condition
from ruleforge.predicate.conditions import Condition, NumberCondition, NumberIs, Within
from ruleforge.predicate.values import ABSENT, Number, Value

__all__ = [
    "ABSENT_BIT",
    "ARRAY_BIT",
    "FALSE_BIT",
    "NULLS_BIT",
    "NULL_BIT",
    "OBJECT_BIT",
    "TRUE_BIT",
    "Partition",
    "partition",
]

ABSENT_BIT, NULL_BIT, TRUE_BIT, FALSE_BIT, OBJECT_BIT, ARRAY_BIT, NULLS_BIT = (1 << place for place in range(7))
"""The cells that every partition has; arrays without and with a null among their elements are two."""

_FIXED: tuple[Value, ...] = (ABSENT, None, True, False, {}, [], [None])


@dataclass(frozen=True, slots=True)
class Partition:
    """The cells of an operand.

    `examples` has the value of each cell, by the place of its bit. `sure` are the cells whose example is a value of
    theirs, `joker` the cell that stands for what is missing. `masks` has, for each condition, the cells in which it
    holds and those in which it does not.
    """

    examples: tuple[Value, ...]
    masks: dict[Condition, tuple[int, int]]
    texts: int
    numbers: int
    sure: int
    joker: int

    @property
    def full(self) -> int:
        """All cells."""
        return (1 << len(self.examples)) - 1

    def opposite(self, mask: int) -> int:
        """The cells in which something may not hold that holds in some."""
        return self.full & ~mask | self.joker

    def example(self, mask: int) -> Value:
        """The example of the first of some cells."""
        return self.examples[(mask & -mask).bit_length() - 1]

    def cell_of(self, value: Value) -> int:
        """The cell that has a value for its example; 0 where there is none."""
        found = (1 << place for place, example in enumerate(self.examples) if example == value)
        return next((bit for bit in found if bit & self.sure), 0)


class _Cells:
    """Cells as they are found."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self.conditions = tuple(conditions)
        self._tests: list[ValueTest] = [compile_condition(condition) for condition in self.conditions]
        self.of_tokens, self.of_numbers = (
            [isinstance(c, NumberCondition | NumberIs | Within) and c.tokens is tokens for c in self.conditions]
            for tokens in (True, False)
        )
        self.examples: list[Value] = []
        self.holds = [0] * len(self.conditions)
        self.sure = 0

    def add(self, value: Value) -> None:
        """A cell of its own."""
        self._put(value, tuple(test(value) for test in self._tests), sure=True)

    def add_new(
        self, values: Iterable[Any], pairs: Iterable[tuple[Any, Any]] = (), numeric: Sequence[bool] = ()
    ) -> int:
        """Cells for values that are told apart.

        `pairs` are a value for the conditions that are `numeric`, and one for the others.
        """
        before = len(self.examples)
        seen = set()
        for value in values:
            row = tuple(test(value) for test in self._tests)
            if row not in seen:
                seen.add(row)
                self._put(value, row, sure=True)
        for number, text in pairs:
            row = tuple(
                test(number if is_numeric else text) for test, is_numeric in zip(self._tests, numeric, strict=True)
            )
            if row not in seen:
                seen.add(row)
                self._put(text, row, sure=False)
        return (1 << len(self.examples)) - (1 << before)

    def _put(self, value: Value, row: tuple[bool, ...], *, sure: bool) -> None:
        bit = 1 << len(self.examples)
        self.examples.append(value)
        self.sure |= bit if sure else 0
        for place, holds in enumerate(row):
            if holds:
                self.holds[place] |= bit


def partition(conditions: frozenset[Condition], budget: Budget, *, only_texts: bool) -> Partition:
    """The cells that some conditions tell apart in a value; of texts alone, or of all JSON values."""
    cells = _Cells(conditions)
    for value in _FIXED:
        cells.add(value)
    texts, complete = _texts(cells, features_of(conditions), budget)
    numbers = 0
    if not only_texts:
        numbers, all_numbers = _numbers(cells, spelling_features(conditions), budget)
        complete = complete and all_numbers
    joker = 0
    if not complete:
        joker = 1 << len(cells.examples)
        cells.examples.append("")
        texts |= joker
    budget.spend(2 + len(cells.conditions) * len(cells.examples) // 4)
    full = (1 << len(cells.examples)) - 1
    masks = {
        condition: (holds | joker, full & ~holds | joker)
        for condition, holds in zip(cells.conditions, cells.holds, strict=True)
    }
    return Partition(tuple(cells.examples), masks, texts, numbers, cells.sure, joker)


def _texts(cells: _Cells, features: Features, budget: Budget) -> tuple[int, bool]:
    examples, complete = text_examples(features, budget)
    if not features.has_tokens:
        return cells.add_new(examples), complete
    numbers, all_numbers = numerals(features.token_points)
    numbers = [unlisted(numeral, features.whole) for numeral in numbers]
    pairs: list[tuple[str, str]] = []
    if features.looks_inside:
        # Whether a text that begins with 4 reads as a number above 400 is tried, and not worked out.
        pairs = [(number, text) for number in (*numbers, "x") for text in examples if text not in features.whole]
        examples += _tried(features, numbers)
    fitting = len(pairs) <= MOST_EXAMPLES
    examples += [*numbers, "x" + fresh_character(features.texts)]
    found = cells.add_new(examples, pairs if fitting else (), cells.of_tokens)
    return found, complete and all_numbers and fitting


def _numbers(cells: _Cells, features: Features, budget: Budget) -> tuple[int, bool]:
    if not features.has_numbers and not features.texts and not features.regexes:
        return cells.add_new([Number("1")]), True
    values, all_values = numerals(features.points)
    values = [unlisted(numeral, features.whole) for numeral in values]
    spelled, complete = spellings(features, budget)
    examples = [Number(text) for text in (*values, *spelled)]
    pairs: list[tuple[Number, Number]] = []
    if features.has_numbers and features.looks_inside:
        examples += [Number(text) for text in _tried(features, values) if IS_NUMBER(text)]
        others = [text for text in spelled if text not in features.whole]
        pairs = [(Number(value), Number(text)) for value in values for text in others]
    fitting = len(pairs) <= MOST_EXAMPLES
    found = cells.add_new(examples, pairs if fitting else (), cells.of_numbers)
    return found, complete and all_values and fitting


def _tried(features: Features, numerals: list[str]) -> list[str]:
    """Texts that may well be numbers and have the starts and ends that are asked for."""
    starts = ["", *sorted(features.starts | features.insides)]
    ends = ["", *sorted(features.ends | features.insides)]
    middles = ["", "0", "00", "1", ".", ".0", *numerals]
    if len(starts) * len(ends) * len(middles) > MOST_EXAMPLES:
        return []
    return [start + middle + end for start in starts for middle in middles for end in ends]
