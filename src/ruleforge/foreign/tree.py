"""Data with the place of every value, whether it was written as YAML or as JSON, and however deep inside a string."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ruleforge.diagnostics import Finding, Severity, Span
from ruleforge.foreign.text import Text

__all__ = ["MAX_DEPTH", "Member", "Node", "Unknown", "Unreadable", "Value", "duplicate_key", "member"]

MAX_DEPTH = 100
"""How deep values may be nested. Everything that walks a tree by recursion stays well within Python's own bound."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that only a deployment knows; `why` is what it is written as."""

    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A member of a mapping: where its key stands, and its value."""

    key: Span
    node: Node


Value: TypeAlias = "Text | int | float | bool | tuple[Node, ...] | Mapping[str, Member] | Unknown | None"


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value at its place in the file; `written` is how a number or a truth value is spelled there."""

    span: Span
    value: Value
    written: str = field(default="", repr=False)

    def __getitem__(self, name: str) -> Node | None:
        """A member of a mapping; None where there is none."""
        found = self.value.get(name) if isinstance(self.value, Mapping) else None
        return None if found is None else found.node

    @property
    def members(self) -> Iterator[tuple[str, Member]]:
        """The members of a mapping; of anything else, none."""
        yield from self.value.items() if isinstance(self.value, Mapping) else ()

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of a list; of anything else, none."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def text(self) -> str | None:
        """The value of a text; None for anything else."""
        return self.value.value if isinstance(self.value, Text) else None

    def replaced(self, value: Value) -> Node:
        """Another value at the same place."""
        return Node(self.span, value)


class Unreadable(Exception):  # noqa: N818 - it never leaves this package; what leaves it is the finding
    """A text that cannot be read as data; `finding` says why, and its span where in the file."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def duplicate_key(key: str, where: Span) -> Finding:
    """A key that stands twice in a mapping, of which the last counts."""
    shown = key if len(key) <= 60 else f"{key[:60]}…"
    message = f"the key {shown!r} stands twice, and only the last counts"
    return Finding("foreign/duplicate-key", message, Severity.WARNING, help="keep one", span=where)


def member(node: Node | None, *names: str) -> Node | None:
    """What a row of names leads to in mappings; None where one of them is not there."""
    for name in names:
        node = None if node is None else node[name]
    return node
