"""What callers hand to the languages, held against what is meant: a mistake is told, never taken for no match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError
from ruleforge.languages.body import show

__all__ = ["message_argument", "record_argument", "series_argument"]


def message_argument(value: Any) -> str:
    """A raw log message. Raises UsageError for anything but text."""
    if isinstance(value, str):
        return value
    help_ = "json.dumps makes one of a record" if isinstance(value, Mapping) else ""
    raise UsageError([Finding("usage/message", f"a message is text, not {show(value)}", help=help_)])


def record_argument(value: Any) -> Mapping[str, Any]:
    """A record as data. Raises UsageError for anything but an object."""
    if isinstance(value, Mapping):
        return value
    help_ = "json.loads makes one of a message" if isinstance(value, str | bytes) else ""
    raise UsageError([Finding("usage/record", f"a record is an object, not {show(value)}", help=help_)])


def series_argument(value: Any) -> Iterable[Any]:
    """Several events. Raises UsageError for a single one, whose characters or members would be taken for events."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        return value
    raise UsageError([Finding("usage/events", f"events come as a list, not {show(value)}", help="write [event]")])
