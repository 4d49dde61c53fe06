"""Which events rules ask for, and which selectors of the catalogue's trails record them.

A rule's conditions are spelled out as *wishes*: an operation with all that is known of its records (its category, the
types of its resources, whether it reads), or as much of that as the rule tells. A selector that nothing known speaks
against is taken to record a wish; what depends on ARNs and identities is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ruleforge.data.event_names import EventName, event_named, no_event, services_with
from ruleforge.languages.event_selector import EventSelector, FieldSelector
from ruleforge.lint.asked import Asked, Place, wanted
from ruleforge.model import Kind

if TYPE_CHECKING:
    from ruleforge.lint.parts import Part
    from ruleforge.lint.subject import CatalogSubject, RuleSubject

__all__ = ["TYPE_FIELDS", "Recorded", "Wish", "service_of", "wanted_types", "wishes_of"]

TYPE_FIELDS = ("resources.0.type", "resources.*.type", "resources.type")
"""How rules name the type of a resource."""
_RECORDED = frozenset({"Management", "Data", "NetworkActivity"})
_SWITCHED = frozenset({"Insight", "Aggregated"})
_DENIED = "VpceAccessDenied"


@dataclass(frozen=True, slots=True)
class Wish:
    """Events that a rule asks for; None and empty where nothing is known."""

    categories: frozenset[str]
    source: str | None = None
    name: str | None = None
    types: frozenset[str] = frozenset()
    read_only: bool | None = None

    @property
    def precise(self) -> bool:
        """Whether it is about some events, and not about whatever there is."""
        return bool(self.name or self.source or self.types) or not {"Management", "Data"} <= self.categories

    def __str__(self) -> str:
        if self.name is not None:
            return self.name
        return ", ".join(sorted(self.types)) or self.source or ", ".join(sorted(self.categories))


def wanted_types(asked: Asked) -> Mapping[str, Place] | None:
    """The resource types of which a rule wants one."""
    found = [types for field in TYPE_FIELDS if (types := wanted(asked, field)) is not None]
    return found[0] if found else None


def wishes_of(part: Part) -> Iterator[tuple[Wish, Place | None]]:
    """The events that a part of a rule asks for, each with the place of what names it.

    Names that no service has are left out: another check tells them.
    """
    asked = part.asked
    categories = _categories(asked)
    sources = wanted(asked, "eventSource")
    names = wanted(asked, "eventName")
    types = wanted_types(asked)
    read_only = _read_only(asked)
    if categories <= _SWITCHED:
        yield Wish(categories), None
    elif categories == {"NetworkActivity"}:
        for source, place in _or_any(sources):
            yield Wish(categories, source or None), place
    elif names is not None:
        for name, place in names.items():
            for event in _events(name, sources):
                yield from ((wish, place) for wish in _of_event(event, categories, types, read_only))
    elif types is not None:
        for word, place in types.items():
            yield Wish(categories & {"Data"}, None, None, frozenset({word}), read_only), place
    else:
        for source, place in _or_any(sources):
            yield Wish(categories, source or None, read_only=read_only), place


def _or_any(values: Mapping[str, Place] | None) -> list[tuple[str, Place | None]]:
    return [("", None)] if values is None else list(values.items())


def _categories(asked: Asked) -> frozenset[str]:
    named = wanted(asked, "eventCategory")
    found = _RECORDED if named is None else frozenset(named)
    errors = wanted(asked, "errorCode")
    if errors is not None and set(errors) == {_DENIED}:
        found &= {"NetworkActivity"}
    elif errors is not None or wanted_types(asked) is not None or _read_only(asked) is not None:
        # The records of network activity have neither resources nor readOnly, and no other error.
        found -= {"NetworkActivity"}
    return found


def _read_only(asked: Asked) -> bool | None:
    values = wanted(asked, "readOnly")
    return {"true": True, "false": False}.get(next(iter(values))) if values is not None and len(values) == 1 else None


def _events(name: str, sources: Iterable[str] | None) -> Iterator[EventName]:
    """What is known of a name in the services that a rule looks at; nothing where none of them has it."""
    if no_event(name) is not None:
        return
    known = services_with(name)
    if sources is None:
        yield from (event for item in known if (event := item.event(name)) is not None)
        return
    for source in sources:
        event = event_named(source, name)
        elsewhere = bool(known) and source not in {item.name for item in known}
        if event is not None and not elsewhere:
            yield event
        elif event is None and not known:
            yield EventName(source, name, frozenset({"Management", "Data"}), (), None)


def _of_event(
    event: EventName, categories: frozenset[str], types: Iterable[str] | None, read_only: bool | None
) -> Iterator[Wish]:
    reads = event.read_only if read_only is None else read_only
    if read_only is not None and event.read_only not in (None, read_only):
        return
    found = event.categories & categories if categories & {"Management", "Data"} else categories
    yield Wish(found, event.service, event.name, frozenset(event.types or types or ()), reads)


class Recorded:
    """What the trails of a catalogue record; made once for all checks."""

    def __init__(self, catalog: CatalogSubject) -> None:
        self._catalog = catalog
        self._fed: dict[Wish, frozenset[str]] = {}
        self._recording: dict[Wish, frozenset[str]] = {}
        self._members_of: dict[str, frozenset[str]] = {}
        self._by_type: dict[str, list[tuple[str, EventSelector]]] = {}
        self._by_category: dict[str, list[tuple[str, EventSelector]]] = {}
        self._named: dict[str, EventSelector] = {}
        for subject in catalog.of_kind(Kind.EVENT_SELECTOR):
            self._add(subject.rule.id, subject)

    @cached_property
    def trails(self) -> tuple[RuleSubject, ...]:
        """The trails of the catalogue."""
        return tuple(self._catalog.of_kind(Kind.TRAIL))

    def members(self, trail: RuleSubject) -> frozenset[str]:
        """The selectors of a trail: ids, or `id@version` for one that is not in force."""
        if trail.rule.key not in self._members_of:
            self._members_of[trail.rule.key] = self._looked_up(trail)
        return self._members_of[trail.rule.key]

    def _looked_up(self, trail: RuleSubject) -> frozenset[str]:
        found = set()
        for key in () if trail.trail is None else trail.trail.selectors:
            identifier, _, version = key.partition("@")
            subject = self._catalog.by_id.get(identifier)
            if version and (subject is None or subject.rule.version != version):
                self._add_historical(key)
                found.add(key)
            else:
                found.add(identifier)
        return frozenset(found)

    def _add_historical(self, key: str) -> None:
        if key in self._named:
            return
        subject = self._catalog.version(key)
        if subject is not None:
            self._fed.clear()  # what was found out before did not know this selector
            self._add(key, subject)

    def _add(self, name: str, subject: RuleSubject) -> None:
        selectors = subject.selectors
        for selector in () if selectors is None else selectors.selectors:
            self._named.setdefault(name, selector)
            self._by_category.setdefault(selector.category, []).append((name, selector))
            for word in selector.values("resources.type"):
                self._by_type.setdefault(word, []).append((name, selector))

    def selector(self, name: str) -> EventSelector | None:
        """The selector of a name that `members` gives."""
        return self._named.get(name)

    @cached_property
    def under_two_types(self) -> Mapping[str, frozenset[str]]:
        """By resource type the operations that selectors name under another type, and that take one for each type."""
        found: dict[str, set[str]] = {}
        for word, listed in self._by_type.items():
            names = {name for _, selector in listed for name in selector.values("eventName")}
            for name in names:
                event = event_named(service_of(word), name)
                if event is not None and event.every_type and word in event.types:
                    for other in set(event.types) - {word}:
                        found.setdefault(other, set()).add(name)
        return {word: frozenset(names) for word, names in found.items()}

    def feeding(self, wish: Wish) -> frozenset[str]:
        """The selectors, of trails or not, that record events of a wish."""
        if wish not in self._fed:
            listed = [pair for category in wish.categories for pair in self._by_category.get(category, ())]
            if wish.types:
                typed = {name for word in wish.types for name, _ in self._by_type.get(word, ())}
                listed = [pair for pair in listed if pair[0] in typed or not pair[1].values("resources.type")]
            self._fed[wish] = frozenset(name for name, selector in listed if _takes(selector, wish))
        return self._fed[wish]

    def records(self, wish: Wish, trail: RuleSubject) -> bool:
        """Whether a trail records events of a wish."""
        spec = trail.trail
        if spec is None:
            return False
        if "Insight" in wish.categories and spec.insight_selectors:
            return True
        if "Aggregated" in wish.categories and spec.aggregation_configurations:
            return True
        members = self.members(trail)
        if not members:
            return "Management" in wish.categories
        return not self.feeding(wish).isdisjoint(members)

    def recording(self, wish: Wish) -> frozenset[str]:
        """The trails of the catalogue that record events of a wish, by their keys."""
        if wish not in self._recording:
            trails_with = self._trails_with  # first, for looking members up may add selectors of the history
            with_selector = (key for name in self.feeding(wish) for key in trails_with.get(name, ()))
            without = (trail.rule.key for trail in self._special if self.records(wish, trail))
            self._recording[wish] = frozenset((*with_selector, *without))
        return self._recording[wish]

    def captured(self, wish: Wish) -> bool:
        """Whether some trail of the catalogue records events of a wish."""
        return bool(self.recording(wish))

    @cached_property
    def _trails_with(self) -> Mapping[str, Sequence[str]]:
        """The keys of trails by their selectors."""
        found: dict[str, list[str]] = {}
        for trail in self.trails:
            for name in self.members(trail):
                found.setdefault(name, []).append(trail.rule.key)
        return found

    @cached_property
    def _special(self) -> Sequence[RuleSubject]:
        """The trails that record something without a selector."""
        return [
            trail
            for trail in self.trails
            if trail.trail is not None
            and (trail.trail.insight_selectors or trail.trail.aggregation_configurations or not self.members(trail))
        ]


def _takes(selector: EventSelector, wish: Wish) -> bool:
    category = selector.category
    if category not in wish.categories:
        return False
    if category == "Data" and wish.source is not None and not wish.types:
        types = selector.values("resources.type")
        if not any(service_of(word) == wish.source for word in types):
            return False
    known = {"eventSource": wish.source, "eventName": wish.name}
    if wish.read_only is not None:
        known["readOnly"] = str(wish.read_only).lower()
    for field in selector.field_selectors:
        value = known.get(field.field)
        if value is not None and not _passes(field, value):
            return False
    return True


def service_of(resource_type: str) -> str:
    """The event source of a resource type's records, as far as names tell: AWS::S3::Object, s3.amazonaws.com."""
    namespace = resource_type.split("::")[1].lower() if "::" in resource_type else ""
    return {"bedrockagentcore": "bedrock-agentcore", "bedrockmantle": "bedrock-mantle"}.get(namespace, namespace) + (
        ".amazonaws.com"
    )


def _passes(field: FieldSelector, value: str) -> bool:
    selecting = [operator for operator in field.operators if not operator.startswith("Not")]
    if selecting and not any(_hits(operator, field.operators[operator], value) for operator in selecting):
        return False
    return not any(
        _hits(operator.removeprefix("Not"), texts, value)
        for operator, texts in field.operators.items()
        if operator.startswith("Not")
    )


def _hits(operator: str, texts: tuple[str, ...], value: str) -> bool:
    if operator == "StartsWith":
        return value.startswith(texts)
    if operator == "EndsWith":
        return value.endswith(texts)
    return value in texts
