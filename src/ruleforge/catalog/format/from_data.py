"""From plain data to the tree that is written: numbers as rule files spell them, short lists in brackets."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from ruleforge.catalog.format.tree import Collection, Entry, Node, Scalar

__all__ = ["tree_of"]


def tree_of(value: Any) -> Node:
    """The tree of plain data: mappings, lists, texts, numbers, truth values, None.

    Raises ValueError for what no rule file can hold.
    """
    if isinstance(value, Mapping):
        entries = [Entry(0, tree_of(inner), _text(str(key))) for key, inner in value.items()]
        return Collection(True, _is_short(value.values()), 0, 0, entries=entries)
    if isinstance(value, list | tuple):
        return Collection(False, _is_short(value), 0, 0, entries=[Entry(0, tree_of(inner)) for inner in value])
    if isinstance(value, str):
        return _text(value)
    written = _written(value)
    return Scalar(written, "", written, 0, 0)


def _text(value: str) -> Scalar:
    return Scalar(value, "|" if "\n" in value else '"', "", 0, 0)


def _is_short(values: Any) -> bool:
    """Whether a collection is read at a glance: it holds scalars, or lists of them."""
    return all(not isinstance(inner, Mapping) and all(map(_is_scalar, _items(inner))) for inner in values)


def _items(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list | tuple) else ()


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, Mapping | list | tuple)


def _written(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number that a file can hold")
    text = repr(float(value))
    # Python writes 1e-07; decimals here have a point.
    mantissa, sign, exponent = text.partition("e")
    return text if "." in mantissa else f"{mantissa}.0{sign}{exponent}"
