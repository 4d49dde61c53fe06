"""Records by name: `cloudtrail/bedrock/delete-guardrail` is that file under a fixtures folder."""

from __future__ import annotations

import difflib
import json
import marshal
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ruleforge.data import shipped
from ruleforge.diagnostics import Finding
from ruleforge.errors import InputError, UsageError
from ruleforge.events.pipelines import request_id

__all__ = ["Fixtures"]


class Fixtures:
    """The fixtures of some folders; where two have the same name, the first folder's counts."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = tuple(roots)
        self._records: dict[str, bytes] = {}
        self._by_request: dict[str, list[str]] | None = None

    @classmethod
    def shipped(cls, *own: Path) -> Fixtures:
        """The fixtures that come with ruleforge, after those of one's own folders."""
        return cls((*own, shipped("fixtures")))

    def names(self) -> list[str]:
        """All names, sorted."""
        found = {
            path.relative_to(root).with_suffix("").as_posix()
            for root in self._roots
            if _is_there(root, stat.S_ISDIR)
            for path in root.rglob("*.json")
        }
        return sorted(name for name in found if not name.startswith(("logs/", ".")))

    def load(self, name: str) -> dict[str, Any]:
        """A fresh copy of the record with a name.

        Raises UsageError where there is no such fixture, and InputError for one that is no JSON object.
        """
        if name not in self._records:
            self._records[name] = self._read(name)
        record: dict[str, Any] = marshal.loads(self._records[name])  # noqa: S302 - made by this very process
        return record

    def of_request(self, identifier: str) -> Sequence[str]:
        """The names, sorted, of the fixtures whose record has a request id. Raises InputError for a broken fixture."""
        if self._by_request is None:
            found: dict[str, list[str]] = {}
            for name in self.names():
                found.setdefault(request_id(self.load(name)) or "", []).append(name)
            self._by_request = found
        return self._by_request.get(identifier, ())

    def _read(self, name: str) -> bytes:
        parts = name.split("/")
        if name and not any(part in ("", ".", "..") or "\\" in part for part in parts):
            for root in self._roots:
                path = root.joinpath(*parts[:-1], f"{parts[-1]}.json")
                if _is_there(path, stat.S_ISREG):
                    return _checked(path)
        close = difflib.get_close_matches(name, self.names(), n=3)
        help_ = (
            f"did you mean {' or '.join(close)}?" if close else "fixtures are named after their files, without .json"
        )
        raise UsageError([Finding("fixture/unknown", f"there is no fixture {name!r}", help=help_)])


def _is_there(path: Path, is_kind: Callable[[int], bool]) -> bool:
    try:
        return is_kind(path.stat().st_mode)
    except PermissionError:
        # Reading it says what is wrong; a fixture of the same name in a later folder must not hide it.
        return True
    except (OSError, ValueError):
        return False


def _checked(path: Path) -> bytes:
    """The record of a file in a form that is copied in half the time that its JSON takes to be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(record, dict):
            return marshal.dumps(record)
        message = "the fixture is no JSON object"
    except (OSError, ValueError, RecursionError) as error:
        message = f"the fixture cannot be read: {error}"
    raise InputError([Finding("fixture/broken", f"{path}: {message}")])
