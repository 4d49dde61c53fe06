"""Telling the shape of a file from its first bytes; names and endings are never looked at."""

from __future__ import annotations

import enum
import json
import re

__all__ = [
    "BOM",
    "GZIP",
    "Shape",
    "foreign",
    "is_blank",
    "is_control",
    "is_digest",
    "is_wrapper",
    "sniff",
]

GZIP = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"

_FOREIGN = (
    (b"PK\x03\x04", "a zip archive"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"\x04\x22\x4d\x18", "compressed with lz4"),
    (b"Obj\x01", "an Avro file"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
# Text can begin with the letters of a sign: these formats go on with what no text holds.
_NO_TEXT = rb".{0,63}?[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]"
_FOREIGN_LETTERS = (
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), "compressed with bzip2"),
    (re.compile(b"PAR1" + _NO_TEXT, re.DOTALL), "a Parquet file"),
    (re.compile(b"ORC" + _NO_TEXT, re.DOTALL), "an ORC file"),
)
_RECORDS = re.compile(rb'\{\s*"Records"\s*:')
_EXPORT_LINE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ")
_BLANKS = b" \t\r\n"
_LOOKED_AT = 1024
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
    for sign, what in _FOREIGN_LETTERS:
        if sign.match(head):
            return what
    # Zero bytes among whole records are damage and no reason to refuse the records.
    return "a binary file" if b"\x00" in head[:_LOOKED_AT] and sniff(head) is not Shape.LINES else None


def is_blank(data: bytes) -> bool:
    """Whether nothing but blanks is there, a byte order mark aside."""
    data = data.removeprefix(BOM)
    return not data or data.isspace()


def sniff(head: bytes) -> Shape:
    """The shape that the first bytes of an inflated file show; the more of them, the surer."""
    start = head.removeprefix(BOM).lstrip(_BLANKS)
    if not start:
        return Shape.EMPTY
    if _RECORDS.match(start):
        return Shape.DOCUMENTS
    if start.startswith(b"{"):
        return Shape.LINES if _has_record_lines(start, whole=len(start) < len(head)) else Shape.DOCUMENTS
    if start.startswith(b"["):
        following = start[1:].lstrip(_BLANKS)[:1]
        return Shape.DOCUMENTS if following in (b"{", b"]") else Shape.TEXT
    return Shape.EXPORT if _EXPORT_LINE.match(start) else Shape.TEXT


def _has_record_lines(start: bytes, *, whole: bool) -> bool:
    """Whether a record stands on a line of its own: the first line, or, if that is damaged, one soon after.

    Documents written over many lines indent what is inside them, or have a comma, a colon or a bracket before it.
    """
    *lines, rest = start.split(b"\n", _LINES_LOOKED_AT)
    if not lines and whole:
        lines = [rest]
    before = b""
    for line in (line.rstrip(_BLANKS) for line in lines):
        record = _object(line) if line.startswith(b"{") else None
        if record is not None and (is_wrapper(record) or is_control(record) or is_digest(record)):
            return False
        if record is not None and not before.endswith((b",", b":", b"[")):
            return True
        before = line or before
    return False


def is_control(document: dict[str, object]) -> bool:
    """Whether an object is what a subscription sends to see that its destination is there."""
    return document.get("messageType") == "CONTROL_MESSAGE"


def is_digest(document: dict[str, object]) -> bool:
    """Whether an object is a CloudTrail digest."""
    return "digestStartTime" in document and "digestEndTime" in document


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
