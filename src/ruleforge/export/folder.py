"""An export and the folder that it is written to: what would change, and what must not be touched."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError
from ruleforge.export.target import MANIFEST, Rendering

__all__ = ["Change", "Difference", "compare", "settled", "unfinished"]

_LONGEST = 1000
"""More characters than the name of any file of an export has."""


class Change(enum.Enum):
    """What an export would do to a file."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """A file of a folder that is not as an export has it."""

    change: Change
    name: str

    def finding(self, folder: Path) -> Finding:
        """The difference as a finding of `--check`."""
        says = {
            Change.NEW: "is missing",
            Change.CHANGED: "is not what the rules make now",
            Change.GONE: "is no longer part of the export",
        }
        return Finding("export/differs", f"{folder / self.name} {says[self.change]}", help="export again")


def compare(rendering: Rendering, folder: Path) -> list[Difference]:
    """Where a folder differs from an export, in the order of names.

    Files that no export wrote are left out: a file counts as gone only where the folder's manifest lists it.
    """
    found: dict[str, Change] = {}
    for name, text in rendering.files.items():
        path = folder / name
        if not path.is_file():
            found[name] = Change.NEW
        elif path.read_bytes() != text.encode("utf-8"):
            found[name] = Change.CHANGED
    found |= {name: Change.GONE for name in _listed(folder) if name not in rendering.files}
    return [Difference(found[name], name) for name in sorted(found)]


def settled(rendering: Rendering, folder: Path, *, force: bool = False) -> list[Difference]:
    """What is to be written and taken away so that a folder holds an export.

    Raises UsageError, with all of them, for files that would be overwritten and were not written by an export, and for
    links that lead out of the folder.
    """
    outside = [name for name in rendering.files if not _is_inside(folder / name, folder)]
    if outside:
        help_ = "take the link away, or export to another folder"
        raise UsageError(
            [Finding("usage/output", f"{folder / name} leads out of {folder}", help=help_) for name in outside]
        )
    differences = compare(rendering, folder)
    if force:
        return differences
    own = {*_listed(folder), *([MANIFEST] if _manifest(folder) else [])}
    strangers = [item for item in differences if item.change is Change.CHANGED and item.name not in own]
    if strangers:
        help_ = "export to another folder, or say --force"
        raise UsageError(
            [
                Finding("usage/output", f"{folder / item.name} is there, and no export wrote it", help=help_)
                for item in strangers
            ]
        )
    return differences


def unfinished(rendering: Rendering, folder: Path) -> str:
    """The manifest of a folder while an export is written: it lists what was there and what is to come.

    An export that is interrupted knows its own files by it when it is made again.
    """
    names = sorted({*_listed(folder), *rendering.files.keys()} - {MANIFEST})
    return json.dumps({"unfinished": True, "files": dict.fromkeys(names)}, indent=2) + "\n"


def _manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty where there is none, or a file of that name which no export wrote."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) and isinstance(data.get("files"), dict) else {}


def _listed(folder: Path) -> Iterator[str]:
    """The files that the manifest of a folder lists and that are there."""
    files = _manifest(folder).get("files", {})
    for name in files:
        # A manifest is a file like any other: it must not lead out of its folder, by a name or by a link.
        if len(name) <= _LONGEST and _is_inside(folder / name, folder) and (folder / name).is_file():
            yield name


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
