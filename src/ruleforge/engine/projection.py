"""Decoding from a record just the values that the loaded rules look at.

From the paths of the rules a tree of msgspec structs is made, whose fields are those paths and nothing else: the
decoder skips the rest of the record without building it. Absent, null and value stay apart.

Three things are read from a decoded record. Its `key`: the members at its top that decide most (the service, the
operation, the error), under which what is known of it is remembered; with it the `kinds` of the elements of an array. A
`signature` of further paths, where these leave a verdict open, such as the prefix that an ARN begins with. And a
`column` of raw values for the contributors of Insights rules.

Keys and signatures must not confuse what rules tell apart. Python holds 1, 1.0 and True for equal, so a leaf takes
integers or booleans, never both, and never decimals; a record with anything else at a leaf does not fit the projection
(`msgspec.ValidationError`) and is evaluated whole. That is slower and exact.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from types import GenericAlias
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from ruleforge.engine.element_kinds import find_kinds
from ruleforge.engine.paths import Use
from ruleforge.engine.readers import Abstraction, Column, Place, column_reader, signature_reader, value_reader
from ruleforge.predicate.operands import JsonPath, Member, Where
from ruleforge.predicate.values import Value

__all__ = ["Projection"]


class _Object(msgspec.Struct, frozen=True, gc=False):
    """An object whose members no rule looks at."""


class Projection:
    """A struct type for the paths that rules read, besides `eventTime` and `eventID`, and what is read from it.

    `decode` takes a record's JSON, `decode_lines` a chunk of NDJSON, and `decode_document` a document with `Records`,
    whose list it leaves in `.Records`. `key(record)` is hashable; the values that it stands for are those at
    `key_paths`. `time(record)` and `identity(record)` are the two members: text, empty where absent; where rules read
    them as well they may be anything, and `UNSET`.
    """

    def __init__(self, paths: Mapping[JsonPath, Use]) -> None:
        self.paths = dict(paths)
        self._root = Place("", attribute="")
        for path, use in self.paths.items():
            _add(self._root, path, use)
        own = [name for name in ("eventTime", "eventID") if name not in self._root.members]
        for name in ("eventTime", "eventID"):
            self._root.members.setdefault(name, Place(name, use=Use()))
        _number_attributes(self._root)
        self.type: Any = _struct(self._root, texts=own)
        document = msgspec.defstruct("Document", [("Records", GenericAlias(list, (self.type,)))])
        self.decode: Callable[[bytes], Any] = msgspec.json.Decoder(self.type).decode
        self.decode_lines: Callable[[memoryview], list[Any]] = msgspec.json.Decoder(self.type).decode_lines
        self.decode_document: Callable[[bytes], Any] = msgspec.json.Decoder(document).decode
        self.time: Callable[[Any], Any] = operator.attrgetter(self._root.members["eventTime"].attribute)
        self.identity: Callable[[Any], Any] = operator.attrgetter(self._root.members["eventID"].attribute)
        self.key_paths = tuple(path for path, use in self.paths.items() if use.key and self._is_plain(path))
        self.key = _getter([self._place(path).attribute for path in self.key_paths])
        self.kinds = find_kinds(self._root, self.paths)
        self._values = {path: value_reader(self._root, path) for path in self.paths}

    def _is_plain(self, path: JsonPath) -> bool:
        """Whether a path is a member at the top of the record, of which rules do not look inside."""
        return len(path.steps) == 1 and self._place(path).is_leaf

    def _place(self, path: JsonPath) -> Place:
        (step,) = path.steps
        if not isinstance(step, Member):
            raise TypeError(f"{path} is no member of the record")
        return self._root.members[step.name]

    def values(self, record: Any, paths: Iterable[JsonPath]) -> dict[JsonPath, Value]:
        """The values at some paths, `ABSENT` where there is none."""
        return {path: self._values[path](record) for path in paths}

    def key_of(self, paths: Iterable[JsonPath]) -> Callable[[Any], Any]:
        """A function from a decoded record to the part of its key, and the kinds, that some paths look at."""
        wanted = set(paths)
        key = _getter([self._place(path).attribute for path in self.key_paths if path in wanted])
        if self.kinds is None or wanted.isdisjoint(self.kinds.paths):
            return key
        kinds = self.kinds.read
        return lambda record: (key(record), kinds(record))

    def value(self, path: JsonPath) -> Callable[[Any], Value]:
        """A function from a decoded record to the value at a path, in the algebra's own types.

        Of a path that selects several values it is the list of them.
        """
        return self._values[path]

    def signature(
        self, paths: Iterable[JsonPath], abstractions: Mapping[tuple[str, ...], Abstraction], like: Any = None
    ) -> Callable[[Any], Hashable]:
        """A function from a decoded record to a signature: equal where nothing differs that rules see at the paths.

        `abstractions` say, by the names on the way to a text, what of it matters. With `like`, it is only for records
        of the same kinds as this one.
        """
        open_paths, present = [], []
        for path in paths:
            found = None if like is None or self.kinds is None else self.kinds.present(path, like)
            if found is None:
                open_paths.append(path)
            else:
                present += found
        return signature_reader(self._root, open_paths, abstractions, present)

    def column(self, path: JsonPath) -> Column:
        """A function from records to their raw values at a path: text, integers, null, `UNSET` for absent."""
        return column_reader(self._root, path)


def _getter(attributes: list[str]) -> Callable[[Any], Any]:
    if not attributes:
        return lambda _: ()
    return operator.attrgetter(*attributes)


def _add(root: Place, path: JsonPath, use: Use) -> None:
    """Adds a path to the tree of places. All elements of an array are decoded alike, whichever rules look at."""
    place = root
    for step in path.steps:
        if isinstance(step, Member):
            place = place.members.setdefault(step.name, Place(step.name))
        elif isinstance(step, int | Where):
            place.element = place.element or Place("")
            place = place.element
            if isinstance(step, Where):
                place.members.setdefault(step.member, Place(step.member)).take(Use())
        else:
            raise TypeError(f"{path} selects values that no projection knows")
    place.take(use)


def _number_attributes(place: Place) -> None:
    for index, name in enumerate(sorted(place.members)):
        place.members[name].attribute = f"k{index}"
        _number_attributes(place.members[name])
    if place.element is not None:
        _number_attributes(place.element)


def _struct(place: Place, texts: Sequence[str] = ()) -> Any:
    """The struct of an object whose members rules look at. Members in `texts` have to be text, empty where absent."""
    fields: list[tuple[str, Any, Any]] = []
    for name in sorted(place.members):
        member = place.members[name]
        if name in texts:
            fields.append((member.attribute, str, ""))
            continue
        inner = _struct(member) if member.members else _Object
        # An object that is absent reads as one without members, so that what is inside can be got at in one go.
        default = inner() if member.members and member.use is None else UNSET
        fields.append((member.attribute, _type(member, inner) | UnsetType, default))
    return msgspec.defstruct(
        "Object",
        fields,
        rename={member.attribute: name for name, member in place.members.items()},
        frozen=True,
        gc=False,
    )


def _type(place: Place, struct: Any) -> Any:
    """What a value may be to be decoded: text, null, integers or booleans, and objects and arrays of what is known."""
    use = place.use
    union: Any = str | (bool if use is not None and use.constant else int) | None
    # What is written out as text has to be there whole: of a container only a part would be.
    if use is None or not use.spelled:
        union |= struct
        if place.element is not None:
            inner = _struct(place.element) if place.element.members else _Object
            union |= GenericAlias(tuple, (_type(place.element, inner), ...))
    return union
