"""Log events out of the JSON documents that AWS wraps them in."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from ruleforge.events.event import Message, Problem
from ruleforge.events.sniff import is_control, is_digest, is_wrapper

__all__ = ["spelled_elements", "split_document", "split_records", "unwrap"]


class _Records(msgspec.Struct, gc=False):
    Records: list[msgspec.Raw]


_RECORDS = msgspec.json.Decoder(_Records)
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw])
_DECODER = json.JSONDecoder()
_MILLISECONDS = 1000
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]')


def split_records(document: bytes) -> list[bytes] | None:
    """The records of `{"Records": […]}`, each as it is spelled there, or None where the document is something else."""
    try:
        return [bytes(record) for record in _RECORDS.decode(document).Records]
    except (msgspec.DecodeError, RecursionError):
        return None


def split_document(document: bytes) -> list[bytes] | None:
    """The elements of a JSON array, each as it is spelled there, or None where the document is something else."""
    try:
        return [bytes(element) for element in _ARRAY.decode(document)]
    except (msgspec.DecodeError, RecursionError):
        return None


def spelled_elements(array: str) -> list[str]:
    """The elements of an array that is known to be JSON for Python, each as it is spelled there."""
    elements = split_document(array.encode())
    return _parts(array) if elements is None else [element.decode() for element in elements]


def _spelled_records(document: str) -> list[str]:
    """As `split_records`, of an object that is known to have such a list and to be JSON for Python."""
    records = split_records(document.encode())
    if records is not None:
        return [record.decode() for record in records]
    spelled = "[]"
    for part in _parts(document):
        name, end = _DECODER.raw_decode(part)
        if name == "Records":
            spelled = part[end:].lstrip().removeprefix(":")
    return _parts(spelled)


def _parts(text: str) -> list[str]:
    """What stands between the outermost commas of an array or object that is JSON for Python.

    It takes what msgspec does not, such as NaN, and any depth.
    """
    parts: list[str] = []
    depth = start = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in ("[", "{"):
            depth += 1
            start = token.end() if depth == 1 else start
        elif sign in ("]", "}"):
            depth -= 1
        if (sign == "," and depth == 1) or (sign in ("]", "}") and depth == 0):
            parts.append(text[start : token.start()].strip())
            start = token.end()
    return [] if parts == [""] else parts


def unwrap(document: dict[str, Any], text: str, file: str, first_event: int) -> Iterator[Message | Problem]:
    """The log events of one JSON object: those it holds, or the object itself, which is then one record.

    `text` is the object as it is spelled; `first_event` the ordinal of its first event in the file.
    """
    if not is_wrapper(document):
        yield from _single(document, text, file, first_event)
    elif isinstance(document.get("logEvents"), list):
        yield from _payload(document, file, first_event)
    elif isinstance(document.get("events"), list):
        yield from _api_output(document["events"], _text(document.get("logGroupName")), file, first_event)
    elif isinstance(document.get("Events"), list):
        yield from _lookup_output(document["Events"], file, first_event)
    else:
        for event, record in enumerate(_spelled_records(text), first_event):
            yield Message(record, event=event)


def _single(document: dict[str, Any], text: str, file: str, event: int) -> Iterator[Message | Problem]:
    if is_control(document):
        yield Problem("skipped", "a control message of a subscription, without log events", file, event=event)
    elif is_digest(document):
        yield Problem("skipped", "a CloudTrail digest file: it proves log files and holds no events", file)
    elif "Records" in document and "eventVersion" not in document:
        yield Problem("broken", "Records is not a list", file)
    else:
        yield Message(text, event=event)


def _payload(document: dict[str, Any], file: str, first_event: int) -> Iterator[Message | Problem]:
    """What a subscription filter forwards."""
    if is_control(document):
        yield Problem("skipped", "a control message of a subscription, without log events", file, event=first_event)
        return
    yield from _api_output(document["logEvents"], _text(document.get("logGroup")), file, first_event)


def _api_output(events: list[Any], log_group: str | None, file: str, first_event: int) -> Iterator[Message | Problem]:
    """The output of get-log-events and filter-log-events: messages with milliseconds."""
    for event, item in enumerate(events, first_event):
        message = item.get("message") if isinstance(item, dict) else None
        if not isinstance(message, str):
            yield Problem("broken", "a log event without a message", file, event=event)
            continue
        yield Message(message, _seconds(item.get("timestamp")), log_group, event=event)


def _lookup_output(events: list[Any], file: str, first_event: int) -> Iterator[Message | Problem]:
    """The output of CloudTrail's lookup-events: the record is a text inside."""
    for event, item in enumerate(events, first_event):
        text = item.get("CloudTrailEvent") if isinstance(item, dict) else None
        if isinstance(text, str):
            yield Message(text, event=event)
        else:
            yield Problem("broken", "an event without CloudTrailEvent", file, event=event)


def _seconds(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        seconds = value / _MILLISECONDS
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
