"""Records cut down to the members that a query reads: a fraction of their bytes for whoever reads them next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, product
from math import prod
from operator import and_, attrgetter, not_, or_
from types import GenericAlias
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, Raw, UnsetType

__all__ = ["Excerpt", "Excerpts", "Members"]

Members: TypeAlias = Mapping[str, "Members | None"]
"""Members of an object by name: of an object among them its own members, of any other value None, the whole of it."""

_MOST_HOLLOW = 3
_MOST_COMBINATIONS = 10_000


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is left of a document: its records, a line each, without those that are of no use, which are counted."""

    lines: bytes
    left_out: int = 0


class Excerpts:
    """Writes documents `{"Records": […]}` as JSON lines, with some members of each record as they are spelled there.

    `choices` say which members, the first that fits the records of a document: where the members of an object are
    asked for, no record may have anything but an object or null in that place. Of a member that is there twice the
    last counts; an object that is null may be left out.

    `required` are texts by members at the top: a record in which one of these is none of its texts is of no use, and
    left out, unless it has one of the members `always`.
    """

    def __init__(
        self,
        choices: Sequence[Members],
        required: Mapping[str, Collection[str]] | None = None,
        always: Collection[str] = (),
    ) -> None:
        self._made_of = (choices, required, always)
        plain = [members for members in choices if _are_plain(members)]
        self._writers = [_Writer(members, required or {}, always) for members in plain]
        if required:
            # A member that is to be a text may be something else: then all records count.
            self._writers += [_Writer(members, {}, ()) for members in plain]

    def __reduce__(self) -> tuple[type[Excerpts], tuple[object, ...]]:
        """What another process makes it of."""
        return Excerpts, self._made_of

    def of(self, document: bytes) -> Excerpt | None:
        """What is left of a document, or None where it is damaged or its records do not fit."""
        try:
            for writer in self._writers:
                try:
                    return writer.write(document)
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
        self._conditions = [
            (attrgetter(*map(attributes.__getitem__, names)), texts) for names, texts in _conditions(required)
        ]
        # One name twice makes a tuple of what is one value otherwise.
        others = list(always) * 2 if len(always) == 1 else list(always)
        self._others = attrgetter(*map(attributes.__getitem__, others)) if others else None
        self._blanks = tuple(product(*_blanks(record, others, attributes, members)))

    def write(self, document: bytes) -> Excerpt | None:
        """The records that are of use. Raises msgspec.DecodeError where there are none, or they do not fit."""
        # Values keep their spelling, and somebody may have indented them.
        return self._written(document) or self._written(msgspec.json.format(document, indent=-1))

    def _written(self, document: bytes) -> Excerpt | None:
        """The same, or None where a record takes more than a line."""
        records = self._decoder.decode(document).Records
        useful = self._useful(records)
        lines = self._encode(useful)
        if lines.count(b"\n") != len(useful) or b"\r" in lines:
            return None
        return Excerpt(lines, len(records) - len(useful))

    def _useful(self, records: list[Any]) -> list[Any]:
        # Whole lists at a time, without a line of Python for each record: there are millions.
        if not self._conditions:
            return records
        first, *rest = (map(texts.__contains__, map(value, records)) for value, texts in self._conditions)
        use: Iterable[bool] = first
        for further in rest:
            use = map(and_, use, further)
        if self._others is not None:
            use = map(or_, use, map(not_, map(self._blanks.__contains__, map(self._others, records))))
        return list(compress(records, use))


def _conditions(required: Mapping[str, Collection[str]]) -> Iterator[tuple[list[str], frozenset[Any]]]:
    """Members, and the values that they have to have: several members at once, which is asked faster, where it can."""
    if prod(map(len, required.values())) <= _MOST_COMBINATIONS and len(required) > 1:
        yield list(required), frozenset(product(*required.values()))
        return
    for name, texts in required.items():
        yield [name], frozenset(texts)


def _are_plain(members: Members) -> bool:
    """Whether the decoder can be told to look for such names, which it compares with as they are spelled."""
    return all(
        name.isprintable() and not {'"', "\\"} & set(name) and (inner is None or _are_plain(inner))
        for name, inner in members.items()
    )


def _blanks(
    record: Any, names: Sequence[str], attributes: Mapping[str, str], members: Members
) -> Iterator[tuple[Any, ...]]:
    """For each of some members the values that it has where there is nothing in it.

    An object that has none of the members asked for is as good as none, but for the last where there are many.
    """
    objects = [name for name in dict.fromkeys(names) if members[name] is not None]
    hollow = msgspec.json.decode(msgspec.json.encode({name: {} for name in objects}), type=record)
    for name in names:
        nothing = getattr(record(), attributes[name])
        yield (nothing, getattr(hollow, attributes[name])) if name in objects[:_MOST_HOLLOW] else (nothing,)


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
