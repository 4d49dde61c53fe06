"""Log files in pieces of JSON lines, one event a line, for what reads nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from ruleforge.events import (
    Lines,
    Message,
    Messages,
    Problem,
    Records,
    Unit,
    explain_broken,
    messages,
    read,
    record_time,
)

__all__ = ["Piece", "pieces", "sound_lines"]

_EMPTY = b"{}"
_OPENING = re.compile(rb'\s*\{\s*"Records"\s*:\s*\[')
_BETWEEN = b'},{"eventVersion":'
_CUT = b'}\n{"eventVersion":'
_LARGEST = 2**63
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of one unit, which nobody has looked at where `batch` is given: a line of them may be no JSON object."""

    unit: Unit
    data: bytes | memoryview
    batch: Lines | Records | None = None


def pieces(unit: Unit, log_group: str, *, wrapped: bool) -> Iterator[Piece | Problem]:
    """The events of a unit as lines, each the record.

    `wrapped`: each an object with the message `m`, the time `t`, the log group `g` and the record `r`; `t` is in
    microseconds, of the event where it came with one and else of the record. A message that is no JSON object is an
    event without fields.
    """
    for batch in read(unit):
        match batch:
            case Problem():
                yield batch
            case Lines(data, first_line) if not wrapped:
                lines = bytes(data)
                yield Piece(unit, lines, Lines(memoryview(lines), first_line))
            case Records(data) if not wrapped and (lines_of := _record_lines(data)) is not None:
                yield Piece(unit, lines_of, batch)
            case Lines():
                yield from _checked(unit, messages(batch, unit.name), log_group, wrapped=wrapped, strict=True)
            case Records() | Messages():
                yield from _checked(unit, messages(batch, unit.name), log_group, wrapped=wrapped, strict=False)


def sound_lines(piece: Piece) -> tuple[bytes | memoryview, list[Problem]]:
    """A piece with only lines that every parser reads, and what is wrong with the others."""
    if piece.batch is None:
        return piece.data, []
    strict = isinstance(piece.batch, Lines)
    found = list(_checked(piece.unit, messages(piece.batch, piece.unit.name), "", wrapped=False, strict=strict))
    data = b"\n".join(bytes(part.data) for part in found if isinstance(part, Piece))
    return data, [problem for problem in found if isinstance(problem, Problem)]


def _record_lines(document: bytes) -> memoryview | None:
    """The records of an S3 delivery a line each, cut where one that begins as all do follows another.

    Text cannot hold that place, as quotes in it are escaped; where it stands deeper inside a record, or a record begins
    otherwise, the lines are no JSON, and whoever reads them finds out. None where the document is written otherwise.
    """
    opening = _OPENING.match(document)
    closing = document.rfind(b"]")
    if opening is None or document[closing + 1 :].strip() != b"}" or document.find(b"\n", 0, closing) >= 0:
        return None
    lines = document.replace(_BETWEEN, _CUT)
    return memoryview(lines)[opening.end() : lines.rfind(b"]")]


def _checked(
    unit: Unit, found: Iterable[Message | Problem], log_group: str, *, wrapped: bool, strict: bool
) -> Iterator[Piece | Problem]:
    """Messages one by one; with `strict` a text that is no JSON object is broken, as a line among JSON lines is."""
    lines: list[bytes] = []
    for item in found:
        if isinstance(item, Problem):
            yield item
            continue
        record = _record(item.text)
        if record is None and strict:
            message = explain_broken(item.text.encode("utf-8", "replace"))
            yield Problem("broken", message, unit.name, line=item.line, event=item.event)
        elif wrapped:
            lines.append(_wrapped(item, record, log_group))
        else:
            lines.append(_EMPTY if record is None else _spelled(record))
    if lines:
        yield Piece(unit, b"\n".join(lines))


def _record(text: str) -> dict[str, Any] | None:
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return None
    try:
        record = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _spelled(record: dict[str, Any]) -> bytes:
    """A record on one line; halves of surrogate pairs, which JSON can spell and text cannot hold, are replaced."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _wrapped(message: Message, record: dict[str, Any] | None, log_group: str) -> bytes:
    seconds = message.timestamp
    if seconds is None and record is not None:
        seconds = record_time(record)
    micros = None if seconds is None or abs(seconds) >= _LARGEST / _MICROSECONDS else round(seconds * _MICROSECONDS)
    text = message.text.encode("utf-8", "replace").decode("utf-8")
    event = {"m": text, "t": micros, "g": message.log_group or log_group}
    head = msgspec.json.encode(event)
    return head[:-1] + b',"r":' + (b"null" if record is None else _spelled(record)) + b"}"
