"""JSON functions over texts that hold JSON."""

from __future__ import annotations

import re

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, scalar, text_literal
from ruleforge.languages.logs_sql.translation.casts import cast
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    array_of,
)

__all__ = ["JSON", "json_path"]

_STEP = re.compile(r"\.([^.\[]+)|\['([^'?]+)'\]|\[([0-9]+)\]|(\[\*\])")
_ALL = "[*]"
_SCHEMA = re.compile(r"\s*array\s*<\s*(\w+)\s*>\s*", re.IGNORECASE)
_ELEMENTS = {
    "string": (STRING, "item ->> '$'"),
    "int": (INT, "CASE WHEN json_type(item) IN ('BIGINT', 'UBIGINT') THEN TRY_CAST(item ->> '$' AS INTEGER) END"),
    "bigint": (BIGINT, "CASE WHEN json_type(item) IN ('BIGINT', 'UBIGINT') THEN TRY_CAST(item ->> '$' AS BIGINT) END"),
    "double": (
        DOUBLE,
        "CASE WHEN json_type(item) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN TRY_CAST(item ->> '$' AS DOUBLE) END",
    ),
    "boolean": (BOOLEAN, "CASE WHEN json_type(item) = 'BOOLEAN' THEN CAST(item ->> '$' AS BOOLEAN) END"),
}


def json_path(text: str) -> str | None:
    """A path to one value, as get_json_object takes it, in DuckDB's spelling; None for any other.

    Raises ArgumentError where a path is not evaluated.
    """
    steps = _steps(text)
    return None if steps is None or _ALL in steps else steps


def _steps(text: str) -> str | None:
    """A path in DuckDB's spelling; None for one that Spark cannot read, with which it finds nothing."""
    if not text.startswith("$"):
        return None
    place, steps = 1, "$"
    while place < len(text):
        match = _STEP.match(text, place)
        if match is None or match[1] == "*":
            return None
        name = match[1] or match[2]
        if name is not None and '"' in name:
            raise ArgumentError(f"the path {text!r} holds what is not evaluated here", unsupported=True)
        steps += f'."{name}"' if name is not None else match[4] or f"[{match[3]}]"
        place = match.end()
    return steps


def _get_json_object(call: Call) -> Typed:
    text = text_literal(call, 1, "the path")
    path = _steps(text) if text is not None else None
    if path is None:
        return Typed("CAST(NULL AS VARCHAR)", STRING)
    if call[0].type not in (STRING, NULL):
        raise ArgumentError(f"get_json_object takes a text, not a {call[0].type}")
    if _ALL not in path:
        return Typed(once("json_text({0}, {1})", call.text(0), quoted(path)), STRING)
    if path.count(_ALL) > 1:
        raise ArgumentError("a path with more than one [*] is not evaluated here", unsupported=True)
    # Several values are an array; a single one stands alone, a text of them in quotes.
    found = f"CASE WHEN json_valid({{0}}) THEN json_extract({{0}}, {quoted(path)}) END"
    template = (
        "CASE len({0}) WHEN 0 THEN NULL WHEN 1 THEN CAST({0}[1] AS VARCHAR)"
        " ELSE '[' || array_to_string({0}, ',') || ']' END"
    )
    # A member that is null counts as missing, an element that is null does not.
    there = "item IS NOT NULL" if path.endswith("]") else "json_type(item) <> 'NULL'"
    values = once(f"list_filter({{0}}, lambda item: {there})", once(found, call.text(0)))
    return Typed(once(template, values), STRING)


def _to_json(call: Call) -> Typed:
    value = call.array(0)
    return Typed(_as_json(value, value.type), STRING)


def _as_json(value: Typed, kind: Type) -> str:
    if kind.element is not None:
        item = _as_json(Typed("item", kind.element), kind.element)
        listed = f"list_transform({value.sql}, lambda item: COALESCE({item}, 'null'))"
        return once("in_brackets({0}, ',')", listed)
    if kind in (STRING, NULL):
        return f"CAST(to_json({value.sql}) AS VARCHAR)"
    if kind == TIMESTAMP:
        return f"strftime({value.sql}, '\"%Y-%m-%dT%H:%M:%S.%gZ\"')"
    if kind == DATE:
        return f"strftime({value.sql}, '\"%Y-%m-%d\"')"
    text = cast(value, STRING)
    if text is None or not (kind.is_number or kind == BOOLEAN):
        raise ArgumentError(f"to_json of a {kind} is not evaluated here", unsupported=True)
    return text.sql


def _from_json(call: Call) -> Typed:
    schema = text_literal(call, 1, "the schema")
    match = _SCHEMA.fullmatch(schema or "")
    if match is None or match[1].lower() not in _ELEMENTS:
        raise ArgumentError("from_json is evaluated for arrays of texts, numbers and truth values", unsupported=True)
    kind, item = _ELEMENTS[match[1].lower()]
    template = (
        "CASE WHEN json_valid({0}) THEN CASE WHEN json_type({0}) = 'ARRAY' THEN"
        f" list_transform(json_extract({{0}}, '$[*]'), lambda item: {item}) END END"
    )
    return Typed(once(template, call.text(0)), array_of(kind))


JSON: dict[str, Function] = {
    "from_json": Function(_from_json, 2, 3),
    "get_json_object": Function(_get_json_object, 2, 2),
    "json_array_length": scalar(
        "CASE WHEN json_valid({0}) THEN CASE WHEN json_type({0}) = 'ARRAY' THEN CAST(json_array_length({0}) AS INTEGER)"
        " END END",
        [STRING],
        INT,
    ),
    "json_object_keys": scalar(
        "CASE WHEN json_valid({0}) THEN CASE WHEN json_type({0}) = 'OBJECT' THEN json_keys({0}) END END",
        [STRING],
        array_of(STRING),
    ),
    "to_json": Function(_to_json, 1, 2),
}
