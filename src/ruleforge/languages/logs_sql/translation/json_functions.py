"""JSON functions over texts that hold JSON."""

from __future__ import annotations

import re

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, scalar, text_literal
from ruleforge.languages.logs_sql.types import INT, STRING, Typed, array_of

__all__ = ["JSON", "json_path"]

_STEP = re.compile(r"\.([^.\[\]'*]+)|\['([^']*)'\]|\[([0-9]+)\]")


def json_path(text: str) -> str:
    """A path as get_json_object takes it, in DuckDB's spelling. Raises ArgumentError where it is not evaluated."""
    if not text.startswith("$"):
        raise ArgumentError(f"the path {text!r} does not begin with $")
    place, steps = 1, "$"
    while place < len(text):
        match = _STEP.match(text, place)
        if match is None:
            raise ArgumentError(f"the path {text!r} holds what is not evaluated here", unsupported=True)
        name = match[1] if match[1] is not None else match[2]
        if name is not None and '"' in name:
            raise ArgumentError(f"the path {text!r} holds what is not evaluated here", unsupported=True)
        steps += f"[{match[3]}]" if name is None else f'."{name}"'
        place = match.end()
    return steps


def _get_json_object(call: Call) -> Typed:
    path = json_path(text_literal(call, 1, "the path"))
    return Typed(f"json_text({call.text(0)}, {quoted(path)})", STRING)


JSON: dict[str, Function] = {
    "get_json_object": Function(_get_json_object, 2, 2),
    "json_array_length": scalar(
        "CASE WHEN json_valid({0}) AND json_type({0}) = 'ARRAY' THEN CAST(json_array_length({0}) AS INTEGER) END",
        [STRING],
        INT,
    ),
    "json_object_keys": scalar(
        "CASE WHEN json_valid({0}) AND json_type({0}) = 'OBJECT' THEN json_keys({0}) END", [STRING], array_of(STRING)
    ),
}
