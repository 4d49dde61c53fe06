"""Whole JSON documents: S3 deliveries, arrays, single records, API output, payloads; one or several in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ruleforge.events.event import Batch, Message, Problem, Records, Unit, in_batches
from ruleforge.events.sniff import BOM, is_wrapper
from ruleforge.events.unwrap import spelled_elements, split_records, unwrap

__all__ = ["MAX_DOCUMENT", "read_documents", "record_messages"]

MAX_DOCUMENT = 512 * 1024 * 1024
"""A document has to be in memory whole; the files that AWS writes are hundreds of times smaller."""

_RECORDS = re.compile(rb'\s*\{\s*"Records"\s*:\s*\[')
_RECORDS_TEXT = re.compile(r'\s*\{\s*"Records"\s*:\s*\[')
_LIST = re.compile(
    r'\s*(?:\{[^\[\]{}]{0,4096}?(?:"subscriptionFilters"\s*:\s*\[[^\]]{0,4096}\][^\[\]{}]{0,4096}?)?'
    r'"(?P<name>Records|logEvents|events|Events)"\s*:\s*)?\['
)
_NEXT_DOCUMENT = re.compile(r"\n(?=[{\[])")
_GAP = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def read_documents(chunks: Iterable[bytes], unit: Unit) -> Iterator[Batch | Problem]:
    """The log events of a file of JSON documents.

    A file that begins as an S3 delivery is handed on undecoded; whoever finds it damaged takes `record_messages`.
    """
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_DOCUMENT:
            yield Problem("broken", f"a JSON document of more than {MAX_DOCUMENT:,} bytes", unit.name)
            return
        parts.append(chunk)
    data = (parts[0] if len(parts) == 1 else b"".join(parts)).removeprefix(BOM)
    if _RECORDS.match(data):
        yield Records(data)
        return
    yield from in_batches(_document_messages(data, unit.name))


def record_messages(batch: Records, file: str) -> Iterator[Message | Problem]:
    """The records of an S3 delivery as messages; of a damaged one those that can be read, and a problem."""
    records = split_records(batch.data)
    if records is None:
        yield from _document_messages(batch.data, file)
        return
    for event, record in enumerate(records, batch.first_event):
        yield Message(record.decode("utf-8", errors="replace"), event=event)


def _document_messages(data: bytes, file: str) -> Iterator[Message | Problem]:
    """One document after another, with or without line ends between them; past a damaged one reading goes on.

    What a damaged document hides is where it ends: from then on every line that starts with a bracket is taken for
    the start of another, and the parts between are read each on its own.
    """
    text = data.decode("utf-8", errors="replace")
    event = 1
    try:
        for item in _part(text, file, event):
            event += item.event is not None
            yield item
        return
    except _Damaged as damaged:
        start = damaged.position
    place = _Place(file, text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1))
    for part in _NEXT_DOCUMENT.split(text[start:]):
        try:
            for item in _part(part, file, event):
                event += item.event is not None
                yield item
        except _Damaged as damaged:
            for item in _salvage(part, damaged, place, event):
                event += item.event is not None
                yield item
        place = _Place(file, place.line + part.count("\n") + 1)


class _Damaged(Exception):  # noqa: N818 - tells where a document cannot be read, never seen outside
    def __init__(self, position: int, error: Exception) -> None:
        super().__init__(position)
        self.position = position
        self.error = error


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part of a file begins: how many characters stand before it on its first line."""

    file: str
    line: int
    before: int = 0


def _part(text: str, file: str, event: int) -> Iterator[Message | Problem]:
    """The log events of documents one after another; raises _Damaged at the first that cannot be read."""
    position = 0
    while (start := _past_gap(text, position)) < len(text):
        try:
            document, position = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            raise _Damaged(start, error) from None
        for item in _messages_of(document, text[start:position], file, event):
            event += item.event is not None
            yield item


def _past_gap(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _messages_of(document: Any, text: str, file: str, event: int) -> Iterator[Message | Problem]:
    if isinstance(document, dict):
        records = split_records(text.encode()) if _RECORDS_TEXT.match(text) else None
        if records is None:
            yield from unwrap(document, text, file, event)
            return
        for offset, record in enumerate(records):
            yield Message(record.decode(), event=event + offset)
    elif isinstance(document, list):
        yield from _elements(zip(document, spelled_elements(text), strict=True), file, event)
    else:
        yield Problem("broken", "a JSON value that is no object and no array", file, event=event)


def _elements(elements: Iterable[tuple[Any, str]], file: str, event: int) -> Iterator[Message | Problem]:
    """The log events of an array's elements, each with its spelling."""
    for element, spelled in elements:
        if not isinstance(element, dict):
            yield Problem("broken", "an element of the array is no JSON object", file, event=event)
            event += 1
            continue
        for item in unwrap(element, spelled, file, event):
            event += item.event is not None
            yield item


def _salvage(part: str, damaged: _Damaged, place: _Place, event: int) -> Iterator[Message | Problem]:
    """What can be had of a damaged document: the whole events before the damage, and what is wrong."""
    error = damaged.error
    opening = _LIST.match(part, damaged.position)
    elements: list[tuple[Any, str]] = []
    if opening is not None:
        position = opening.end()
        while True:
            begin = _past_gap(part, position)
            try:
                element, position = _DECODER.raw_decode(part, begin)
            except (ValueError, RecursionError) as inner:
                error = inner
                break
            elements.append((element, part[begin:position]))
        yield from _saved(opening, elements, place.file, event)
    yield _problem(part, error, place, damaged.position)


def _saved(
    opening: re.Match[str], elements: list[tuple[Any, str]], file: str, event: int
) -> Iterator[Message | Problem]:
    """The log events among the elements of a list that was cut off."""
    name = opening["name"]
    if name is None:
        yield from _elements(elements, file, event)
        return
    if name == "Records":
        for offset, (_, spelled) in enumerate(elements):
            yield Message(spelled, event=event + offset)
        return
    try:
        wrapper = json.loads(f"{opening[0]}]}}")
    except ValueError:
        return
    wrapper[name] = [element for element, _ in elements]
    if is_wrapper(wrapper):
        yield from unwrap(wrapper, "", file, event)


def _problem(part: str, error: Exception, place: _Place, start: int) -> Problem:
    """What is wrong with a document that starts somewhere in a part of the file."""
    line = place.line + part.count("\n", 0, start)
    if isinstance(error, RecursionError):
        return Problem("broken", "not JSON that can be read: nested too deeply", place.file, line=line)
    if not isinstance(error, json.JSONDecodeError):
        return Problem("broken", f"not JSON that can be read: {error}", place.file, line=line)
    line = place.line + error.lineno - 1
    if error.pos >= len(part.rstrip()) - 1 or error.msg.startswith("Unterminated string"):
        return Problem("broken", "not JSON: the document is cut off", place.file, line=line)
    column = error.colno + (place.before if error.lineno == 1 else 0)
    what = f"{error.msg[0].lower()}{error.msg[1:]}"
    return Problem("broken", f"not JSON: {what} at column {column}", place.file, line=line)
