"""Terraform's templates in texts: `${var.name}` is a hole, `${"a"}` is the text a, `%{ if … }` makes all unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ruleforge.diagnostics import Span
from ruleforge.foreign.text import Fixed, Text, hole, joined
from ruleforge.foreign.tree import Member, Node, Unknown

__all__ = ["interpolate"]

_SIGN = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_QUOTED = re.compile(r'\s*"([^"\\{}]*)"\s*')
_INSIDE = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[{}]', re.DOTALL)


def interpolate(node: Node, values: Mapping[str, str] | None = None) -> Node:
    """A value with holes in the place of expressions; those that have a text in `values` become that text."""
    value = node.value
    if isinstance(value, Text):
        return _text(node, value, values or {})
    if isinstance(value, tuple):
        return node.replaced(tuple(interpolate(item, values) for item in value))
    if isinstance(value, Mapping):
        return node.replaced({name: Member(one.key, interpolate(one.node, values)) for name, one in value.items()})
    return node


def _text(node: Node, text: Text, values: Mapping[str, str]) -> Node:
    if "${" not in text.value and "%{" not in text.value:
        return node
    pieces = list(_pieces(text, values))
    if any(piece is None for piece in pieces):
        return node.replaced(Unknown("a template directive"))
    return node.replaced(joined(piece for piece in pieces if piece is not None))


def _pieces(text: Text, values: Mapping[str, str]) -> Iterator[Text | None]:
    """The text in parts; None where it cannot be told what is there."""
    at = 0
    while found := _SIGN.search(text.value, at):
        yield text.part(at, found.start())
        sign = found.group()
        if len(sign) == 3:
            # $${ is the text ${, and %%{ the text %{.
            yield text.part(found.start() + 1, found.end())
            at = found.end()
            continue
        end = _closing(text.value, found.end())
        if sign == "%{" or end is None:
            yield None
            return
        expression, where = text.value[found.end() : end - 1].strip(), text.span(Span(found.start(), end))
        if quoted := _QUOTED.fullmatch(text.value, found.end(), end - 1):
            yield text.part(*quoted.span(1))
        else:
            yield Text(values[expression], Fixed(where)) if expression in values else hole(expression, where)
        at = end
    yield text.part(at, len(text.value))


def _closing(text: str, at: int) -> int | None:
    """Where an expression ends, its brace included; braces in it come in pairs, and those in quotes do not count."""
    depth = 1
    for found in _INSIDE.finditer(text, at):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return None
