"""From a resource in a tool's words to an artifact in the words of AWS's API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ruleforge.diagnostics import Finding, Severity, SourceText, Span
from ruleforge.foreign.artifact import Artifact
from ruleforge.foreign.intrinsics import JSON_STRING
from ruleforge.foreign.json_tree import read_json
from ruleforge.foreign.shapes import Field, Shape, Sort, Tool
from ruleforge.foreign.text import Fixed, Text
from ruleforge.foreign.tree import Member, Node, Unknown, Unreadable

__all__ = ["not_checked", "shape_artifact"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_INTEGER = re.compile(r"[+-]?[0-9]{1,300}")
_LONGEST_NUMBER = 300
_TRUTH = {"true": True, "false": False}


def shape_artifact(
    source: SourceText, shape: Shape, tool: Tool, properties: Node, *, origin: str, name: str
) -> Artifact:
    """The artifact that a resource is; `name` is what to call it where it does not name itself."""
    shaping = _Shaping(shape, tool)
    tree = shaping.whole(properties)
    own = tree[shape.name]
    known = own is not None and isinstance(own.value, Text) and not own.value.holes and own.value.value
    return Artifact(
        shape.kind,
        str(known or name),
        origin,
        source,
        tree,
        tuple(finding.at(source, finding.span) for finding in shaping.problems),
        tuple(finding.at(source, finding.span) for finding in (*shaping.notes, *_unknown_within(tree))),
        shape.languages,
        tuple(shaping.left),
    )


def not_checked(what: str, why: str, span: Span) -> Finding:
    """A note on something that was not looked at."""
    return Finding("foreign/unknown", f"{what} is not checked: {why}", Severity.NOTE, span=span)


def _head(node: Node) -> Span:
    return Span(node.span.start, min(node.span.end, node.span.start + 1))


def _unknown_within(node: Node) -> Iterator[Finding]:
    """A note on each value that is kept although it is not known."""
    if isinstance(node.value, Unknown):
        yield not_checked("this value", f"what {node.value.why} yields is not known here", node.span)
    for item in (*node.items, *(one.node for _, one in node.members)):
        yield from _unknown_within(item)


class _Shaping:
    """Takes members over under their names in the API, and collects what is wrong with them."""

    def __init__(self, shape: Shape, tool: Tool) -> None:
        self._shape = shape
        self._tool = tool
        self.problems: list[Finding] = []
        self.notes: list[Finding] = []
        self.left: list[tuple[str, Node]] = []
        self._seen: set[str] = set()

    def whole(self, properties: Node) -> Node:
        """The body; where a resource has none that can be looked at, nothing of it is known."""
        if not isinstance(properties.value, Mapping):
            if not isinstance(properties.value, Unknown):
                message = f"the properties are an object, not {_kind(properties)}"
                self.problems.append(Finding("foreign/type", message, span=properties.span))
                return properties.replaced(Unknown("this"))
            return properties
        tree = properties.replaced(self.members(properties, self._shape.fields))
        for field in self._shape.fields:
            if field.required and field.api not in self._seen:
                message = f"{field.named(self._tool)} is missing"
                self.problems.append(Finding("foreign/required", message, span=_head(properties)))
        return tree

    def members(self, node: Node, fields: Iterable[Field]) -> dict[str, Member]:
        """The members of an object."""
        known = {field.named(self._tool): field for field in fields}
        found: dict[str, Member] = {}
        for name, member in node.members:
            field = known.get(name)
            if field is None:
                if self._tool.strangers:
                    found[name] = member
                elif member.node.value not in (None, ()) and member.node.text != "":
                    self.left.append((name, member.node))
                continue
            self._seen.add(field.api)
            taken = self._take(field, name, member.node)
            if taken is not None:
                found[field.api] = Member(member.key, taken)
        return found

    def _take(self, field: Field, name: str, node: Node) -> Node | None:
        """The value of a member; None where there is none to look at."""
        if self._is_nothing(field, node):
            return None
        value = node.value
        if isinstance(value, Unknown) or (isinstance(value, Text) and value.unknown and _is_read(field)):
            why = f"what {value.why if isinstance(value, Unknown) else value.value} yields is not known here"
            if self._shape.typed:
                self.notes.append(not_checked(name, why, node.span))
                return None
            return node
        match field.sort:
            case Sort.JSON:
                return self._json(name, node)
            case Sort.LIST:
                return self._list(field, name, node)
            case Sort.MAP:
                return self._map(field, name, node)
            case Sort.DATA:
                return node
            case _:
                return self._scalar(field.sort, name, node)

    def _is_nothing(self, field: Field, node: Node) -> bool:
        """Whether a tool writes a member that is not given."""
        value = node.value
        if value is None:
            return not self._tool.strangers or self._tool.converts
        if not self._tool.drops_empty or field.required:
            return False
        empty = value == () or (isinstance(value, Text) and not value.value) or (field.sort is Sort.MAP and not value)
        return empty or (field.zero_is_none and value == 0)

    def _refuse(self, what: str, name: str, node: Node) -> Node | None:
        """A value of the wrong type; where a language reads the body, the language says so."""
        if not self._shape.typed:
            return node
        self.problems.append(Finding("foreign/type", f"{name} is {what}, not {_kind(node)}", span=node.span))
        return None

    def _scalar(self, sort: Sort, name: str, node: Node) -> Node | None:
        value = node.value
        if sort is Sort.TEXT:
            if isinstance(value, Text):
                return node
            if self._tool.converts and node.written:
                return node.replaced(Text(node.written, Fixed(node.span)))
            return self._refuse("text", name, node)
        if isinstance(value, Text) and self._tool.converts:
            if value.holes:
                if self._shape.typed:
                    why = f"what {value.value} yields is not known here"
                    self.notes.append(not_checked(name, why, node.span))
                return None if self._shape.typed else node
            value = _TRUTH.get(value.value) if sort is Sort.BOOLEAN else _number(value.value)
        wanted: type | tuple[type, ...] = bool if sort is Sort.BOOLEAN else (int, float)
        if not isinstance(value, wanted) or (sort is Sort.NUMBER and isinstance(value, bool)):
            return self._refuse(sort.value, name, node)
        return node.replaced(value)

    def _json(self, name: str, node: Node) -> Node | None:
        if node.written == JSON_STRING:
            return node
        if not isinstance(node.value, Text):
            return self._refuse(Sort.JSON.value, name, node)
        try:
            return read_json(node.value, self.problems)
        except Unreadable as error:
            finding = error.finding
            if finding.check == "foreign/unknown" or node.value.holes:
                # What a hole stands for may be what is missing.
                self.notes.append(not_checked(name, "it is no JSON before its parts are put in", node.span))
            else:
                self.problems.append(Finding(finding.check, f"{name} is {finding.message}", span=finding.span))
            return None

    def _list(self, field: Field, name: str, node: Node) -> Node | None:
        value = node.value
        if isinstance(value, Mapping) and field.inner and self._tool.converts:
            first, second = (inner.named(self._tool) for inner in field.inner[:2]) if field.pairs else ("", "")
            items = _pairs(first, second, node) if field.pairs else (node,)
        elif isinstance(value, tuple):
            items = value
        else:
            return self._refuse(field.sort.value, name, node)
        taken = (self._item(field, name, item) for item in items)
        return node.replaced(tuple(item for item in taken if item is not None))

    def _item(self, field: Field, name: str, node: Node) -> Node | None:
        if not field.inner:
            return node if isinstance(node.value, Unknown) else self._scalar(Sort.TEXT, name, node)
        if isinstance(node.value, Mapping):
            return node.replaced(self.members(node, field.inner))
        if isinstance(node.value, Unknown):
            if not self._shape.typed:
                return node
            why = f"what {node.value.why} yields is not known here"
            self.notes.append(not_checked(f"an item of {name}", why, node.span))
            return None
        return self._refuse("a list of objects", name, node)

    def _map(self, field: Field, name: str, node: Node) -> Node | None:
        members = dict(node.members)
        if isinstance(node.value, tuple) and field.pairs and self._tool.converts:
            members = dict(_keyed(field.pairs, node))
        elif not isinstance(node.value, Mapping):
            return self._refuse(field.sort.value, name, node)
        taken = {
            key: (one.key, self._scalar(Sort.TEXT, f"{name}.{key}", one.node))
            for key, one in members.items()
            if not isinstance(one.node.value, Unknown)
        }
        return node.replaced({key: Member(span, one) for key, (span, one) in taken.items() if one is not None})


def _is_read(field: Field) -> bool:
    return field.language or field.sort is Sort.JSON


def _number(text: str) -> int | float | None:
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    return int(text) if _INTEGER.fullmatch(text) else float(text)


def _pairs(first: str, second: str, node: Node) -> tuple[Node, ...]:
    """The members of an object as items of two members each, a name and a value."""
    return tuple(
        Node(
            Span(member.key.start, max(member.key.start, member.node.span.end)),
            {
                first: Member(member.key, Node(member.key, Text(name, Fixed(member.key)))),
                second: Member(member.node.span, member.node),
            },
        )
        for name, member in node.members
    )


def _keyed(names: tuple[str, str], node: Node) -> Iterator[tuple[str, Member]]:
    """Items of two members each as the members of an object."""
    for item in node.items:
        key, value = (item[name] for name in names)
        if key is not None and key.text is not None and value is not None:
            yield key.text, Member(key.span, value)


def _kind(node: Node) -> str:
    match node.value:
        case Text():
            return "text"
        case None:
            return "null"
        case bool() | int() | float():
            return node.written[:40]
        case tuple():
            return "a list"
        case _:
            return "an object"
