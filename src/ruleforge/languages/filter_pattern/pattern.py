"""A filter pattern as its users meet it: parsed once, then asked about messages."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from ruleforge.diagnostics import Finding
from ruleforge.languages.arguments import message_argument
from ruleforge.languages.filter_pattern.lower import columns_of, lower
from ruleforge.languages.filter_pattern.parser import MAX_CHARACTERS, Parsed, conditions, parse
from ruleforge.languages.filter_pattern.printer import print_pattern
from ruleforge.languages.filter_pattern.selector import parse_selector_text
from ruleforge.languages.filter_pattern.tree import (
    EverythingPattern,
    JsonPattern,
    Pattern,
    RegexPattern,
    SpacePattern,
    TermsPattern,
)
from ruleforge.predicate.algebra import ColumnCount, Comparison, Predicate
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.conditions import IsObject
from ruleforge.predicate.explain import Explanation, Node, explain
from ruleforge.predicate.operands import Column, JsonPath
from ruleforge.predicate.subject import Subject

__all__ = ["Family", "FilterPattern"]

Family = Literal["all", "terms", "regex", "json", "space"]

_FAMILIES: dict[type[Pattern], Family] = {
    EverythingPattern: "all",
    TermsPattern: "terms",
    RegexPattern: "regex",
    JsonPattern: "json",
    SpacePattern: "space",
}


class FilterPattern:
    """A CloudWatch Logs filter pattern, the language of metric and subscription filters.

    `text` is the pattern as given, `tree` its syntax tree, `predicate` what it means. Equality is equality of meaning
    as written: two patterns are equal when their canonical texts are.
    """

    def __init__(self, text: str, parsed: Parsed) -> None:
        self.text = text
        self.tree = parsed.tree
        self.predicate: Predicate = lower(parsed.tree)
        self._notes = parsed.notes

    @classmethod
    def parse(cls, text: str, *, name: str = "<pattern>") -> FilterPattern:
        """The pattern that a text is.

        Raises PatternSyntaxError, with every problem at its place, where AWS refuses the text, and where AWS documents
        nothing and acceptance would be a guess. `name` is what messages call the text.
        """
        return cls(text, parse(message_argument(text), name))

    @property
    def notes(self) -> list[Finding]:
        """Where the reading of this pattern rests on a choice, because AWS documents nothing."""
        return list(self._notes)

    @property
    def family(self) -> Family:
        """Which of the pattern languages this is; `all` is the empty pattern."""
        return _FAMILIES[type(self.tree)]

    def matches(self, message: str) -> bool:
        """Whether a log event with this raw message, JSON or not, matches."""
        return self._matcher(Subject(message_argument(message)))

    def matches_subject(self, subject: Subject) -> bool:
        """The same for a subject that several patterns are asked about, so that it is decoded once."""
        return self._matcher(subject)

    def explain(self, message: str) -> Explanation:
        """Why the message matches or not: every condition with its verdict and the value found."""
        explanation = explain(self.predicate, Subject(message_argument(message)), self.wording)
        return Explanation(explanation.matched, _without_guard(explanation.tree))

    @cached_property
    def selectors(self) -> frozenset[str]:
        """What a metric value or a dimension may name: JSON selectors, or `$name` and `$N` of a space pattern.

        Patterns of terms and regular expressions extract nothing.
        """
        return frozenset(self._operands)

    def operand(self, selector: str) -> JsonPath | Column | None:
        """Where the value that a metric value or a dimension names is found; None where the pattern has no such field.

        A JSON selector is recognised however it is spelled; a wildcard selects no single value and is not taken.
        """
        if isinstance(self.tree, JsonPattern):
            path = parse_selector_text(selector)
            return None if path is None else self._operands.get(str(path))
        return self._operands.get(selector)

    @cached_property
    def _operands(self) -> dict[str, JsonPath | Column]:
        if isinstance(self.tree, JsonPattern):
            paths = (item.selector.path for item in conditions(self.tree.expression))
            return {str(path): path for path in paths if not path.wildcard}
        if not isinstance(self.tree, SpacePattern):
            return {}
        operands: dict[str, JsonPath | Column] = {}
        for field, column in columns_of(self.tree):
            operands[f"${field.name}" if field.name else f"${column.index + 1}"] = column
        return operands

    @cached_property
    def _matcher(self) -> Matcher:
        return compile_predicate(self.predicate)

    def wording(self, predicate: Predicate) -> str:
        """A leaf of the pattern's predicate in the words of the pattern itself."""
        match predicate:
            case Comparison(_, IsObject()):
                return _OBJECT
            case ColumnCount(minimum):
                return f"the line has at least {minimum} field{'s' if minimum != 1 else ''}"
            case Comparison(span=span) if span is not None:
                return " ".join(self.text[span.start : span.end].split())
        return "every event matches"

    @cached_property
    def _canonical(self) -> str:
        return print_pattern(self.tree)

    def __str__(self) -> str:
        """The canonical spelling; the text as it was written where that would be longer than AWS takes."""
        return self._canonical if len(self._canonical) <= MAX_CHARACTERS else self.text

    def __repr__(self) -> str:
        return f"FilterPattern.parse({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FilterPattern) and self._canonical == other._canonical

    def __hash__(self) -> int:
        return hash(self._canonical)


_OBJECT = "the message is a JSON object"


def _without_guard(node: Node) -> Node:
    """The tree without the condition that the message is an object, where that holds and goes without saying."""
    if not node.children or node.children[0].text != _OBJECT:
        return node
    if not node.children[0].holds:
        return node.children[0]
    rest = node.children[1:]
    if len(rest) == 1:
        return rest[0]
    return Node(node.text, node.holds, node.found, node.reason, node.span, node.choices, rest)
