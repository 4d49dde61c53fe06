"""The syntax of a Contributor Insights rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ruleforge.predicate.operands import Column, JsonPath

__all__ = ["Filter", "InsightTree", "Operand"]

Operand: TypeAlias = JsonPath | Column


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: a field, one operator, and what it is compared with, as the rule has it."""

    match: str
    operand: Operand
    operator: str
    values: Sequence[str] | float | bool
    spelling: str = ""


@dataclass(frozen=True, slots=True)
class InsightTree:
    """A rule body. `keys` and `value_of` pair what the rule writes with where it is found in an event."""

    log_format: Literal["JSON", "CLF"]
    log_groups: tuple[str, ...]
    log_group_arns: tuple[str, ...]
    keys: tuple[tuple[str, Operand], ...]
    value_of: tuple[str, Operand] | None
    filters: tuple[Filter, ...]
    aggregate_on: Literal["Count", "Sum"]
