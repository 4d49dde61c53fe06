"""The algebra that every detection language is lowered to, and what works on it.

Meaning lives here and only here: a language is text ⇄ tree, then `lower` to a predicate; evaluation, explanation and
analysis see predicates alone and never ask which language one came from.
"""

from ruleforge.predicate.algebra import AllOf, AnyOf, Comparison, Constant, Not, Predicate
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.explain import Explanation, Node, explain
from ruleforge.predicate.reference import evaluate
from ruleforge.predicate.subject import Subject

__all__ = [
    "AllOf",
    "AnyOf",
    "Comparison",
    "Constant",
    "Explanation",
    "Matcher",
    "Node",
    "Not",
    "Predicate",
    "Subject",
    "compile_predicate",
    "evaluate",
    "explain",
]
