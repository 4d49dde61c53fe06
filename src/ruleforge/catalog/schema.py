"""Validation against the JSON Schemas that editors use too, with messages for people and places in the file.

Where a schema says a limit of AWS, `x-check` beside it names the check of the linter that the limit belongs to.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ruleforge.catalog.schema_fit import Fits, SchemaFit, python_pattern
from ruleforge.catalog.yaml_nodes import Document, Path, shown
from ruleforge.data import shipped
from ruleforge.diagnostics import Finding, Span

__all__ = ["Validation", "validate"]

_TYPES = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
# The keywords by which a schema says a limit of AWS; beside one of them, `x-check` is the id of what it finds.
_LIMITS = {"minLength", "maxLength", "pattern", "enum", "const", "required"}
_LIMITS |= {"minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum"}
# Keywords that say something about a mapping or a list as a whole; what it holds can still be looked at.
_ABOUT_THE_WHOLE = {"required", "additionalProperties", "propertyNames", "minProperties", "maxProperties"}
_ABOUT_THE_WHOLE |= {"minItems", "maxItems", "uniqueItems"}


@dataclass(frozen=True, slots=True)
class Validation:
    """What is wrong with a document, and the paths whose values are not what they have to be."""

    findings: list[Finding]
    unsound: frozenset[Path]


def validate(document: Document, schema: str) -> Validation:
    """What is wrong with a document under a schema file of `schemas/`, each problem at its place."""
    if _fits(schema)(document.data):
        return Validation([], frozenset())
    errors = list(_validator(schema).iter_errors(document.data))
    # The envelope is checked by the kind's schema and by the one it refers to: each problem is told once.
    told: dict[tuple[str, str, Span | None], Finding] = {}
    for error in errors:
        for finding in _findings(document, error):
            told.setdefault((finding.check, finding.message, finding.span), finding)
    unsound = frozenset(tuple(error.absolute_path) for error in errors if error.validator not in _ABOUT_THE_WHOLE)
    return Validation(list(told.values()), unsound)


@cache
def _schemas() -> dict[str, Any]:
    """The shipped schemas by file name. They carry no $id and refer to each other by it, as editors resolve them."""
    contents = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(shipped("schemas").glob("*.schema.json"))
    }
    for schema in contents.values():
        # A schema that names its dialect is validated by jsonschema's own class for it, without our two keywords.
        del schema["$schema"]
    return contents


@cache
def _fits(name: str) -> Fits:
    """Nearly every file fits: jsonschema, which takes long to import and to run, is for those that do not."""
    return _every_fit().fits(name)


@cache
def _every_fit() -> SchemaFit:
    return SchemaFit(_schemas())


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    # Nothing is ever fetched: names stand for the shipped files.
    contents = _schemas()
    registry = Registry().with_resources((key, DRAFT202012.create_resource(text)) for key, text in contents.items())
    keywords = {"pattern": _pattern, "uniqueItems": _unique_items}
    strict: Any = extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
    return strict(contents[name], registry=registry)


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema.exceptions import ValidationError

    if validator.is_type(instance, "string") and not python_pattern(pattern).search(instance):
        yield ValidationError("another form is expected")


def _unique_items(validator: Any, unique: bool, instance: Any, _schema: Any) -> Iterator[Any]:
    """`uniqueItems` in linear time: jsonschema's own compares every pair of a list that cannot be sorted."""
    from jsonschema.exceptions import ValidationError

    if not unique or not validator.is_type(instance, "array"):
        return
    seen: set[str] = set()
    for index, item in enumerate(instance):
        text = json.dumps(item, sort_keys=True)
        if text in seen:
            yield ValidationError("twice", path=[index])
        seen.add(text)


def _findings(document: Document, error: Any) -> Iterator[Finding]:
    """The findings for one error; of alternatives, those of the one that fits best."""
    path: Path = tuple(error.absolute_path)
    if error.validator in ("oneOf", "anyOf"):
        yield from _alternatives(document, error, path)
        return
    if error.validator == "additionalProperties":
        yield from _unknown_keys(document, error, path)
        return
    message, help_ = _words(error)
    schema = error.schema if isinstance(error.schema, dict) else {}
    because = schema.get("description", "")
    if error.validator == "pattern" and "(?" in error.validator_value and "such as" in because:
        help_ = ""  # the description shows how to write it, which says more than such a regular expression
    check = schema.get("x-check") if error.validator in _LIMITS else None
    check = check or f"schema/{error.validator.lower()}"
    yield Finding(check, message, because=because, help=help_, source=document.source, span=_place(document, error))


