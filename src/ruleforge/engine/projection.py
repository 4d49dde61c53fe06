"""Decoding from a record just the values that the loaded rules look at.

From the paths of the rules a tree of msgspec structs is made, whose fields are those paths and nothing else: the
decoder skips the rest of the record without building it. Absent, null and value stay apart. The structs are frozen,
so the part of a record that rules can see is itself the key under which a verdict is remembered.

Keys must not confuse what rules tell apart. Python holds 1, 1.0 and True for equal, so a leaf takes integers or
booleans, never both, and never decimals; a record with anything else at a leaf does not fit the projection
(`msgspec.ValidationError`) and is evaluated whole. That is slower and exact.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import GenericAlias
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from ruleforge.predicate.algebra import Predicate, comparisons
from ruleforge.predicate.conditions import IsConstant, IsObject
from ruleforge.predicate.operands import JsonPath, Member
from ruleforge.predicate.values import ABSENT, Number, Value

__all__ = ["Projection", "projectable_paths"]


class _Object(msgspec.Struct, frozen=True, gc=False):
    """An object whose members no rule looks at."""


@dataclass(slots=True)
class _Node:
    """A place in the record: the members and elements below it that rules look at, and whether they look at itself."""

    members: dict[str, _Node] = field(default_factory=dict)
    elements: dict[int, _Node] = field(default_factory=dict)
    leaf: bool = False
    constant: bool = False


def projectable_paths(predicates: Iterable[Predicate]) -> dict[JsonPath, bool]:
    """The paths that can be projected, each with whether some rule asks there for true or false.

    Paths with wildcards are left to the residual predicate; the guard on the record itself always holds for a
    projection.
    """
    paths: dict[JsonPath, bool] = {}
    for predicate in predicates:
        for comparison in comparisons(predicate):
            operand, condition = comparison.operand, comparison.condition
            if not isinstance(operand, JsonPath) or operand.wildcard or isinstance(condition, IsObject):
                continue
            asks_boolean = isinstance(condition, IsConstant) and condition.constant is not None
            paths[operand] = paths.get(operand, False) or asks_boolean
    return paths


class Projection:
    """A decoder for some paths, beside the members that every replay needs (`eventTime`, `eventID`).

    `type` is the struct for one record; `decode`, `decode_lines` and `decode_document` make one, those of JSON lines,
    and the `Records` of an S3 delivery. `key(record)` is what verdicts are remembered under, `values(record)` the
    values that the key stands for, `time(record)` and `identity(record)` are the two members, `UNSET` where absent.
    """

    def __init__(self, paths: Mapping[JsonPath, bool]) -> None:
        self.paths = dict(paths)
        root = _Node()
        for path, constant in self.paths.items():
            _add(root, path, constant)
        names = sorted(root.members)
        fields = {name: f"k{index}" for index, name in enumerate(names)}
        for name in ("eventTime", "eventID"):
            fields.setdefault(name, f"m_{name}")
        self.type = msgspec.defstruct(
            "Record",
            [(fields[name], _type(root.members.get(name, _Node(leaf=True))), UNSET) for name in fields],
            rename={attribute: name for name, attribute in fields.items()},
            frozen=True,
            gc=False,
        )
        document = msgspec.defstruct("Document", [("Records", GenericAlias(list, (self.type,)))], gc=False)
        self.decode: Callable[[bytes], Any] = msgspec.json.Decoder(self.type).decode
        self.decode_lines: Callable[[memoryview], list[Any]] = msgspec.json.Decoder(self.type).decode_lines
        self.decode_document: Callable[[bytes], Any] = msgspec.json.Decoder(document).decode
        self.key = _key_getter([fields[name] for name in names])
        self.time: Callable[[Any], Any] = operator.attrgetter(fields["eventTime"])
        self.identity: Callable[[Any], Any] = operator.attrgetter(fields["eventID"])
        self.value_paths = (*self.paths, JsonPath(()))
        self._getters = {path: _getter(root, path, fields) for path in self.paths}

    def values(self, record: Any) -> dict[JsonPath, Value]:
        """The values at all projected paths, `ABSENT` where there is none."""
        values = {path: get(record) for path, get in self._getters.items()}
        values[JsonPath(())] = {}
        return values


def _add(root: _Node, path: JsonPath, constant: bool) -> None:
    node = root
    for step in path.steps:
        if isinstance(step, Member):
            node = node.members.setdefault(step.name, _Node())
        elif isinstance(step, int):
            node = node.elements.setdefault(step, _Node())
        else:
            raise TypeError(f"{path} selects several values")
    node.leaf = True
    node.constant = node.constant or constant


def _type(node: _Node) -> Any:
    """The msgspec type for a member: whatever may stand there without being mistaken for something else."""
    return _element_type(node) | UnsetType


def _struct(members: Mapping[str, _Node]) -> Any:
    names = sorted(members)
    return msgspec.defstruct(
        "Object",
        [(f"k{index}", _type(members[name]), UNSET) for index, name in enumerate(names)],
        rename={f"k{index}": name for index, name in enumerate(names)},
        frozen=True,
        gc=False,
    )


def _element_type(node: _Node) -> Any:
    """As `_type`, for an element of an array, which cannot be absent."""
    scalar = bool if node.constant else int
    union: Any = str | scalar | None
    union |= _struct(node.members) if node.members else _Object
    if node.elements:
        merged = _Node()
        for element in node.elements.values():
            _merge(merged, element)
        union |= GenericAlias(tuple, (_element_type(merged), ...))
    return union


def _merge(into: _Node, node: _Node) -> None:
    """All elements of an array are decoded alike, whichever of them rules look at."""
    into.leaf = into.leaf or node.leaf
    into.constant = into.constant or node.constant
    for name, member in node.members.items():
        _merge(into.members.setdefault(name, _Node()), member)
    for index, element in node.elements.items():
        _merge(into.elements.setdefault(index, _Node()), element)


def _key_getter(attributes: list[str]) -> Callable[[Any], Any]:
    if not attributes:
        return lambda _: ()
    return operator.attrgetter(*attributes)


def _getter(root: _Node, path: JsonPath, fields: Mapping[str, str]) -> Callable[[Any], Value]:
    """A function from a decoded record to the value at a path, in the algebra's own types."""
    steps: list[str | int] = []
    members: Mapping[str, _Node] = root.members
    elements: Mapping[int, _Node] = {}
    for position, step in enumerate(path.steps):
        if isinstance(step, Member):
            names = sorted(members)
            steps.append(fields[step.name] if position == 0 else f"k{names.index(step.name)}")
            node = members[step.name]
        else:
            assert isinstance(step, int)  # noqa: S101 - paths with wildcards are never projected
            steps.append(step)
            node = elements[step]
        if any(isinstance(later, int) for later in path.steps[:position]) or isinstance(step, int):
            node = _decoded_as(root, path.steps[: position + 1])
        members, elements = node.members, node.elements

    def get(value: Any) -> Value:
        for step in steps:
            if isinstance(step, str):
                value = getattr(value, step, UNSET)
            else:
                value = value[step] if value.__class__ is tuple and step < len(value) else UNSET
        return _to_value(value)

    return get


def _decoded_as(root: _Node, steps: tuple[Any, ...]) -> _Node:
    """The node that a place is decoded as: below an array, the merger of all elements that rules look at."""
    node = root
    for step in steps:
        if isinstance(step, Member):
            node = node.members[step.name]
        else:
            merged = _Node()
            for element in node.elements.values():
                _merge(merged, element)
            node = merged
    return node


def _to_value(value: Any) -> Value:
    if value is UNSET:
        return ABSENT
    if value is None or value.__class__ is str or value.__class__ is bool:
        scalar: str | bool | None = value
        return scalar
    if value.__class__ is int:
        return Number(str(value))
    if value.__class__ is tuple:
        return [None] if any(item is None for item in value) else []
    return {}
