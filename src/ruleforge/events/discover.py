"""From paths to units of input: files, folders, globs and standard input."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ruleforge.diagnostics import Finding
from ruleforge.errors import InputError
from ruleforge.events.event import Problem, Unit

__all__ = ["RANGE_BYTES", "discover", "is_plain_lines"]

RANGE_BYTES = 64 * 1024 * 1024
"""A plain file larger than this is read in ranges, so that several processes can share it."""

_HEAD = 4096


def discover(paths: Sequence[str | Path], *, range_bytes: int = RANGE_BYTES) -> tuple[list[Unit], list[Problem]]:
    """The units of input that paths stand for, and what there is to say about the paths themselves.

    A folder stands for all files below it, hidden ones left out; a text with `*`, `?` or `[` that names no file is a
    glob; `-` is standard input. Folders and globs are sorted; a file named twice is read once. Raises InputError for
    all paths that are not there.
    """
    units: list[Unit] = []
    problems: list[Problem] = []
    missing: list[Finding] = []
    seen: set[object] = set()
    for path in map(str, paths):
        mode = _mode(path)
        if path == "-":
            files: Iterable[str] = ("-",)
        elif stat.S_ISDIR(mode):
            files = list(_walk(path, problems))
            if not files:
                problems.append(Problem("skipped", "the folder holds no files", path))
        elif mode:
            files = (path,)
        elif found := _glob(path):
            files = found
        else:
            missing.append(_missing(path))
            continue
        for file in files:
            units.extend(_units(file, range_bytes, seen, problems))
    if missing:
        raise InputError(missing)
    return units, problems


def _mode(path: str) -> int:
    """The mode of what is at a path, 0 where nothing can be; what may not be looked at counts as a file."""
    try:
        return Path(path).stat().st_mode
    except PermissionError:
        return stat.S_IFREG
    except (OSError, ValueError):
        return 0


def _glob(pattern: str) -> list[str]:
    if not glob.has_magic(pattern) or "\0" in pattern:
        return []
    found = glob.iglob(pattern, recursive=True)  # noqa: PTH207 - keeps the user's spelling
    return sorted(file for file in found if not stat.S_ISDIR(_mode(file)))


def _missing(path: str) -> Finding:
    if glob.has_magic(path):
        return Finding(
            "input/missing", f"{path}: no file has such a name", help="check the pattern; quote it for the shell"
        )
    return Finding("input/missing", f"{path}: there is no such file or folder")


def _walk(folder: str, problems: list[Problem]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        name = error.filename or folder
        problems.append(Problem("broken", f"the folder cannot be listed: {error.strerror}", str(name)))

    for root, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (str(Path(root) / name) for name in sorted(files) if not name.startswith("."))


def _units(file: str, range_bytes: int, seen: set[object], problems: list[Problem]) -> Iterator[Unit]:
    """The units of a file that has not been seen before."""
    if file == "-":
        if file not in seen:
            yield Unit(file, once=True)
        seen.add(file)
        return
    try:
        status = Path(file).stat()
    except OSError as error:
        problems.append(Problem("broken", f"it cannot be read: {error.strerror}", file))
        return
    identity = status.st_dev, status.st_ino
    if identity in seen:
        return
    seen.add(identity)
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode)):
        problems.append(Problem("skipped", "it is no regular file", file))
        return
    size = status.st_size
    if size <= range_bytes or not is_plain_lines(file):
        yield Unit(file, size=size, once=stat.S_ISFIFO(status.st_mode))
        return
    for start in range(0, size, range_bytes):
        end = min(start + range_bytes, size)
        yield Unit(file, start, end, end - start)


def is_plain_lines(file: str) -> bool:
    """Whether a file is one JSON object a line, not compressed, as far as its beginning tells; a pipe never is."""
    from ruleforge.events.sniff import GZIP, Shape, sniff

    if not stat.S_ISREG(_mode(file)):
        return False
    try:
        with Path(file).open("rb") as stream:
            head = stream.read(len(GZIP))
            return head != GZIP and sniff(head + stream.read(_HEAD * 64)) is Shape.LINES
    except OSError:
        return False
