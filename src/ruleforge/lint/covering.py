"""Rules that add nothing to another of their kind: which pairs could be such, and what the analysis says of each.

Only rules with one outcome are compared: selectors of one trail, filters that publish to one metric or forward to one
destination. A filter with a metric of its own may well be a part of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from ruleforge.lint.siblings import MOST_COMPARED, TOO_MANY, Overlap
from ruleforge.model import Kind, MetricFilterSpec, Rule, SubscriptionFilterSpec
from ruleforge.predicate.analysis import Truth

if TYPE_CHECKING:
    from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = ["Cover", "covers_of"]

_Sort: TypeAlias = Literal["selector", "metric", "destination"]
_Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """A rule that another one covers, surely or perhaps; `rule` and `path` are where that is to be told."""

    sort: _Sort
    overlap: Overlap
    rule: Rule
    path: tuple[str | int, ...]


def covers_of(catalog: CatalogSubject) -> Iterator[Cover]:
    """What is covered in a catalogue, and where that stays open."""
    for trail in catalog.of_kind(Kind.TRAIL):
        groups: dict[_Key, list[RuleSubject]] = {}
        places: dict[str, int] = {}
        for index, name in enumerate(() if trail.trail is None else trail.trail.selectors):
            subject = catalog.by_id.get(name)
            if subject is not None and subject.selectors is not None and name not in places:
                places[name] = index
                groups.setdefault(_about(subject), []).append(subject)
        for group in groups.values():
            for overlap in _covered(group, catalog):
                path = ("spec", "AdvancedEventSelectors", places[overlap.subject.rule.id])
                yield Cover("selector", overlap, trail.rule, path)
    for (sort, *_), group in _filters(catalog).items():
        for overlap in _covered(group, catalog):
            word: _Sort = "metric" if sort == "metric" else "destination"
            yield Cover(word, overlap, overlap.subject.rule, ("spec", "filterPattern"))


def _about(subject: RuleSubject) -> _Key:
    """What a selector has in common with every other that could take its events."""
    found = () if subject.selectors is None else subject.selectors.selectors
    sources = [item.values("eventSource") if item.category == "NetworkActivity" else () for item in found]
    return (*(item.category for item in found), *(item.values("resources.type") for item in found), *sources)


def _filters(catalog: CatalogSubject) -> dict[_Key, list[RuleSubject]]:
    groups: dict[_Key, list[RuleSubject]] = {}
    for subject in catalog.of_kind(Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER):
        spec = subject.rule.spec
        if isinstance(spec, MetricFilterSpec):
            key: _Key = ("metric", spec.log_group_name, spec.metric, spec.transformation.dimensions)
            groups.setdefault(key, []).append(subject)
        elif isinstance(spec, SubscriptionFilterSpec):
            groups.setdefault(("destination", spec.log_group_name, spec.destination_arn), []).append(subject)
    return groups


def _covered(group: Sequence[RuleSubject], catalog: CatalogSubject) -> Iterator[Overlap]:
    """Each rule of a group that another one covers; of two that take the same, the later one."""
    for index, subject in enumerate(group):
        others = [(place, other) for place, other in enumerate(group) if place != index]
        found = [_overlap(subject, other, place < index, catalog) for place, other in others[:MOST_COMPARED]]
        if len(others) > MOST_COMPARED:
            found.append(Overlap(subject, others[MOST_COMPARED][1], Truth.UNKNOWN, TOO_MANY))
        for truth in (Truth.YES, Truth.UNKNOWN):
            told = next((overlap for overlap in found if overlap.truth is truth), None)
            if told is not None:
                yield told
                break


def _overlap(subject: RuleSubject, other: RuleSubject, earlier: bool, catalog: CatalogSubject) -> Overlap:
    first, second = subject.predicate, other.predicate
    if first is None or second is None:
        return Overlap(subject, other, Truth.NO)
    answer = catalog.analysis.implies(first, second)
    if answer.truth is Truth.YES and not earlier and catalog.analysis.implies(second, first).truth is Truth.YES:
        return Overlap(subject, other, Truth.NO)
    return Overlap(subject, other, answer.truth, answer.because)
