"""Looking for cells, one for each operand, that make a formula true: splitting on alternatives, with propagation.

What follows is drawn first: an alternative that cannot hold any more is dropped, one that is left alone has to hold.
When only literals are left, a message is built of them (`ruleforge.predicate.analysis.witness`), and the search goes on
where none can be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ruleforge.predicate.analysis.budget import Budget
from ruleforge.predicate.analysis.formula import All, Any, Formula, Kind, Literal
from ruleforge.predicate.analysis.space import Space

__all__ = ["Search", "State"]


@dataclass(slots=True)
class State:
    """What is still possible: the cells of each variable, and for wildcards sets one of whose cells has to be met."""

    domains: list[int]
    required: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def copy(self) -> State:
        """A state to go on with, while this one stays."""
        return State(self.domains.copy(), self.required.copy())

    def take(self, literal: Literal) -> None:
        """From now on a literal holds."""
        if literal.kind is Kind.SOME:
            self.required[literal.variable] = (*self.required.get(literal.variable, ()), literal.mask)
        else:
            self.domains[literal.variable] &= literal.mask

    def verdict(self, formula: Formula) -> bool | None:
        """Whether a formula is sure to hold, or sure not to; None while it is open."""
        if isinstance(formula, Literal):
            return self._verdict_on(formula)
        settled = isinstance(formula, Any)
        undecided = False
        for item in formula.items:
            verdict = self.verdict(item)
            if verdict is settled:
                return settled
            undecided = undecided or verdict is None
        return None if undecided else not settled

    def _verdict_on(self, literal: Literal) -> bool | None:
        domain, mask = self.domains[literal.variable], literal.mask
        required = self.required.get(literal.variable, ())
        if literal.kind is Kind.SOME:
            if not domain & mask:
                return False
            return True if any(not some & domain & ~mask for some in required) else None
        if not domain & ~mask:
            return True
        if literal.kind is Kind.IS:
            return None if domain & mask else False
        return False if any(not some & domain & mask for some in required) else None


@dataclass(slots=True)
class Search:
    """A search for a message that satisfies formulas; `build` makes one of a state, or returns None.

    `build` says by a raised or a set doubt that it could not tell; it is asked about a state in which nothing is open.
    """

    space: Space
    budget: Budget
    build: Callable[[State], str | None]

    def run(self, formulas: list[Formula]) -> str | None:
        """A message for which the formulas hold, or None."""
        return self._search(State(self.space.start()), formulas)

    def _search(self, state: State, waiting: list[Formula]) -> str | None:
        choices = self._propagate(state, waiting)
        if choices is None:
            return None
        if not choices:
            return self.build(state)
        chosen = min(choices, key=lambda choice: len(choice.items))
        rest: list[Formula] = [choice for choice in choices if choice is not chosen]
        for item in chosen.items:
            found = self._search(state.copy(), [item, *rest])
            if found is not None:
                return found
            if isinstance(item, Literal):
                opposite = self.space.opposite(item)
                if state.verdict(opposite) is False:
                    return None
                state.take(opposite)
        return None

    def _propagate(self, state: State, waiting: list[Formula]) -> list[Any] | None:
        """Draws what follows from formulas; the alternatives that stay open, or None for a contradiction."""
        choices: list[Any] = []
        settled = False
        while not settled:
            settled = True
            self.budget.spend(2 + 2 * len(waiting) + 2 * len(choices))
            while waiting:
                formula = waiting.pop()
                if isinstance(formula, All):
                    waiting.extend(formula.items)
                elif isinstance(formula, Any):
                    choices.append(formula)
                else:
                    verdict = state.verdict(formula)
                    if verdict is False:
                        return None
                    if verdict is None:
                        state.take(formula)
            for choice in choices:
                left = self._left(state, choice)
                if left is None:
                    continue
                if not left.items:
                    return None
                if len(left.items) == 1:
                    waiting.append(left.items[0])
                    settled = False
                else:
                    waiting.append(left)
            choices = []
            if settled:
                choices = [formula for formula in waiting if isinstance(formula, Any)]
                waiting = []
        return choices

    def _left(self, state: State, choice: Any) -> Any | None:
        """The alternatives of a choice that can still hold; None where one is sure to."""
        left = []
        for item in choice.items:
            verdict = state.verdict(item)
            if verdict:
                return None
            if verdict is None:
                left.append(item)
        self.budget.spend(len(choice.items))
        return choice if len(left) == len(choice.items) else Any(tuple(left))
