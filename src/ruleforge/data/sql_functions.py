"""Which functions Logs Insights knows, from `sql_functions.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

__all__ = ["FunctionTable", "function_table"]

_FILE = Path(__file__).with_name("sql_functions.json")


@dataclass(frozen=True, slots=True)
class FunctionTable:
    """The names of functions by family, in lower case.

    `supported` are those of the families that AWS lists; `refused` are of families that it does not support; `unknown`
    are Spark's, and neither list has them.
    """

    supported: dict[str, str]
    refused: dict[str, str]
    unknown: frozenset[str]

    def close_to(self, name: str) -> str | None:
        """A supported function that is spelled nearly like that."""
        found = get_close_matches(name, self.supported, n=1, cutoff=0.75)
        return found[0] if found else None


@cache
def function_table() -> FunctionTable:
    """The table, read once."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))

    def by_name(families: dict[str, list[str]]) -> dict[str, str]:
        return {name: family for family, names in families.items() for name in names}

    return FunctionTable(by_name(data["supported"]), by_name(data["refused"]), frozenset(data["unknown"]))
