"""Reading decoded records: single values, signatures of several, and columns of raw values.

A record is decoded into structs (`ruleforge.engine.projection`). `UNSET` stands where there is nothing, an array is a
tuple. What is read here is read for every event of a replay, so each reader is put together once, for its path.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from msgspec import UNSET, Struct

from ruleforge.engine.paths import Use
from ruleforge.predicate.operands import JsonPath, Member, Where
from ruleforge.predicate.values import ABSENT, Number, Value

__all__ = [
    "Abstraction",
    "Column",
    "Place",
    "abstraction_of",
    "column_reader",
    "names_of",
    "signature_reader",
    "value_reader",
]

Abstraction: TypeAlias = Callable[[Any], Hashable]
"""From a raw value to what of it matters to the rules that look at it; alike values are the same to them."""

Column: TypeAlias = Callable[[Sequence[Any]], list[Any]]
"""A function from records to the raw value that each has at a path."""


_REMEMBERED = 4_000
"""What was worked out for so many texts is kept: ARNs of resources that are met often, not of every object in S3."""

_FEW = 8


@dataclass(slots=True)
class Place:
    """A place in records: the members and the elements below it that rules look at, and how they look at itself.

    `attribute` is what the struct calls it.
    """

    name: str
    attribute: str = ""
    members: dict[str, Place] = field(default_factory=dict)
    element: Place | None = None
    use: Use | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether rules look at nothing below."""
        return not self.members and self.element is None

    def take(self, use: Use) -> None:
        """Looks at the place itself, in one more way."""
        self.use = use if self.use is None else self.use.merged(use)


@dataclass(frozen=True, slots=True)
class _Picked:
    """A step to the elements of an array whose member, by its attribute, is one of some texts."""

    attribute: str
    texts: tuple[str, ...]


_Step: TypeAlias = str | int | _Picked


def names_of(path: JsonPath) -> tuple[str, ...]:
    """The names on the way to a path; elements of an array have none."""
    return tuple(step.name if isinstance(step, Member) else "" for step in path.steps)


def _steps(root: Place, path: JsonPath) -> list[_Step]:
    """The way to a path in the structs: attributes, indexes, and choices of elements."""
    steps: list[_Step] = []
    place = root
    for step in path.steps:
        if isinstance(step, Member):
            place = place.members[step.name]
            steps.append(place.attribute)
            continue
        if place.element is None or not isinstance(step, int | Where):
            raise TypeError(f"{path} is not decoded")
        place = place.element
        steps.append(_Picked(place.members[step.member].attribute, step.texts) if isinstance(step, Where) else step)
    return steps


def value_reader(root: Place, path: JsonPath) -> Callable[[Any], Value]:
    """A function from a record to the value at a path; the list of values where it selects several."""
    steps = _steps(root, path)
    position = next((index for index, step in enumerate(steps) if isinstance(step, _Picked)), None)
    if position is None:
        raw = _raw(steps)
        return lambda record: _to_value(raw(record))
    picked = steps[position]
    holder, rest = _raw(steps[:position]), _raw(steps[position + 1 :])

    def select(record: Any) -> Value:
        found = holder(record)
        if found.__class__ is not tuple:
            return []
        chosen = (e for e in found if getattr(e, picked.attribute, UNSET) in picked.texts)  # type: ignore[union-attr]
        values = (_to_value(rest(element)) for element in chosen)
        return [value for value in values if value is not ABSENT]

    return select


def _raw(steps: Sequence[_Step]) -> Callable[[Any], Any]:
    """A function from a record to what was decoded at the end of some steps; `UNSET` where there is nothing."""

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


def column_reader(root: Place, path: JsonPath) -> Column:
    """A function from records to their raw values at a path that selects one."""
    steps = _steps(root, path)
    slow = _raw(steps)
    if all(isinstance(step, str) for step in steps):
        dotted = operator.attrgetter(".".join(map(str, steps)))

        def read(records: Sequence[Any]) -> list[Any]:
            try:
                return list(map(dotted, records))
            except AttributeError:
                # An object on the way is null, or is something else.
                return list(map(slow, records))

        return read
    if len(steps) == 3 and isinstance(steps[0], str) and isinstance(steps[2], str):
        return _element_column(operator.attrgetter(steps[0]), steps[1], steps[2], slow)
    return lambda records: list(map(slow, records))


