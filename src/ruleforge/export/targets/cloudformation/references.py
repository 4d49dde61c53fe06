"""Placeholders in a template: a text with one becomes `Ref` or `Fn::Sub`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruleforge.catalog.parameters import find_placeholders

__all__ = ["References", "json_escaped"]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a text: the name of a placeholder, or signs that stand for themselves."""

    text: str
    placeholder: bool = False


@dataclass(frozen=True, slots=True)
class References:
    """What placeholders become: `names` are the parameters, or resources, that `Ref` yields their values of.

    A placeholder without a name is written out: its value from `values` stands in the text. So it is in JSON where the
    value has signs that JSON escapes, because `Fn::Sub` puts values in as they are.
    """

    names: Mapping[str, str]
    values: Mapping[str, str]

    def data(self, value: Any) -> Any:
        """Plain data with every text in it as a template has it."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {name: self.data(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.data(inner) for inner in value]
        return value

    def text(self, value: str) -> Any:
        """A text as a template has it: a text, or the function that yields it."""
        return self._joined(_pieces(value), in_json=False)

    def json_text(self, value: Any) -> Any:
        """Data as the text of their JSON, keys in order and no blanks."""
        return self._joined(_json(value), in_json=True)

    def _joined(self, pieces: Iterable[_Piece], *, in_json: bool) -> Any:
        match list(_merged(self._settled(piece, in_json=in_json) for piece in pieces)):
            case [_Piece(name, True)]:
                return {"Ref": name}
            case found if any(piece.placeholder for piece in found):
                return {"Fn::Sub": "".join(_for_sub(piece) for piece in found)}
            case found:
                return "".join(piece.text for piece in found)

    def _settled(self, piece: _Piece, *, in_json: bool) -> _Piece:
        """A placeholder with the name that it has in the template, or the value that is written out for it."""
        if not piece.placeholder:
            return piece
        value = self.values[piece.text]
        name = self.names.get(piece.text)
        if name is not None and not (in_json and json_escaped(value) != value):
            return _Piece(name, placeholder=True)
        return _Piece(json_escaped(value) if in_json else value)


def json_escaped(value: str) -> str:
    """A text as it stands within quotes in JSON."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _merged(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """The pieces without empty ones, signs that follow each other in one: two pieces may make a `${` together."""
    literal = ""
    for piece in pieces:
        if not piece.placeholder:
            literal += piece.text
            continue
        if literal:
            yield _Piece(literal)
        yield piece
        literal = ""
    if literal:
        yield _Piece(literal)


def _for_sub(piece: _Piece) -> str:
    """A piece as `Fn::Sub` reads it, which takes `${!` for the signs `${`."""
    return f"${{{piece.text}}}" if piece.placeholder else piece.text.replace("${", "${!")


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    for name, span, _ in find_placeholders(text):
        yield _Piece(text[at : span.start])
        yield _Piece(name, placeholder=True)
        at = span.end
    yield _Piece(text[at:])


def _json(value: Any) -> Iterator[_Piece]:
    """The pieces of a value's JSON: placeholders count in texts only, not in the names of members."""
    if isinstance(value, str):
        yield from _pieces(json.dumps(value, ensure_ascii=False))
    elif isinstance(value, Mapping):
        for index, name in enumerate(sorted(value)):
            yield _Piece(("," if index else "{") + json.dumps(name, ensure_ascii=False) + ":")
            yield from _json(value[name])
        yield _Piece("}" if value else "{}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield _Piece("," if index else "[")
            yield from _json(item)
        yield _Piece("]" if value else "[]")
    else:
        yield _Piece(json.dumps(value))
