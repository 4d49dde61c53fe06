"""Conditional functions, conversions by name, and predicates written as calls."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, as_type, scalar
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    comparable,
    wider,
)

__all__ = ["CONDITIONALS", "common_type"]


def common_type(call: Call, start: int = 0) -> Type:
    """The type that holds all arguments from one on."""
    kind = NULL
    for value in call.args[start:]:
        found = wider(kind, value.type)
        if found is None:
            raise ArgumentError(f"{call.name} is given a {kind.name} and a {value.type.name}")
        kind = found
    return kind


def _coalesce(call: Call) -> Typed:
    kind = common_type(call)
    if kind == NULL:
        return Typed("NULL", NULL)
    return Typed(f"COALESCE({', '.join(as_type(value, kind).sql for value in call.args)})", kind)


def _if(call: Call) -> Typed:
    kind = common_type(call, 1)
    values = [as_type(value, kind).sql for value in call.args[1:]]
    otherwise = values[1] if len(values) > 1 else "NULL"
    return Typed(f"(CASE WHEN {call.boolean(0)} THEN {values[0]} ELSE {otherwise} END)", kind)


def _nvl2(call: Call) -> Typed:
    kind = common_type(call, 1)
    first, second = (as_type(value, kind).sql for value in call.args[1:])
    return Typed(f"(CASE WHEN {call[0].sql} IS NOT NULL THEN {first} ELSE {second} END)", kind)


def _nullif(call: Call) -> Typed:
    kind = comparable(call[0].type, call[1].type)
    if kind is None:
        raise ArgumentError(f"a {call[0].type.name} and a {call[1].type.name} cannot be compared")
    same = f"{as_type(call[0], kind).sql} = {as_type(call[1], kind).sql}"
    return Typed(f"(CASE WHEN {same} THEN NULL ELSE {call[0].sql} END)", call[0].type)


def _nanvl(call: Call) -> Typed:
    return Typed(f"(CASE WHEN isnan({call.double(0)}) THEN {call.double(1)} ELSE {call.double(0)} END)", DOUBLE)


def _is_null(call: Call) -> Typed:
    return Typed(f"({call[0].sql} IS NULL)", BOOLEAN)


def _is_not_null(call: Call) -> Typed:
    return Typed(f"({call[0].sql} IS NOT NULL)", BOOLEAN)


def _converting(to: Type) -> Function:
    return Function(lambda call: as_type(call[0], to), 1, 1)


CONDITIONALS: dict[str, Function] = {
    "coalesce": Function(_coalesce, 1, None),
    "if": Function(_if, 2, 3),
    "ifnull": Function(_coalesce, 2, 2),
    "nvl": Function(_coalesce, 2, 2),
    "nvl2": Function(_nvl2, 3, 3),
    "nullif": Function(_nullif, 2, 2),
    "nanvl": Function(_nanvl, 2, 2),
    "isnull": Function(_is_null, 1, 1),
    "isnotnull": Function(_is_not_null, 1, 1),
    "isnan": scalar("COALESCE(isnan({0}), false)", [DOUBLE], BOOLEAN),
    "bigint": _converting(BIGINT),
    "boolean": _converting(BOOLEAN),
    "date": _converting(DATE),
    "double": _converting(DOUBLE),
    "float": scalar("CAST(CAST({0} AS FLOAT) AS DOUBLE)", [DOUBLE], DOUBLE),
    "int": _converting(INT),
    "smallint": scalar("CAST(xor({0} & 65535, 32768) - 32768 AS INTEGER)", [INT], INT),
    "tinyint": scalar("CAST(xor({0} & 255, 128) - 128 AS INTEGER)", [INT], INT),
    "string": _converting(STRING),
    "timestamp": _converting(TIMESTAMP),
}
