"""Putting arguments into templates that name them more than once.

A call in a call in a call would otherwise grow with every level as often as a template repeats its argument. What is
more than a name, a value or a CAST of either is therefore evaluated first, and bound by a lambda over a list of one;
unless the template names it once and calls no macro, which may repeat it itself.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from ruleforge.languages.logs_sql.macros import macros_of

__all__ = ["REPEATING", "once"]

_ATOM = r"[\w.\"+-]+|\{\d+\}|'(?:[^']|'')*'"
_SHORT = re.compile(rf"(?:{_ATOM})|CAST\((?:{_ATOM}) AS \w+(?:\[\])*\)")
REPEATING = ("array_to_string", "nullif", "split_part")
"""DuckDB's own macros among what templates call that name an argument more than once."""
_OF_DUCKDB = re.compile(rf"\b(?:{'|'.join(REPEATING)})\(", re.IGNORECASE)
_PLACE = re.compile(r"\{(\d+)\}")
_NAMES = ("given", "given_around", "given_outside")


def once(template: str, *values: str) -> str:
    """The template with values in its places, each evaluated once however often the template names it."""
    long = [index for index, value in enumerate(values) if not _SHORT.fullmatch(value)]
    if _repeated(template).isdisjoint(long):
        return template.format(*(f"({value})" if index in long else value for index, value in enumerate(values)))
    # A template can bind something itself, under another name.
    name = next(name for name in _NAMES if f"lambda {name}:" not in template)
    if len(long) == 1:
        given = values[long[0]]
        names = {long[0]: name}
    else:
        given = f"struct_pack({', '.join(f'v{index} := {values[index]}' for index in long)})"
        names = {index: f"struct_extract({name}, 'v{index}')" for index in long}
    body = template.format(*(names.get(index, value) for index, value in enumerate(values)))
    return f"list_transform([{given}], lambda {name}: {body})[1]"


@lru_cache(maxsize=4_096)
def _repeated(template: str) -> frozenset[int]:
    """The places of a template that may be evaluated more than once, or for every element of a list."""
    places = Counter(int(found[1]) for found in _PLACE.finditer(template))
    if "lambda" in template or macros_of(template) or _OF_DUCKDB.search(template):
        return frozenset(places)
    return frozenset(place for place, times in places.items() if times > 1)
