"""Reading a unit of input: its bytes, inflated where need be, in batches after its shape.

Nothing that a file holds raises: what cannot be read becomes a `Problem` in its place, and reading goes on after it.
"""

from __future__ import annotations

import itertools
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ruleforge.events.documents import read_documents, record_messages
from ruleforge.events.event import Batch, Lines, Message, Messages, Problem, Records, Unit
from ruleforge.events.inflate import PIECE, InflateError, expected_size, inflate
from ruleforge.events.lines import MAX_LINE, RawStream, count_lines, read_lines, read_plain_lines, read_text
from ruleforge.events.sniff import BOM, GZIP, Shape, foreign, is_blank, sniff

__all__ = ["messages", "read"]

_CHUNK = 256 * 1024
_HEAD = 256 * 1024
_INFLATE_LIMIT = 16 * 1024**3
_MAX_BLANK = 16 * 1024 * 1024
_BLANKS = b" \t\r\n"


def read(
    unit: Unit,
    *,
    number_lines: bool = True,
    inflate_limit: int = _INFLATE_LIMIT,
    chunk_bytes: int = _CHUNK,
    max_line: int = MAX_LINE,
) -> Iterator[Batch | Problem]:
    """The batches of a unit, and the problems met, in the order of the file.

    Without `number_lines`, lines of plain files are not counted (`Lines.first_line` is None). `inflate_limit` bounds
    what compressed data may become, `max_line` a single line. A batch of `Lines` is valid until the next one is asked
    for.
    """
    try:
        if unit.file == "-":
            yield from _Reader(sys.stdin.buffer, unit, True, inflate_limit, chunk_bytes, max_line).read()
            return
        with Path(unit.file).open("rb", buffering=0) as stream:
            yield from _Reader(stream, unit, number_lines, inflate_limit, chunk_bytes, max_line).read()
    except OSError as error:
        yield Problem("broken", f"it cannot be read: {error.strerror or error}", unit.name)


@dataclass(frozen=True, slots=True)
class _Reader:
    stream: BinaryIO
    unit: Unit
    number_lines: bool
    inflate_limit: int
    chunk_bytes: int
    max_line: int

    def read(self) -> Iterator[Batch | Problem]:
        if self.unit.end is not None:
            yield from self._plain_lines(b"")
            return
        head = _beginning(_chunks(self.stream, b"", _HEAD), slow=True)
        if head.startswith(GZIP):
            yield from self._gzip(head)
            return
        if what := foreign(head):
            yield _foreign_problem(what, self.unit)
            return
        shape = sniff(head)
        if shape is Shape.LINES:
            yield from self._plain_lines(head)
        else:
            yield from self._shape(shape, _chunks(self.stream, head, self.chunk_bytes))

    def _plain_lines(self, head: bytes) -> Iterator[Batch | Problem]:
        first_line = None
        # What cannot be read twice has its lines counted at once.
        if self.number_lines or not stat.S_ISREG(os.fstat(self.stream.fileno()).st_mode):
            start = self.unit.start
            first_line = 1
            if start:
                # The range's first line starts after the line end at or after the byte before it.
                first_line += count_lines(self.unit.file, 0, start) + (not self._after_line_end(start))
        yield from read_plain_lines(
            _raw(self.stream), head, self.unit, self.chunk_bytes, self.max_line, first_line=first_line
        )

    def _after_line_end(self, offset: int) -> bool:
        self.stream.seek(offset - 1)
        return self.stream.read(1) == b"\n"

    def _gzip(self, head: bytes) -> Iterator[Batch | Problem]:
        """What a compressed file holds, up to where it can be inflated."""
        trouble: list[str] = []
        pieces = self._inflated(head, trouble)
        start = _beginning(pieces)
        if what := foreign(start):
            yield _foreign_problem(what, self.unit)
            return
        shape = sniff(start)
        if shape is not Shape.EMPTY or not trouble:
            yield from self._shape(shape, itertools.chain((start,), pieces))
        yield from (Problem("broken", message, self.unit.name) for message in trouble)

    def _inflated(self, head: bytes, trouble: list[str]) -> Iterator[bytes]:
        try:
            whole = len(head) == self.unit.size
            chunks = (head,) if whole else _chunks(self.stream, head, self.chunk_bytes)
            pieces = inflate(chunks, self.inflate_limit, expected_size(head) if whole else PIECE)
            first = next(pieces, b"")
            if first == GZIP[:1]:
                first += next(pieces, b"")
            pieces = itertools.chain((first,), pieces)
            # Some pipelines compress what is compressed already; more than twice is no log file.
            yield from inflate(pieces, self.inflate_limit) if first.startswith(GZIP) else pieces
        except InflateError as error:
            trouble.append(str(error))

    def _shape(self, shape: Shape, chunks: Iterable[bytes]) -> Iterator[Batch | Problem]:
        match shape:
            case Shape.EMPTY:
                if all(map(is_blank, chunks)):
                    yield Problem("skipped", "the file is empty", self.unit.name)
                else:
                    yield Problem("broken", f"it begins with more than {_MAX_BLANK:,} blank bytes", self.unit.name)
            case Shape.LINES:
                yield from read_lines(chunks, self.unit, self.chunk_bytes, self.max_line)
            case Shape.DOCUMENTS:
                yield from read_documents(chunks, self.unit)
            case Shape.EXPORT | Shape.TEXT:
                timed = shape is Shape.EXPORT
                yield from read_text(chunks, self.unit, self.chunk_bytes, self.max_line, timed=timed)


