"""The texts of a rule's spec, each with its path in the rule's file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ruleforge.lint.subject import RuleSubject

__all__ = ["spec_texts"]


def spec_texts(subject: RuleSubject) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in a rule's spec, as AWS is given it, with its path."""
    yield from _texts(subject.rule.spec.to_dict(), ("spec",))


def _texts(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))
