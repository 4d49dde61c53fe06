"""Finding the parts of a predicate that can never hold, and those that could be left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ruleforge.predicate.algebra import AllOf, ColumnCount, Comparison, Constant, Not, Predicate
from ruleforge.predicate.analysis.answer import DeadPart, DeadParts, Death, Part
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
        self._because = ""

    def run(self, predicate: Predicate) -> DeadParts:
        """The dead parts of the predicate; the whole of it, where it can never hold."""
        whole = Part((), predicate)
        if self._impossible([*self._facts, _Known(whole, Claim(predicate))]):
            parts, facts = conflict(self._question, predicate, [known.claim for known in self._facts])
            return DeadParts((DeadPart(whole, Death.NEVER, parts, facts),))
        self._visit(whole, self._facts)
        return DeadParts(tuple(sorted(self._found, key=lambda dead: dead.part.path)), self._because)

    def _impossible(self, known: Sequence[_Known]) -> bool:
        result = self._question.ask([item.claim for item in known])
        self._because = self._because or result.because
        return result.impossible

    def _visit(self, part: Part, context: list[_Known], *, needed: bool = True) -> None:
        """Looks at what a part is made of; in one that is not `needed` only for what can never hold."""
        if isinstance(part.predicate, Not):
            return
        below = part.below()
        if _joins(part):
            self._visit_joined(below, context, needed)
        else:
            self._visit_alternatives(below, context, needed)

    def _visit_joined(self, parts: list[Part], context: list[_Known], needed: bool) -> None:
        items = [_Known(part, Claim(part.meaning)) for part in parts]
        kept = items.copy()
        for item in reversed(items) if needed else ():
            others = [other for other in kept if other is not item]
            target = _Known(None, Claim(item.claim.predicate, holds=False))
            if _is_written(item) and self._impossible([*context, *others, target]):
                self._report(item, Death.IMPLIED, [*others, *context], [target])
                kept = others
        for item in items:
            if item.part is not None:
                others = [other for other in kept if other is not item]
                self._visit(item.part, [*context, *others], needed=needed and item in kept)

    def _visit_alternatives(self, parts: list[Part], context: list[_Known], needed: bool) -> None:
        kept = []
        for part in parts:
            item = _Known(part, Claim(part.meaning))
            if self._impossible([*context, item]):
                self._report(item, Death.NEVER, context, [item])
            else:
                kept.append(item)
        alive = kept.copy()
        for item in reversed(alive) if needed else ():
            others = [other for other in kept if other is not item]
            refuted = [_Known(other.part, Claim(other.claim.predicate, holds=False)) for other in others]
            if self._impossible([*context, item, *refuted]):
                self._report(item, Death.COVERED, [*refuted, *context], [item])
                kept = others
        for item in alive:
            if item.part is not None:
                self._visit(item.part, context, needed=needed and item in kept)

    def _report(self, item: _Known, death: Death, known: list[_Known], target: list[_Known]) -> None:
        guilty = self._question.blame([other.claim for other in known], [other.claim for other in target])
        parts = tuple(part for index in guilty if (part := known[index].part) is not None and _is_written(known[index]))
        facts = any(known[index] in self._facts for index in guilty)
        assert item.part is not None  # noqa: S101 - facts are not reported
        self._found.append(DeadPart(item.part, death, parts, facts))


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
