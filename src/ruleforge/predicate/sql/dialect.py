"""The SQL dialects that predicates are written in."""

from __future__ import annotations

import enum

__all__ = ["Dialect"]


class Dialect(enum.Enum):
    """A dialect; the value is the name that users and sqlglot give it."""

    ATHENA = "athena"
    """Engine version 3, which is Trino."""
    SPARK = "spark"
    """Spark SQL 3.5."""
    DUCKDB = "duckdb"

    @property
    def title(self) -> str:
        """The name for people."""
        return {"athena": "Athena", "spark": "Spark", "duckdb": "DuckDB"}[self.value]
