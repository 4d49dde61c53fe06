"""Validation against the JSON Schemas that editors use too, with messages for people and places in the file."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from ruleforge.catalog.yaml_nodes import Document, Path
from ruleforge.data import shipped
from ruleforge.diagnostics import Finding

__all__ = ["validate"]

_TYPES = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def validate(document: Document, schema: str) -> list[Finding]:
    """What is wrong with a document under a schema file of `schemas/`, each problem at its place."""
    errors = sorted(
        _validator(schema).iter_errors(document.data), key=lambda error: [str(part) for part in error.absolute_path]
    )
    # The envelope is checked by the kind's schema and by the one it refers to: each problem is told once.
    return list(dict.fromkeys(finding for error in errors for finding in _findings(document, error)))


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    folder = shipped("schemas")
    contents = {
        path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.schema.json"))
    }
    resources = [(text["$id"], Resource.from_contents(text)) for text in contents.values()]
    return Draft202012Validator(contents[name], registry=Registry().with_resources(resources))


def _findings(document: Document, error: Any) -> Iterator[Finding]:
    """The findings for one error; of alternatives, those of the one that fits best."""
    path: Path = tuple(error.absolute_path)
    if error.validator in ("oneOf", "anyOf"):
        yield from _alternatives(document, error, path)
        return
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        yield from _unknown_keys(document, error, path)
        return
    message, help_ = _words(error)
    because = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    check = f"schema/{error.validator.lower()}"
    yield Finding(check, message, because=because, help=help_, source=document.source, span=document.span(path))


def _alternatives(document: Document, error: Any, path: Path) -> Iterator[Finding]:
    options = [option.get("required", []) for option in error.validator_value if isinstance(option, dict)]
    names = [" and ".join(option) for option in options if option]
    if isinstance(error.instance, dict) and names and len(names) == len(error.validator_value):
        message = f"exactly one of {_list(names)} is expected"
        yield Finding("schema/oneof", message, source=document.source, span=document.span(path))
        return
    from jsonschema.exceptions import best_match

    best = best_match(error.context or ())
    if best is not None:
        yield from _findings(document, best)
    else:
        message = "this fits several forms, and only one is allowed"
        yield Finding("schema/oneof", message, source=document.source, span=document.span(path))


def _unknown_keys(document: Document, error: Any, path: Path) -> Iterator[Finding]:
    known = sorted(error.schema.get("properties", {}))
    patterns = error.schema.get("patternProperties", {})
    for key in error.instance:
        if key in known or patterns or not isinstance(key, str):
            continue
        close = difflib.get_close_matches(key, known, n=1)
        help_ = f"did you mean {close[0]}?" if close else f"known here: {_list(known)}"
        span = document.keys.get((*path, key), document.span(path))
        yield Finding("schema/unknown-key", f"there is no {key!r} here", help=help_, source=document.source, span=span)


def _words(error: Any) -> tuple[str, str]:
    """What is wrong, and what to do."""
    name = error.absolute_path[-1] if error.absolute_path else "the document"
    expected, found = error.validator_value, error.instance
    match error.validator:
        case "required":
            missing = [key for key in expected if key not in found]
            return f"{_list(missing)} is missing" if len(missing) == 1 else f"{_list(missing)} are missing", ""
        case "type":
            types = [expected] if isinstance(expected, str) else expected
            return f"{name} is {_kind(found)}, not {_list([_TYPES[kind] for kind in types], 'or')}", ""
        case "enum":
            close = difflib.get_close_matches(str(found), [str(item) for item in expected], n=1)
            help_ = f"did you mean {close[0]}?" if close else f"one of {_list([str(item) for item in expected], 'or')}"
            return f"{name} cannot be {found!r}", help_
        case "const":
            return f"{name} has to be {expected!r}, not {found!r}", ""
        case "pattern":
            return f"{name} is {found!r}, which has the wrong form", f"it has to match {expected}"
        case "minLength" | "minItems" | "minProperties":
            return f"{name} has {len(found)}, and needs at least {expected}", ""
        case "maxLength" | "maxItems" | "maxProperties":
            unit = "characters" if error.validator == "maxLength" else "entries"
            return f"{name} has {len(found)} {unit}; {expected} are allowed", ""
        case "minimum" | "maximum":
            return f"{name} is {found}; the {error.validator} is {expected}", ""
        case "propertyNames" | "uniqueItems":
            return f"{name}: {error.message}", ""
    return f"{name}: {error.message}", ""


def _kind(value: Any) -> str:
    for kind, type_ in (
        ("boolean", bool),
        ("string", str),
        ("object", dict),
        ("array", list),
        ("number", (int, float)),
    ):
        if isinstance(value, type_):
            return _TYPES[kind]
    return "null"


def _list(words: list[str], joint: str = "and") -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"
