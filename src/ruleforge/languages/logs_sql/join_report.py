"""What a JOIN did with the logs at hand: which keys met, and which rows found no partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

    from ruleforge.languages.logs_sql.translation.translated import JoinSides

__all__ = ["JoinReport", "JoinSide", "report_join"]

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class JoinSide:
    """One side of a JOIN: how many rows it has, how many of them found a partner, and how many lack a key.

    `lonely` are some values of the first key that found none.
    """

    rows: int
    paired: int
    without_key: int
    lonely: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The side as JSON data."""
        return {
            "rows": self.rows,
            "paired": self.paired,
            "without_key": self.without_key,
            "lonely": list(self.lonely),
        }


@dataclass(frozen=True, slots=True)
class JoinReport:
    """What became of both sides of a JOIN; `met` are some values of the first key that both have."""

    keys: tuple[str, ...]
    left: JoinSide
    right: JoinSide
    pairs: int
    met: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """The report as JSON data."""
        return {
            "keys": list(self.keys),
            "left": self.left.to_dict(),
            "right": self.right.to_dict(),
            "pairs": self.pairs,
            "met": list(self.met),
        }


def report_join(connection: duckdb.DuckDBPyConnection, sides: JoinSides) -> JoinReport:
    """Counts the rows of both sides with and without a partner, before WHERE is asked."""
    ask = _Asker(connection)
    pairs = ask.number(f"SELECT count(*) FROM {sides.left} INNER JOIN {sides.right} ON {sides.condition}")  # noqa: S608
    met: tuple[str, ...] = ()
    if sides.keys:
        _, left_key, _ = sides.keys[0]
        joined = f"{sides.left} INNER JOIN {sides.right} ON {sides.condition}"
        met = ask.texts(f"SELECT DISTINCT CAST({left_key} AS VARCHAR) AS k FROM {joined}")  # noqa: S608
    return JoinReport(
        tuple(text for text, _, _ in sides.keys),
        _side(ask, sides.left, sides.right, sides.condition, [left for _, left, _ in sides.keys]),
        _side(ask, sides.right, sides.left, sides.condition, [right for _, _, right in sides.keys]),
        pairs,
        met,
    )


def _side(ask: _Asker, table: str, other: str, condition: str, keys: list[str]) -> JoinSide:
    partner = f"EXISTS (SELECT 1 FROM {other} WHERE {condition})"  # noqa: S608
    rows = ask.number(f"SELECT count(*) FROM {table}")  # noqa: S608
    paired = ask.number(f"SELECT count(*) FROM {table} WHERE {partner}")  # noqa: S608
    if not keys:
        return JoinSide(rows, paired, 0, ())
    missing = " OR ".join(f"{key} IS NULL" for key in keys)
    without_key = ask.number(f"SELECT count(*) FROM {table} WHERE {missing}")  # noqa: S608
    lonely = ask.texts(
        f"SELECT DISTINCT CAST({keys[0]} AS VARCHAR) AS k FROM {table} WHERE NOT ({missing}) AND NOT {partner}"  # noqa: S608
    )
    return JoinSide(rows, paired, without_key, lonely)


class _Asker:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def number(self, sql: str) -> int:
        """The one number that a statement yields."""
        row = self._connection.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def texts(self, sql: str) -> tuple[str, ...]:
        """Some of the texts that a statement yields, in order."""
        rows: list[tuple[Any, ...]] = self._connection.execute(f"{sql} ORDER BY k LIMIT {_EXAMPLES}").fetchall()
        return tuple(str(row[0]) for row in rows)
