"""What a comparison looks at: a path in the record, the raw message, or a column of a space-delimited line."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, TypeAlias

from ruleforge.predicate.values import ABSENT, Value

__all__ = ["Column", "JsonPath", "Member", "Message", "Operand", "Step", "Where", "Wildcard", "select", "select_one"]


class Wildcard(enum.Enum):
    """A step that selects several values."""

    ELEMENT = "[*]"
    """Every element of an array, or every member of an object (recorded from AWS)."""
    MEMBER = ".*"
    """Every member of an object."""


@dataclass(frozen=True, slots=True)
class Member:
    """A step into an object, by the member's whole name: dots in it do not walk."""

    name: str


@dataclass(frozen=True, slots=True)
class Where:
    """A step that selects the objects of an array in which a member is one of some texts."""

    member: str
    texts: tuple[str, ...]

    def selects(self, element: Any) -> bool:
        """Whether an element of the array is such an object."""
        return isinstance(element, dict) and element.get(self.member) in self.texts


Step: TypeAlias = Member | int | Wildcard | Where


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A path from the root of the record; an int is a zero-based array index. No steps is the record itself."""

    steps: tuple[Step, ...]

    @property
    def wildcard(self) -> bool:
        """Whether the path can select more than one value."""
        return any(isinstance(step, Wildcard | Where) for step in self.steps)

    def __str__(self) -> str:
        text = "$"
        for step in self.steps:
            if isinstance(step, Member):
                text += f".{step.name}" if _is_plain(step.name) else f".['{step.name}']"
            elif isinstance(step, Where):
                text += f"[{step.member} = {' | '.join(step.texts)}]"
            else:
                text += step.value if isinstance(step, Wildcard) else f"[{step}]"
        return text


def _is_plain(name: str) -> bool:
    return name != "" and name.isascii() and name.replace("-", "").replace("_", "a").isalnum()


@dataclass(frozen=True, slots=True)
class Message:
    """The whole message, as it was ingested."""

    def __str__(self) -> str:
        return "the message"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a space-delimited line: 0 is the first, -1 the last; `rest` takes everything to the line's end."""

    index: int
    rest: bool = False
    name: str = ""

    def __str__(self) -> str:
        if self.name:
            return self.name
        return f"column {self.index + 1}" if self.index >= 0 else f"column {-self.index} from the end"


Operand: TypeAlias = JsonPath | Message | Column


def select_one(path: JsonPath, record: Value) -> Value:
    """The value at a path without wildcards, or `ABSENT`.

    A name on a non-object, an index on a non-array and an index past the end are absent, not an error.
    """
    value: Any = record
    for step in path.steps:
        if isinstance(step, Member):
            if not isinstance(value, dict) or step.name not in value:
                return ABSENT
            value = value[step.name]
        elif isinstance(step, int):
            if not isinstance(value, list) or step >= len(value):
                return ABSENT
            value = value[step]
        else:
            raise TypeError(f"{path} selects several values")
    return value  # type: ignore[no-any-return]


def select(path: JsonPath, record: Value) -> list[Value]:
    """Every value that a path selects, in document order; nothing where the property is absent.

    `[*]` walks arrays and objects, not what is inside an inner array; `.*` walks objects only, `Where` arrays only.
    """
    values: list[Any] = [] if record is ABSENT else [record]
    for step in path.steps:
        if isinstance(step, Member):
            values = [value[step.name] for value in values if isinstance(value, dict) and step.name in value]
        elif isinstance(step, int):
            values = [value[step] for value in values if isinstance(value, list) and step < len(value)]
        else:
            values = [inner for value in values for inner in _inside(step, value)]
    return values


def _inside(step: Wildcard | Where, value: Any) -> list[Any]:
    if isinstance(step, Where):
        return [element for element in value if step.selects(element)] if isinstance(value, list) else []
    if isinstance(value, dict):
        return list(value.values())
    if isinstance(value, list) and step is Wildcard.ELEMENT:
        return value
    return []
