"""JSON with the place of every value, inside a file or inside a string of one.

YAML is nearly a superset of JSON and its readers are not: tabs, `\\/` and pairs of escapes trip them. So JSON is read
here, without recursion, so that no nesting ends the process.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NoReturn

from ruleforge.diagnostics import Finding, Span
from ruleforge.foreign.text import JsonString, Text
from ruleforge.foreign.tree import MAX_DEPTH, Member, Node, Unknown, Unreadable, duplicate_key

__all__ = ["MAX_CHARACTERS", "read_json"]

MAX_CHARACTERS = 32 * 1024 * 1024
MAX_NODES = 300_000
_BLANKS = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_SPOILT = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"true|false|null")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_DIGITS = 4000
"""Python itself refuses to read integers that are much longer."""


def read_json(text: Text, findings: list[Finding]) -> Node:
    """The value that a text is, in which a hole may stand for a value; keys that stand twice go to `findings`.

    Raises Unreadable where the text is not JSON.
    """
    return _Reader(text, findings).read()


@dataclass(slots=True)
class _Open:
    """A container that is not closed yet."""

    start: int
    named: bool
    items: list[Node] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    key: str = ""
    key_span: Span = field(default=Span(0, 0))
    unknown: str = ""

    def add(self, node: Node) -> None:
        """Takes the next item, or the value of the key that was read last."""
        if self.named:
            self.members[self.key] = Member(self.key_span, node)
        else:
            self.items.append(node)


class _Reader:
    def __init__(self, text: Text, findings: list[Finding]) -> None:
        self._text = text
        self._value = text.value
        self._holes = {hole.start: hole for hole in text.holes}
        self._hole_starts = sorted(self._holes)
        self._findings = findings
        self._at = 0
        self._nodes = 0

    def read(self) -> Node:
        if len(self._value) > MAX_CHARACTERS:
            self._fail(f"more than {MAX_CHARACTERS:,} characters", check="size")
        opened: list[_Open] = []
        while True:
            node = self._value_or_open(opened)
            while node is not None and opened:
                opened[-1].add(node)
                node = self._continue(opened)
            if node is not None:
                break
        self._skip()
        if self._at < len(self._value):
            self._fail("something follows the value")
        return node

    def _value_or_open(self, opened: list[_Open]) -> Node | None:
        """The value that comes next; None where it is a container that was opened."""
        self._skip()
        sign = self._value[self._at : self._at + 1]
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._fail(f"more than {MAX_NODES:,} values", check="size")
        if sign not in ("{", "["):
            return self._scalar(sign)
        container = _Open(self._at, sign == "{")
        self._at += 1
        self._skip()
        if self._value.startswith("}" if container.named else "]", self._at):
            self._at += 1
            return self._closed(container)
        if len(opened) >= MAX_DEPTH:
            self._fail(f"values are nested more than {MAX_DEPTH} deep", check="size")
        opened.append(container)
        if container.named:
            self._key(container)
        return None

    def _continue(self, opened: list[_Open]) -> Node | None:
        """What comes behind a value of a container: its end, which yields the container, or a comma."""
        container = opened[-1]
        self._skip()
        sign = self._value[self._at : self._at + 1]
        if sign == ",":
            self._at += 1
            if container.named:
                self._skip()
                self._key(container)
            return None
        closing = "}" if container.named else "]"
        if sign != closing:
            self._fail(f"a comma or {closing} is missing here" if sign else f"the text ends before a {closing}")
        self._at += 1
        return self._closed(opened.pop())

    def _closed(self, container: _Open) -> Node:
        span = self._text.span(Span(container.start, self._at))
        if container.unknown:
            return Node(span, Unknown(container.unknown))
        return Node(span, container.members if container.named else tuple(container.items))

    def _key(self, container: _Open) -> None:
        if self._at in self._holes:
            self._fail("what stands here is not known", check="unknown")
        if not self._value.startswith('"', self._at):
            self._fail("a key in double quotes is missing here")
        key = self._string()
        if key.text is None or not isinstance(key.value, Text):
            return
        if key.value.holes:
            container.unknown = key.text
        if key.text in container.members:
            self._findings.append(duplicate_key(key.text, key.span))
            # In the order of the file: the last one counts, and stands last.
            del container.members[key.text]
        container.key, container.key_span = key.text, key.span
        self._skip()
        if not self._value.startswith(":", self._at):
            self._fail("a colon is missing here")
        self._at += 1

    def _scalar(self, sign: str) -> Node:
        if sign == '"':
            return self._string()
        start = self._at
        if (hole := self._holes.get(start)) is not None:
            self._at = hole.end
            part = self._text.part(hole.start, hole.end)
            # What stands there need not be text: it is marked as a number is.
            return Node(self._text.span(hole), part, part.value)
        if found := _WORD.match(self._value, start):
            self._at = found.end()
            return self._plain(start, _WORDS[found.group()])
        if found := _NUMBER.match(self._value, start):
            self._at = found.end()
            if not found.group(1) and not found.group(2) and found.end() - start < _MOST_DIGITS:
                return self._plain(start, int(found.group()))
            return self._plain(start, float(found.group()))
        self._fail("a value is missing here" if sign else "the text ends before a value")

    def _plain(self, start: int, value: float | bool | None) -> Node:
        return Node(self._text.span(Span(start, self._at)), value, self._value[start : self._at])

    def _string(self) -> Node:
        found = _STRING.match(self._value, self._at)
        if found is None:
            self._fail_in_string()
        token = Span(*found.span())
        self._at = token.end
        written = found.group()
        value = written[1:-1]
        if "\\" in value:
            value = json.loads(written)
            if _SURROGATE.search(value):
                self._fail("an escape for half a character", at=token.start)
        places = JsonString(self._value, token, self._text.places)
        first, last = (bisect_left(self._hole_starts, edge) for edge in (token.start, token.end))
        holes = tuple(places.within(self._holes[start]) for start in self._hole_starts[first:last])
        return Node(self._text.span(token), Text(value, places, holes))

    def _skip(self) -> None:
        found = _BLANKS.match(self._value, self._at)
        self._at = found.end() if found else self._at

    def _fail_in_string(self) -> NoReturn:
        spoilt = _SPOILT.match(self._value, self._at)
        end = spoilt.end() if spoilt else self._at
        if end >= len(self._value):
            self._fail("a string that is not closed")
        if self._value[end] == "\\":
            self._fail("an escape that JSON does not know", at=end)
        self._fail("a control character in a string: write its escape, such as \\n", at=end)

    def _fail(self, problem: str, *, check: str = "json", at: int | None = None) -> NoReturn:
        start = min(self._at if at is None else at, len(self._value))
        span = self._text.span(Span(start, min(start + 1, len(self._value))))
        message = f"not JSON: {problem}" if check == "json" else problem
        raise Unreadable(Finding(f"foreign/{check}", message, span=span))
