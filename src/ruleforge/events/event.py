"""What reading log files yields: batches of messages, and the problems met on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Batch", "Lines", "Message", "Messages", "Problem", "ProblemSeverity", "Records", "Unit", "in_batches"]

ProblemSeverity: TypeAlias = Literal["broken", "skipped", "notice"]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about the input worth naming; never fatal to the rest.

    `broken`: it could not be read. `skipped`: it was read and is no log event, such as a digest file. `notice`: it
    was read and evaluated, and is odd. `line` counts from 1; `event` is the ordinal in the file where lines mean
    nothing. `count` is how many events it stands for.
    """

    severity: ProblemSeverity
    message: str
    file: str
    line: int | None = None
    event: int | None = None
    count: int = 1

    @property
    def place(self) -> str:
        """`file:line`, or the file with the event's ordinal."""
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return self.file if self.event is None else f"{self.file}, event {self.event}"

    def to_dict(self) -> dict[str, object]:
        """The problem as JSON data."""
        data: dict[str, object] = {"severity": self.severity, "message": self.message, "file": self.file}
        for name in ("line", "event"):
            if (value := getattr(self, name)) is not None:
                data[name] = value
        if self.count != 1:
            data["count"] = self.count
        return data


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of input for one worker: a file, or the lines of a large one that start within a range of bytes.

    `file` is the path as it was named, `-` for standard input. `size` is the number of bytes to read, for progress;
    `once` says that they can be read only once, as a pipe.
    """

    file: str
    start: int = 0
    end: int | None = None
    size: int = 0
    once: bool = False

    @property
    def name(self) -> str:
        """What messages call the file."""
        return "<stdin>" if self.file == "-" else self.file


@dataclass(frozen=True, slots=True)
class Message:
    """One log event: its message, and what came with it.

    `timestamp` is in epoch seconds and, like `log_group`, there only where the event came wrapped. `line` or `event`
    is its place in the file.
    """

    text: str
    timestamp: float | None = None
    log_group: str | None = None
    line: int | None = None
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A chunk of whole lines, nearly all of them one JSON record each: the fast lane for NDJSON.

    `data` is a view of a buffer that the reader uses again: it is valid until the next batch is asked for.
    `first_line` is the number of its first line in the file, or None where counting was left to whoever needs it;
    `offset` is where in the file it starts, in bytes. The view begins where its buffer does.
    """

    data: memoryview
    first_line: int | None
    offset: int = 0

    def find(self, sign: bytes, start: int, end: int) -> int:
        """Where a sign stands in a part of the chunk, or -1; views have no such method, their buffers do."""
        buffer = self.data.obj
        if isinstance(buffer, bytearray | bytes):
            return buffer.find(sign, start, min(end, len(self.data)))
        return bytes(self.data[start:end]).find(sign)


@dataclass(frozen=True, slots=True)
class Records:
    """A whole JSON document `{"Records": […]}`, as CloudTrail delivers them to S3, not decoded yet.

    `first_event` is the ordinal of its first record in the file.
    """

    data: bytes
    first_event: int = 1


@dataclass(frozen=True, slots=True)
class Messages:
    """Log events that came wrapped, or plain text, one by one."""

    messages: tuple[Message, ...]


Batch: TypeAlias = Lines | Records | Messages


def in_batches(found: Iterable[Message | Problem]) -> Iterator[Messages | Problem]:
    """The same things in the same order, with messages that follow one another put together."""
    messages: list[Message] = []
    for item in found:
        if isinstance(item, Message):
            messages.append(item)
        if len(messages) == _BATCH or (messages and isinstance(item, Problem)):
            yield Messages(tuple(messages))
            messages.clear()
        if isinstance(item, Problem):
            yield item
    if messages:
        yield Messages(tuple(messages))
