"""Changing a copy of a record by JSONPath: what `set` and `remove` in a test do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError

__all__ = ["override"]


def override(record: dict[str, Any], changes: Mapping[str, Any], removals: Iterable[str]) -> dict[str, Any]:
    """The record after all changes and then all removals; it is changed in place and given back.

    A JSONPath to change is created where it is not there. Raises UsageError, with every problem, for what is no
    JSONPath and for a removal that removes nothing: a test that asks for it does not say what its author believes.
    """
    problems: list[Finding] = []
    for path, value in changes.items():
        try:
            _parse(path).update_or_create(record, value)
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


@cache
def _parse(path: str) -> Any:
    """The parsed JSONPath; raises ValueError where the text is none."""
    from jsonpath_ng.exceptions import JsonPathLexerError, JsonPathParserError
    from jsonpath_ng.parser import parse

    try:
        return parse(path)
    except (JsonPathLexerError, JsonPathParserError) as error:
        raise ValueError(str(error).splitlines()[0]) from None


def _problem(path: str, message: str) -> Finding:
    return Finding(
        "test/override", f"{path} {message}", help="write a JSONPath such as $.userIdentity.type or $.resources[0]"
    )
