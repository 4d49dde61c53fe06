"""One question to the search: can some formulas hold together, and which of them are to blame if not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ruleforge.predicate.algebra import Predicate
from ruleforge.predicate.analysis.budget import Budget, OutOfBudgetError
from ruleforge.predicate.analysis.formula import Formula
from ruleforge.predicate.analysis.record import Tree
from ruleforge.predicate.analysis.solve import Search
from ruleforge.predicate.analysis.space import OutOfFragmentError, Partitions, Space
from ruleforge.predicate.analysis.witness import Builder

__all__ = ["BUDGET_SPENT", "Claim", "Question", "Result"]

BUDGET_SPENT = "the budget is spent"


@dataclass(frozen=True, slots=True)
class Claim:
    """A predicate that is to hold, or not to hold."""

    predicate: Predicate
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """A message for which the claims hold; or none, and why that is no proof that there is none."""

    message: str | None = None
    because: str = ""

    @property
    def impossible(self) -> bool:
        """Whether no message can satisfy the claims."""
        return self.message is None and not self.because


class Question:
    """Claims about the same predicates, so that their cells are worked out once."""

    def __init__(self, predicates: Iterable[Predicate], partitions: Partitions, budget: Budget) -> None:
        self._budget = budget
        self._problem = ""
        self._space: Space | None = None
        self._tree: Tree | None = None
        budget.next_question()
        try:
            self._space = Space(predicates, partitions, budget)
        except OutOfFragmentError as error:
            self._problem = str(error)
        except OutOfBudgetError:
            self._problem = BUDGET_SPENT

    def ask(self, claims: Iterable[Claim], accept: Callable[[str], bool] | None = None) -> Result:
        """Whether claims can hold together. With `accept`, the message is checked; without, it may not be one."""
        space = self._space
        if space is None:
            return Result(because=self._problem)
        builder = Builder(space, self._tree_of(space), accept)
        self._budget.next_question()
        try:
            formulas: list[Formula] = [space.formula(claim.predicate, holds=claim.holds) for claim in claims]
            message = Search(space, self._budget, builder).run(formulas)
        except OutOfBudgetError:
            return Result(because=BUDGET_SPENT)
        if message is None and builder.doubts:
            return Result(because=builder.doubts[0])
        return Result(message)

    def _tree_of(self, space: Space) -> Tree:
        """The paths as a tree, for all that is asked."""
        if self._tree is None:
            self._tree = Tree(space)
        return self._tree

    def blame(self, claims: Sequence[Claim], target: Sequence[Claim] = ()) -> list[int]:
        """Of claims that cannot hold together, and with the target not either: a smallest group that cannot."""
        for index, claim in enumerate(claims):
            if target and self.ask([*target, claim]).impossible:
                return [index]
        left = list(range(len(claims)))
        for index in reversed(range(len(claims))):
            without = [other for other in left if other != index]
            if self.ask([*target, *(claims[other] for other in without)]).impossible:
                left = without
        return left
