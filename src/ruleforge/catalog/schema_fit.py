"""Whether data fit a JSON Schema, yes or no, many times as fast as a validator that can also say what is wrong.

A schema becomes functions, one for each of its keywords. Only keywords that the schemas of `schemas/` use are known.
The answer errs in one direction: what fits may be refused here, so that the validator is asked; what does not is never
let through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

__all__ = ["Fits", "SchemaFit", "python_pattern"]

Fits: TypeAlias = Callable[[Any], bool]

# Truth values are whole numbers to Python, and 1.0 is one to JSON Schema: a decimal is left to the validator.
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "object": (dict,),
    "array": (list,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_ANNOTATIONS = {"$schema", "$defs", "title", "description", "x-check"}


def python_pattern(pattern: str) -> re.Pattern[str]:
    """A `pattern` as JSON Schema means it: `$` is the very end, which in Python it is not before a line end."""
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


class SchemaFit:
    """The schemas of a folder, by the file names by which they refer to each other."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._made: dict[tuple[str, str], list[Fits]] = {}

    def fits(self, name: str, pointer: str = "") -> Fits:
        """What says whether data fit a schema, or the part of it that a JSON pointer leads to.

        Raises ValueError for a keyword that is not known here.
        """
        found = self._made.get((name, pointer))
        if found is None:
            schema = self._schemas[name]
            for part in pointer.split("/")[1:]:
                schema = schema[part]
            # A schema that refers to itself finds the list that is being filled.
            found = self._made[name, pointer] = []
            found += self._functions(schema, name)
        return partial(_all_fit, found)

    def _functions(self, schema: dict[str, Any], name: str) -> list[Fits]:
        made: list[Fits] = []
        if schema.keys() & {"properties", "additionalProperties"}:
            made.append(self._members(schema, name))
        if schema.keys() & {"items", "prefixItems"}:
            made.append(self._entries(schema, name))
        for keyword, value in schema.items():
            if keyword == "$ref":
                file, _, pointer = value.partition("#")
                made.append(self.fits(file or name, pointer))
            elif keyword == "oneOf":
                made.append(partial(_one_fits, [self._part(option, name) for option in value]))
            elif keyword == "propertyNames":
                made.append(partial(_names_fit, self._part(value, name)))
            elif keyword in _KEYWORDS:
                made.append(_KEYWORDS[keyword](value))
            elif keyword not in _ANNOTATIONS and keyword not in _GROUPED:
                raise ValueError(f"{name}: the keyword {keyword}")
        return made

    def _part(self, schema: dict[str, Any] | bool, name: str) -> Fits:
        if isinstance(schema, bool):
            return lambda _: schema
        functions = self._functions(schema, name)
        return functions[0] if len(functions) == 1 else partial(_all_fit, functions)

    def _members(self, schema: dict[str, Any], name: str) -> Fits:
        known = {key: self._part(inner, name) for key, inner in schema.get("properties", {}).items()}
        other = self._part(schema.get("additionalProperties", True), name)

        def fits(value: Any) -> bool:
            if isinstance(value, dict):
                for key, inner in value.items():
                    if not known.get(key, other)(inner):
                        return False
            return True

        return fits

    def _entries(self, schema: dict[str, Any], name: str) -> Fits:
        first = [self._part(inner, name) for inner in schema.get("prefixItems", ())]
        other = self._part(schema.get("items", True), name)

        def fits(value: Any) -> bool:
            if isinstance(value, list):
                for index, inner in enumerate(value):
                    if not (first[index] if index < len(first) else other)(inner):
                        return False
            return True

        return fits


_GROUPED = {"properties", "additionalProperties", "items", "prefixItems"}


def _all_fit(functions: list[Fits], value: Any) -> bool:
    for fits in functions:  # noqa: SIM110 - run for every value of every rule, and a generator takes as long again
        if not fits(value):
            return False
    return True


def _one_fits(options: list[Fits], value: Any) -> bool:
    return sum(fits(value) for fits in options) == 1


def _names_fit(fits: Fits, value: Any) -> bool:
    return not isinstance(value, dict) or all(fits(key) for key in value)


def _type(expected: str | list[str]) -> Fits:
    names = [expected] if isinstance(expected, str) else expected
    types = frozenset(kind for name in names for kind in _TYPES[name])
    return lambda value: type(value) in types


def _enum(expected: list[Any]) -> Fits:
    texts = frozenset(item for item in expected if isinstance(item, str))
    return lambda value: isinstance(value, str) and value in texts


def _pattern(expected: str) -> Fits:
    search = python_pattern(expected).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _required(expected: list[str]) -> Fits:
    names = frozenset(expected)
    return lambda value: not isinstance(value, dict) or names <= value.keys()


def _unique(expected: bool) -> Fits:
    def fits(value: Any) -> bool:
        if not expected or not isinstance(value, list):
            return True
        # A list of texts, which most are, needs no spelling of its items.
        told = {item if isinstance(item, str) else (json.dumps(item, sort_keys=True),) for item in value}
        return len(told) == len(value)

    return fits


def _least(kind: type | tuple[type, ...], of: Callable[[Any], Any], expected: Any) -> Fits:
    return lambda value: not isinstance(value, kind) or of(value) >= expected


def _most(kind: type | tuple[type, ...], of: Callable[[Any], Any], expected: Any) -> Fits:
    return lambda value: not isinstance(value, kind) or of(value) <= expected


def _itself(value: Any) -> Any:
    return value


_KEYWORDS: dict[str, Callable[[Any], Fits]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda expected: _enum([expected]),
    "pattern": _pattern,
    "required": _required,
    "uniqueItems": _unique,
    "minLength": partial(_least, str, len),
    "maxLength": partial(_most, str, len),
    "minItems": partial(_least, list, len),
    "maxItems": partial(_most, list, len),
    "minProperties": partial(_least, dict, len),
    "maxProperties": partial(_most, dict, len),
    "minimum": partial(_least, (int, float), _itself),
    "maximum": partial(_most, (int, float), _itself),
}
