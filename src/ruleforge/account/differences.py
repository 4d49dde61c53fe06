"""Where two bodies differ, member by member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruleforge.diagnostics import show_path

__all__ = ["ABSENT", "FieldDifference", "differences"]


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT = _Absent()
"""What stands where a member is not there."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One member that is one thing in the rules (`wanted`) and another in the account (`found`)."""

    path: tuple[str | int, ...]
    wanted: Any
    found: Any

    @property
    def field(self) -> str:
        """The member as people write it: `metricTransformations[0].metricValue`."""
        return show_path(self.path)

    def to_dict(self) -> dict[str, Any]:
        """The difference as JSON data; what is not there is left out."""
        data = {"field": self.field}
        sides = {"wanted": self.wanted, "found": self.found}
        return data | {name: value for name, value in sides.items() if value is not ABSENT}


def differences(wanted: Any, found: Any, path: tuple[str | int, ...] = ()) -> Iterator[FieldDifference]:
    """Every place in which two pieces of data differ, in the order of the wanted one. 1 and 1.0 are the same."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        for name in (*wanted, *(name for name in found if name not in wanted)):
            yield from differences(wanted.get(name, ABSENT), found.get(name, ABSENT), (*path, name))
    elif _is_list(wanted) and _is_list(found):
        for index in range(max(len(wanted), len(found))):
            one, other = (side[index] if index < len(side) else ABSENT for side in (wanted, found))
            yield from differences(one, other, (*path, index))
    elif wanted is ABSENT or found is ABSENT or wanted != found or isinstance(wanted, bool) != isinstance(found, bool):
        yield FieldDifference(path, wanted, found)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