def messages(batch: Batch, file: str = "") -> Iterator[Message | Problem]:
    """Every log event of a batch as a message: the slow, general lane.

    The text of a record is its own spelling. Bytes that are no UTF-8 are replaced, as a log group would hold them.
    """
    match batch:
        case Messages(found):
            yield from found
        case Lines(data, first_line):
            for number, line in enumerate(bytes(data).split(b"\n"), first_line or 1):
                text = line.decode("utf-8", errors="replace").removesuffix("\r")
                if text.strip():
                    yield Message(text, line=number)
        case Records():
            yield from record_messages(batch, file)


def _beginning(pieces: Iterator[bytes], *, slow: bool = False) -> bytes:
    """The first bytes, enough to tell the shape: so many, or of a slow stream no more than it takes to tell.

    Blanks tell no shape, and counting lines needs all of them.
    """
    parts: list[bytes] = []
    have = 0
    # What is there without the blanks before it and behind a bracket; never more of it than one piece.
    seen = b""
    for piece in pieces:
        parts.append(piece)
        have += len(piece)
        seen = (seen[: len(BOM)] + piece).removeprefix(BOM).lstrip(_BLANKS)
        if have >= (_HEAD if seen else _MAX_BLANK):
            break
        if seen.startswith(b"["):
            seen = b"[" + seen[1:].lstrip(_BLANKS)
            tells = len(seen) > 1
        else:
            tells = b"\n" in seen or seen.startswith(GZIP)
        if slow and tells:
            break
    return b"".join(parts)


def _read_some(stream: BinaryIO, size: int) -> bytes:
    """What is there, as soon as there is something; nothing at the end."""
    read1 = getattr(stream, "read1", stream.read)
    data: bytes | None = read1(size)
    return data or b""


def _raw(stream: BinaryIO) -> RawStream:
    """The stream without waiting for whole buffers: a pipe gives what it has."""
    return _Partial(stream) if hasattr(stream, "readinto1") else stream  # type: ignore[return-value]


class _Partial:
    def __init__(self, stream: Any) -> None:
        self.readinto = stream.readinto1
        self.seek = stream.seek


def _chunks(stream: BinaryIO, head: bytes, size: int) -> Iterator[bytes]:
    if head:
        yield head
    while chunk := _read_some(stream, size):
        yield chunk


def _foreign_problem(what: str, unit: Unit) -> Problem:
    return Problem("broken", f"it is {what}; ruleforge reads JSON and text, plain or gzip", unit.name)
