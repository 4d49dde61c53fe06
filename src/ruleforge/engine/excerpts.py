"""Records cut down to the members that a query reads: a fraction of their bytes for whoever reads them next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
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
    asked for, no record may have anything but an object or null in that place. Of a member that is there twice the
    last counts; an object that is null may be left out.

    `required` are texts by members at the top: a record in which one of these is none of its texts is of no use, and
    becomes an empty one, unless it has one of the members `always`.
    """

    def __init__(
        self,
        choices: Sequence[Members],
        required: Mapping[str, Collection[str]] | None = None,
        always: Collection[str] = (),
    ) -> None:
        plain = [members for members in choices if _are_plain(members)]
        self._writers = [_Writer(members, required or {}, always) for members in plain]
        if required:
            # A member that is to be a text may be something else: then all records count.
            self._writers += [_Writer(members, {}, ()) for members in plain]

    def of(self, document: bytes) -> bytes | None:
        """The records of a document, a line each, or None where it is damaged or its records do not fit."""
        try:
            for writer in self._writers:
                try:
                    return writer.lines(document)
                except msgspec.ValidationError:
                    continue
        except (msgspec.DecodeError, RecursionError):
            pass
        return None


class _Writer:
    def __init__(self, members: Members, required: Mapping[str, Collection[str]], always: Collection[str]) -> None:
        attributes = {name: f"m{index}" for index, name in enumerate(members)}
        record = _struct(members, texts=required)
        document = msgspec.defstruct("Document", [("Records", GenericAlias(list, (record,)))], gc=False)
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(document)
        self._encode = msgspec.json.Encoder().encode_lines
        self._empty = record()
        self._conditions = [(attrgetter(attributes[name]), frozenset(texts)) for name, texts in required.items()]
        others = [attributes[name] for name in always if name in attributes]
        self._others = attrgetter(*others) if others else None

    def lines(self, document: bytes) -> bytes:
        """The records, a line each. Raises msgspec.DecodeError where they are none, or do not fit."""
        records = self._decoder.decode(document).Records
        lines = self._encode(self._useful(records))
        if lines.count(b"\n") == len(records) and b"\r" not in lines:
            return lines
        # Values keep their spelling, and somebody has indented them.
        return self._encode(self._useful(self._decoder.decode(msgspec.json.format(document, indent=-1)).Records))

    def _useful(self, records: list[Any]) -> list[Any]:
        """The records, with empty ones in place of those that are of no use."""
        if not self._conditions:
            return records
        useful = [True] * len(records)
        for value, texts in self._conditions:
            useful = [use and value(record) in texts for use, record in zip(useful, records, strict=True)]
        empty, others = self._empty, self._others
        if others is None:
            return [record if use else empty for use, record in zip(useful, records, strict=True)]
        blank = others(empty)
        return [
            record if use or others(record) != blank else empty for use, record in zip(useful, records, strict=True)
        ]


def _are_plain(members: Members) -> bool:
    """Whether the decoder can be told to look for such names, which it compares with as they are spelled."""
    return all(
        name.isprintable() and not {'"', "\\"} & set(name) and (inner is None or _are_plain(inner))
        for name, inner in members.items()
    )


def _struct(members: Members, texts: Collection[str] = ()) -> Any:
    names = {f"m{index}": name for index, name in enumerate(members)}
    fields: list[tuple[str, Any, Any]] = []
    for attribute, name in names.items():
        inner = members[name]
        if name in texts:
            fields.append((attribute, str | None, None))
        elif inner is None:
            fields.append((attribute, Raw | UnsetType, UNSET))
        else:
            fields.append((attribute, _struct(inner) | None, None))
    return msgspec.defstruct("Excerpt", fields, rename=names, gc=False, omit_defaults=True)
