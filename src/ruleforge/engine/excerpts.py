"""Records cut down to the members that a query reads: a fraction of their bytes for whoever reads them next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import GenericAlias
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, Raw, UnsetType

__all__ = ["Excerpts", "Members"]

Members: TypeAlias = Mapping[str, "Members | None"]
"""Members of an object by name: of an object among them its own members, of any other value None, the whole of it."""


class Excerpts:
    """Writes documents `{"Records": […]}` as JSON lines, with some members of each record as they are spelled there.

    `choices` say which members, the first that fits the records of a document: where the members of an object are
    asked for, no record may have anything but an object or null in that place. Members that are absent stay so; of one
    that is there twice the last counts.
    """

    def __init__(self, choices: Sequence[Members]) -> None:
        self._decoders = [_decoder(members) for members in choices if _are_plain(members)]
        self._lines = msgspec.json.Encoder().encode_lines

    def of(self, document: bytes) -> bytes | None:
        """The records of a document, a line each, or None where it is damaged or its records do not fit."""
        try:
            for decoder in self._decoders:
                try:
                    return self._written(decoder, document)
                except msgspec.ValidationError:
                    continue
        except (msgspec.DecodeError, RecursionError):
            pass
        return None

    def _written(self, decoder: msgspec.json.Decoder[Any], document: bytes) -> bytes:
        records = decoder.decode(document).Records
        lines = self._lines(records)
        if lines.count(b"\n") == len(records) and b"\r" not in lines:
            return lines
        # Values keep their spelling, and somebody has indented them.
        return self._lines(decoder.decode(msgspec.json.format(document, indent=-1)).Records)


def _are_plain(members: Members) -> bool:
    """Whether the decoder can be told to look for such names, which it compares with as they are spelled."""
    return all(
        name.isprintable() and not {'"', "\\"} & set(name) and (inner is None or _are_plain(inner))
        for name, inner in members.items()
    )


def _decoder(members: Members) -> msgspec.json.Decoder[Any]:
    document = msgspec.defstruct("Document", [("Records", GenericAlias(list, (_struct(members),)))], gc=False)
    return msgspec.json.Decoder(document)


def _struct(members: Members) -> Any:
    names = {f"m{index}": name for index, name in enumerate(members)}
    fields: list[tuple[str, Any, Any]] = []
    for attribute, name in names.items():
        inner = members[name]
        kind: Any = Raw if inner is None else _struct(inner) | None
        fields.append((attribute, kind | UnsetType, UNSET))
    return msgspec.defstruct("Excerpt", fields, rename=names, gc=False)
