"""YAML as templates have it: tags are data, aliases are followed, and both are bounded.

This is not the strict reader of rule files: what a template's own tool takes is taken here. A short tag is the
function that it stands for: `!Sub x` is read as `Fn::Sub: x`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from ruleforge.diagnostics import Finding, Span
from ruleforge.foreign.text import Text, YamlScalar
from ruleforge.foreign.tree import MAX_DEPTH, Member, Node, Unknown, Unreadable, duplicate_key

__all__ = ["MAX_CHARACTERS", "read_yaml_tree"]

MAX_CHARACTERS = 2 * 1024 * 1024
MAX_NODES = 200_000
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,300})")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,300}\.[0-9]*|\.[0-9]+|[0-9]{1,300}(?=[eE]))(?:[eE][+-]?[0-9]{1,3})?")
_TRUTH = dict.fromkeys(("true", "yes", "on"), True) | dict.fromkeys(("false", "no", "off"), False)
_NULLS = ("", "~", "null", "Null", "NULL")
_TEXT_TAG = "tag:yaml.org,2002:str"
_PROPERTIES = re.compile(r"(?:[!&][^\s,\[\]{}]*(?:[ \t]*(?:#[^\n]*)?\r?\n[ \t]*|[ \t]+|(?=[\[{'\",\]}]|\Z)))+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_yaml_tree(text: Text, findings: list[Finding]) -> Node:
    """The first document of a text; keys that stand twice go to `findings`. Raises Unreadable where it is no YAML."""
    if len(text.value) > MAX_CHARACTERS:
        raise _unreadable(text, 0, f"more than {MAX_CHARACTERS:,} characters", "size")
    if found := _SURROGATE.search(text.value):
        raise _unreadable(text, found.start(), "half a character")
    try:
        return _Builder(text, findings).build()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
        at = mark.index if mark else getattr(error, "position", 0) or 0
        raise _unreadable(text, at, f"not YAML: {problem}") from None
    except RecursionError:
        raise _unreadable(text, 0, "nested too deeply", "size") from None


def _unreadable(text: Text, at: int, message: str, check: str = "yaml") -> Unreadable:
    start = max(0, min(at, len(text.value)))
    span = text.span(Span(start, min(start + 1, len(text.value))))
    return Unreadable(Finding(f"foreign/{check}", message, span=span))


def _start(event: Any) -> int:
    return int(event.start_mark.index)


def _end(event: Any) -> int:
    return int(event.end_mark.index)


@dataclass(frozen=True, slots=True)
class _Built:
    """A node with what following an alias to it costs."""

    node: Node
    size: int = 1
    height: int = 0


class _Builder:
    def __init__(self, text: Text, findings: list[Finding]) -> None:
        self._text = text
        self._findings = findings
        self._anchors: dict[str, _Built] = {}
        self._events: Iterator[Any] = iter(yaml.parse(text.value, Loader=_Loader))
        self._size = 0

    def build(self) -> Node:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                node = self._node(next(self._events), 0).node
                self._expect_end()
                return node
        raise _unreadable(self._text, 0, "the file is empty")

    def _expect_end(self) -> None:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise _unreadable(self._text, _start(event), "a second document")

    def _node(self, event: Any, depth: int) -> _Built:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        start = self._behind_properties(event)
        if isinstance(event, yaml.ScalarEvent):
            built = _Built(self._scalar(event, start))
            self._count(event, 1)
        else:
            self._count(event, 1)
            self._bound(event, depth)
            read = self._mapping if isinstance(event, yaml.MappingStartEvent) else self._sequence
            built = read(start, depth + 1)
        tag = event.tag or ""
        if tag.startswith("!") and len(tag) > 1:
            built = self._function(tag[1:], event, built)
        if event.anchor:
            self._anchors[event.anchor] = built
        return built

    def _function(self, name: str, event: Any, built: _Built) -> _Built:
        """A value with a short tag, as the function that the tag stands for."""
        key = name if name in ("Ref", "Condition") else f"Fn::{name}"
        sign = _start(event)
        tag = self._text.span(Span(sign, sign + len(name) + 1))
        span = Span(tag.start, max(tag.start, built.node.span.end))
        node = Node(span, {key: Member(tag, built.node)})
        return _Built(node, built.size + 1, built.height + 1)

    def _alias(self, event: Any, depth: int) -> _Built:
        built = self._anchors.get(event.anchor)
        if built is None:
            # An alias inside the value that it names; the parsers refuse one to nothing.
            span = self._text.span(Span(_start(event), _end(event)))
            built = _Built(Node(span, Unknown(f"*{event.anchor}")))
        self._count(event, built.size)
        self._bound(event, depth + built.height)
        return built

    def _count(self, event: Any, size: int) -> None:
        self._size += size
        if self._size > MAX_NODES:
            raise _unreadable(self._text, _start(event), f"more than {MAX_NODES:,} values", "size")

    def _bound(self, event: Any, depth: int) -> None:
        if depth >= MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} deep"
            raise _unreadable(self._text, _start(event), message, "size")

    def _behind_properties(self, event: Any) -> int:
        """Where a value itself begins, behind its tag and its anchor."""
        start = _start(event)
        if event.tag is None and event.anchor is None:
            return start
        found = _PROPERTIES.match(self._text.value, start)
        return min(found.end(), _end(event)) if found and isinstance(event, yaml.ScalarEvent) else start

    def _sequence(self, start: int, depth: int) -> _Built:
        items: list[_Built] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth))
        return self._container(start, event, tuple(item.node for item in items), items)

    def _mapping(self, start: int, depth: int) -> _Built:
        members: dict[str, Member] = {}
        inner: list[_Built] = []
        merged: list[Node] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, span = self._key(event, depth)
            built = self._node(next(self._events), depth)
            inner.append(built)
            if key == "<<" and not event.style:
                merged.append(built.node)
                continue
            if key in members:
                self._findings.append(duplicate_key(key, span))
                del members[key]
            members[key] = Member(span, built.node)
        for source in (one for node in merged for one in (node.items or (node,))):
            for name, found in source.members:
                members.setdefault(name, found)
        return self._container(start, event, members, inner)

    def _container(
        self, start: int, event: Any, value: tuple[Node, ...] | dict[str, Member], inner: list[_Built]
    ) -> _Built:
        span = self._text.span(Span(start, max(start, _end(event))))
        height = 1 + max((item.height for item in inner), default=0)
        return _Built(Node(span, value), 1 + sum(item.size for item in inner), height)

    def _key(self, event: Any, depth: int) -> tuple[str, Span]:
        """The text of a key, and where it stands; a key that is no text is read, and is called `?`."""
        if isinstance(event, yaml.ScalarEvent):
            start = self._behind_properties(event)
            span = self._text.span(Span(start, max(start, _end(event))))
            self._count(event, 1)
            return str(event.value), span
        node = self._node(event, depth).node
        return node.text or "?", node.span

    def _scalar(self, event: Any, start: int) -> Node:
        scalar = Span(start, max(start, _end(event)))
        span = self._text.span(scalar)
        value: str = event.value
        style = event.style or ""
        if not style and event.tag != _TEXT_TAG:
            if value in _NULLS:
                return Node(span, None, value)
            if value.lower() in _TRUTH and value in (value.lower(), value.upper(), value.capitalize()):
                return Node(span, _TRUTH[value.lower()], value)
            if _INTEGER.fullmatch(value):
                return Node(span, int(value), value)
            if _DECIMAL.fullmatch(value):
                return Node(span, float(value), value)
        return Node(span, Text(value, YamlScalar(self._text.value, scalar, style, value, self._text.places)))
