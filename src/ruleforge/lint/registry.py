"""The checks there are: one module each under `ruleforge.lint.checks`, and those of other packages.

Another package offers checks by entry points of the group `ruleforge.checks`, each of them a `Check`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError
from ruleforge.lint import checks as package
from ruleforge.lint.check import Check
from ruleforge.lint.reading import READING

__all__ = ["checks", "known_ids"]

_GROUP = "ruleforge.checks"
_ID = re.compile(r"[a-z]+(?:-[a-z]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")


@cache
def checks() -> dict[str, Check]:
    """Every check by its id, in order. Raises UsageError where two have the same id, or something else is offered."""
    found: dict[str, Check] = {}
    for where, check in (*_shipped(), *_offered()):
        if not isinstance(check, Check):
            raise UsageError([Finding("usage/check", f"{where} is no check")])
        if not _ID.fullmatch(check.id):
            raise UsageError([Finding("usage/check", f"{where}: {check.id!r} is no id such as family/name")])
        if check.id in found or check.id in READING:
            raise UsageError([Finding("usage/check", f"{where}: there is a check {check.id} already")])
        found[check.id] = check
    return dict(sorted(found.items()))


def known_ids() -> frozenset[str]:
    """The ids of everything that a linter can say: of the checks, and of what reading a rule finds."""
    return frozenset(checks()) | frozenset(READING)


def _shipped() -> Iterator[tuple[str, object]]:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.ispkg:
            yield module.name, importlib.import_module(module.name).CHECK


def _offered() -> Iterator[tuple[str, object]]:
    for entry in sorted(entry_points(group=_GROUP), key=lambda entry: entry.name):
        where = f"{entry.name} ({entry.value})"
        try:
            yield where, entry.load()
        except Exception as error:  # whatever another package does when it is imported
            raise UsageError([Finding("usage/check", f"{where} cannot be loaded: {error}")]) from error
