"""Rows as DuckDB gives them, as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

__all__ = ["json_value", "plain_rows"]

_PLAIN = frozenset({str, int, float, bool, type(None)})


def plain_rows(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Rows as a result has them: moments and dates as text, decimals as floats."""
    return [tuple(value if type(value) in _PLAIN else _plain(value) for value in row) for row in rows]


def json_value(value: Any) -> Any:
    """A value of a row as JSON can hold it: numbers that JSON does not have as text, in Spark's spelling."""
    if isinstance(value, list):
        return [json_value(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        text = value.isoformat(sep=" ")
        return text.rstrip("0") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
