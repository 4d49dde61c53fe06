"""Log events as the flat fields that Logs Insights discovers in them.

CloudWatch Logs user guide, "Supported logs and discovered fields": members of objects by their names with dots
between, elements of arrays by their position from 0. A JSON null, an empty object and an empty array give no field.
Members whose own names hold dots meet nested ones in one field. Text that is no JSON object has the system fields only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

__all__ = ["Event", "Names", "flatten", "message_of"]

_LEAVES = frozenset({str, int, float, bool})
"""The types of most values: asking one of these whether it is a mapping takes long."""


class Names:
    """Names of fields that are looked for, in whatever case."""

    def __init__(self, names: Iterable[str]) -> None:
        folded = frozenset(name.casefold() for name in names)
        containers = {name[:index] for name in folded for index, sign in enumerate(name) if sign == "."}
        self._top = _Level(folded, containers)

    def among(self, record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """What `flatten` yields for a record, of these names alone: the rest of the record is passed by."""
        stack: list[tuple[_Level, Iterator[tuple[Any, Any]]]] = [(self._top, iter(record.items()))]
        while stack:
            level, members = stack[-1]
            for key, value in members:
                found = level[key]
                if found is None or value is None:
                    continue
                name, is_named, inner = found
                within = None if type(value) in _LEAVES else _members(value)
                if within is None:
                    if is_named:
                        yield name, value
                elif inner is not None:
                    stack.append((inner, within))
                    break
            else:
                stack.pop()


class _Level(dict[str | int, "tuple[str, bool, _Level | None] | None"]):
    """The members of one container, as they come up: name of the field, whether it is looked for, and what is inside.

    None for a member that is not looked for and has nothing inside that is.
    """

    def __init__(self, names: Collection[str], containers: Collection[str], prefix: str | None = None) -> None:
        super().__init__()
        self._names = names
        self._containers = containers
        self._prefix = prefix

    def __missing__(self, key: str | int) -> tuple[str, bool, _Level | None] | None:
        name = _top_name(str(key)) if self._prefix is None else f"{self._prefix}.{key}"
        folded = name.casefold()
        inner = _Level(self._names, self._containers, name) if folded in self._containers else None
        is_named = folded in self._names
        self[key] = found = (name, is_named, inner) if is_named or inner is not None else None
        return found


@dataclass(frozen=True)
class Event:
    """One log event of a query's input; what one that is given to several queries holds is found out once.

    `text` is the message as it was given, None where `record` is all there is. `record` is the JSON object, or None
    where the message is none. `system` holds system fields besides `@message`: `@timestamp` in epoch seconds, `@log`.
    """

    text: str | None
    record: Mapping[str, Any] | None
    system: Mapping[str, Any]

    @classmethod
    def of(cls, given: Mapping[str, Any] | str, system: Mapping[str, Any] | None = None) -> Event:
        """An event from a record or from the text of a message."""
        if isinstance(given, str):
            return cls(given, _record(given), system or {})
        return cls(None, given, system or {})

    @cached_property
    def message(self) -> str:
        """The message: the text of the event, or its record as JSON."""
        return message_of(self.record or {}) if self.text is None else self.text

    def fields(self) -> Iterator[tuple[str, Any]]:
        """Every discovered field with its value (text, number or boolean), in the order of the event."""
        return flatten(self.record) if self.record is not None else iter(())

    def named(self, names: Names) -> Iterator[tuple[str, Any]]:
        """Those of `fields` that have one of some names."""
        return names.among(self.record) if self.record is not None else iter(())

    @cached_property
    def size(self) -> int:
        """How many fields are discovered in the event."""
        count = 0
        containers: list[Collection[Any]] = [] if self.record is None else [self.record.values()]
        for values in containers:  # which grows by what is inside of each
            count += len(values)
            for value in values:
                if type(value) in _LEAVES:
                    continue
                if type(value) is dict or isinstance(value, Mapping):
                    containers.append(value.values())
                elif isinstance(value, list | tuple):
                    containers.append(value)
                elif value is not None:
                    continue
                count -= 1
        return count


def message_of(record: Mapping[str, Any]) -> str:
    """A record as the compact JSON text that a log event holds."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _record(text: str) -> Mapping[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def flatten(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of a record: dotted names and the values at the leaves, in the order of the record."""
    top = ((_top_name(name), value) for name, value in record.items())
    stack: list[tuple[str, Iterator[tuple[Any, Any]]]] = [("", top)]
    while stack:
        prefix, members = stack[-1]
        for key, value in members:
            if value is None:
                continue
            within = None if type(value) in _LEAVES else _members(value)
            if within is None:
                yield f"{prefix}{key}", value
            else:
                stack.append((f"{prefix}{key}.", within))
                break
        else:
            stack.pop()


def _top_name(name: str) -> str:
    # Logs Insights shows a member that begins with @ with one more, so that it cannot pass for a system field.
    return f"@{name}" if name.startswith("@") else name


def _members(value: Any) -> Iterator[tuple[Any, Any]] | None:
    """The members of an object, or elements of an array by their positions; None for what is neither."""
    if isinstance(value, Mapping):
        return iter(value.items())
    return enumerate(value) if isinstance(value, list | tuple) else None
