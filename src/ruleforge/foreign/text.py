"""Texts that know where each of their characters stands in the file, through however many layers of spelling.

A filter pattern may stand in a JSON string, in a JSON text, in a block scalar of YAML, of which a function has replaced
a part. Each layer is a `Places`, which turns a span of its value into a span of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from ruleforge.catalog.positions import Projection
from ruleforge.diagnostics import Span

__all__ = ["Fixed", "JsonString", "Places", "Shifted", "Text", "YamlScalar", "hole", "joined"]

_JSON_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_NAME = re.compile(r"[A-Za-z_][\w.:\[\]*-]{0,80}")


class Places(Protocol):
    """Where the characters of a value stand in the file."""

    def span(self, inner: Span) -> Span:
        """The span in the file of a span of the value."""


@dataclass(frozen=True, slots=True)
class Shifted:
    """A value that is a stretch of the file as it stands."""

    by: int = 0

    def span(self, inner: Span) -> Span:
        """The span in the file of a span of the value."""
        return Span(inner.start + self.by, inner.end + self.by)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value of which only the whole has a place: what a function puts there."""

    where: Span

    def span(self, inner: Span) -> Span:  # noqa: ARG002 - every part of the value stands at the same place
        """The span in the file of a span of the value."""
        return self.where


class YamlScalar:
    """The value of a YAML scalar that stands at `scalar` of a text."""

    def __init__(self, text: str, scalar: Span, style: str, value: str, outer: Places) -> None:
        self._spelling = (text, scalar, style, value)
        self._outer = outer

    @cached_property
    def _projection(self) -> Projection:
        return Projection(*self._spelling)

    def span(self, inner: Span) -> Span:
        """The span in the file of a span of the value."""
        return self._outer.span(self._projection.span(inner))


class JsonString:
    """The value of a JSON string that stands, with its quotes, at `token` of a text."""

    def __init__(self, text: str, token: Span, outer: Places) -> None:
        self._text = text
        self._token = token
        self._outer = outer

    @cached_property
    def _starts(self) -> list[int]:
        """Where each character of the value begins in the text, and where the closing quote stands."""
        first, last = self._token.start + 1, self._token.end - 1
        if "\\" not in self._text[first:last]:
            return list(range(first, last + 1))
        return [*(found.start() for found in _JSON_CHARACTER.finditer(self._text, first, last)), last]

    def span(self, inner: Span) -> Span:
        """The span in the file of a span of the value."""
        last = len(self._starts) - 1
        start = self._starts[min(inner.start, last)]
        return self._outer.span(Span(start, max(start, self._starts[min(inner.end, last)])))

    def within(self, outer: Span) -> Span:
        """The span of the value that a span of the text covers."""
        return Span(bisect_left(self._starts, outer.start), bisect_left(self._starts, outer.end))


class _Pieces:
    """A value put together from texts."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._texts = tuple(texts)
        self._starts: list[int] = []
        at = 0
        for text in self._texts:
            self._starts.append(at)
            at += len(text.value)

    def span(self, inner: Span) -> Span:
        """The span in the file of a span of the value; where texts stand in another order, its beginning."""
        first, start = self._piece(inner.start)
        if inner.end <= inner.start:
            return first.places.span(Span(start, start))
        last, end = self._piece(inner.end - 1)
        if first is last:
            return first.places.span(Span(start, end + 1))
        whole = first.places.span(Span(start, len(first.value)))
        return Span(whole.start, max(whole.end, last.places.span(Span(end, end + 1)).end))

    def _piece(self, at: int) -> tuple[Text, int]:
        index = max(0, bisect_right(self._starts, at) - 1)
        return self._texts[index], at - self._starts[index]


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text with the places of its characters; `holes` are the parts that stand for something not known here."""

    value: str
    places: Places
    holes: tuple[Span, ...] = ()

    @property
    def unknown(self) -> bool:
        """Whether nothing of the text is known."""
        return bool(self.holes) and not "".join(part.value for part in self._parts() if not part.holes).strip()

    def span(self, inner: Span) -> Span:
        """The span in the file of a span of the text."""
        return self.places.span(inner)

    def part(self, start: int, end: int) -> Text:
        """The text from one offset to another."""
        holes = tuple(
            Span(max(0, hole.start - start), min(end, hole.end) - start)
            for hole in self.holes
            if hole.start < end and hole.end > start
        )
        return Text(self.value[start:end], _Part(self.places, start), holes)

    def filled(self, filling: str) -> Text:
        """The text with something else in the place of each hole."""
        if not self.holes:
            return self
        return joined(
            Text(filling, Fixed(part.span(Span(0, len(part.value)))), (Span(0, len(filling)),)) if part.holes else part
            for part in self._parts()
        )

    def _parts(self) -> Iterable[Text]:
        """The text cut at the edges of its holes."""
        at = 0
        for found in self.holes:
            yield self.part(at, found.start)
            yield self.part(found.start, found.end)
            at = found.end
        yield self.part(at, len(self.value))


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a value."""

    of: Places
    start: int

    def span(self, inner: Span) -> Span:
        """The span in the file of a span of the value."""
        return self.of.span(Span(inner.start + self.start, inner.end + self.start))


def joined(texts: Iterable[Text]) -> Text:
    """One text out of several."""
    pieces = [text for text in texts if text.value]
    if not pieces:
        return Text("", Fixed(Span(0, 0)))
    holes: list[Span] = []
    at = 0
    for piece in pieces:
        holes += (Span(found.start + at, found.end + at) for found in piece.holes)
        at += len(piece.value)
    return Text("".join(piece.value for piece in pieces), _Pieces(pieces), tuple(holes))


def hole(name: str, where: Span) -> Text:
    """What stands for a text that is not known here: `${name}`, in signs that break out of no quotes."""
    found = _NAME.match(name)
    value = f"${{{found.group() if found else 'expression'}}}"
    return Text(value, Fixed(where), (Span(0, len(value)),))
