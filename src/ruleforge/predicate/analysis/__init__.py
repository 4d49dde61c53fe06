"""Questions about predicates that no event is needed for: can it hold, does it always, does one imply another.

The values of each operand fall into finitely many cells that its conditions tell apart (`partition`); a predicate over
cells is a formula (`space`, `formula`); cells that make it true are searched for (`solve`), and a message is built of
them and checked (`witness`).
"""

from ruleforge.predicate.analysis.analysis import Analysis
from ruleforge.predicate.analysis.answer import Answer, DeadPart, DeadParts, Death, Example, Part, Truth
from ruleforge.predicate.analysis.budget import Budget
from ruleforge.predicate.analysis.facts import NO_FACTS, RECORDS, Facts
from ruleforge.predicate.analysis.pairs import Implication, implications

__all__ = [
    "NO_FACTS",
    "RECORDS",
    "Analysis",
    "Answer",
    "Budget",
    "DeadPart",
    "DeadParts",
    "Death",
    "Example",
    "Facts",
    "Implication",
    "Part",
    "Truth",
    "implications",
]
