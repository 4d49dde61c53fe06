"""AWS's limits, from `limits.json`: each with its source, and the day the table was checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Limit", "limit", "number"]

_FILE = Path(__file__).with_name("limits.json")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: what it is about, its value in `unit`, where AWS says so, how sure that is, when it was checked."""

    id: str
    subject: str
    limit: Any
    unit: str
    source: str
    confidence: str
    checked: str


@cache
def _limits() -> dict[str, Limit]:
    table = json.loads(_FILE.read_text(encoding="utf-8"))
    return {row["id"]: Limit(**row, checked=table["checked"]) for row in table["limits"]}


def limit(identifier: str) -> Limit:
    """The limit with an id such as `mf.pattern.max`."""
    return _limits()[identifier]


def number(identifier: str) -> int:
    """The value of a limit that is a count."""
    value = limit(identifier).limit
    if not isinstance(value, int):
        raise TypeError(f"{identifier} is no count")
    return value
