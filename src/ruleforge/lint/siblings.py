"""Rules beside each other: which ask for nearly the same, and which ask for the same. Made once for all checks.

Rules are looked up by what they ask for, so that each is compared with the few that can be like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ruleforge.lint.asked import Place, leaves, value_sets, wanted
from ruleforge.lint.parts import Part
from ruleforge.lint.recorded import wanted_types
from ruleforge.model import InsightRuleSpec, MetricFilterSpec, SubscriptionFilterSpec
from ruleforge.predicate.analysis import Truth

if TYPE_CHECKING:
    from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = ["MOST_COMPARED", "TOO_MANY", "Overlap", "Sibling", "Siblings"]

MOST_COMPARED = 32
"""With so many rules that are alike one is compared: more are told, and left open."""
TOO_MANY = f"more than {MOST_COMPARED} rules are alike"

_Sets: TypeAlias = Mapping[str, Mapping[str, Place]]
_Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sibling:
    """A rule that asks for one of `values` at a field, and for the same as another rule at every other field."""

    subject: RuleSubject
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A rule whose events another one takes, surely or (unknown, with a reason) perhaps."""

    subject: RuleSubject
    other: RuleSubject
    truth: Truth
    because: str = ""


class Siblings:
    """The rules of a catalogue by what they ask for."""

    def __init__(self, catalog: CatalogSubject) -> None:
        self._but_for: dict[_Key, list[Sibling]] = {}
        self._alike: dict[_Key, list[RuleSubject]] = {}
        for subject in catalog.subjects:
            for part in _only_part(subject):
                for key, _, values in _but_for(part):
                    self._but_for.setdefault(key, []).append(Sibling(subject, frozenset(values)))
                self._alike.setdefault(_likeness(subject, part), []).append(subject)

    def but_for_one_field(self, subject: RuleSubject) -> Iterator[tuple[str, Mapping[str, Place], list[Sibling]]]:
        """For each field of a rule the rules that ask for the same at all others, of other kinds than its own.

        None for a rule that asks for more than one of some values at each of some fields.
        """
        for part in _only_part(subject):
            for key, field, values in _but_for(part):
                others = [
                    item for item in self._but_for.get(key, ()) if item.subject.rule.kind is not subject.rule.kind
                ]
                if others:
                    yield field, values, others

    def twins(self, subject: RuleSubject) -> Iterator[Overlap]:
        """The rules before a rule, by id, that take the same events and do the same with them, and those that may."""
        for part in _only_part(subject):
            alike = self._alike.get(_likeness(subject, part), ())
            before = [other for other in alike if other.rule.id < subject.rule.id]
            for other in before[:MOST_COMPARED]:
                truth, because = _same_events(subject, other)
                if truth is not Truth.NO:
                    yield Overlap(subject, other, truth, because)
            if len(before) > MOST_COMPARED:
                yield Overlap(subject, before[MOST_COMPARED], Truth.UNKNOWN, TOO_MANY)


def _only_part(subject: RuleSubject) -> tuple[Part, ...]:
    parts = subject.parts
    return parts if len(parts) == 1 and parts[0].log_groups else ()


def _groups(part: Part) -> frozenset[str]:
    return frozenset(name for name, _ in part.log_groups)


def _but_for(part: Part) -> Iterator[tuple[_Key, str, Mapping[str, Place]]]:
    """For each field the rest of what a part asks, as a key."""
    sets: _Sets = value_sets(part.asked) or {}
    for field, values in sets.items():
        rest = frozenset((name, frozenset(others)) for name, others in sets.items() if name != field)
        if rest:
            yield (_groups(part), field, rest), field, values


def _likeness(subject: RuleSubject, part: Part) -> _Key:
    """What rules of a kind have in common that could take the same events and do the same with them."""
    found = [wanted(part.asked, field) for field in ("eventSource", "eventName", "eventCategory")]
    found.append(wanted_types(part.asked))
    values = (None if item is None else frozenset(item) for item in found)
    fields = frozenset(leaf.field for leaf in leaves(part.asked))
    return (subject.rule.kind, _groups(part), fields, _outcome(subject), *values)


def _outcome(subject: RuleSubject) -> _Key:
    """What comes of an event that a rule takes, apart from names."""
    match subject.rule.spec:
        case MetricFilterSpec():
            transformation = subject.rule.spec.transformation
            return transformation.metric_value, transformation.dimensions
        case SubscriptionFilterSpec(destination_arn=destination):
            return (destination,)
        case InsightRuleSpec(definition=definition):
            contribution = definition.get("Contribution", {})
            return tuple(
                map(repr, (contribution.get("Keys"), contribution.get("ValueOf"), definition.get("AggregateOn")))
            )
        case _:
            return (subject.rule.id,)


def _same_events(subject: RuleSubject, other: RuleSubject) -> tuple[Truth, str]:
    first, second = (value_sets(item.parts[0].asked) for item in (subject, other))
    if first is not None and second is not None:
        same = {name: set(values) for name, values in first.items()} == {n: set(v) for n, v in second.items()}
        return (Truth.YES if same else Truth.NO), ""
    one, another = subject.predicate, other.predicate
    if one is None or another is None:
        return Truth.NO, ""
    answer = subject.catalog.whole.analysis.equivalent(one, another)
    return answer.truth, answer.because
