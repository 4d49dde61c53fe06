"""Operations that come to the same, from `operation_families.json`: a list of some is often meant to have all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Family", "families"]

_FILE = Path(__file__).with_name("operation_families.json")


@dataclass(frozen=True, slots=True)
class Family:
    """Operations of a service that all do what `of` says. Who names all of `named` probably means `others` too."""

    of: str
    service: str
    named: tuple[str, ...]
    others: tuple[str, ...]
    source: str
    checked: str


@cache
def families() -> tuple[Family, ...]:
    """Every family, in the order of the table."""
    table = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Family(
            row["of"],
            row["service"],
            tuple(row["named"]),
            tuple(row["others"]),
            row["source"],
            table["checked"],
        )
        for row in table["families"]
    )