def _place(document: Document, error: Any) -> Span:
    path: Path = tuple(error.absolute_path)
    # Only a name is text where a mapping stands: the error comes from propertyNames.
    if isinstance(error.instance, str) and "propertyNames" in error.absolute_schema_path:
        return document.keys.get((*path, error.instance), document.span(path))
    return document.span(path)


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
    for key in error.instance:
        if key in known:
            continue
        close = difflib.get_close_matches(key, known, n=1)
        help_ = f"did you mean {close[0]}?" if close else f"known here: {_list(known)}"
        span = document.keys.get((*path, key), document.span(path))
        message = f"there is no {shown(key)} here"
        yield Finding("schema/unknown-key", message, help=help_, source=document.source, span=span)


def _words(error: Any) -> tuple[str, str]:
    """What is wrong, and what to do."""
    name = _name(error)
    expected, found = error.validator_value, error.instance
    match error.validator:
        case "required":
            missing = [key for key in expected if key not in found]
            return f"{_list(missing)} {'is' if len(missing) == 1 else 'are'} missing", ""
        case "type":
            return f"{name} is {_kind(found)}, not {_types(expected)}", _type_help(expected, found)
        case "enum":
            choices = [str(item) for item in expected]
            close = difflib.get_close_matches(str(found), choices, n=1)
            help_ = f"did you mean {close[0]}?" if close else f"one of {_list(choices, 'or')}"
            return f"{name} cannot be {shown(found)}", help_
        case "const":
            return f"{name} has to be {expected!r}, not {shown(found)}", ""
        case "pattern":
            return f"{name} is {shown(found)}, which has the wrong form", f"it has to match {expected}"
        case "uniqueItems":
            return f"{name} is there twice", "leave one out"
        case "minimum" | "maximum":
            return f"{name} is {found}; the {error.validator} is {expected}", ""
    return _amount(name, error)


def _amount(name: str, error: Any) -> tuple[str, str]:
    expected, found = error.validator_value, error.instance
    unit = "character" if error.validator.endswith("Length") else "entry"
    match error.validator:
        case "minLength" | "minItems" | "minProperties":
            if not found:
                return f"{name} is empty", f"it needs at least {_count(expected, unit)}"
            return f"{name} has {_count(len(found), unit)}, and needs at least {expected}", ""
        case "maxLength" | "maxItems" | "maxProperties":
            return f"{name} has {_count(len(found), unit)}; {_are(expected)} allowed", ""
    return f"{name}: {error.message}", ""


def _name(error: Any) -> str:
    """What to call the thing: its key, or its place in the list that has a key, or what a name is written in."""
    if isinstance(error.instance, str) and "propertyNames" in error.absolute_schema_path:
        return f"the name {shown(error.instance)}" if error.validator != "pattern" else "the name"
    path = list(error.absolute_path)
    if not path:
        return "the document"
    if isinstance(path[-1], int):
        owner = next((part for part in reversed(path) if isinstance(part, str)), "the list")
        return f"entry {path[-1] + 1} of {owner}"
    return shown(path[-1])[1:-1]


def _count(number: int, unit: str) -> str:
    if number == 1:
        return f"1 {unit}"
    return f"{number:,} {'entries' if unit == 'entry' else unit + 's'}"


def _are(number: int) -> str:
    return f"{number:,} {'is' if number == 1 else 'are'}"


def _types(expected: str | list[str]) -> str:
    return _list([_TYPES[kind] for kind in ([expected] if isinstance(expected, str) else expected)], "or")


def _type_help(expected: str | list[str], found: Any) -> str:
    if expected == "string" and isinstance(found, bool | int | float):
        return "put it in quotes"
    if expected == "array" and not isinstance(found, dict):
        return "write a list, also of one: [...]"
    return ""


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
