"""Line by line: JSON lines in chunks for the fast lane, and lines of text as messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ruleforge.events.event import Batch, Lines, Message, Problem, Unit, in_batches
from ruleforge.events.sniff import BOM

__all__ = ["MAX_LINE", "RawStream", "count_lines", "explain_broken", "read_lines", "read_plain_lines", "read_text"]

MAX_LINE = 16 * 1024 * 1024
"""CloudWatch Logs takes events of up to 1 MiB; sixteen times that is no log event any more."""

_SHOWN = 40
_NEWLINE = ord("\n")
_COUNTED = 1024 * 1024


class RawStream(Protocol):
    """What reading lines asks of a stream; `readinto` gives what is there, 0 at the end."""

    def readinto(self, into: memoryview, /) -> int | None:
        """Reads into a buffer; how many bytes."""

    def seek(self, offset: int, /) -> int:
        """Moves to an offset."""


def read_plain_lines(
    stream: RawStream, head: bytes, unit: Unit, chunk_bytes: int, max_line: int, *, first_line: int | None = 1
) -> Iterator[Lines | Problem]:
    """The lines that start in the unit's range, a buffer of them at a time.

    `head` has been read from the stream already. A line belongs to the range in which it starts, so ranges share no
    line and miss none. With `first_line` lines are counted from there; without it they are not counted at all.
    """
    window = _Window(stream, head, chunk_bytes)
    end = unit.end
    number = first_line
    if unit.start:
        window.start_after_line(unit.start - 1)
    # What has been read is looked at before more is waited for: a pipe may be slow.
    while window.have or window.fill():
        if end is not None and window.position >= end:
            return
        cut = window.whole_lines() if end is None else window.lines_starting_before(end)
        if cut:
            yield Lines(window.view(cut), number, window.position)
            number = None if number is None else number + window.count_lines(cut)
            window.drop(cut)
            continue
        if window.have > max_line:
            line = count_lines(unit.file, 0, window.position) + 1 if number is None else number
            yield Problem("broken", f"a line longer than {max_line:,} bytes", unit.name, line=line)
            number = None if number is None else number + 1
            window.skip_line()
        if not window.fill():
            return


def count_lines(file: str, start: int, end: int) -> int:
    """How many line ends a plain file has in a range of bytes."""
    found = 0
    with Path(file).open("rb", buffering=0) as stream:
        stream.seek(start)
        while start < end and (chunk := stream.read(min(_COUNTED, end - start))):
            found += chunk.count(b"\n")
            start += len(chunk)
    return found


def read_lines(chunks: Iterable[bytes], unit: Unit, chunk_bytes: int, max_line: int) -> Iterator[Lines | Problem]:
    """The lines of an inflated file, in the same way."""
    yield from read_plain_lines(_Pieces(chunks), b"", unit, chunk_bytes, max_line)


def read_text(
    chunks: Iterable[bytes], unit: Unit, chunk_bytes: int, max_line: int, *, timed: bool
) -> Iterator[Batch | Problem]:
    """Every line as a message; with `timed`, lines begin with the event's time, as exports from a log group have it.

    A line of an export without a time goes on the message before it.
    """
    batches = read_lines(chunks, unit, chunk_bytes, max_line)
    silent = True
    for found in _Export(unit.name, max_line).messages(batches) if timed else map(_text_lines, batches):
        for batch in in_batches(found):
            silent = False
            yield batch
    if silent:
        yield Problem("skipped", "the file is empty: its lines hold no message", unit.name)


def _text_lines(batch: Lines | Problem) -> Iterator[Message | Problem]:
    if isinstance(batch, Problem):
        yield batch
        return
    for number, line in enumerate(bytes(batch.data).split(b"\n"), batch.first_line or 1):
        text = line.decode("utf-8", errors="replace").removesuffix("\r")
        if text.strip():
            yield Message(text, line=number)


class _Export:
    """Puts the lines of an export together; the last message is held back, as the next line may go on with it."""

    def __init__(self, file: str, max_message: int) -> None:
        self._file = file
        self._max_message = max_message
        self._first: Message | None = None
        self._more: list[str] = []
        self._size = 0

    def messages(self, batches: Iterable[Lines | Problem]) -> Iterator[Iterator[Message | Problem]]:
        """What is whole once a batch of lines is read, for each of them and for the end."""
        for batch in batches:
            yield self._whole(_text_lines(batch))
        yield self._finish()

    def _whole(self, lines: Iterable[Message | Problem]) -> Iterator[Message | Problem]:
        for line in lines:
            if isinstance(line, Problem):
                # It may have begun a message: what follows is not for the one before.
                yield from self._finish()
                yield line
                continue
            message = _timed(line)
            if message is None and self._first is not None:
                self._go_on(line.text)
                continue
            yield from self._finish()
            self._first = message or line

    def _go_on(self, text: str) -> None:
        self._size += len(text) + 1
        if self._size <= self._max_message:
            self._more.append(text)

    def _finish(self) -> Iterator[Message | Problem]:
        """The message that is held back, unless it is blank."""
        first, self._first = self._first, None
        if first is not None and self._size > self._max_message:
            yield Problem(
                "broken", f"a message longer than {self._max_message:,} characters", self._file, line=first.line
            )
        elif first is not None:
            text = "\n".join((first.text, *self._more))
            if text.strip():
                yield replace(first, text=text)
        self._more.clear()
        self._size = 0


def _timed(line: Message) -> Message | None:
    """The message of an export line, or None for a line without a time."""
    time, blank, text = line.text.partition(" ")
    if not (blank and time.endswith("Z") and len(time) >= len("2026-05-04T08:00:00Z")):
        return None
    try:
        seconds = datetime.fromisoformat(time).timestamp()
    except (ValueError, OverflowError):
        return None
    return Message(text, seconds, line=line.line)


def explain_broken(line: bytes) -> str:
    """Why a line is no JSON record, with the column, in words."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8: byte {error.start + 1} of the line is {line[error.start]:#04x}"
    text = text.strip()
    try:
        value = json.loads(text)
    except RecursionError:
        return "not JSON that can be read: nested too deeply"
    except json.JSONDecodeError as error:
        if not text.startswith(("{", "[")):
            shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
            return f"not JSON: {shown!r}"
        if error.pos >= len(text) - 1 or error.msg.startswith("Unterminated string"):
            return f"not JSON: cut off at column {len(text) + 1}"
        return f"not JSON: {error.msg[0].lower()}{error.msg[1:]} at column {error.pos + 1}"
    except ValueError as error:
        return f"not JSON that can be read: {error}"
    kinds = {list: "an array", str: "a text", bool: "a truth value", int: "a number", float: "a number"}
    return f"no record: the line is {kinds.get(type(value), 'null')}, not an object"


