"""What comes of a translation: statements in DuckDB's SQL, and the sides of a JOIN."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ruleforge.languages.logs_sql.types import Type, Typed

__all__ = ["JoinSides", "Statement", "output"]


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


def output(index: int, value: Typed) -> Typed:
    """A value as a column of the statement that it is selected in, with all that is known of it."""
    return replace(value, sql=f'"o{index}"')


@dataclass(frozen=True, slots=True)
class JoinSides:
    """The two sides of a JOIN in DuckDB's SQL: tables with their aliases, and when two rows are a pair.

    `keys` are the equalities among the conditions: how they are written, and the value of either side.
    """

    left: str
    right: str
    condition: str
    keys: tuple[tuple[str, str, str], ...]
