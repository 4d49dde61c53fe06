"""Inflating gzip in a stream, with a bound: several members, nested once, cut off or damaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from isal import igzip_lib, isal_zlib

from ruleforge.events.sniff import GZIP

__all__ = ["PIECE", "InflateError", "expected_size", "inflate"]

PIECE = 4 * 1024 * 1024
_LEAST = 64 * 1024
_GZIP_WINDOW = 31
_ISAL_ERROR = cast("type[Exception]", igzip_lib.IsalError)


class InflateError(Exception):
    """Why inflating stopped; everything before has been yielded."""


def inflate(chunks: Iterable[bytes], limit: int, piece: int = PIECE) -> Iterator[bytes]:
    """The inflated bytes of a gzip stream, in pieces.

    Zero bytes after a member are padding. `piece` is how many bytes are asked for at once: a buffer of the right size
    from the start is half the work. Raises InflateError at the end of what can be had: the stream is cut off or
    damaged, or it inflates to more than `limit` bytes.
    """
    total = 0
    for found in _members(chunks, piece):
        if total + len(found) > limit:
            yield found[: limit - total]
            raise InflateError(f"it inflates to more than {limit:,} bytes; reading stops there")
        total += len(found)
        yield found


def expected_size(file: bytes) -> int:
    """How much a whole compressed file says it inflates to, within what is a sensible buffer; it need not be true."""
    return max(_LEAST, min(int.from_bytes(file[-4:], "little"), PIECE))


def _members(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    machine = None
    for chunk in chunks:
        data = chunk
        while data:
            if machine is None:
                data = data.lstrip(b"\x00")
                if not data:
                    break
                if not GZIP.startswith(data[:2]):
                    raise InflateError("there is something else after the compressed data")
                machine = isal_zlib.decompressobj(wbits=_GZIP_WINDOW)
            try:
                while True:
                    piece = machine.decompress(data, size)
                    data = machine.unconsumed_tail
                    if piece:
                        yield piece
                    if machine.eof or (not data and len(piece) < size):
                        break
            except _ISAL_ERROR as error:
                raise InflateError(f"the compressed data is damaged: {error}") from None
            if machine.eof:
                data = machine.unused_data
                machine = None
            else:
                data = b""
    if machine is not None:
        raise InflateError("the compressed data is cut off")
