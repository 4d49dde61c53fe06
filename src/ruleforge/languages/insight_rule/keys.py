"""What an event contributes: its key values as text, and the number that is added up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ruleforge.data import number
from ruleforge.languages.insight_rule.contributors import Amount
from ruleforge.languages.insight_rule.lower import BOUND
from ruleforge.predicate.values import ABSENT, Number, Value, exact
from ruleforge.predicate.verdict import NUMERIC_TOKEN

__all__ = ["key_choices", "key_text", "number_of"]

_KEY_BYTES = number("ci.key_value.max") * 1024
_INTEGER = re.compile(r"-?[1-9][0-9]*|0")
_FINEST = 1000
"""Numbers with more decimal places are added up as the nearest double."""


def key_text(value: Value) -> str | None:
    """The text of a key value, cut to 1 KB of UTF-8; None for absent.

    Numbers keep their spelling. How anything but text and integers is written is not documented: here true, false and
    null are those words, arrays and objects their shortest JSON text.
    """
    if value is ABSENT:
        return None
    if isinstance(value, str):
        text = value
    elif isinstance(value, Number):
        text = "0" if value.text == "-0" else value.text
    else:
        text = _json(value)
    if len(text) * 4 <= _KEY_BYTES:
        return text
    data = text.encode("utf-8", "surrogatepass")
    return text if len(data) <= _KEY_BYTES else data[:_KEY_BYTES].decode("utf-8", "ignore")


def _json(value: Any) -> str:
    """The JSON text of a decoded value, or as much of it as a key can hold; no recursion, however deep it is."""
    written = ""
    waiting: list[Any] = [value]
    while waiting and len(written) <= _KEY_BYTES:
        item = waiting.pop()
        if isinstance(item, _Text):
            written += item
        elif isinstance(item, dict | list):
            waiting.extend(reversed(list(_parts(item))))
        else:
            written += item.text if isinstance(item, Number) else json.dumps(item, ensure_ascii=False)
    return written


class _Text(str):
    """Text that is written as it is; a `str` beside it is a value."""

    __slots__ = ()


def _parts(container: dict[str, Any] | list[Any]) -> Iterator[Any]:
    """What stands in the JSON text of a container, one after another."""
    named = isinstance(container, dict)
    yield _Text("{" if named else "[")
    for index, item in enumerate(container):
        if index:
            yield _Text(",")
        yield item
        if isinstance(container, dict):
            yield _Text(":")
            yield container[item]
    yield _Text("}" if named else "]")


def key_choices(value: Value) -> list[str]:
    """The open questions that the text of a key value rests on."""
    if value is ABSENT:
        return ["insight-key-absent"]
    if isinstance(value, str):
        return []
    if not isinstance(value, Number):
        return ["insight-key-text"]
    found = value.value
    beyond = found is None or not -BOUND < found < BOUND
    return ([] if _INTEGER.fullmatch(value.text) else ["insight-key-text"]) + (["insight-range"] if beyond else [])


def number_of(value: Value, *, token: bool) -> Amount | None:
    """The number that an event adds: a JSON number, or with `token` a column that reads as one; None for the rest."""
    text = value.text if isinstance(value, Number) else value
    if not isinstance(text, str) or (value is text and not (token and NUMERIC_TOKEN.fullmatch(text))):
        return None
    found = exact(text)
    if found is None or not -BOUND <= found <= BOUND:
        return None
    whole = found.to_integral_value()
    if found == whole:
        return int(whole)
    exponent = found.as_tuple().exponent
    return Fraction(found if isinstance(exponent, int) and exponent > -_FINEST else float(found))
