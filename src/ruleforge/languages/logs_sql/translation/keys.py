"""What rows are grouped and ordered by."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from sqlglot import exp

from ruleforge.languages.logs_sql.literals import digits
from ruleforge.languages.logs_sql.translation.call import ArgumentError
from ruleforge.languages.logs_sql.translation.errors import placed
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


def position(node: exp.Expr, names: Mapping[str, int], count: int) -> int:
    """The column that ORDER BY means by a name or a position."""
    if isinstance(node, exp.Column) and node.name.casefold() in names:
        return names[node.name.casefold()]
    place = digits(node)
    if place is not None and 1 <= place <= count:
        return place - 1
    raise placed(ArgumentError("ORDER BY takes names and positions of columns here"), node)


def by_key(wanted: int | str) -> str:
    """A key of ORDER BY in SQL: a column of the SELECT list, by its index, or an expression."""
    return f'"o{wanted}"' if isinstance(wanted, int) else wanted


def by_values(count: int, keys: Collection[int | str]) -> list[str]:
    """Terms of ORDER BY, behind some keys, for rows that these do not tell apart: so many columns from the first on."""
    return [f"{by_key(index)} ASC NULLS FIRST" for index in range(count) if index not in keys]
