"""Decoding from a record just the values that the loaded rules look at.

From the paths of the rules a tree of msgspec structs is made, whose fields are those paths and nothing else: the
decoder skips the rest of the record without building it. Absent, null and value stay apart. The structs are frozen,
so the part of a record that rules can see is itself the key under which a verdict is remembered.

Paths of two sorts are decoded. Those of the key decide what is remembered. The others are only carried along: values
that differ from event to event (the ARN under a prefix, the address of a caller), asked for where a verdict is still
open or where a contributor is counted. A struct that holds both is hashed and compared by its key alone.

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

from ruleforge.engine.paths import Use
from ruleforge.predicate.operands import JsonPath, Member, Where
from ruleforge.predicate.values import ABSENT, Number, Value

__all__ = ["Projection"]


class _Object(msgspec.Struct, frozen=True, gc=False):
    """An object whose members no rule looks at."""


_EVERY = -1
"""The place of what rules look at in every element of an array."""


@dataclass(slots=True)
class _Node:
    """A place in the record: the members and elements below it that rules look at, and how they look at itself."""

    members: dict[str, _Node] = field(default_factory=dict)
    elements: dict[int, _Node] = field(default_factory=dict)
    use: Use | None = None

    @property
    def keyed(self) -> bool:
        """Whether anything here or below belongs to the key."""
        if self.use is not None and self.use.key:
            return True
        return any(node.keyed for node in (*self.members.values(), *self.elements.values()))

    def take(self, use: Use) -> None:
        """Looks at the place itself, in one more way."""
        self.use = use if self.use is None else self.use.merged(use)


class Projection:
    """A decoder for some paths, beside the members that every replay needs (`eventTime`, `eventID`).

    `type` is the struct for one record; `decode`, `decode_lines` and `decode_document` make one, those of JSON lines,
    and the `Records` of an S3 delivery. `key(record)` is what verdicts are remembered under, `values(record)` the
    values that the key stands for, `time(record)` and `identity(record)` are the two members, `UNSET` where absent.
    """

    def __init__(self, paths: Mapping[JsonPath, Use]) -> None:
        self.paths = dict(paths)
        root = _Node()
        for path, use in self.paths.items():
            _add(root, path, use)
        names = sorted(root.members)
        fields = {name: f"k{index}" for index, name in enumerate(names)}
        for name in ("eventTime", "eventID"):
            fields.setdefault(name, f"m_{name}")
        self.type = msgspec.defstruct(
            "Record",
            [(fields[name], _type(root.members.get(name, _Node(use=Use()))), UNSET) for name in fields],
            rename={attribute: name for name, attribute in fields.items()},
            frozen=True,
            gc=False,
        )
        document = msgspec.defstruct("Document", [("Records", GenericAlias(list, (self.type,)))], gc=False)
        self.decode: Callable[[bytes], Any] = msgspec.json.Decoder(self.type).decode
        self.decode_lines: Callable[[memoryview], list[Any]] = msgspec.json.Decoder(self.type).decode_lines
        self.decode_document: Callable[[bytes], Any] = msgspec.json.Decoder(document).decode
        self.key = _key_getter([fields[name] for name in names if root.members[name].keyed])
        self.time: Callable[[Any], Any] = operator.attrgetter(fields["eventTime"])
        self.identity: Callable[[Any], Any] = operator.attrgetter(fields["eventID"])
        self._keyed = [path for path, use in self.paths.items() if use.key]
        self.value_paths = (*self._keyed, JsonPath(()))
        self._steps = {path: _attributes(root, path, fields) for path in self.paths}
        self._getters = {path: _getter(steps) for path, steps in self._steps.items()}

    def values(self, record: Any) -> dict[JsonPath, Value]:
        """The values at the paths of the key, `ABSENT` where there is none."""
        values = {path: self._getters[path](record) for path in self._keyed}
        values[JsonPath(())] = {}
        return values

    def value(self, path: JsonPath) -> Callable[[Any], Value]:
        """A function from a decoded record to the value at a path, in the algebra's own types.

        Of a path that selects several values it is the list of them.
        """
        return self._getters[path]

    def raw(self, paths: Iterable[JsonPath]) -> Callable[[list[Any]], list[tuple[Any, ...]]]:
        """A function from decoded records to the raw values at some paths: text, integers, null, `UNSET` for absent."""
        slow = [_raw_getter(self._steps[path]) for path in paths]
        plain = [self._steps[path] for path in paths]
        if not plain or not all(isinstance(step, str) for steps in plain for step in steps):
            return lambda records: [tuple([get(record) for get in slow]) for record in records]
        dotted = operator.attrgetter(*[".".join(map(str, steps)) for steps in plain])
        several = len(plain) > 1

        def read(records: list[Any]) -> list[tuple[Any, ...]]:
            try:
                found = list(map(dotted, records))
            except AttributeError:
                return [tuple([get(record) for get in slow]) for record in records]
            return found if several else [(value,) for value in found]

        return read


def _add(root: _Node, path: JsonPath, use: Use) -> None:
    node = root
    for step in path.steps:
        if isinstance(step, Member):
            node = node.members.setdefault(step.name, _Node())
        elif isinstance(step, int):
            node = node.elements.setdefault(step, _Node())
        elif isinstance(step, Where):
            node = node.elements.setdefault(_EVERY, _Node())
            node.members.setdefault(step.member, _Node()).take(Use(key=True))
        else:
            raise TypeError(f"{path} selects several values")
    node.take(use)


def _type(node: _Node) -> Any:
    """The msgspec type for a member: whatever may stand there without being mistaken for something else."""
    return _element_type(node) | UnsetType


def _struct(members: Mapping[str, _Node]) -> Any:
    names = sorted(members)
    keyed = [f"k{index}" for index, name in enumerate(names) if members[name].keyed]
    mixed = 0 < len(keyed) < len(names)
    return msgspec.defstruct(
        "Object",
        [(f"k{index}", _type(members[name]), UNSET) for index, name in enumerate(names)],
        rename={f"k{index}": name for index, name in enumerate(names)},
        namespace=_identity(keyed) if mixed else None,
        frozen=True,
        eq=not mixed,
        gc=False,
    )


def _identity(attributes: list[str]) -> dict[str, Any]:
    """Methods that make a struct equal to another with the same key, whatever else it carries along."""
    get = operator.attrgetter(*attributes)
    return {
        "__eq__": lambda self, other: get(self) == get(other),
        "__hash__": lambda self: hash(get(self)),
    }


def _element_type(node: _Node) -> Any:
    """As `_type`, for an element of an array, which cannot be absent."""
    use = node.use
    scalar = bool if use is not None and use.constant else int
    union: Any = str | scalar | None
    # What is written out as text has to be there whole: of a container only a part would be.
    if use is None or not use.spelled:
        union |= _struct(node.members) if node.members else _Object
        if node.elements:
            merged = _Node()
            for element in node.elements.values():
                _merge(merged, element)
            union |= GenericAlias(tuple, (_element_type(merged), ...))
    return union


def _merge(into: _Node, node: _Node) -> None:
    """All elements of an array are decoded alike, whichever of them rules look at."""
    if node.use is not None:
        into.take(node.use)
    for name, member in node.members.items():
        _merge(into.members.setdefault(name, _Node()), member)
    for index, element in node.elements.items():
        _merge(into.elements.setdefault(index, _Node()), element)


def _key_getter(attributes: list[str]) -> Callable[[Any], Any]:
    if not attributes:
        return lambda _: ()
    return operator.attrgetter(*attributes)


@dataclass(frozen=True, slots=True)
class _Picked:
    """A step to the elements of an array whose member, by its attribute, is one of some texts."""

    attribute: str
    texts: tuple[str, ...]


def _attributes(root: _Node, path: JsonPath, fields: Mapping[str, str]) -> list[str | int | _Picked]:
    """The way to a path in the structs: attributes, indexes, and choices of elements."""
    steps: list[str | int | _Picked] = []
    node = root
    for position, step in enumerate(path.steps):
        if isinstance(step, Member):
            names = sorted(node.members)
            steps.append(fields[step.name] if position == 0 else f"k{names.index(step.name)}")
            node = node.members[step.name]
            continue
        merged = _Node()
        for element in node.elements.values():
            _merge(merged, element)
        if isinstance(step, Where):
            steps.append(_Picked(f"k{sorted(merged.members).index(step.member)}", step.texts))
        elif isinstance(step, int):
            steps.append(step)
        node = merged
    return steps


def _getter(steps: list[str | int | _Picked]) -> Callable[[Any], Value]:
    """A function from a decoded record to the value at a path, in the algebra's own types."""
    position = next((index for index, step in enumerate(steps) if isinstance(step, _Picked)), None)
    if position is None:
        raw = _raw_getter(steps)
        return lambda record: _to_value(raw(record))
    picked = steps[position]
    holder, rest = _raw_getter(steps[:position]), _raw_getter(steps[position + 1 :])

    def select(record: Any) -> Value:
        found = holder(record)
        if found.__class__ is not tuple:
            return []
        chosen = (e for e in found if getattr(e, picked.attribute, UNSET) in picked.texts)  # type: ignore[union-attr]
        values = (_to_value(rest(element)) for element in chosen)
        return [value for value in values if value is not ABSENT]

    return select


def _raw_getter(steps: list[str | int | _Picked]) -> Callable[[Any], Any]:
    """A function from a decoded record to what was decoded at a path; `UNSET` where there is nothing."""

    def get(value: Any) -> Any:
        for step in steps:
            if isinstance(step, str):
                value = getattr(value, step, UNSET)
            else:
                value = value[step] if value.__class__ is tuple and step < len(value) else UNSET  # type: ignore[index,operator]
        return value

    return get


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
