"""What comes of a translation: statements in DuckDB's SQL, and the sides of a JOIN."""

from __future__ import annotations

from dataclasses import dataclass

from ruleforge.languages.logs_sql.types import Type

__all__ = ["JoinSides", "Statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A query in DuckDB's SQL. Its columns are called o0, o1, …; `columns` has the names that the query gives them.

    `plain` is known of the columns of a SELECT: see `Typed.plain`.
    """

    sql: str
    columns: tuple[str, ...]
    types: tuple[Type, ...]
    plain: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class JoinSides:
    """The two sides of a JOIN in DuckDB's SQL: tables with their aliases, and when two rows are a pair.

    `keys` are the equalities among the conditions: how they are written, and the value of either side.
    """

    left: str
    right: str
    condition: str
    keys: tuple[tuple[str, str, str], ...]
