"""Log files in pieces of JSON lines, one event a line, for what reads nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from ruleforge.engine.excerpts import Excerpts
from ruleforge.events import (
    Batch,
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

__all__ = ["Piece", "lasting", "pieces", "sound_lines"]

_EMPTY = b"{}"
_LARGEST = 2**63
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of one unit. `source` is what they were made of, where nobody has looked at them line by line.

    Such a line may be no JSON object, or hold what another parser refuses. A source of None is the whole unit, which is
    read again when it is asked for: to keep it would take many times the memory of the lines. `left_out` is the number
    of events that are of no use and have no line.
    """

    unit: Unit
    data: bytes | memoryview
    source: Batch | None = None
    sound: bool = False
    left_out: int = 0


def lasting(unit: Unit) -> Iterator[Batch | Problem]:
    """The batches of a unit, each valid for good."""
    for batch in read(unit):
        yield Lines(memoryview(bytes(batch.data)), batch.first_line) if isinstance(batch, Lines) else batch


def pieces(
    unit: Unit, batch: Batch | Problem, log_group: str, *, wrapped: bool, excerpts: Excerpts
) -> Iterator[Piece | Problem]:
    """The events of a batch as lines, each the record, or the excerpt of it.

    `wrapped`: each an object with the message `m`, the time `t`, the log group `g` and the record `r`; `t` is in
    microseconds, of the event where it came with one and else of the record. A message that is no JSON object is an
    event without fields.
    """
    match batch:
        case Problem():
            yield batch
        case Lines(data) if not wrapped:
            yield Piece(unit, data, batch)
        case Records(data) if not wrapped and (found := excerpts.of(data)) is not None:
            source = batch if unit.once else None
            yield Piece(unit, found.lines, source, left_out=found.left_out)
        case Lines() | Records() | Messages():
            strict = isinstance(batch, Lines)
            yield from _checked(unit, messages(batch, unit.name), log_group, wrapped=wrapped, strict=strict)


def sound_lines(piece: Piece) -> tuple[bytes | memoryview, list[Problem]]:
    """A piece with only lines that every parser reads, and what is wrong with the others."""
    if piece.sound:
        return piece.data, []
    sources = [piece.source] if piece.source is not None else [b for b in read(piece.unit) if isinstance(b, Records)]
    strict = isinstance(piece.source, Lines)
    found = [
        item
        for source in sources
        for item in _checked(piece.unit, messages(source, piece.unit.name), "", wrapped=False, strict=strict)
    ]
    data = b"\n".join(bytes(part.data) for part in found if isinstance(part, Piece))
    return data, [problem for problem in found if isinstance(problem, Problem)]


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
        yield Piece(unit, b"\n".join(lines), sound=True)


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
