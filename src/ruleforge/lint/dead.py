"""What the analysis of predicates says of single rules, at the places where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruleforge.lint.check import Problem
from ruleforge.lint.parts import pipeline_of_group
from ruleforge.model import EventSelectorSpec, InsightRuleSpec
from ruleforge.predicate.algebra import Comparison, Constant, Predicate
from ruleforge.predicate.analysis import NO_FACTS, RECORDS, Analysis, Answer, DeadParts, Facts, Part
from ruleforge.predicate.conditions import TextCondition
from ruleforge.predicate.operands import JsonPath, Member

if TYPE_CHECKING:
    from ruleforge.diagnostics import Span
    from ruleforge.lint.subject import RuleSubject

__all__ = ["Verdict", "listed_parts", "problem_at", "verdict"]

_PATTERN = ("spec", "filterPattern")
_SHOWN = 3
_ALWAYS_TEXT = ("eventVersion", "eventSource", "eventName", "awsRegion")
_CLOUDTRAIL = Facts(
    (
        *RECORDS.holding,
        *(Comparison(JsonPath((Member(name),)), TextCondition("", open_end=True)) for name in _ALWAYS_TEXT),
    )
)
"""Every record of CloudTrail has these members, and they are text (CloudTrail user guide, record contents)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule can take an event, whether it takes every record, and which of its parts are dead.

    `tautology` and `dead` are None for a rule that can take none: all its parts are dead then.
    """

    satisfiable: Answer
    tautology: Answer | None
    dead: DeadParts | None


def verdict(subject: RuleSubject) -> Verdict | None:
    """The verdict on a filter, a selector or a Contributor Insights rule; None for others, and for "everything"."""
    predicate = subject.predicate
    if predicate is None or isinstance(predicate, Constant):
        return None
    found: Verdict = subject.catalog.once(("dead", subject.rule.key), lambda: _verdict(subject, predicate))
    return found


def _verdict(subject: RuleSubject, predicate: Predicate) -> Verdict:
    facts = _facts(subject)
    analysis: Analysis = subject.catalog.once(("analysis", facts), lambda: Analysis(facts))
    satisfiable = analysis.satisfiable(predicate)
    if satisfiable.no:
        return Verdict(satisfiable, None, None)
    return Verdict(satisfiable, analysis.tautology(predicate), analysis.dead_parts(predicate))


def _facts(subject: RuleSubject) -> Facts:
    """What is known of the events that a rule looks at."""
    if subject.pattern is not None and subject.pattern.family != "json":
        return NO_FACTS
    groups = [group for part in subject.parts for group, _ in part.log_groups]
    of_trails = all(pipeline_of_group(group, subject) == "cloudtrail" for group in groups)
    return _CLOUDTRAIL if of_trails else RECORDS


def problem_at(subject: RuleSubject, part: Part | None, message: str, help_: str) -> Problem:
    """A problem at a part of the rule, or at its body where the part has no place of its own."""
    path, inner = _place(subject, part)
    return Problem(message, path, inner, help=help_)


def _place(subject: RuleSubject, part: Part | None) -> tuple[tuple[str | int, ...], Span | None]:
    spec = subject.rule.spec
    if isinstance(spec, EventSelectorSpec):
        return ("spec", *part.place[1:]) if part is not None and part.place else ("spec", "FieldSelectors"), None
    if isinstance(spec, InsightRuleSpec):
        place = part.place if part is not None else ()
        return ("spec", "RuleDefinition", *(place or ("Contribution", "Filters"))), None
    return _PATTERN, None if part is None else part.span


def listed_parts(subject: RuleSubject, parts: Iterable[Part]) -> str:
    """Parts as messages name them: as they are written in a pattern, by their place in a body."""
    words: list[str] = []
    for part in parts:
        path, inner = _place(subject, part)
        if inner is not None and subject.pattern is not None:
            words.append(str(subject.data["spec"]["filterPattern"])[inner.start : inner.end])
        elif part.place:
            words.append(".".join(str(step) for step in path[-3:]))
    shown = [f"`{word}`" for word in dict.fromkeys(words)]
    return ", ".join(shown[:_SHOWN]) + (" and others" if len(shown) > _SHOWN else "")
