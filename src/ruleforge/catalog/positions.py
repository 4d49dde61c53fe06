"""From a place inside a YAML value to its place in the file, so that a caret lands on the very character.

A value and its spelling differ by indentation, folded lines and escapes. The spelling is walked as YAML reads it, and
each character of the value is paired with the characters of the file that stand for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from ruleforge.diagnostics import Span

__all__ = ["Projection", "project"]

_Ends: TypeAlias = tuple[int, int]
"""Where a character starts and ends in the text; of all those of a scalar, few become spans."""

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_JOINT = re.compile(r"\\\r?\n[ \t]*")  # a line end that double quotes take out, with the blanks of the next line
_FOLD = re.compile(r"[ \t]*(?:\r?\n[ \t]*)+")
_LINE_END = re.compile(r"\r?\n")
_HEADER = re.compile(r"[|>][^\n]*\n?")


def project(text: str, scalar: Span, style: str, value: str, inner: Span) -> Span:
    """The span in `text` of a span of a scalar's value; see `Projection`."""
    return Projection(text, scalar, style, value).span(inner)


class Projection:
    """Where the characters of one scalar's value stand in the text.

    `scalar` is where the scalar stands, its quotes or header included; `style` is `'`, `"`, `|`, `>` or empty for
    plain. Made once for a scalar, however many spans are asked for: making it takes time linear in the scalar.
    """

    def __init__(self, text: str, scalar: Span, style: str, value: str) -> None:
        self._scalar = scalar
        walk = _block if style in ("|", ">") else _flow
        places = list(walk(text, scalar, style, value))
        # Where the two do not go together, a caret under the whole scalar is honest and one inside it is not.
        self._places = places if len(places) == len(value) else None
        self._closing = 1 if style in ("'", '"') else 0

    def span(self, inner: Span) -> Span:
        """The span in the text of a span of the value; an empty one at the value's end stands behind its last sign."""
        if self._places is None:
            return self._scalar
        if inner.start < len(self._places):
            start, _ = self._places[inner.start]
        elif self._places:
            _, start = self._places[-1]
        else:
            start = min(self._scalar.start + self._closing, self._scalar.end)
        covered = self._places[inner.start : inner.end]
        return Span(start, max(start, covered[-1][1] if covered else start))


def _flow(text: str, scalar: Span, style: str, value: str) -> Iterator[_Ends]:
    """The places of a plain or quoted scalar's characters; fewer than the value has where the two differ."""
    position = scalar.start + (style in ("'", '"'))
    index = 0
    while index < len(value) and position < scalar.end:
        if style == '"' and (joint := _JOINT.match(text, position)):
            position = joint.end()
            # Empty lines behind a joint are line ends of the value.
            while index < len(value) and value[index] == "\n" and (line_end := _LINE_END.match(text, position)):
                yield line_end.span()
                index += 1
                position = _blanks(text, line_end.end())
            continue
        if text[position] in " \t\r\n" and (fold := _FOLD.match(text, position)):
            places = _folded(text, fold.span(), value, index)
            yield from places
            if not places:
                return
            index += len(places)
            position = fold.end()
            continue
        end = position + _length(text, position, style)
        if text[position] != value[index] and not (style == '"' and text[position] == "\\"):
            return
        yield position, end
        index += 1
        position = end


def _folded(text: str, fold: _Ends, value: str, index: int) -> list[_Ends]:
    """What a run of line ends stands for: one is a blank, of more the first goes and the others stay."""
    ends = [end.span() for end in _LINE_END.finditer(text, *fold)]
    if len(ends) == 1:
        return [fold] if value[index] == " " else []
    return ends[1:] if value.startswith("\n" * (len(ends) - 1), index) else []


def _length(text: str, position: int, style: str) -> int:
    if style == '"' and text[position] == "\\":
        escape = _ESCAPE.match(text, position)
        return len(escape.group()) if escape else 1
    return 2 if style == "'" and text.startswith("''", position) else 1


def _blanks(text: str, position: int) -> int:
    while text[position : position + 1] in (" ", "\t"):
        position += 1
    return position


def _block(text: str, scalar: Span, style: str, value: str) -> Iterator[_Ends]:
    """The places of a block scalar's characters, found line by line."""
    header = _HEADER.match(text, scalar.start)
    lines = _lines(text, header.end() if header else scalar.start)
    lead = len(value) - len(value.lstrip("\n"))
    indent: int | None = None
    index = 0
    for line in lines:
        if indent is None:
            if index < lead:
                yield line.end, _next(text, line.end)
                index += 1
                continue
            indent = _indent(text, line, value, index, style)
        if index >= len(value):
            return
        start = line.start + indent
        content = value[index : index + max(0, line.end - start)]
        if not text.startswith(content, start):
            return
        yield from zip(range(start, line.end), range(start + 1, start + 1 + len(content)), strict=False)
        index += len(content)
        # A line end that the value does not have is a folded one that further line ends follow, or the last, chomped.
        if index < len(value) and (value[index] == "\n" or (style == ">" and value[index] == " ")):
            yield line.end, _next(text, line.end)
            index += 1


def _indent(text: str, line: Span, value: str, index: int, style: str) -> int:
    """How deep a block stands, told by its first line that is not empty: what the line has more than the value."""
    end = value.find("\n", index)
    content = value[index : len(value) if end < 0 else end]
    if style == "|" or not content.strip(" "):
        return max(0, line.end - line.start - len(content))
    written = text[line.start : line.end]
    return (len(written) - len(written.lstrip(" "))) - (len(content) - len(content.lstrip(" ")))


def _lines(text: str, position: int) -> Iterator[Span]:
    """The lines from a place on, without their line ends; the text's end is no line."""
    while position < len(text):
        found = _LINE_END.search(text, position)
        yield Span(position, found.start() if found else len(text))
        position = found.end() if found else len(text)


def _next(text: str, position: int) -> int:
    found = _LINE_END.match(text, position)
    return found.end() if found else position
