"""Which CloudTrail events there are, from `event_names.json`: their names, their categories, and who says so."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "EventName",
    "NoEvent",
    "Service",
    "delivered",
    "event_named",
    "no_event",
    "only_service_with",
    "service",
    "services_with",
]

_FILE = Path(__file__).with_name("event_names.json")
_DATED = re.compile(r"[0-9]{8}(?:v[0-9]+)?$")


@dataclass(frozen=True, slots=True)
class EventName:
    """One event. `categories` are those it may be recorded in; more than one where no page tells.

    `types` are the resource types that a selector of data events names for it; with `every_type` it takes a selector
    for each of them. `read_only` is what its record says where that is known.
    """

    service: str
    name: str
    categories: frozenset[str]
    types: tuple[str, ...]
    read_only: bool | None
    every_type: bool = False


@dataclass(frozen=True, slots=True)
class NoEvent:
    """A name that looks like an event's and is none; `instead` is the one that is meant."""

    name: str
    service: str
    instead: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Service:
    """The events of an event source. A `complete` one has no others."""

    name: str
    complete: bool
    source: str
    checked: str
    events: dict[str, EventName]
    others: str | None
    dated: bool

    def event(self, name: str) -> EventName | None:
        """The event of a name; of one that is not listed, what is known of it, or None."""
        plain = _DATED.sub("", name) if self.dated else name
        found = self.events.get(plain)
        if found is None and self.others is not None and not self.complete:
            return EventName(self.name, name, frozenset({self.others}), (), _by_verb(name))
        return found


def service(name: str) -> Service | None:
    """An event source such as `bedrock.amazonaws.com`, or None where nothing is known of it."""
    return _services().get(name)


def event_named(source: str, name: str) -> EventName | None:
    """The event of a service, or None where nothing is known of it."""
    found = _services().get(source)
    return None if found is None else found.event(name)


def services_with(name: str) -> tuple[Service, ...]:
    """The services that list an event of a name."""
    return tuple(item for item in _services().values() if (_DATED.sub("", name) if item.dated else name) in item.events)


def only_service_with(name: str) -> str | None:
    """The event source of a name that no other service has; None for names that several may have."""
    found: str | None = _table()["own"].get(name)
    return found


def delivered() -> tuple[frozenset[str], str]:
    """The categories of which AWS says that a trail sends them to CloudWatch Logs, and the page that says so."""
    row = _table()["delivered"]
    return frozenset(row["categories"]), f"{row['source']} (read {_table()['checked']})"


def no_event(name: str) -> NoEvent | None:
    """What is known of a name that no service has."""
    return _no_events().get(name)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return table


@cache
def _services() -> dict[str, Service]:
    return {name: _service(name, row) for name, row in _table()["services"].items()}


def _service(name: str, row: dict[str, Any]) -> Service:
    events: dict[str, EventName] = {}
    reads = frozenset(row["reads"])
    for category, names in (("Management", row["management"]), ("Data", row["data"]), ("", row["undecided"])):
        categories = frozenset({category} if category else {"Management", "Data"})
        for event in names:
            types = tuple(row["data"][event]) if category == "Data" else ()
            # Of an event of which not even the category is told, the verb tells nothing either.
            read_only = True if event in reads else _by_verb(event) if category else None
            every_type = event in row.get("every_type", ())
            events[event] = EventName(name, event, categories, types, read_only, every_type)
    return Service(
        name, row["complete"], row["source"], _table()["checked"], events, row.get("others"), row.get("dated", False)
    )


def _by_verb(name: str) -> bool | None:
    """What an operation's verb says of readOnly."""
    for word, verbs in _table()["verbs"].items():
        if name.startswith(tuple(verbs)):
            return bool(word == "true")
    return None


@cache
def _no_events() -> dict[str, NoEvent]:
    return {
        name: NoEvent(name, row["source_of_events"], row["instead"], row["note"], row["source"])
        for name, row in _table()["no_events"].items()
    }
