"""All implications among many predicates, without asking about every pair.

A predicate that wants one of a few texts at a path is implied only by predicates whose examples have one of these
there. So the cost follows the pairs that overlap.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ruleforge.predicate.algebra import Predicate, comparisons
from ruleforge.predicate.analysis.analysis import Analysis
from ruleforge.predicate.analysis.answer import Answer
from ruleforge.predicate.operands import JsonPath, select_one
from ruleforge.predicate.specialise import required_texts
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import Number, Value

__all__ = ["Implication", "implications"]

_MOST_PATHS = 4


@dataclass(frozen=True, slots=True)
class Implication:
    """Every event that satisfies one predicate satisfies another, or it is unknown whether; both by their index."""

    first: int
    second: int
    answer: Answer


def implications(predicates: Sequence[Predicate], analysis: Analysis) -> Iterator[Implication]:
    """The pairs of which the answer is yes or unknown, in order; those of predicates that can never hold left out."""
    index = _Index(predicates)
    for first, predicate in enumerate(predicates):
        answer = analysis.satisfiable(predicate)
        if answer.no:
            continue
        others = range(len(predicates)) if answer.example is None else index.holding(answer.example.subject)
        for second in others:
            if first != second:
                implied = analysis.implies(predicate, predicates[second])
                if not implied.no:
                    yield Implication(first, second, implied)


class _Index:
    """Predicates by a text that they want at one of a few paths."""

    def __init__(self, predicates: Sequence[Predicate]) -> None:
        self._by_text: dict[tuple[JsonPath, str], list[int]] = defaultdict(list)
        self._others: list[int] = []
        self._paths = _telling_paths(predicates)
        for place, predicate in enumerate(predicates):
            wanted = [(path, texts) for path in self._paths if (texts := required_texts(predicate, path)) is not None]
            if not wanted:
                self._others.append(place)
                continue
            path, texts = min(wanted, key=lambda item: len(item[1]))
            for text in texts:
                self._by_text[path, text].append(place)

    def holding(self, subject: Subject) -> Iterable[int]:
        """The predicates that may hold for a message."""
        found = list(self._others)
        for path in self._paths:
            text = _text(select_one(path, subject.record))
            found += self._by_text.get((path, text), ()) if text is not None else ()
        return sorted(found)


def _telling_paths(predicates: Iterable[Predicate]) -> list[JsonPath]:
    """The paths at which most predicates want a text."""
    counts: Counter[JsonPath] = Counter()
    for predicate in predicates:
        paths = {c.operand for c in comparisons(predicate) if isinstance(c.operand, JsonPath)}
        counts.update(p for p in paths if not p.wildcard and required_texts(predicate, p) is not None)
    return [path for path, _ in counts.most_common(_MOST_PATHS)]


def _text(value: Value) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Number):
        return value.text
    return value if isinstance(value, str) else None
