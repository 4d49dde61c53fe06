"""CloudFormation's functions, as far as a template alone tells what they yield.

What a parameter or an attribute holds is not known: it becomes a hole in a text, spelled `${Name}` as `Fn::Sub` has it.
What may be anything, such as `Fn::If`, becomes an unknown value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ruleforge.diagnostics import Span
from ruleforge.foreign.text import Text, hole, joined
from ruleforge.foreign.tree import Member, Node, Unknown

__all__ = ["JSON_STRING", "settle"]

JSON_STRING = "Fn::ToJsonString"
"""How data are marked that become JSON as text."""

_PLACEHOLDER = re.compile(r"\$\{(!?)([^${}]*)\}")
_TEXTS = ("Fn::Base64", "Fn::ImportValue", "Fn::Select")
"""Functions that yield a text, whatever is in it."""


@dataclass(frozen=True, slots=True)
class _Nothing(Unknown):
    """What takes its member or item away."""

    why: str = "AWS::NoValue"


def settle(node: Node) -> Node:
    """A value with texts, holes and unknown values in the place of functions."""
    found = node.value
    if isinstance(found, tuple):
        settled = [settle(item) for item in found]
        return node.replaced(tuple(item for item in settled if not isinstance(item.value, _Nothing)))
    if not isinstance(found, Mapping):
        return node
    if len(found) == 1:
        ((name, only),) = found.items()
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](node, only.node)
    function = next((name for name in found if name.startswith("Fn::")), None)
    if function is not None:
        return node.replaced(Unknown(function))
    members = {name: Member(member.key, settle(member.node)) for name, member in found.items()}
    return node.replaced({name: one for name, one in members.items() if not isinstance(one.node.value, _Nothing)})


def _ref(node: Node, argument: Node) -> Node:
    name = argument.text
    if name is None:
        return node.replaced(Unknown("Ref"))
    return node.replaced(_Nothing() if name == "AWS::NoValue" else hole(name, node.span))


def _attribute(node: Node, argument: Node) -> Node:
    names = [argument.text] if argument.text is not None else [item.text or "" for item in argument.items]
    return node.replaced(hole(".".join(names), node.span))


def _join(node: Node, argument: Node) -> Node:
    if len(argument.items) != 2:
        return node.replaced(Unknown("Fn::Join"))
    delimiter, listed = argument.items
    items = settle(listed)
    if not isinstance(delimiter.value, Text) or not isinstance(items.value, tuple):
        return node.replaced(Unknown("Fn::Join"))
    pieces: list[Text] = []
    for index, item in enumerate(items.items):
        if index:
            pieces.append(delimiter.value)
        pieces.append(_as_text(item))
    return node.replaced(joined(pieces) if pieces else Text("", delimiter.value.places))


def _as_text(node: Node) -> Text:
    """What a value is inside a text."""
    if isinstance(node.value, Text):
        return node.value
    if node.written:
        # A number or a truth value stands in the file as it is written.
        return Text(node.written, _Plain(node.span))
    return hole(node.value.why if isinstance(node.value, Unknown) else "expression", node.span)


@dataclass(frozen=True, slots=True)
class _Plain:
    """The signs of a plain scalar."""

    where: Span

    def span(self, inner: Span) -> Span:
        """The span in the file of a span of the value."""
        start = min(self.where.start + inner.start, self.where.end)
        return Span(start, max(start, min(self.where.start + inner.end, self.where.end)))


def _sub(node: Node, argument: Node) -> Node:
    template, values = argument, {}
    if len(argument.items) == 2:
        template, mapping = argument.items
        values = {name: _as_text(settle(member.node)) for name, member in mapping.members}
    if not isinstance(template.value, Text):
        return node.replaced(Unknown("Fn::Sub"))
    pieces = list(_substituted(template.value, values))
    return Node(template.span, joined(pieces) if pieces else template.value)


def _substituted(template: Text, values: Mapping[str, Text]) -> Iterator[Text]:
    at = 0
    for found in _PLACEHOLDER.finditer(template.value):
        yield template.part(at, found.start())
        literal, name = found.groups()
        if literal:
            # ${!Name} is the text ${Name}.
            yield template.part(found.start(), found.start() + 2)
            yield template.part(found.start() + 3, found.end())
        else:
            name = name.strip()
            yield values[name] if name in values else hole(name, template.span(Span(*found.span())))
        at = found.end()
    yield template.part(at, len(template.value))


def _some_text(node: Node, argument: Node) -> Node:  # noqa: ARG001 - nothing of it shows in what it yields
    (name,) = (name for name, _ in node.members)
    return node.replaced(hole(name.removeprefix("Fn::"), node.span))


def _json_string(node: Node, argument: Node) -> Node:
    """A member that holds JSON as text takes data as it is."""
    settled = settle(argument)
    if isinstance(settled.value, Mapping | tuple):
        return Node(settled.span, settled.value, JSON_STRING)
    return node.replaced(Unknown(JSON_STRING))


_FUNCTIONS: dict[str, Callable[[Node, Node], Node]] = {
    "Ref": _ref,
    "Condition": lambda node, _: node.replaced(Unknown("Condition")),
    "Fn::GetAtt": _attribute,
    "Fn::Join": _join,
    "Fn::Sub": _sub,
    JSON_STRING: _json_string,
    **dict.fromkeys(_TEXTS, _some_text),
}
