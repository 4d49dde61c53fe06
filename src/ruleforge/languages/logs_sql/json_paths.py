"""JSON paths of `get_json_object` that are read out of messages while logs are loaded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

__all__ = ["Steps", "json_steps", "text_at"]

Steps: TypeAlias = Sequence[str | int]
"""The way to a place in a record: names of members, and positions in arrays."""

_STEP = re.compile(r'\."([^"]*)"|\[([0-9]+)\]')


def json_steps(path: str) -> Steps:
    """A JSON path that is written `$."name"[0]`, step by step."""
    return tuple(match[1] if match[2] is None else int(match[2]) for match in _STEP.finditer(path))


def text_at(record: Mapping[str, Any] | None, steps: Steps) -> str | None:
    """What get_json_object finds at a place: a text as it is, anything else as JSON; None for nothing and for null."""
    value: Any = record
    for step in steps:
        if isinstance(step, int):
            found = isinstance(value, list | tuple) and step < len(value)
        else:
            found = (type(value) is dict or isinstance(value, Mapping)) and step in value
        if not found:
            return None
        value = value[step]
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
