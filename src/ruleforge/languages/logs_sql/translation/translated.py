"""What comes of a translation: statements in DuckDB's SQL, and the sides of a JOIN."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ruleforge.languages.logs_sql.types import Type, Typed

__all__ = ["JoinSides", "Statement", "column", "listed", "outputs_of"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A query in DuckDB's SQL. Its columns are called o0, o1, …; `columns` has the names that the query gives them."""

    sql: str
    columns: tuple[str, ...]
    outputs: tuple[Typed, ...]

    @property
    def types(self) -> tuple[Type, ...]:
        """The types of its columns."""
        return tuple(output.type for output in self.outputs)


def column(index: int) -> str:
    """What a column of a statement is called."""
    return f'"o{index}"'


def outputs_of(values: Iterable[Typed]) -> tuple[Typed, ...]:
    """Values as columns of the statement that they are selected in, with what is known of them.

    Such a column is there, whatever the events have.
    """
    return tuple(replace(value, sql=column(index), is_absent=False) for index, value in enumerate(values))


def listed(values: Iterable[Typed]) -> str:
    """The SELECT list of some values."""
    return ", ".join(f"{value.sql} AS {column(index)}" for index, value in enumerate(values))


@dataclass(frozen=True, slots=True)
class JoinSides:
    """The two sides of a JOIN in DuckDB's SQL: tables with their aliases, and when two rows are a pair.

    `keys` are the equalities among the conditions: how they are written, and the value of either side.
    """

    left: str
    right: str
    condition: str
    keys: tuple[tuple[str, str, str], ...]
