"""From a place inside a YAML value to its place in the file, so that a caret lands on the very character.

A value and its spelling differ by indentation, folded lines and escapes. The two are walked side by side: a character
of the value is found at the next place of the spelling that can stand for it.
"""

from __future__ import annotations

import re

from ruleforge.diagnostics import Span

__all__ = ["project"]

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_HEADER = re.compile(r"[|>][^\n]*\n?")


def project(text: str, scalar: Span, style: str, value: str, inner: Span) -> Span:
    """The span in `text` of a span of a scalar's value.

    `scalar` is where the scalar stands, its quotes or header included; `style` is `'`, `"`, `|`, `>` or empty for
    plain. A place that cannot be found projects to the whole scalar.
    """
    places = _places(text, scalar, style, value)
    if places is None:
        return scalar
    start = places[inner.start] if inner.start < len(places) else _end(places, scalar, style)
    end = places[inner.end - 1] + 1 if 0 < inner.end <= len(places) and inner.end > inner.start else start
    return Span(start, max(start, end))


def _end(places: list[int], scalar: Span, style: str) -> int:
    if places:
        return places[-1] + 1
    return min(scalar.start + (style in ("'", '"')), scalar.end)


def _places(text: str, scalar: Span, style: str, value: str) -> list[int] | None:
    """For each character of the value, the offset of what stands for it; None where the two do not go together."""
    position = scalar.start
    if style in ("'", '"'):
        position += 1
    elif style in ("|", ">"):
        header = _HEADER.match(text, position)
        position = header.end() if header else position
    places: list[int] = []
    line_start = style in ("|", ">")
    for character in value:
        while True:
            if position >= scalar.end:
                return _rest(places, value, scalar)
            found = text[position]
            length = _length(text, position, style)
            if _stands_for(found, length, character, text, position, style) and not (line_start and found == " "):
                break
            if line_start and found == " " and character == " " and _is_content(text, position, places, value):
                break
            if found not in " \t\r\n\\":
                return None
            line_start = found == "\n" or (line_start and found == " ")
            position += length if found == "\\" else 1
        places.append(position)
        line_start = found == "\n"
        position += length
    return places


def _is_content(text: str, position: int, places: list[int], value: str) -> bool:
    """Whether a blank at a line's start is part of the value: it stands deeper than the block's first line."""
    start = text.rfind("\n", 0, position) + 1
    first = text.rfind("\n", 0, places[0]) + 1 if places else start
    indent = (places[0] - first) - (len(value) - len(value.lstrip(" "))) if places else position - start
    return position - start >= indent


def _length(text: str, position: int, style: str) -> int:
    if style == '"' and text[position] == "\\":
        escape = _ESCAPE.match(text, position)
        return len(escape.group()) if escape else 1
    return 2 if style == "'" and text.startswith("''", position) else 1


def _stands_for(found: str, length: int, character: str, text: str, position: int, style: str) -> bool:
    if style == '"' and found == "\\":
        return text[position + 1 : position + 2] != "\n"
    if found == character:
        return True
    return found == "\n" and character == " " and length == 1


def _rest(places: list[int], value: str, scalar: Span) -> list[int] | None:
    """Line ends that the value has and the scalar's span does not cover stand at its end."""
    if value[len(places) :].strip("\n"):
        return None
    return places + [max(scalar.start, scalar.end - 1)] * (len(value) - len(places))
