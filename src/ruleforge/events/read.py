"""Reading a unit of input: its bytes, inflated where need be, in batches after its shape.

Nothing that a file holds raises: what cannot be read becomes a `Problem` in its place, and reading goes on after it.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ruleforge.events.documents import read_documents, record_messages
from ruleforge.events.event import Batch, Lines, Message, Messages, Problem, Records, Unit
from ruleforge.events.inflate import InflateError, inflate
from ruleforge.events.lines import MAX_LINE, RawStream, read_lines, read_plain_lines, read_text
from ruleforge.events.sniff import GZIP, Shape, foreign, sniff

__all__ = ["messages", "read"]

_CHUNK = 1024 * 1024
_HEAD = 256 * 1024
_INFLATE_LIMIT = 16 * 1024**3


def read(
    unit: Unit, *, inflate_limit: int = _INFLATE_LIMIT, chunk_bytes: int = _CHUNK, max_line: int = MAX_LINE
) -> Iterator[Batch | Problem]:
    """The batches of a unit, and the problems met, in the order of the file.

    `inflate_limit` bounds what compressed data may become, `max_line` a single line. A batch of `Lines` is valid until
    the next one is asked for.
    """
    try:
        if unit.file == "-":
            yield from _read_stream(sys.stdin.buffer, unit, inflate_limit, chunk_bytes, max_line)
            return
        path = Path(unit.file)
        if not path.is_file() and not path.is_fifo():
            yield Problem("skipped", "it is no regular file", unit.name)
            return
        with path.open("rb", buffering=0) as stream:
            yield from _read_stream(stream, unit, inflate_limit, chunk_bytes, max_line)
    except OSError as error:
        yield Problem("broken", f"it cannot be read: {error.strerror or error}", unit.name)


def _read_stream(
    stream: BinaryIO, unit: Unit, inflate_limit: int, chunk_bytes: int, max_line: int
) -> Iterator[Batch | Problem]:
    if unit.end is not None:
        yield from read_plain_lines(_raw(stream), b"", unit, chunk_bytes, max_line)
        return
    head = _fill(stream, _HEAD)
    if head.startswith(GZIP):
        yield from _read_gzip(stream, head, unit, inflate_limit, chunk_bytes, max_line)
        return
    if what := foreign(head):
        yield _foreign_problem(what, unit)
        return
    shape = sniff(head)
    if shape is Shape.LINES:
        yield from read_plain_lines(_raw(stream), head, unit, chunk_bytes, max_line)
    else:
        yield from _read_shape(shape, _chunks(stream, head, chunk_bytes), unit, chunk_bytes, max_line)


def _read_gzip(
    stream: BinaryIO, head: bytes, unit: Unit, inflate_limit: int, chunk_bytes: int, max_line: int
) -> Iterator[Batch | Problem]:
    """What a compressed file holds, up to where it can be inflated."""
    trouble: list[str] = []

    def inflated() -> Iterator[bytes]:
        try:
            pieces = inflate(_chunks(stream, head, chunk_bytes), inflate_limit)
            first = next(pieces, b"")
            pieces = itertools.chain((first,), pieces)
            # Some pipelines compress what is compressed already; more than twice is no log file.
            yield from inflate(pieces, inflate_limit) if first.startswith(GZIP) else pieces
        except InflateError as error:
            trouble.append(str(error))

    pieces = inflated()
    start = b""
    for piece in pieces:
        start += piece
        if len(start) >= _HEAD:
            break
    if what := foreign(start):
        yield _foreign_problem(what, unit)
        return
    shape = sniff(start)
    if shape is not Shape.EMPTY or not trouble:
        yield from _read_shape(shape, itertools.chain((start,), pieces), unit, chunk_bytes, max_line)
    yield from (Problem("broken", message, unit.name) for message in trouble)


def _read_shape(
    shape: Shape,
    chunks: Iterable[bytes],
    unit: Unit,
    chunk_bytes: int,
    max_line: int,
) -> Iterator[Batch | Problem]:
    match shape:
        case Shape.EMPTY:
            if not any(chunk.strip() for chunk in chunks):
                yield Problem("skipped", "the file is empty", unit.name)
        case Shape.LINES:
            yield from read_lines(chunks, unit, chunk_bytes, max_line)
        case Shape.DOCUMENTS:
            yield from read_documents(chunks, unit)
        case Shape.EXPORT | Shape.TEXT:
            yield from read_text(chunks, unit, chunk_bytes, max_line, timed=shape is Shape.EXPORT)


def messages(batch: Batch, file: str = "") -> Iterator[Message | Problem]:
    """Every log event of a batch as a message: the slow, general lane.

    The text of a record is its own spelling. Bytes that are no UTF-8 are replaced, as a log group would hold them.
    """
    match batch:
        case Messages(found):
            yield from found
        case Lines(data, first_line):
            for number, line in enumerate(bytes(data).split(b"\n"), first_line):
                text = line.decode("utf-8", errors="replace").removesuffix("\r")
                if text.strip():
                    yield Message(text, line=number)
        case Records():
            yield from record_messages(batch, file)


def _fill(stream: BinaryIO, size: int) -> bytes:
    """The first bytes, enough to tell the shape: up to the first line's end, or so many; a pipe is not waited for."""
    parts: list[bytes] = []
    missing = size
    while missing > 0 and (part := _read_some(stream, missing)):
        parts.append(part)
        missing -= len(part)
        if b"\n" in part.lstrip(b" \t\r\n"):
            break
    return b"".join(parts)


def _read_some(stream: BinaryIO, size: int) -> bytes:
    """What is there, as soon as there is something; nothing at the end."""
    read1 = getattr(stream, "read1", stream.read)
    return read1(size) or b""  # type: ignore[no-any-return]


def _raw(stream: BinaryIO) -> RawStream:
    """The stream without waiting for whole buffers: a pipe gives what it has."""
    return _Partial(stream) if hasattr(stream, "readinto1") else stream  # type: ignore[return-value]


class _Partial:
    def __init__(self, stream: Any) -> None:
        self.readinto = stream.readinto1
        self.seek = stream.seek


def _chunks(stream: BinaryIO, head: bytes, size: int) -> Iterator[bytes]:
    yield head
    while chunk := _read_some(stream, size):
        yield chunk


def _foreign_problem(what: str, unit: Unit) -> Problem:
    return Problem("broken", f"it is {what}; ruleforge reads JSON and text, plain or gzip", unit.name)
