"""The questions that can be asked of predicates, with one budget and one set of facts for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ruleforge.predicate.algebra import AllOf, Predicate
from ruleforge.predicate.analysis.answer import Answer, DeadParts, Example, Truth
from ruleforge.predicate.analysis.budget import Budget
from ruleforge.predicate.analysis.dissect import Dissection, conflict, meanings
from ruleforge.predicate.analysis.facts import NO_FACTS, Facts
from ruleforge.predicate.analysis.question import Claim, Question, Result
from ruleforge.predicate.analysis.space import Partitions
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.subject import Subject

__all__ = ["Analysis"]

_MOST_EXAMPLES = 8


class _Known:
    """A predicate, compiled, with messages that are known to satisfy it and whether it can be satisfied at all."""

    def __init__(self, predicate: Predicate) -> None:
        self.predicate = predicate
        self.matches: Matcher = compile_predicate(predicate)
        self.examples: list[Subject] = []
        self.answer: Answer | None = None


class Analysis:
    """Answers questions about predicates over all events of which the facts hold.

    No answer is a guess: "yes, here is one" is checked by the compiled evaluator, "no" rests on a proof, and what is
    neither is unknown. Predicates are known by identity: ask about the same objects, and what was found out is used
    again.
    """

    def __init__(self, facts: Facts = NO_FACTS, budget: Budget | None = None) -> None:
        self.facts = facts
        self.budget = Budget() if budget is None else budget
        self._partitions = Partitions()
        self._known: dict[int, _Known] = {}
        self._last: tuple[tuple[Predicate, ...], Question | None] = (), None
        self._facts = [self._get(fact) for fact in facts.holding]
        self._fact_claims = [Claim(fact) for fact in facts.holding]

    def satisfiable(self, predicate: Predicate) -> Answer:
        """Whether some event satisfies the predicate; if none, which parts contradict each other."""
        known = self._get(predicate)
        if known.answer is None:
            question = self._question(predicate)
            result = self._ask(question, [Claim(predicate)])
            if result.impossible:
                parts, facts = conflict(question, predicate, self._fact_claims)
                known.answer = Answer(Truth.NO, conflict=parts, facts=facts)
            else:
                known.answer = _answer(result, found=Truth.YES)
                self._remember(known, result)
        return known.answer

    def tautology(self, predicate: Predicate) -> Answer:
        """Whether every event satisfies the predicate; the example is one that does not."""
        return _answer(self._ask(self._question(predicate), [Claim(predicate, holds=False)]), found=Truth.NO)

    def implies(self, first: Predicate, second: Predicate) -> Answer:
        """Whether every event that satisfies the first satisfies the second; the example is one that does not."""
        known, other = self._get(first), self._get(second)
        if self.satisfiable(first).no:
            return Answer(Truth.YES)
        for subject in known.examples:
            if not other.matches(subject):
                return Answer(Truth.NO, Example(subject.message))
        result = self._ask(self._question(first, second), [Claim(first), Claim(second, holds=False)])
        self._remember(known, result)
        return _answer(result, found=Truth.NO)

    def overlaps(self, first: Predicate, second: Predicate, *, blame: bool = False) -> Answer:
        """Whether some event satisfies both.

        If none does, `blame` finds which parts contradict each other, those of the first below 0 in their paths and
        those of the second below 1. It costs a question for each part.
        """
        known, other = self._get(first), self._get(second)
        for one, another in ((known, other), (other, known)):
            self.satisfiable(one.predicate)
            for subject in one.examples:
                if another.matches(subject):
                    return Answer(Truth.YES, Example(subject.message))
        question = self._question(first, second)
        result = self._ask(question, [Claim(first), Claim(second)])
        if result.impossible and blame:
            parts, facts = conflict(question, AllOf((first, second)), self._fact_claims)
            return Answer(Truth.NO, conflict=parts, facts=facts)
        self._remember(known, result)
        self._remember(other, result)
        return _answer(result, found=Truth.YES)

    def equivalent(self, first: Predicate, second: Predicate) -> Answer:
        """Whether the same events satisfy both; the example is one that satisfies one of them."""
        if first == second:
            return Answer(Truth.YES)
        answers = self.implies(first, second), self.implies(second, first)
        for truth in (Truth.NO, Truth.UNKNOWN):
            for answer in answers:
                if answer.truth is truth:
                    return answer
        return Answer(Truth.YES)

    def dead_parts(self, predicate: Predicate) -> DeadParts:
        """The parts that can never hold where they stand, and those that could be left out."""
        question = self._question(predicate, *meanings(predicate))
        answer = self._get(predicate).answer
        can_hold = answer is not None and answer.yes
        return Dissection(question, self.facts.holding).run(predicate, can_hold=can_hold)

    def _get(self, predicate: Predicate) -> _Known:
        known = self._known.get(id(predicate))
        if known is None:
            known = self._known[id(predicate)] = _Known(predicate)
        return known

    def _question(self, *predicates: Predicate) -> Question:
        """The question about some predicates; the last one is kept, for what is asked of a predicate comes in a row."""
        before, question = self._last
        if (
            question is None
            or len(before) != len(predicates)
            or any(a is not b for a, b in zip(before, predicates, strict=True))
        ):
            question = Question([*predicates, *self.facts.holding], self._partitions, self.budget)
            self._last = predicates, question
        return question

    def _ask(self, question: Question, claims: Sequence[Claim]) -> Result:
        return question.ask([*claims, *self._fact_claims], self._check(claims))

    def _check(self, claims: Sequence[Claim]) -> Callable[[str], bool]:
        tests = [(self._get(claim.predicate).matches, claim.holds) for claim in claims]
        tests += [(fact.matches, True) for fact in self._facts]

        def check(message: str) -> bool:
            subject = Subject(message)
            return all(matches(subject) is holds for matches, holds in tests)

        return check

    def _remember(self, known: _Known, result: Result) -> None:
        if result.message is not None and len(known.examples) < _MOST_EXAMPLES:
            known.examples.append(Subject(result.message))


def _answer(result: Result, *, found: Truth) -> Answer:
    """What a result means where a message makes the answer `found`."""
    if result.message is not None:
        return Answer(found, Example(result.message))
    if result.because:
        return Answer(Truth.UNKNOWN, because=result.because)
    return Answer(Truth.NO if found is Truth.YES else Truth.YES)
