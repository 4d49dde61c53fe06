"""Texts that DuckDB reads as Spark does, without the macros that know all of Spark's spellings (see `macros`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

__all__ = ["PLAIN", "PLAIN_DATE", "PLAIN_MOMENT", "PLAIN_NUMBER", "PLAIN_WHOLE", "plain_types"]

PLAIN_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
PLAIN_MOMENT = PLAIN_DATE + r"[T ]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z?"
PLAIN_WHOLE = "-?[0-9]+"
PLAIN_NUMBER = r"-?[0-9]{1,30}([.][0-9]+)?"
"""Not so long that it is too large for a double, which Spark makes infinite."""

_FORMS = (
    (re.compile(f"{PLAIN_DATE}([T ].*)?"), frozenset({"date"})),
    (re.compile(PLAIN_MOMENT), frozenset({"timestamp"})),
    (re.compile(PLAIN_WHOLE), frozenset({"int", "bigint"})),
    (re.compile(PLAIN_NUMBER), frozenset({"double"})),
)
PLAIN = frozenset({"string"}).union(*(types for _, types in _FORMS))
"""The names of all types that texts are plain for."""


def plain_types(values: Iterable[Any]) -> frozenset[str]:
    """The names of the types for which every value is a text that is written plainly, or None; PLAIN for only None."""
    found = PLAIN
    for value in values:
        if value is None:
            continue
        if not isinstance(value, str):
            return frozenset()
        found &= frozenset().union(*(types for form, types in _FORMS if form.fullmatch(value)))
        if not found:
            break
    return found
