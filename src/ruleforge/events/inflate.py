"""Inflating gzip in a stream, with a bound: several members, nested once, cut off or damaged."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from isal import igzip_lib, isal_zlib

from ruleforge.events.sniff import GZIP

__all__ = ["PIECE", "InflateError", "expected_size", "inflate"]

PIECE = 4 * 1024 * 1024
_LEAST = 64 * 1024
_REMEMBERED = 16 * 1024 * 1024
_CAREFUL = 16 * 1024
_SHORT = 1024
_BLOCK = 4096
_UNSURE = 1024
_GZIP_WINDOW = 31
_NO_PADDING = re.compile(rb"[^\x00]")
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
    member = None
    for chunk in chunks:
        at = 0
        # What is fed beyond a member's end is copied: where members are short, so is what they are fed.
        step = len(chunk)
        while at < len(chunk):
            if member is None:
                begin = _NO_PADDING.search(chunk, at)
                if begin is None:
                    break
                at = begin.start()
                if not GZIP.startswith(chunk[at : at + len(GZIP)]):
                    raise InflateError("there is something else after the compressed data")
                member = _Member(size)
            fed = chunk[at : at + (min(step, _CAREFUL) if member.is_long else step)]
            yield from member.inflate(fed)
            at += len(fed)
            step *= 2
            if member.machine.eof:
                behind = len(member.machine.unused_data)
                at -= behind
                step = max(_SHORT, 2 * (member.fed_bytes - behind))
                member = None
    if member is not None:
        raise InflateError("the compressed data is cut off")


class _Member:
    """One member of a gzip stream.

    A call that meets damage gives nothing, not even what it inflated before. So what has been fed is remembered, and
    then inflated once more in small steps. A member that is too long for that is to be fed in small steps at once.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self.machine = isal_zlib.decompressobj(wbits=_GZIP_WINDOW)
        self._fed: list[bytes] = []
        self._given = 0
        self.fed_bytes = 0

    @property
    def is_long(self) -> bool:
        """Whether what is fed from now on is not remembered."""
        return self.fed_bytes >= _REMEMBERED

    def inflate(self, data: bytes) -> Iterator[bytes]:
        """What the next bytes inflate to, in pieces. Raises InflateError after what comes before the damage."""
        if self.is_long:
            self._fed.clear()
        else:
            self._fed.append(data)
        self.fed_bytes += len(data)
        machine = self.machine
        try:
            while True:
                piece = machine.decompress(data, self._size)
                data = machine.unconsumed_tail
                if piece:
                    self._given += len(piece)
                    yield piece
                if machine.eof or (not data and len(piece) < self._size):
                    break
        except _ISAL_ERROR as error:
            if self._fed and (rest := _before_damage(b"".join(self._fed), self._given)):
                yield rest
            raise InflateError(f"the compressed data is damaged: {error}") from None


def _before_damage(fed: bytes, known: int) -> bytes:
    """What a damaged member inflates to before its damage, without the first bytes, which are known.

    Blocks tell about where the damage is; from there on it goes byte by byte.
    """
    blocks = sum(1 for _ in _sound_steps(isal_zlib.decompressobj(wbits=_GZIP_WINDOW), fed, 0, len(fed), _BLOCK))
    # The last bytes of a sound block may be held in the machine's own buffers, not looked at yet.
    sure = max(0, blocks * _BLOCK - _UNSURE)
    machine = isal_zlib.decompressobj(wbits=_GZIP_WINDOW)
    found = bytearray()
    for piece in itertools.chain(
        _sound_steps(machine, fed, 0, sure, _BLOCK), _sound_steps(machine, fed, sure, len(fed), 1)
    ):
        found += piece[known:]
        known -= min(known, len(piece))
    return bytes(found)


def _sound_steps(machine: Any, fed: bytes, start: int, end: int, step: int) -> Iterator[bytes]:
    """What a range of bytes inflates to, step by step, up to where that fails."""
    try:
        for at in range(start, end, step):
            if machine.eof:
                return
            yield machine.decompress(fed[at : min(at + step, end)])
    except _ISAL_ERROR:
        return
