"""The kinds of the elements of an array: of each the member by which rules choose among them.

A record's resources each have a type, and nearly every rule on resources names one. So the types are looked up as a
whole. They settle more than any other part of a record below its top, and tell in which elements a rule may be
interested at all.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import UNSET

from ruleforge.engine.paths import Use
from ruleforge.engine.readers import Place
from ruleforge.predicate.operands import JsonPath, Member, Where

__all__ = ["Kinds", "find_kinds"]


class Kinds:
    """The kinds in an array at the top of a record.

    `paths` are those whose values follow from the kinds, and `read` gives the kinds of a record, in a form that can be
    looked up: records for which it gives the same do not differ at these paths.
    """

    def __init__(self, root: Place, array: str, member: str, paths: Iterable[JsonPath]) -> None:
        self.paths = frozenset(paths)
        self._names = array, member
        self._array, self._member = _attributes(root, array, member)
        self.read = _reader(operator.attrgetter(self._array), self._member)

    def present(self, path: JsonPath, record: Any) -> list[JsonPath] | None:
        """The path by the indexes of the elements that it selects, in records of the same kinds as this one.

        Each is an object there. None for a path of which the kinds do not tell.
        """
        match path.steps:
            case (Member(array), Where(member, texts), Member()) if (array, member) == self._names:
                found = getattr(record, self._array)
                kinds = [getattr(item, self._member, UNSET) for item in found] if found.__class__ is tuple else []
                return [
                    JsonPath((path.steps[0], index, path.steps[2])) for index, kind in enumerate(kinds) if kind in texts
                ]
        return None


def find_kinds(root: Place, paths: Mapping[JsonPath, Use]) -> Kinds | None:
    """The kinds that settle the most of some paths, if there are any."""
    chosen: dict[tuple[str, str], list[JsonPath]] = {}
    indexed: dict[tuple[str, str], list[JsonPath]] = {}
    for path, use in paths.items():
        match path.steps:
            case (Member(array), Where(member), Member(name)) if use.key and name == member:
                chosen.setdefault((array, name), []).append(path)
            case (Member(array), int(), Member(name)) if use.key:
                indexed.setdefault((array, name), []).append(path)
    candidates = {
        names: found + indexed.get(names, [])
        for names, found in chosen.items()
        if _element(root, names[0]).members[names[1]].is_leaf
    }
    if not candidates:
        return None
    names = max(candidates, key=lambda names: (len(candidates[names]), names))
    return Kinds(root, *names, candidates[names])


def _element(root: Place, array: str) -> Place:
    element = root.members[array].element
    if element is None:
        raise TypeError(f"{array} is no array")
    return element


def _attributes(root: Place, array: str, member: str) -> tuple[str, str]:
    return root.members[array].attribute, _element(root, array).members[member].attribute


def _reader(array: Callable[[Any], Any], attribute: str) -> Callable[[Any], Hashable]:
    """A function from a record to its kinds: that of the one element, or the tuple of those of several or none."""
    member = operator.attrgetter(attribute)

    def read(record: Any) -> Hashable:
        found = array(record)
        if found.__class__ is not tuple:
            return ()
        try:
            # Most arrays have one element, those of S3 have two: an object and its bucket.
            if len(found) == 1:
                return member(found[0])  # type: ignore[no-any-return]
            if len(found) == 2:
                return member(found[0]), member(found[1])
            return tuple(map(member, found))
        except AttributeError:
            return _slow(found, attribute)

    return read


def _slow(found: Sequence[Any], attribute: str) -> Hashable:
    kinds = tuple([getattr(item, attribute, UNSET) for item in found])
    return kinds[0] if len(kinds) == 1 else kinds
