"""Event selectors as their users meet them: parsed once, then asked about records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import SelectorError, UsageError
from ruleforge.languages.arguments import record_argument
from ruleforge.languages.body import BodyReader
from ruleforge.languages.event_selector.lower import lower
from ruleforge.languages.event_selector.parse import CATEGORIES, parse_selectors
from ruleforge.languages.event_selector.tree import EventSelector, FieldSelector, Target
from ruleforge.predicate.algebra import AnyOf, Comparison, Predicate
from ruleforge.predicate.choices import choice
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.conditions import TextIn, TextPart
from ruleforge.predicate.explain import Explanation, Node, explain
from ruleforge.predicate.operands import JsonPath, Where
from ruleforge.predicate.reference import combine
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.verdict import Verdict

__all__ = ["EventSelector", "EventSelectors", "FieldSelector"]

_DEFAULT = [{"Name": "", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]


class EventSelectors:
    """The advanced event selectors of a trail or an event data store: the whole configuration, nothing is added to it.

    A list without a Management selector records no management events. `selectors` are the selectors in order,
    `predicates` what each of them means. Insights and aggregated events are not decided by selectors.
    """

    def __init__(
        self, selectors: Sequence[EventSelector], target: Target = "trail", notes: Sequence[Finding] = ()
    ) -> None:
        self.selectors = tuple(selectors)
        self.target = target
        self.predicates: tuple[Predicate, ...] = tuple(lower(selector) for selector in self.selectors)
        self._notes = tuple(notes)

    @classmethod
    def parse(cls, selectors: Sequence[Mapping[str, Any]], target: str = "trail") -> EventSelectors:
        """The selectors in a list as PutEventSelectors takes it; `target` is `trail` or `eds` (event data store).

        Raises SelectorError, with every problem at its path in the list, where CloudTrail refuses them.
        """
        if not isinstance(target, str) or target not in CATEGORIES:
            raise UsageError([Finding("usage/target", f"there is no target {target!r}", help="trail, or eds")])
        reader = BodyReader("selector", "CloudTrail API, AdvancedFieldSelector")
        found = parse_selectors(selectors, target, reader)
        if reader.errors:
            raise SelectorError(reader.errors)
        return cls(found, target, reader.notes)

    @classmethod
    def default(cls) -> EventSelectors:
        """What a trail records when nothing is configured: every management event, read and write."""
        return cls.parse(_DEFAULT)

    @property
    def notes(self) -> list[Finding]:
        """What CloudTrail takes, and is probably not what was meant: unknown types, stars, values listed twice."""
        return list(self._notes)

    @property
    def predicate(self) -> Predicate:
        """An event is recorded when at least one selector takes it."""
        return AnyOf(self.predicates)

    def captures(self, record: Mapping[str, Any]) -> bool:
        """Whether a CloudTrail record, as it is delivered, is recorded."""
        return any(self.captured_by(record))

    def captured_by(self, record: Mapping[str, Any]) -> list[EventSelector]:
        """The selectors that take a record, in order."""
        subject = Subject.of(record_argument(record))
        pairs = zip(self.selectors, self._matchers, strict=True)
        return [selector for selector, matches in pairs if matches(subject)]

    def explain(self, record: Mapping[str, Any]) -> Explanation:
        """Why a record is recorded or not: every selector with its fields, their verdicts and the values found."""
        subject = Subject.of(record_argument(record))
        parts = [
            _explain(selector, predicate, subject)
            for selector, predicate in zip(self.selectors, self.predicates, strict=True)
        ]
        verdict = combine(
            [Verdict(part.matched, frozenset(c.id for c in part.choices)) for part in parts], all_of=False
        )
        choices = tuple(choice for part in parts for choice in part.choices if choice.id in verdict.choices)
        children = tuple(part.tree for part in parts)
        if len(children) == 1:
            return Explanation(verdict.holds, children[0])
        if not children:
            return Explanation(False, Node("there is no selector", False, choices=(choice("selector-none"),)))
        return Explanation(
            verdict.holds, Node("any selector", verdict.holds, choices=tuple(dict.fromkeys(choices)), children=children)
        )

    @cached_property
    def _matchers(self) -> tuple[Matcher, ...]:
        return tuple(compile_predicate(predicate) for predicate in self.predicates)

    def __repr__(self) -> str:
        return f"EventSelectors({[selector.name for selector in self.selectors]!r}, {self.target!r})"


def _explain(selector: EventSelector, predicate: Predicate, subject: Subject) -> Explanation:
    explanation = explain(predicate, subject, wording)
    tree = explanation.tree
    text = f"selector {selector.name}" if selector.name else "selector"
    return Explanation(
        explanation.matched, Node(text, tree.holds, choices=tree.choices, children=tree.children or (tree,))
    )


_OPERATORS = {TextPart.WHOLE: "Equals", TextPart.START: "StartsWith", TextPart.END: "EndsWith"}


def wording(predicate: Predicate) -> str:
    """A leaf of a selector's predicate in AWS's words: `resources.ARN StartsWith arn:…`."""
    if not isinstance(predicate, Comparison) or not isinstance(predicate.condition, TextIn):
        return "every event"
    condition = predicate.condition
    operator = ("Not" if condition.negated else "") + _OPERATORS[condition.part]
    return f"{_field(predicate.operand)} {operator} {', '.join(condition.texts)}"


def _field(operand: object) -> str:
    steps = operand.steps if isinstance(operand, JsonPath) else ()
    return ".".join(step.name for step in steps if not isinstance(step, Where | int) and hasattr(step, "name"))
