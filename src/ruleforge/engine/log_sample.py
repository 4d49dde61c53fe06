"""How the logs at hand spell the fields that a query names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from ruleforge.diagnostics import Finding
from ruleforge.errors import UsageError
from ruleforge.events import Message, Problem, Unit, messages, read
from ruleforge.languages.logs_sql import Event
from ruleforge.languages.logs_sql.flatten import Names

__all__ = ["Spellings", "every_field", "sample"]

_EVENTS = 200
_UNITS = 5


@dataclass(frozen=True, slots=True)
class Spellings:
    """Fields by their case-folded names: how the first events spell them, and which of them hold texts.

    `texts` are spelled as in the logs. A column that holds a text anywhere is one of texts, whatever follows; only
    texts that look like objects or arrays are left to a closer look.
    """

    of: dict[str, list[str]]
    texts: frozenset[str] = frozenset()

    def spelled(self, name: str) -> str:
        """A field as the logs spell it: as it was asked where they do, or where they have nothing like it."""
        known = self.of.get(name.casefold(), [])
        return name if name in known or not known else known[0]

    def ambiguous(self, name: str) -> bool:
        """Whether the logs have several fields that differ from the name in case only."""
        return len(self.of.get(name.casefold(), [])) > 1


def sample(units: Sequence[Unit], names: Iterable[str]) -> Spellings:
    """Those fields of the first events of the first units that have one of some names, in whatever case."""
    wanted = Names(names)
    found: dict[str, list[str]] = {}
    texts: set[str] = set()
    odd: set[str] = set()
    for unit in units[:_UNITS]:
        for event in islice(_events(unit), _EVENTS):
            for name, value in event.named(wanted):
                spellings = found.setdefault(name.casefold(), [])
                if name not in spellings:
                    spellings.append(name)
                if isinstance(value, str):
                    (odd if value.startswith(("{", "[")) else texts).add(name)
    return Spellings(found, frozenset() if any(unit.once for unit in units) else frozenset(texts - odd))


def every_field(units: Sequence[Unit]) -> list[str]:
    """All fields of all events, in order of appearance. Raises UsageError where a unit cannot be read twice."""
    piped = [unit for unit in units if unit.once]
    if piped:
        message = "SELECT * reads the logs twice, which cannot be done with a pipe"
        raise UsageError([Finding("query/pipe", f"{unit.name}: {message}", help="name the fields") for unit in piped])
    return list(dict.fromkeys(name for unit in units for event in _events(unit) for name, _ in event.fields()))


def _events(unit: Unit) -> Iterable[Event]:
    if unit.once:
        return
    for batch in read(unit, number_lines=False):
        if isinstance(batch, Problem):
            continue
        for item in messages(batch, unit.name):
            if isinstance(item, Message):
                yield Event.of(item.text)
