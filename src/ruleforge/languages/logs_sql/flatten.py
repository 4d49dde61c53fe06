"""Log events as the flat fields that Logs Insights discovers in them.

CloudWatch Logs user guide, "Supported logs and discovered fields": members of objects by their names with dots
between, elements of arrays by their position from 0. A JSON null, an empty object and an empty array give no field.
Members whose own names hold dots meet nested ones in one field. Text that is no JSON object has the system fields only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

__all__ = ["Event", "flatten", "message_of"]


@dataclass(frozen=True)
class Event:
    """One log event of a query's input; one that is given to several queries is flattened once.

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

    @cached_property
    def fields_by_name(self) -> Mapping[str, Sequence[tuple[str, Any]]]:
        """The discovered fields by their case-folded names, each in the order of the event."""
        found: dict[str, list[tuple[str, Any]]] = {}
        for item in self.fields():
            found.setdefault(item[0].casefold(), []).append(item)
        return found


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
    stack: list[Iterator[tuple[str, Any]]] = [_top(record)]
    while stack:
        for name, value in stack[-1]:
            if type(value) is str:  # most are, and asking whether one is a mapping takes long
                yield name, value
            elif isinstance(value, dict | Mapping):
                stack.append(_members(name, value))
                break
            elif isinstance(value, list | tuple):
                stack.append(_elements(name, value))
                break
            elif value is not None:
                yield name, value
        else:
            stack.pop()


def _top(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    # Logs Insights shows a member that begins with @ with one more, so that it cannot pass for a system field.
    return ((f"@{name}" if name.startswith("@") else name, value) for name, value in record.items())


def _members(prefix: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((f"{prefix}.{name}", member) for name, member in value.items())


def _elements(prefix: str, value: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    return ((f"{prefix}.{index}", element) for index, element in enumerate(value))