def _element_column(array: Callable[[Any], Any], index: Any, attribute: str, slow: Callable[[Any], Any]) -> Column:
    """The column of `$.array[index].member`: the shape of nearly every path with an array."""
    member = operator.attrgetter(attribute)

    def read(records: Sequence[Any]) -> list[Any]:
        try:
            return [
                member(found[index]) if found.__class__ is tuple and index < len(found) else UNSET
                for found in map(array, records)
            ]
        except AttributeError:
            return list(map(slow, records))

    return read


def signature_reader(
    root: Place,
    paths: Sequence[JsonPath],
    abstractions: Mapping[tuple[str, ...], Abstraction],
    present: Iterable[JsonPath] = (),
) -> Callable[[Any], Hashable]:
    """A function from a record to what the rules can see of it at some paths, in a form that can be looked up.

    Decoded values are hashable and tell apart what they have to. Only where there is an abstraction less is taken: for
    paths with one, and an element of an array is taken whole but for its members that have one. `present` are further
    paths, to members of elements that are objects in every record that is read.
    """
    dotted: list[str] = []
    parts = [_element(_steps(root, path), abstractions.get(names_of(path))) for path in present]
    arrays: dict[tuple[str, ...], list[JsonPath]] = {}
    for path in paths:
        position = next((index for index, step in enumerate(path.steps) if not isinstance(step, Member)), None)
        if position is not None:
            arrays.setdefault(names_of(path)[:position], []).append(path)
        elif (abstraction := abstractions.get(names_of(path))) is not None:
            parts.append(_abstracted(_raw(_steps(root, path)), abstraction))
        else:
            dotted.append(".".join(map(str, _steps(root, path))))
    parts += [_array_signature(root, names, below, abstractions) for names, below in arrays.items()]
    if dotted:
        parts.append(_dotted(dotted))
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda record: (first(record), second(record))
    return lambda record: tuple([part(record) for part in parts])


def _element(steps: Sequence[_Step], abstraction: Abstraction | None) -> Callable[[Any], Hashable]:
    array, index, member = steps
    if not isinstance(array, str) or not isinstance(index, int) or not isinstance(member, str):
        raise TypeError("not the member of an element")
    holder, get = operator.attrgetter(array), operator.attrgetter(member)
    if abstraction is None:
        return lambda record: get(holder(record)[index])
    return lambda record: abstraction(get(holder(record)[index]))


def _abstracted(read: Callable[[Any], Any], abstraction: Abstraction) -> Callable[[Any], Hashable]:
    return lambda record: abstraction(read(record))


def _dotted(attributes: Sequence[str]) -> Callable[[Any], Hashable]:
    """The values at some paths without arrays, at once; one after another where an object on the way is null."""
    quick = operator.attrgetter(*attributes)
    slow = [_raw(attribute.split(".")) for attribute in attributes]

    def read(record: Any) -> Hashable:
        try:
            return quick(record)
        except AttributeError:
            return tuple([get(record) for get in slow])

    return read


def _array_signature(
    root: Place,
    names: tuple[str, ...],
    paths: Sequence[JsonPath],
    abstractions: Mapping[tuple[str, ...], Abstraction],
) -> Callable[[Any], Hashable]:
    """What rules can see of an array: its elements, or of each just the members that some path goes through."""
    place = root
    for name in names:
        place = place.members[name]
    steps = _steps(root, JsonPath(tuple(map(Member, names))))
    holder = operator.attrgetter(str(steps[0])) if len(steps) == 1 else _raw(steps)
    wanted = _element_members(place.element or place, len(names), paths)
    if wanted is None:
        return holder
    kept = sorted(name for name in wanted if (*names, "", name) not in abstractions)
    reduced = sorted(name for name in wanted if (*names, "", name) in abstractions)
    if len(reduced) == 1 and len(kept) == 1:
        return _pairs(holder, wanted[kept[0]], wanted[reduced[0]], abstractions[(*names, "", reduced[0])])
    readers = [(operator.attrgetter(wanted[name]), abstractions.get((*names, "", name))) for name in (*kept, *reduced)]

    def element(item: Any) -> Hashable:
        try:
            return tuple([get(item) if known is None else known(get(item)) for get, known in readers])
        except AttributeError:
            return (item,)

    def read(record: Any) -> Hashable:
        found = holder(record)
        return tuple(map(element, found)) if found.__class__ is tuple else found

    return read


