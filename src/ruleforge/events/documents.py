"""Whole JSON documents: S3 deliveries, arrays, single records, API output, payloads; one or several in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ruleforge.events.event import Batch, Message, Messages, Problem, Records, Unit
from ruleforge.events.sniff import BOM, is_wrapper
from ruleforge.events.unwrap import split_document, split_records, unwrap

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
_BATCH = 500
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
    yield from _in_batches(_document_messages(data, unit.name))


def record_messages(batch: Records, file: str) -> Iterator[Message | Problem]:
    """The records of an S3 delivery as messages; of a damaged one those that can be read, and a problem."""
    records = split_records(batch.data)
    if records is None:
        yield from _document_messages(batch.data, file)
        return
    for event, record in enumerate(records, batch.first_event):
        yield Message(record.decode("utf-8", errors="replace"), event=event)


def _in_batches(found: Iterator[Message | Problem]) -> Iterator[Batch | Problem]:
    messages: list[Message] = []
    for item in found:
        if isinstance(item, Problem):
            if messages:
                yield Messages(tuple(messages))
                messages = []
            yield item
            continue
        messages.append(item)
        if len(messages) == _BATCH:
            yield Messages(tuple(messages))
            messages = []
    if messages:
        yield Messages(tuple(messages))


def _document_messages(data: bytes, file: str) -> Iterator[Message | Problem]:
    """One document after another, with or without line ends between them; past a damaged one reading goes on.

    What a damaged document hides is where it ends: from then on every line that starts with a bracket is taken for
    the start of another, and the parts between are read each on its own.
    """
    text = data.decode("utf-8", errors="replace")
    event = 1
    try:
        for item in _part(text, file, event):
            event += isinstance(item, Message)
            yield item
        return
    except _Damaged as damaged:
        start, line = damaged.position, text.count("\n", 0, damaged.position) + 1
    for part in _NEXT_DOCUMENT.split(text[start:]):
        try:
            for item in _part(part, file, event):
                event += isinstance(item, Message)
                yield item
        except _Damaged as damaged:
            for item in _salvage(part[damaged.position :], file, event, line, damaged.error):
                event += isinstance(item, Message)
                yield item
        line += part.count("\n") + 1


class _Damaged(Exception):  # noqa: N818 - tells where a document cannot be read, never seen outside
    def __init__(self, position: int, error: Exception) -> None:
        super().__init__(position)
        self.position = position
        self.error = error


def _part(text: str, file: str, event: int) -> Iterator[Message | Problem]:
    """The log events of documents one after another; raises _Damaged at the first that cannot be read."""
    position = 0
    while True:
        gap = _GAP.match(text, position)
        start = gap.end() if gap else position
        if start >= len(text):
            return
        try:
            document, position = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            raise _Damaged(start, error) from None
        for item in _messages_of(document, text[start:position], file, event):
            event += isinstance(item, Message)
            yield item


def _messages_of(document: Any, text: str, file: str, event: int) -> Iterator[Message | Problem]:
    if isinstance(document, dict):
        records = split_records(text.encode("utf-8", errors="surrogatepass")) if _RECORDS_TEXT.match(text) else None
        if records is None:
            yield from unwrap(document, text, file, event)
            return
        for offset, record in enumerate(records):
            yield Message(record.decode("utf-8", errors="replace"), event=event + offset)
    elif isinstance(document, list):
        elements = split_document(text.encode("utf-8", errors="surrogatepass"))
        for offset, element in enumerate(document):
            if not isinstance(element, dict):
                yield Problem("broken", "an element of the array is no JSON object", file, event=event + offset)
                continue
            spelled = elements[offset].decode("utf-8", errors="replace") if elements else json.dumps(element)
            yield from unwrap(element, spelled, file, event + offset)
    else:
        yield Problem("broken", "a JSON value that is no object and no array", file, event=event)


def _salvage(text: str, file: str, event: int, line: int, error: Exception) -> Iterator[Message | Problem]:
    """What can be had of a damaged document: the whole events before the damage, and what is wrong."""
    opening = _LIST.match(text)
    elements: list[tuple[Any, str]] = []
    if opening is not None:
        position = opening.end()
        while True:
            gap = _GAP.match(text, position)
            begin = gap.end() if gap else position
            try:
                element, position = _DECODER.raw_decode(text, begin)
            except (ValueError, RecursionError) as inner:
                error = inner
                break
            elements.append((element, text[begin:position]))
        yield from _saved(opening, elements, file, event)
    yield _problem(text, error, file, line)


def _saved(
    opening: re.Match[str], elements: list[tuple[Any, str]], file: str, event: int
) -> Iterator[Message | Problem]:
    """The log events among the elements of a list that was cut off."""
    name = opening["name"]
    if name in (None, "Records"):
        for offset, (element, spelled) in enumerate(elements):
            if isinstance(element, dict):
                yield Message(spelled, event=event + offset)
        return
    try:
        wrapper = json.loads(f"{opening[0]}]}}")
    except ValueError:
        return
    wrapper[name] = [element for element, _ in elements]
    if is_wrapper(wrapper):
        yield from unwrap(wrapper, "", file, event)


def _problem(text: str, error: Exception, file: str, line: int) -> Problem:
    """What is wrong with a document that starts on a line of the file."""
    if isinstance(error, RecursionError):
        return Problem("broken", "not JSON that can be read: nested too deeply", file, line=line)
    if not isinstance(error, json.JSONDecodeError):
        return Problem("broken", f"not JSON that can be read: {error}", file, line=line)
    place = line + error.doc.count("\n", 0, error.pos)
    if error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string"):
        return Problem("broken", "not JSON: the document is cut off", file, line=place)
    return Problem(
        "broken", f"not JSON: {error.msg[0].lower()}{error.msg[1:]} at column {error.colno}", file, line=place
    )
