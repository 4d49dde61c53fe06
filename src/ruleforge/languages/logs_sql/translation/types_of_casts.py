"""The types that CAST names."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.languages.logs_sql.translation.call import ArgumentError
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, DATE, DOUBLE, INT, STRING, TIMESTAMP, Type, array_of

__all__ = ["cast_target"]

_TYPES = {
    "BOOLEAN": (BOOLEAN, "{0}"),
    "TINYINT": (INT, "CAST(xor({0} & 255, 128) - 128 AS INTEGER)"),
    "SMALLINT": (INT, "CAST(xor({0} & 65535, 32768) - 32768 AS INTEGER)"),
    "INT": (INT, "{0}"),
    "BIGINT": (BIGINT, "{0}"),
    "FLOAT": (DOUBLE, "CAST(CAST({0} AS FLOAT) AS DOUBLE)"),
    "DOUBLE": (DOUBLE, "{0}"),
    "TEXT": (STRING, "{0}"),
    "VARCHAR": (STRING, "{0}"),
    "CHAR": (STRING, "{0}"),
    "DATE": (DATE, "{0}"),
    "TIMESTAMP": (TIMESTAMP, "{0}"),
    "TIMESTAMPTZ": (TIMESTAMP, "{0}"),
    "TIMESTAMPLTZ": (TIMESTAMP, "{0}"),
    "TIMESTAMPNTZ": (TIMESTAMP, "{0}"),
}


def cast_target(to: exp.Expr) -> tuple[Type, str]:
    """The type, and what is done with a value after it has that type. Raises ArgumentError for other types."""
    assert isinstance(to, exp.DataType)  # noqa: S101 - the grammar has nothing else there
    name = to.this.value if hasattr(to.this, "value") else str(to.this)
    if name == "DECIMAL":
        return DOUBLE, _decimal(to)
    if name in ("ARRAY", "LIST") and to.expressions:
        element, finish = cast_target(to.expressions[0])
        if finish == "{0}":
            return array_of(element), "{0}"
    if name in _TYPES:
        return _TYPES[name]
    raise ArgumentError(f"CAST to {name} is not evaluated here", unsupported=True)


def _decimal(to: exp.DataType) -> str:
    """Decimals are kept as doubles, rounded to their scale; one too large for its precision is NULL."""
    given = [int(parameter.this.this) for parameter in to.expressions]
    precision, scale = (given + [0])[:2] if given else (10, 0)
    bound = f"1e{precision - scale}"
    rounded = f"round({{0}}, {scale})"
    return f"(CASE WHEN abs({rounded}) < {bound} THEN {rounded} END)"
