"""Writing files: whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

__all__ = ["make_folder", "schema_path", "write_text"]


def make_folder(path: Path) -> None:
    """Makes a folder and those it stands in, where they are not there. Raises UsageError where that cannot be done."""
    from ruleforge.diagnostics import Finding
    from ruleforge.errors import UsageError

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError([Finding("usage/output", f"{path}: {error.strerror or error}")]) from None


def schema_path(place: Path, name: str) -> str:
    """The way from a folder to a schema, such as that of a kind: of a checkout around it, else the installed one."""
    from ruleforge.data import shipped

    file = f"{name}.schema.json"
    folder = place.absolute()
    around = (candidate / "schemas" / file for candidate in folder.parents)
    schema = next((candidate for candidate in around if candidate.is_file()), shipped("schemas") / file)
    return Path(os.path.relpath(schema, folder)).as_posix()


def write_text(path: Path, text: str, *, program: bool = False) -> None:
    """Writes a file whole or not at all; a `program` can be run. Raises UsageError where that cannot be done."""
    import tempfile

    from ruleforge.diagnostics import Finding
    from ruleforge.errors import UsageError

    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(temporary).chmod(_mode(path) | (0o111 if program else 0))
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise UsageError([Finding("usage/output", f"{path}: {error.strerror or error}")]) from None


def _mode(path: Path) -> int:
    """Who may read a file: whoever may read the one that it replaces; else as files are made here by default."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
