"""Telling the shape of a file from its first bytes; names and endings are never looked at."""

from __future__ import annotations

import enum
import json
import re

__all__ = ["GZIP", "Shape", "foreign", "is_wrapper", "sniff"]

GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"

_FOREIGN = (
    (b"PK\x03\x04", "a zip archive"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"\x04\x22\x4d\x18", "compressed with lz4"),
    (b"PAR1", "a Parquet file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_RECORDS = re.compile(rb'\{\s*"Records"\s*:')
_EXPORT_LINE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ")
_LINES_LOOKED_AT = 20
_API = {"nextToken", "nextForwardToken", "nextBackwardToken", "searchedLogStreams", "ResponseMetadata"}
_WRAPPERS = {
    "logEvents": {"messageType", "owner", "logGroup", "logStream", "subscriptionFilters", "policyLevel"},
    "events": _API | {"logGroupName", "logGroupIdentifier"},
    "Events": {"NextToken", "ResponseMetadata"},
}


class Shape(enum.Enum):
    """How a file holds its log events."""

    EMPTY = "empty"
    LINES = "one JSON record a line"
    DOCUMENTS = "JSON documents"
    EXPORT = "a time and a message a line"
    TEXT = "plain text, a message a line"


def foreign(head: bytes) -> str | None:
    """What a file is that cannot be read as text, or None."""
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            return what
    return "a binary file" if b"\x00" in head[:1024] else None


def sniff(head: bytes) -> Shape:
    """The shape that the first bytes of an inflated file show; the more of them, the surer."""
    start = head.removeprefix(BOM).lstrip(b" \t\r\n")
    if not start:
        return Shape.EMPTY
    if _RECORDS.match(start):
        return Shape.DOCUMENTS
    if start.startswith(b"{"):
        return Shape.LINES if _has_record_lines(start, whole=len(start) < len(head)) else Shape.DOCUMENTS
    if start.startswith(b"["):
        following = start[1:].lstrip(b" \t\r\n")[:1]
        return Shape.DOCUMENTS if following in (b"{", b"]") else Shape.TEXT
    return Shape.EXPORT if _EXPORT_LINE.match(start) else Shape.TEXT


def _has_record_lines(start: bytes, *, whole: bool) -> bool:
    """Whether a record stands on a line of its own: the first line, or, if that is damaged, one soon after.

    Documents written over many lines indent what is inside them.
    """
    *lines, rest = start.split(b"\n", _LINES_LOOKED_AT)
    if not lines and whole:
        lines = [rest]
    for line in lines:
        record = _object(line) if line.startswith(b"{") else None
        if record is not None:
            return not is_wrapper(record)
    return False


def is_wrapper(document: dict[str, object]) -> bool:
    """Whether an object is no log event itself but holds log events.

    Records have lists called `events` too (spans do), so a wrapper may have nothing beside its list that AWS does not
    put there.
    """
    if isinstance(document.get("Records"), list):
        return "eventVersion" not in document
    return any(
        isinstance(document.get(name), list) and document.keys() <= beside | {name}
        for name, beside in _WRAPPERS.items()
    )


def _object(line: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
