"""Rules beside each other: which ask for nearly the same, and which ask for the same. Made once for all checks.

Rules are looked up by what they ask for, so that each is compared with the few that can be like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ruleforge.lint.asked import Place, value_sets, wanted
from ruleforge.lint.parts import Part
from ruleforge.lint.recorded import wanted_types

if TYPE_CHECKING:
    from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = ["Sibling", "Siblings"]

_Sets: TypeAlias = Mapping[str, Mapping[str, Place]]
_Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sibling:
    """A rule that asks for one of `values` at a field, and for the same as another rule at every other field."""

    subject: RuleSubject
    values: frozenset[str]


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

    def alike(self, subject: RuleSubject) -> Iterator[RuleSubject]:
        """The other rules of a rule's kind that want the same services, operations and types on the same log groups."""
        for part in _only_part(subject):
            for other in self._alike.get(_likeness(subject, part), ()):
                if other.rule.id != subject.rule.id:
                    yield other


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
    found = [wanted(part.asked, field) for field in ("eventSource", "eventName", "eventCategory")]
    found.append(wanted_types(part.asked))
    return (subject.rule.kind, _groups(part), *(None if values is None else frozenset(values) for values in found))
