"""What rows are grouped and ordered by."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sqlglot import exp

from ruleforge.languages.logs_sql.literals import digits
from ruleforge.languages.logs_sql.translation.translated import column
from ruleforge.languages.logs_sql.types import Typed

__all__ = ["by_key", "by_values", "key", "of_position", "position"]

_WRITTEN_OUT = re.compile(r"-?\d+|'.*'|NULL|true|false", re.DOTALL)


def key(value: Typed) -> str:
    """What rows are grouped or ordered by; a value written out must not be taken for the position of a column."""
    return f"CAST({value.sql} AS {value.type.duckdb})" if _WRITTEN_OUT.fullmatch(value.sql) else value.sql


def of_position(select: exp.Select, place: int) -> exp.Expr:
    """The expression of the SELECT list that GROUP BY means by a position."""
    item: exp.Expr = select.expressions[place - 1]
    return item.this if isinstance(item, exp.Alias) else item


def position(node: exp.Expr, names: Sequence[str]) -> int | None:
    """The index of the column that ORDER BY means by a name or a position; None for any other expression."""
    folded = [name.casefold() for name in names]
    if isinstance(node, exp.Column) and node.name.casefold() in folded:
        return folded.index(node.name.casefold())
    place = digits(node)
    return place - 1 if place is not None and 1 <= place <= len(folded) else None


def by_key(wanted: int | str) -> str:
    """A key of ORDER BY in SQL: a column of the SELECT list, by its index, or an expression."""
    return column(wanted) if isinstance(wanted, int) else wanted


def by_values(count: int, keys: Collection[int | str]) -> list[str]:
    """Terms of ORDER BY, behind some keys, for rows that these do not tell apart: so many columns from the first on."""
    return [f"{by_key(index)} ASC NULLS FIRST" for index in range(count) if index not in keys]
