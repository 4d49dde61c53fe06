"""How much an analysis may cost: one budget for all its questions, and a share of it for each."""

from __future__ import annotations

__all__ = ["Budget", "OutOfBudgetError"]


class OutOfBudgetError(Exception):
    """A question has used up its steps; whoever asked it answers that it is open."""


class Budget:
    """Steps that may still be taken; one is about a microsecond.

    `steps` are for everything that is asked with this budget, `each` for one question: so a hard question does not take
    the answers to all the easy ones with it.
    """

    def __init__(self, steps: int = 20_000_000, each: int = 200_000) -> None:
        self.steps = steps
        self.each = each
        self._question = min(each, steps)

    @property
    def spent(self) -> bool:
        """Whether there is nothing left for another question."""
        return self.steps <= 0

    def next_question(self) -> None:
        """A new question begins, with a share of its own."""
        self._question = min(self.each, self.steps)

    def spend(self, steps: int) -> None:
        """Steps are taken; raises `OutOfBudgetError` when there are no more."""
        self.steps -= steps
        self._question -= steps
        if self._question < 0:
            raise OutOfBudgetError
