"""Finding the parts of a predicate that can never hold, and those that could be left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruleforge.predicate.algebra import AllOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.analysis.answer import DeadPart, DeadParts, Death, Part, PartPath
from ruleforge.predicate.analysis.question import Claim, Question
from ruleforge.predicate.analysis.space import chosen_text
from ruleforge.predicate.conditions import IsObject, TextIn, Within

__all__ = ["Dissection", "conflict", "conjuncts", "meanings"]


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds where a part stands: another part, or a fact (`part` is None)."""

    part: Part | None
    claim: Claim


class Dissection:
    """The search for the dead parts of one predicate. `question` knows the meanings of all its parts."""

    def __init__(self, question: Question, facts: Sequence[Predicate]) -> None:
        self._question = question
        self._facts = [_Known(None, Claim(fact)) for fact in facts]
        self._found: list[DeadPart] = []
        self._never: set[PartPath] = set()
        self._because = ""

    def run(self, predicate: Predicate, *, can_hold: bool = False) -> DeadParts:
        """The dead parts of the predicate; the whole of it, where it can never hold, unless it is known that it can."""
        whole = Part((), predicate)
        if not can_hold and self._impossible([*self._facts, _Known(whole, Claim(predicate))]):
            parts, facts = conflict(self._question, predicate, [known.claim for known in self._facts])
            return DeadParts((DeadPart(whole, Death.NEVER, parts, facts),))
        self._visit(whole, self._facts, [])
        return DeadParts(tuple(sorted(self._found, key=lambda dead: dead.part.path)), self._because)

    def _impossible(self, known: Sequence[_Known]) -> bool:
        result = self._question.ask([item.claim for item in known])
        self._because = self._because or result.because
        return result.impossible

    def _possible(self, known: Sequence[_Known]) -> bool:
        return self._question.ask([item.claim for item in known]).message is not None

    def _visit(self, part: Part, context: list[_Known], outer: list[_Known], *, needed: bool = True) -> None:
        """Looks at what a part is made of; in one that is not `needed` only for what can never hold.

        `context` holds where the part stands; `outer` are the alternatives to it, refuted, for it matters only where
        none of them holds.
        """
        if isinstance(part.predicate, Not):
            return
        items = [_Known(below, Claim(below.meaning)) for below in part.below()]
        kept = self._joined(items, context, needed) if _joins(part) else self._alive(items, context, outer, needed)
        for item in items:
            if item.part is None or (item.part.path in self._never):
                continue
            others = [other for other in kept if other is not item]
            lively = needed and item in kept
            if _joins(part):
                self._visit(item.part, [*context, *others], outer, needed=lively)
            else:
                self._visit(item.part, context, [*outer, *map(_refuted, others)], needed=lively)

    def _joined(self, items: list[_Known], context: list[_Known], needed: bool) -> list[_Known]:
        """Of parts that have to hold together, those that are not implied by the others."""
        kept = items
        for item in reversed(items) if needed else ():
            others = [other for other in kept if other is not item]
            if _is_written(item) and self._impossible([*context, *others, _refuted(item)]):
                self._report(item, Death.IMPLIED, [*others, *context], _refuted(item))
                kept = others
        return kept

    def _alive(self, items: list[_Known], context: list[_Known], outer: list[_Known], needed: bool) -> list[_Known]:
        """Of alternatives, those that can hold and add something."""
        # What can hold where no other does needs no further question, and nearly every alternative can.
        lively = [item for item in items if needed and self._possible([*context, *_but_for(item, items), *outer])]
        kept = []
        for item in items:
            if item not in lively and self._impossible([*context, item]):
                self._report(item, Death.NEVER, context, item)
            else:
                kept.append(item)
        for item in reversed(kept) if needed else ():
            if item in lively:
                continue
            others = [other for other in kept if other is not item]
            refuted = [*map(_refuted, others), *outer]
            if self._impossible([*context, item, *refuted]):
                self._report(item, Death.COVERED, [*refuted, *context], item)
                kept = others
        return kept

    def _report(self, item: _Known, death: Death, known: list[_Known], target: _Known) -> None:
        guilty = self._question.blame([other.claim for other in known], [target.claim])
        parts = tuple(part for index in guilty if (part := known[index].part) is not None and _is_written(known[index]))
        facts = any(known[index] in self._facts for index in guilty)
        assert item.part is not None  # noqa: S101 - facts are not reported
        if death is Death.NEVER:
            self._never.add(item.part.path)
        self._found.append(DeadPart(item.part, death, parts, facts))


def _refuted(known: _Known) -> _Known:
    """The same, but that it does not hold."""
    return _Known(known.part, Claim(known.claim.predicate, holds=False))


def _but_for(item: _Known, items: Sequence[_Known]) -> Iterator[_Known]:
    """That one of some parts holds, and none of the others."""
    yield from (other if other is item else _refuted(other) for other in items)


def _joins(part: Part) -> bool:
    """Whether what a part is made of has to hold together."""
    predicate = part.predicate
    if isinstance(predicate, Comparison):
        return isinstance(predicate.condition, TextIn) and predicate.condition.negated
    return isinstance(predicate, AllOf)


def _is_written(known: _Known) -> bool:
    """Whether a part can be left out by whoever wrote the rule: a language adds some of its own."""
    if known.part is None:
        return False
    predicate = known.part.predicate
    if isinstance(predicate, Comparison):
        # The type by which a selector chooses resources is in every condition on these, and has to be said once.
        return not isinstance(predicate.condition, IsObject | Within) and chosen_text(predicate.operand) is None
    return not isinstance(predicate, ColumnCount | Constant)


def conflict(question: Question, predicate: Predicate, facts: Sequence[Claim]) -> tuple[tuple[Part, ...], bool]:
    """The parts of an impossible predicate that contradict each other, and whether facts are among the reasons."""
    parts = list(conjuncts(Part((), predicate)))
    claims = [*(Claim(part.meaning) for part in parts), *facts]
    guilty = question.blame(claims)
    return tuple(parts[index] for index in guilty if index < len(parts)), any(i >= len(parts) for i in guilty)


def conjuncts(part: Part) -> list[Part]:
    """The parts that have to hold together, down to those that are not such a list again."""
    if not isinstance(part.predicate, AllOf):
        return [part]
    return [inner for below in part.below() for inner in conjuncts(below)]


def meanings(predicate: Predicate) -> list[Predicate]:
    """What each text of each list in a predicate says on its own."""
    found: list[Predicate] = []
    waiting = [Part((), predicate)]
    while waiting:
        part = waiting.pop()
        if part.text is not None:
            found.append(part.meaning)
        waiting.extend(part.below())
    return found
