"""The files that a working tree has changed since a revision."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError

__all__ = ["changed_since"]

_SECONDS = 30


def changed_since(revision: str, folder: Path) -> frozenset[Path]:
    """The files under a Git repository that differ from a revision, or are not tracked yet.

    Raises UsageError where there is no Git, no repository, or no such revision.
    """
    git = shutil.which("git")
    if git is None:
        raise UsageError([Finding("usage/since", "git is not installed")])
    if revision.startswith("-"):
        raise UsageError([Finding("usage/since", f"{revision!r} is no revision")])
    top = Path(_run(git, folder, "rev-parse", "--show-toplevel").strip())
    names = _run(git, top, "diff", "--name-only", "-z", revision, "--").split("\0")
    names += _run(git, top, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return frozenset((top / name).resolve() for name in names if name)


def _run(git: str, folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - git itself, with arguments that are no options
            [git, "-C", str(folder), *arguments], capture_output=True, text=True, check=True, timeout=_SECONDS
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr or "").strip().splitlines()
        raise UsageError([Finding("usage/since", f"git: {said[-1] if said else 'it failed'}")]) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError([Finding("usage/since", f"git: {error}")]) from None
    return done.stdout