class _Window:
    """A buffer moving over a stream; a byte order mark at the start is left out.

    `position` is the stream's offset of its first byte, `have` how many bytes it holds.
    """

    def __init__(self, stream: RawStream, head: bytes, chunk_bytes: int) -> None:
        self._stream = stream
        self._chunk = chunk_bytes
        self._buffer = bytearray(max(2 * chunk_bytes, len(head) + chunk_bytes))
        self._buffer[: len(head)] = head
        self._skipping = False
        self._ended = False
        self._whole = head.rfind(b"\n") + 1
        self.have = len(head)
        self.position = 0
        self._drop_mark()

    def start_after_line(self, offset: int) -> None:
        """Moves to the first line that starts after an offset."""
        self._stream.seek(offset)
        self.position, self.have, self._whole = offset, 0, 0
        self._skipping = True

    def fill(self) -> bool:
        """Reads on; False when there is nothing left to look at."""
        if self._ended:
            return False
        if len(self._buffer) - self.have < self._chunk:
            self._buffer = self._buffer + bytearray(len(self._buffer))
        before = self.have
        got = self._stream.readinto(memoryview(self._buffer)[before : before + self._chunk])
        self.have += got or 0
        # Only what is new is looked through: a long line may come in many small pieces.
        self._whole = self._buffer.rfind(b"\n", before, self.have) + 1 or self._whole
        self._ended = not got
        self._drop_mark()
        if self._skipping:
            newline = self._buffer.find(b"\n", 0, self.have)
            self._skipping = newline < 0
            self.drop(self.have if newline < 0 else newline + 1)
        return self.have > 0 or not self._ended

    def _drop_mark(self) -> None:
        if self.position == 0 and self._buffer.startswith(BOM):
            self.drop(len(BOM))

    def whole_lines(self) -> int:
        """How many bytes of whole lines there are; at the end of the stream, the rest counts as a line."""
        return self.have if self._ended else self._whole

    def lines_starting_before(self, end: int) -> int:
        """As `whole_lines`, without lines that start at or after an offset of the stream."""
        within = end - self.position
        if within > self.have:
            return self.whole_lines()
        newline = self._buffer.find(b"\n", within - 1, self.have)
        if newline >= 0:
            return newline + 1
        return self.have if self._ended else 0

    def count_lines(self, length: int) -> int:
        """How many lines the first bytes are; a last one need not end."""
        return self._buffer.count(b"\n", 0, length) + (self._buffer[length - 1] != _NEWLINE)

    def view(self, length: int) -> memoryview:
        """The first bytes, valid until the window moves."""
        return memoryview(self._buffer)[:length]

    def drop(self, length: int) -> None:
        """Moves past the first bytes."""
        self._buffer[: self.have - length] = self._buffer[length : self.have]
        self.have -= length
        self._whole = max(0, self._whole - length)
        self.position += length

    def skip_line(self) -> None:
        """Moves past the line that the window is in."""
        self.drop(self.have)
        self._skipping = True


class _Pieces:
    """Pieces of bytes, read like a stream."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = memoryview(b"")

    def readinto(self, into: memoryview) -> int:
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = memoryview(piece)
        count = min(len(into), len(self._piece))
        into[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count

    def seek(self, offset: int) -> int:
        raise OSError(f"compressed data cannot be read from byte {offset}")
