"""What a project wants of the linter: `[tool.ruleforge.lint]` of its pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ruleforge.diagnostics import Finding, Severity
from ruleforge.errors import UsageError
from ruleforge.lint.registry import known_ids

__all__ = ["Settings", "chosen_ids", "read_settings"]

_MEMBERS = ("baseline", "ignore", "severity")
_SEVERITIES = {severity.value: severity for severity in Severity}
_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """Which checks count, and how much.

    `severity` overrides that of a check, by id; `ignored` are ids that are not reported at all; `baseline` is a file
    with findings that are known and not reported again.
    """

    severity: Mapping[str, Severity] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    baseline: Path | None = None


def read_settings(start: Path) -> Settings:
    """The settings of the nearest pyproject.toml that has any, from a folder upwards.

    Raises UsageError for unknown members and ids, and for a file that cannot be read.
    """
    for folder in (start, *start.parents):
        file = folder / _FILE
        if not file.is_file():
            continue
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise UsageError([Finding("config/file", f"{file}: {error}")]) from None
        section: Any = table
        for name in ("tool", "ruleforge"):
            section = section.get(name) if isinstance(section, dict) else None
        if isinstance(section, dict) and "lint" in section:
            return _settings(section["lint"], file)
    return Settings()


def _settings(section: Any, file: Path) -> Settings:
    if not isinstance(section, dict):
        raise UsageError([Finding("config/member", f"{file}: [tool.ruleforge.lint] is a table")])
    problems = [
        Finding("config/member", f"{file}: there is no setting {name}", help=f"one of {', '.join(_MEMBERS)}")
        for name in section
        if name not in _MEMBERS
    ]
    severity, wrong = _severities(section.get("severity", {}), file)
    problems += wrong
    ignored: frozenset[str] = frozenset()
    listed = section.get("ignore", [])
    if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
        ignored, unknown = _matching(listed)
        problems += [_unknown(name, str(file)) for name in unknown]
    else:
        problems.append(Finding("config/member", f"{file}: ignore is a list of checks", help='ignore = ["meta/*"]'))
    baseline = section.get("baseline")
    if baseline is not None and not isinstance(baseline, str):
        problems.append(Finding("config/member", f"{file}: baseline is the name of a file"))
    if problems:
        raise UsageError(problems)
    return Settings(severity, ignored, None if baseline is None else file.parent / baseline)


def _severities(table: Any, file: Path) -> tuple[dict[str, Severity], list[Finding]]:
    """The severity of each check that has one of its own; what is said of one id counts before what is of many."""
    if not isinstance(table, dict):
        help_ = "[tool.ruleforge.lint.severity] has a line for each check"
        return {}, [Finding("config/member", f"{file}: severity is a table", help=help_)]
    severity: dict[str, Severity] = {}
    problems: list[Finding] = []
    for pattern in sorted(table, key=lambda name: name in known_ids()):
        word = table[pattern]
        if not isinstance(word, str) or word not in _SEVERITIES:
            help_ = f"one of {', '.join(_SEVERITIES)}"
            problems.append(Finding("config/severity", f"{file}: {word!r} is no severity", help=help_))
            continue
        found, unknown = _matching([pattern])
        severity |= dict.fromkeys(found, _SEVERITIES[word])
        problems += [_unknown(name, str(file)) for name in unknown]
    return severity, problems


def chosen_ids(patterns: Iterable[str], where: str) -> frozenset[str]:
    """The ids that some patterns (`limit/*`) or ids stand for. Raises UsageError for what fits none."""
    found, unknown = _matching(patterns)
    if unknown:
        raise UsageError([_unknown(name, where) for name in unknown])
    return found


def _matching(patterns: Iterable[str]) -> tuple[frozenset[str], list[str]]:
    found: set[str] = set()
    unknown: list[str] = []
    for pattern in patterns:
        fitting = [identifier for identifier in known_ids() if fnmatchcase(identifier, pattern)]
        found |= set(fitting)
        if not fitting:
            unknown.append(pattern)
    return frozenset(found), unknown


def _unknown(name: str, where: str) -> Finding:
    close = get_close_matches(name, known_ids(), n=1)
    help_ = f"did you mean {close[0]}?" if close else "ruleforge lint --list shows all checks"
    return Finding("config/check", f"{where}: there is no check {name!r}", help=help_)
