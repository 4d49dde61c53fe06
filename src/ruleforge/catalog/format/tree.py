"""A rule file as a tree that keeps its comments and blank lines, each with the member or item that it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

__all__ = ["Collection", "Entry", "Node", "Scalar", "read_tree"]

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DASH = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+(?=-)")
_HEADER = re.compile(r"[|>][^#\r\n]*(?P<note>#[^\r\n]*)?")
_BLANK_OR_COMMENT = re.compile(r"(?P<blank>^[ \t]*\r?\n)|(?P<comment>#[^\r\n]*)", re.MULTILINE)


@dataclass(slots=True)
class Scalar:
    """A text, or what stands without quotes and is none; `written` is its source.

    `style` is the sign that it begins with, `'`, `"`, `|` or `>`, or empty.
    """

    value: str
    style: str
    written: str
    start: int
    end: int


@dataclass(slots=True)
class Entry:
    """A member of a mapping, or an item of a sequence (without a key), and its comments.

    `before` has the comments on lines of their own, blank lines as empty texts; `notes` those behind it.
    """

    start: int
    value: Node
    key: Scalar | None = None
    before: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Collection:
    """A mapping or a sequence; `tail` has the comments behind its last entry."""

    mapping: bool
    flow: bool
    start: int
    column: int
    end: int = 0
    entries: list[Entry] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


Node: TypeAlias = Scalar | Collection


def read_tree(text: str) -> tuple[Node, list[str]]:
    """The tree of a text that is YAML without anchors, tags and merges, and the comments at its head."""
    reader = _Reader(text)
    root = reader.read()
    head: list[str] = []
    if isinstance(root, Collection):
        head = _Comments(text, root, reader.leaves).attach()
    return root, head


class _Reader:
    """The tree without its comments; `leaves` are the scalars in the order of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=_Loader))
        self.leaves: list[Scalar] = []

    def read(self) -> Node:
        while not isinstance(next(self._events), yaml.DocumentStartEvent):
            pass
        root = self._node(next(self._events))
        while next(self._events, None) is not None:
            pass
        return root

    def _node(self, event: Any) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        start = event.start_mark.index
        mapping = isinstance(event, yaml.MappingStartEvent)
        collection = Collection(mapping, bool(event.flow_style), start, event.start_mark.column, start)
        while not isinstance(inner := next(self._events), (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            entry = self._member(inner) if mapping else self._item(inner, collection)
            collection.entries.append(entry)
            collection.end = entry.value.end
        if collection.flow and inner.end_mark is not None:
            collection.end = inner.end_mark.index
        return collection

    def _member(self, event: Any) -> Entry:
        key = self._scalar(event)
        return Entry(key.start, self._node(next(self._events)), key)

    def _item(self, event: Any, collection: Collection) -> Entry:
        start = event.start_mark.index
        if not collection.flow:
            dash = _DASH.match(self._text, collection.end)
            start = dash.end() if dash else start
        return Entry(start, self._node(event))

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark.index, max(event.start_mark.index, event.end_mark.index)
        written = self._text[start:end]
        if event.style in ("|", ">"):
            # The mark is behind the blank lines that follow; the last line of the text is where the scalar ends.
            written = written.rstrip()
            end = start + len(written)
        scalar = Scalar(event.value, event.style or "", written, start, end)
        self.leaves.append(scalar)
        return scalar


@dataclass(frozen=True, slots=True)
class _Home:
    """Where an entry is: its collection, and the place of the entry around that in the list of all."""

    collection: Collection
    parent: int | None


class _Comments:
    """Gives each comment and blank line to the entry that a reader would take it to be about."""

    def __init__(self, text: str, root: Collection, leaves: list[Scalar]) -> None:
        self._text = text
        self._root = root
        self._leaves = leaves
        self._entries: list[Entry] = []
        self._homes: list[_Home] = []
        self._list(root, None)
        self._starts = [entry.start for entry in self._entries]

    def _list(self, collection: Collection, parent: int | None) -> None:
        for entry in collection.entries:
            self._entries.append(entry)
            self._homes.append(_Home(collection, parent))
            if isinstance(entry.value, Collection):
                self._list(entry.value, len(self._entries) - 1)

    def attach(self) -> list[str]:
        """Puts every comment at its entry; those before the first one are the head, and are returned."""
        if not self._entries:
            return [comment for _, comment in self._found()]
        head: list[str] = []
        last: tuple[int, list[str]] | None = None
        for at, comment in self._found():
            following = bisect_right(self._starts, at)
            line_start = self._text.rfind("\n", 0, at) + 1
            if comment and self._text[line_start:at].strip():
                self._behind(at, head).append(comment)
                continue
            if not comment:
                place = self._entries[following].before if following < len(self._entries) else []
                last = (following, place)
                place.append("")
                continue
            place = self._place(at, at - line_start, following)
            if last is not None and last[0] == following and last[1] is not place and last[1][-1:] == [""]:
                last[1].pop()  # the blank line goes with the comment below it
                place.append("")
            last = None
            place.append(comment)
        head += self._entries[0].before
        self._entries[0].before.clear()
        return head

    def _found(self) -> Iterator[tuple[int, str]]:
        """Comments, and blank lines as empty texts, with their places: whatever stands between the scalars."""
        position = 0
        for leaf in self._leaves:
            yield from self._between(position, leaf.start)
            if leaf.style in ("|", ">") and (header := _HEADER.match(leaf.written)) and header["note"]:
                yield leaf.start + header.start("note"), header["note"].rstrip()
            position = leaf.end
        yield from self._between(position, len(self._text))

    def _between(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        for match in _BLANK_OR_COMMENT.finditer(self._text, start, end):
            yield match.start(), (match["comment"] or "").rstrip()

    def _around(self, at: int) -> int | None:
        """The innermost entry that has begun before a place and is not closed there."""
        index: int | None = bisect_left(self._starts, at) - 1
        if index is not None and index < 0:
            return None
        while index is not None:
            home = self._homes[index]
            if not (home.collection.flow and at >= home.collection.end):
                return index
            index = home.parent
        return None

    def _behind(self, at: int, head: list[str]) -> list[str]:
        """The notes that a comment behind something belongs to."""
        around = self._around(at)
        return head if around is None else self._entries[around].notes

    def _place(self, at: int, column: int, following: int) -> list[str]:
        """The list that a comment on a line of its own belongs to."""
        after = self._entries[following] if following < len(self._entries) else None
        around = self._around(at)
        if around is None:
            return after.before if after else self._root.tail
        entry, home = self._entries[around], self._homes[around].collection
        inner = entry.value
        if at < inner.start and (isinstance(inner, Scalar) or inner.flow):
            return entry.before  # between a key and its value
        flow = inner if isinstance(inner, Collection) and inner.flow and at < inner.end else home
        if flow.flow:
            if after and after.start < flow.end:
                return after.before
            return flow.tail if flow.entries else entry.before
        if after and self._homes[following].collection.entries[0] is after:
            return after.before
        if after and column <= self._column(after.start):
            return after.before
        # Behind the last entry of something: the depth says of what. A list may be as deep as its key; then the
        # outer one is meant.
        ending = self._ending(around, self._homes[following].collection if after else None)
        fitting = [collection for collection in ending if collection.column <= column and not collection.flow]
        if not fitting:
            return after.before if after else self._root.tail
        return [collection for collection in fitting if collection.column == fitting[0].column][-1].tail

    def _ending(self, index: int | None, upto: Collection | None) -> Iterator[Collection]:
        """The collections that an entry is the last in, from the inside outwards, up to one that goes on."""
        while index is not None and self._homes[index].collection is not upto:
            yield self._homes[index].collection
            index = self._homes[index].parent

    def _column(self, at: int) -> int:
        return at - (self._text.rfind("\n", 0, at) + 1)
