"""What a catalogue and its rules.lock disagree about, asked once for all checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ruleforge.catalog.lock import Change, Difference, compare, lock_file, read_lock
from ruleforge.diagnostics import Finding
from ruleforge.errors import CatalogError
from ruleforge.lint.check import Problem
from ruleforge.lint.subject import CatalogSubject

__all__ = ["LockState", "lock_state", "problems_of"]


@dataclass(frozen=True, slots=True)
class LockState:
    """Whether there is a lock, what it and the catalogue disagree about, and why that cannot be said."""

    exists: bool
    differences: Sequence[Difference] = ()
    unreadable: Sequence[Finding] = ()


def lock_state(catalog: CatalogSubject) -> LockState:
    """The lock of a catalogue held against it."""
    return catalog.once(lock_state, lambda: _compared(catalog))


def problems_of(catalog: CatalogSubject, change: Change) -> Iterator[Problem]:
    """The disagreements of a kind, each at its place."""
    for difference in lock_state(catalog).differences:
        if difference.change is change:
            found = difference.finding
            yield Problem(found.message, because=found.because, help=found.help, source=found.source, span=found.span)


def _compared(catalog: CatalogSubject) -> LockState:
    file = lock_file(catalog.catalog)
    try:
        lock = None if file is None else read_lock(file)
        return LockState(False) if lock is None else LockState(True, compare(lock, catalog.catalog))
    except CatalogError as error:
        return LockState(True, unreadable=error.findings)
