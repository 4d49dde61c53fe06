"""Which parts of JSON records DuckDB reads for a query, and how fields come out of them.

A field such as `attributes.aws.request_id` may stand in a record as nested objects or as members whose own names hold
dots, so every way to cut its name is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from ruleforge.engine.excerpts import Members
from ruleforge.languages.logs_sql.json_paths import Steps
from ruleforge.languages.logs_sql.literals import quoted

__all__ = ["MOST_STEPS", "JsonProjection", "identifier"]

MOST_STEPS = 10
"""Names of more steps have too many ways to be cut."""

_POSITION = re.compile(r"0|[1-9][0-9]{0,5}", re.ASCII)


def identifier(name: str) -> str:
    """A name as DuckDB quotes it."""
    return '"' + name.replace('"', '""') + '"'


@dataclass
class _Node:
    """A member of a record that is read; `leaf` where its own value is wanted, `text` where only as text."""

    children: dict[str, _Node] = field(default_factory=dict)
    leaf: bool = False
    text: bool = True
    dotted: bool = False

    @property
    def is_text(self) -> bool:
        """Whether the text of its value is all that is wanted of it."""
        return self.leaf and self.text and not self.children

    @property
    def clashes(self) -> bool:
        """Whether members of it differ in case only, which DuckDB does not tell apart."""
        return len({name.casefold() for name in self.children}) < len(self.children)

    def is_structure(self, nested: bool) -> bool:
        """Whether it is decoded as an object with the members wanted, and not kept as JSON text.

        A member whose own name holds a dot is nearly never there, and not worth the trouble.
        """
        plain = not self.leaf and not self.dotted and not any(name.isdigit() for name in self.children)
        return nested and bool(self.children) and plain and not self.clashes

    def element(self, nested: bool) -> _Node | None:
        """What the elements are read as where it is decoded as an array, which has no other members."""
        if not nested or self.leaf or self.dotted:
            return None
        elements = [child for name, child in self.children.items() if _POSITION.fullmatch(name)]
        others = any(not child.dotted for name, child in self.children.items() if not _POSITION.fullmatch(name))
        return None if others or not elements else _merged(elements)

    def type(self, nested: bool) -> str:
        """The type that it is declared with."""
        if (element := self.element(nested)) is not None:
            return f"{element.type(nested)}[]"
        if not self.is_structure(nested):
            return "VARCHAR" if self.is_text else "JSON"
        members = ", ".join(f"{identifier(name)} {child.type(nested)}" for name, child in self.children.items())
        return f"STRUCT({members})"


def _merged(nodes: Sequence[_Node]) -> _Node:
    """What is read in several places, as one."""
    names = dict.fromkeys(name for node in nodes for name in node.children)
    return _Node(
        {name: _merged([node.children[name] for node in nodes if name in node.children]) for name in names},
        leaf=any(node.leaf for node in nodes),
        text=all(node.text for node in nodes),
        dotted=any(node.dotted for node in nodes),
    )


class JsonProjection:
    """The columns that read_json is told to read, and the SQL of each field in terms of them.

    Decoding objects as structures is fast, and fails where a record has something else in that place; without `nested`
    only the members at the top are told apart, and what is below is looked up in their JSON text, which never fails.
    `within` is the member that holds the record, where it is wrapped. Fields come as JSON text, which tells what kind
    of value they are; of those in `texts` that is known, and their text is taken out at once. `fields` and `paths` are
    their SQL; `sources` are for each field the values that it is taken out of, all NULL where it is not there.
    """

    def __init__(
        self,
        fields: Sequence[str],
        paths: Sequence[Steps],
        *,
        texts: Collection[str] = (),
        nested: bool = True,
        within: str = "",
    ) -> None:
        self._nested = nested
        self._within = within
        self._root = _Node()
        cuts = {name: list(_cuts(name)) for name in fields}
        for name, ways in cuts.items():
            for keys in ways:
                self._add(keys, name in texts)
        for steps in paths:
            self._add(steps, False)
        self.fields = {name: self._any_of(ways, name in texts) for name, ways in cuts.items()}
        self.paths = [self._value(keys, _path, text=True) or "NULL" for keys in paths]
        self.sources = {
            name: [held[0] for keys in ways if (held := self._held(_positions(keys))) is not None]
            for name, ways in cuts.items()
        }

    def declared(self) -> dict[str, str]:
        """The columns and their types."""
        members = {name: node.type(self._nested) for name, node in self._root.children.items()}
        if not self._within:
            return members
        if self.clashes:
            return {self._within: "JSON"}
        inside = ", ".join(f"{identifier(name)} {kind}" for name, kind in members.items())
        return {self._within: f"STRUCT({inside})" if inside else "JSON"}

    @property
    def clashes(self) -> bool:
        """Whether members at the top differ in case only: so they can be read only where the record is wrapped."""
        return self._root.clashes

    def members(self) -> Members:
        """The members of a record that are read, and of those that are decoded as structures again theirs."""
        return self._members(self._root)

    def _members(self, node: _Node) -> Members:
        return {
            name: self._members(child) if child.is_structure(self._nested) else None
            for name, child in node.children.items()
        }

    def _add(self, keys: Steps, text: bool) -> None:
        node = self._root
        for key in keys:
            node = node.children.setdefault(str(key), _Node(dotted="." in str(key)))
        node.leaf = True
        node.text = node.text and text

    def _any_of(self, ways: Sequence[Sequence[str]], text: bool) -> str:
        found = [self._value(_positions(keys), _pointer, text=text) for keys in ways]
        values = [value for value in found if value is not None]
        return values[0] if len(values) == 1 else f"COALESCE({', '.join(values)})"

    def _value(self, keys: Steps, spell: Callable[[Steps], str], *, text: bool) -> str | None:
        """The value at a place of the record, as text or as JSON text; NULL for nothing and for null.

        None is for a place that cannot be there as long as decoding goes well.
        """
        found = self._held(keys)
        if found is None:
            return None
        held, node, rest = found
        if text:
            return held if node.is_text else f"({held} ->> {quoted(spell(rest) if rest else '$')})"
        return f"NULLIF(json_extract({held}, {quoted(spell(rest))}), 'null'::JSON)" if rest else held

    def _held(self, keys: Steps) -> tuple[str, _Node, Steps] | None:
        """The innermost value on the way to a place that is decoded, what is read there, and the rest of the way."""
        node = self._root
        held = identifier(self._within) if self._within else ""
        if self.clashes and held:
            return held, node, keys
        for index, key in enumerate(keys):
            name = str(key)
            element = node.element(self._nested)
            if element is not None:
                if not isinstance(key, int):
                    return None
                node = element
                held += f"[{key + 1}]"
            else:
                node = node.children[name]
                held += f".{identifier(name)}" if held else identifier(name)
            if not node.is_structure(self._nested) and node.element(self._nested) is None:
                return held, node, keys[index + 1 :]
        raise ValueError(f"{keys} leads to nothing that is read")


def _positions(keys: Sequence[str]) -> Steps:
    """The steps of a field, among which what looks like a position in an array may be one."""
    return tuple(int(key) if _POSITION.fullmatch(key) else key for key in keys)


def _pointer(steps: Steps) -> str:
    """A JSON pointer, in which a number is the position in an array or the name of a member."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _path(steps: Steps) -> str:
    """A JSON path, which tells positions from names."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in steps)


def _cuts(name: str) -> Iterable[tuple[str, ...]]:
    """Every way in which a dotted name can be made of the names of members, the most nested first."""
    steps = name.split(".")
    for count in range(len(steps) - 1, -1, -1):
        for places in combinations(range(1, len(steps)), count):
            bounds = [0, *places, len(steps)]
            yield tuple(".".join(steps[start:end]) for start, end in pairwise(bounds))