def _pairs(
    holder: Callable[[Any], Any], kept: str, reduced: str, abstraction: Abstraction
) -> Callable[[Any], Hashable]:
    """The signature of most arrays: of each element one member as it is, its type, and one abstracted, its ARN."""
    pair = operator.attrgetter(kept, reduced)

    def read(record: Any) -> Hashable:
        found = holder(record)
        if found.__class__ is not tuple:
            return found  # type: ignore[no-any-return]
        try:
            # Most arrays have one element, those of S3 have two: an object and its bucket.
            if len(found) == 1:
                whole, part = pair(found[0])
                return whole, abstraction(part)
            if len(found) == 2:
                whole, part = pair(found[0])
                other, rest = pair(found[1])
                return whole, abstraction(part), other, abstraction(rest)
            return tuple([(whole, abstraction(part)) for whole, part in map(pair, found)])
        except AttributeError:
            return tuple([_pair(item, kept, reduced, abstraction) for item in found])

    return read


def _pair(item: Any, kept: str, reduced: str, abstraction: Abstraction) -> Hashable:
    """As `_pairs`, for an element that may be no object."""
    if not isinstance(item, Struct):
        return (item,)
    return getattr(item, kept, UNSET), abstraction(getattr(item, reduced, UNSET))


def _element_members(element: Place, depth: int, paths: Sequence[JsonPath]) -> dict[str, str] | None:
    """The members of an array's elements that paths go through, by name; None where a path wants more than a member."""
    wanted: dict[str, str] = {}
    for path in paths:
        step, *rest = path.steps[depth:]
        if isinstance(step, Where):
            wanted[step.member] = element.members[step.member].attribute
        if len(rest) != 1 or not isinstance(rest[0], Member):
            return None
        wanted[rest[0].name] = element.members[rest[0].name].attribute
    return wanted


def abstraction_of(texts: Iterable[str], whole: Iterable[str]) -> Abstraction:
    """The abstraction of texts of which only matters which of `texts` they begin with, and if they are one of `whole`.

    Which of `texts` a value begins with follows from the longest of them that it begins with.
    """
    starts, longest = tuple(set(texts)), _Longest(texts)
    remembered = _Remembered(longest, frozenset(whole))
    if len(starts) > _FEW or whole:
        return remembered.__getitem__
    # Most values begin with none of a few texts, which takes no memory to see.

    def abstract(value: Any) -> Hashable:
        if value.__class__ is not str:
            return (value,)
        return longest(value) if value.startswith(starts) else -1

    return abstract


class _Longest:
    """A function from a text to the place of the longest of some texts that it begins with; -1 if there is none."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._ordered = sorted(set(texts))
        self._parents: list[int] = []
        for index, text in enumerate(self._ordered):
            parent = index - 1
            while parent >= 0 and not text.startswith(self._ordered[parent]):
                parent = self._parents[parent]
            self._parents.append(parent)

    def __call__(self, value: str) -> int:
        ordered = self._ordered
        found = bisect_right(ordered, value) - 1
        while found >= 0 and not value.startswith(ordered[found]):
            found = self._parents[found]
        return found


class _Remembered(dict[Any, Any]):
    """An abstraction by the longest prefix that remembers what was worked out for the first texts."""

    def __init__(self, longest: _Longest, whole: frozenset[str]) -> None:
        super().__init__()
        self._longest = longest
        self._whole = whole

    def __missing__(self, value: Any) -> Hashable:
        if not isinstance(value, str):
            return (value,)
        if value in self._whole:
            return value
        found = self._longest(value)
        if len(self) < _REMEMBERED:
            self[value] = found
        return found
