"""What records do not carry, and what type their fields have, from `record_fields.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "AbsentFields",
    "FieldType",
    "Pair",
    "absent_fields",
    "field_types",
    "is_optional",
    "pairs",
    "whole_numbers",
]

_FILE = Path(__file__).with_name("record_fields.json")


@dataclass(frozen=True, slots=True)
class AbsentFields:
    """Records that never carry some fields.

    The records are those that have at each path of `when` one of the values; `of` is what people call them.
    """

    of: str
    when: Mapping[str, frozenset[str]]
    fields: tuple[str, ...]
    help: str
    source: str
    checked: str
    confidence: str

    def lacks(self, field: str) -> bool:
        """Whether a path names one of the fields, or something below one."""
        return any(field == absent or field.startswith(f"{absent}.") for absent in self.fields)


@dataclass(frozen=True, slots=True)
class FieldType:
    """The JSON type of a field (`number`, `truth value`, `text`) in records for which `when` holds."""

    field: str
    type: str
    when: Mapping[str, frozenset[str]]
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Records that come twice for one thing, which is `of`; `field` has another of the `values` in each."""

    of: str
    when: Mapping[str, frozenset[str]]
    field: str
    values: tuple[str, ...]
    source: str
    checked: str


@cache
def absent_fields() -> tuple[AbsentFields, ...]:
    """Every row on fields that records do not carry."""
    table = _table()
    return tuple(
        AbsentFields(
            of=row["of"],
            when=_when(row),
            fields=tuple(row["fields"]),
            help=row["help"],
            source=table["sources"][row["source"]],
            checked=table["checked"],
            confidence=row["confidence"],
        )
        for row in table["absent"]
    )


@cache
def field_types() -> dict[str, FieldType]:
    """The types that are known, by field."""
    table = _table()
    return {
        row["field"]: FieldType(
            row["field"], row["type"], _when(row), table["sources"][row["source"]], table["checked"]
        )
        for row in table["types"]
    }


@cache
def whole_numbers() -> frozenset[str]:
    """The flat fields of Logs Insights that are whole numbers wherever AWS's own records have them.

    Logs of other sources may have texts by these names: OTLP writes numbers of 64 bits as texts in JSON.
    """
    return frozenset(row["field"] for row in _table()["numbers"])


@cache
def pairs() -> tuple[Pair, ...]:
    """Every row on records that come in pairs."""
    table = _table()
    return tuple(
        Pair(
            row["of"],
            _when(row),
            row["field"],
            tuple(row["values"]),
            table["sources"][row["source"]],
            table["checked"],
        )
        for row in table["twice"]
    )


def is_optional(field: str) -> bool:
    """Whether only some CloudTrail records have a field, which is given by its dotted path."""
    row = _table()["optional"]
    if field in row["always"]:
        return False
    return field in row["fields"] or any(field.startswith(f"{parent}.") for parent in row["parents"])


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return table


def _when(row: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {field: frozenset(values) for field, values in row["when"].items()}
