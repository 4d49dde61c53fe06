"""Changing a copy of a record by JSONPath: what `set` and `remove` in a test do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError

__all__ = ["override"]

_MOST_ELEMENTS = 10_000
"""How long an override may make a list: to put something behind its end, the library fills what is between."""
_RESERVED = frozenset({"where", "wherenot"})
"""Words that mean something else in a JSONPath of the library."""
_STEP = r"\.([A-Za-z_][A-Za-z0-9_]*)|\[([0-9]+)\]"
_PLAIN_PATH = re.compile(rf"\$(?:{_STEP})+")


def override(record: dict[str, Any], changes: Mapping[str, Any], removals: Iterable[str]) -> dict[str, Any]:
    """The record after all changes and then all removals; it is changed in place and given back.

    A JSONPath to change is created where it is not there. Raises UsageError, with every problem, for what is no
    JSONPath and for a removal that removes nothing: a test that asks for it does not say what its author believes.
    """
    problems: list[Finding] = []
    for path, value in changes.items():
        try:
            if not _replace(record, _plain_steps(path), value):
                _bounded(path).update_or_create(record, value)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
            problems.append(_problem(path, f"cannot be set: {error}"))
    for path in removals:
        try:
            expression = _parse(path)
            if not expression.find(record):
                problems.append(_problem(path, "removes nothing: the record has no such field"))
            expression.filter(lambda _: True, record)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
            problems.append(_problem(path, f"cannot be removed: {error}"))
    if problems:
        raise UsageError(problems)
    return record


def _replace(record: Any, steps: Sequence[str | int], value: Any) -> bool:
    """Puts a value in the place of the one at the end of the steps; False, and nothing is done, where there is none.

    Most overrides are such, and the library goes through all of a record to clean up behind what it may have created.
    """
    holder, held = None, record
    for step in steps:
        if not _has(held, step):
            return False
        holder, held = held, held[step]
    if holder is None:
        return False
    holder[steps[-1]] = value
    return True


def _has(holder: Any, step: str | int) -> bool:
    if isinstance(step, str):
        return isinstance(holder, dict) and step in holder
    return isinstance(holder, list) and step < len(holder)


@cache
def _plain_steps(path: str) -> tuple[str | int, ...]:
    """The members and elements on the way that a JSONPath without anything else names; none for another."""
    if not _PLAIN_PATH.fullmatch(path):
        return ()
    steps = re.findall(_STEP, path)
    if any(member in _RESERVED for member, _ in steps):
        return ()
    return tuple(member or int(element) for member, element in steps)


@cache
def _parse(path: str) -> Any:
    """The parsed JSONPath; raises ValueError where the text is none."""
    from jsonpath_ng.exceptions import JsonPathLexerError, JsonPathParserError
    from jsonpath_ng.parser import parse

    try:
        return parse(path)
    except (JsonPathLexerError, JsonPathParserError) as error:
        raise ValueError(str(error).splitlines()[0]) from None


def _bounded(path: str) -> Any:
    """The parsed JSONPath; raises ValueError where it is none, or to make its places would make a list too long."""
    from jsonpath_ng import Index

    parts = [_parse(path)]
    for part in parts:  # which grows by what is inside of each
        if isinstance(part, Index) and max(part.indices) >= _MOST_ELEMENTS:
            raise ValueError(f"a list gets {_MOST_ELEMENTS:,} elements at most")
        parts += [inner for inner in (getattr(part, side, None) for side in ("left", "right")) if inner is not None]
    return parts[0]


def _problem(path: str, message: str) -> Finding:
    return Finding(
        "test/override", f"{path} {message}", help="write a JSONPath such as $.userIdentity.type or $.resources[0]"
    )
