"""The files of a catalogue: which there are, and what they hold; what cannot be read is told, never raised."""

from __future__ import annotations

import os
from pathlib import Path

from ruleforge.catalog.yaml_nodes import shown
from ruleforge.diagnostics import Finding

__all__ = ["is_folder", "read_text", "yaml_files"]

MAX_BYTES = 4 * 1024 * 1024
_SUFFIXES = (".yaml", ".yml")


def read_text(file: Path) -> tuple[str, Finding | None]:
    """The text of a file, or the reason why there is none."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return "", Finding("file/unreadable", f"{file}: it cannot be read: {error.strerror or error}")
    if len(data) > MAX_BYTES:
        return "", Finding("file/size", f"{file}: the file has more than {MAX_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        return "", Finding("file/encoding", f"{file}: byte {error.start + 1} is not UTF-8", help="save it as UTF-8")


def yaml_files(root: Path, *, without: tuple[str, ...] = ()) -> tuple[list[Path], list[Finding]]:
    """The YAML files of a folder and those in it, sorted, and what could not be looked into; or the one file.

    Hidden ones are left out, and files and folders at the top whose names are in `without`.
    """
    problems: list[Finding] = []

    def unreadable(error: OSError) -> None:
        reason = error.strerror or error
        problems.append(Finding("file/unreadable", f"{error.filename or root}: it cannot be read: {reason}"))

    try:
        if root.is_file():
            return [root], []
        root.stat()
    except FileNotFoundError:
        return [], [Finding("catalog/missing", f"{root}: there is no such file or folder")]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return [], [Finding("file/unreadable", f"{shown(str(root))}: it cannot be read: {reason}")]
    files: list[Path] = []
    for folder, inner, names in os.walk(root, onerror=unreadable):
        at_top = Path(folder) == root
        inner[:] = [name for name in inner if not name.startswith(".") and not (at_top and name in without)]
        for name in names:
            path = Path(folder, name)
            if name.startswith(".") or path.suffix not in _SUFFIXES or (at_top and name in without):
                continue
            if path.is_file():
                files.append(path)
            else:
                problems.append(Finding("file/unreadable", f"{path}: it is no file, or leads nowhere"))
    return sorted(files), problems


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; a path that no file system takes is none."""
    try:
        return path.is_dir()
    except OSError:
        return False
