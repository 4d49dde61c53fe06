"""Findings that were there when a project began to lint: known, and not reported again.

A finding is told by its check, its file, and what its line says; not by the number of the line, which moves.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePath

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError

__all__ = ["baseline_text", "read_baseline", "without_known"]


def baseline_text(findings: Iterable[Finding], root: Path) -> str:
    """A baseline of findings as the text of its file: JSON, sorted, paths relative to the folder it is kept in."""
    counted = Counter(_print(finding, root) for finding in findings)
    rows = [
        {"check": check, "file": file, "line": line, "count": count}
        for (check, file, line), count in sorted(counted.items())
    ]
    return json.dumps({"version": 1, "findings": rows}, indent=1) + "\n"


def read_baseline(file: Path) -> Counter[tuple[str, str, str]]:
    """The findings of a baseline. Raises UsageError for a file that is none."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return Counter({(row["check"], row["file"], row["line"]): int(row["count"]) for row in data["findings"]})
    except FileNotFoundError:
        message = f"{file}: there is no such baseline"
        help_ = "ruleforge lint --write-baseline makes one"
        raise UsageError([Finding("config/baseline", message, help=help_)]) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{file}: this is no baseline: {error}"
        raise UsageError(
            [Finding("config/baseline", message, help="ruleforge lint --write-baseline makes one")]
        ) from None


def without_known(
    findings: Iterable[Finding], known: Counter[tuple[str, str, str]], root: Path
) -> tuple[list[Finding], list[Finding]]:
    """The findings that a baseline does not have, and those that it has; each entry counts as often as it says."""
    left = Counter(known)
    new: list[Finding] = []
    old: list[Finding] = []
    for finding in findings:
        place = _print(finding, root)
        if left[place] > 0:
            left[place] -= 1
            old.append(finding)
        else:
            new.append(finding)
    return new, old


def _print(finding: Finding, root: Path) -> tuple[str, str, str]:
    if finding.source is None:
        return finding.check, "", hashlib.sha256(finding.message.encode()).hexdigest()[:16]
    line = ""
    if finding.span is not None:
        number, _ = finding.source.position(finding.span.start)
        line = finding.source.line(number).strip()
    digest = hashlib.sha256(f"{finding.message}\n{line}".encode()).hexdigest()[:16]
    return finding.check, _relative(finding.source.name, root), digest


def _relative(name: str, root: Path) -> str:
    path = Path(name).absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else PurePath(name).as_posix()
