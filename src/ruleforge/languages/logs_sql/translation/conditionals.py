"""Conditional functions, conversions by name, and predicates written as calls."""

from __future__ import annotations

from dataclasses import replace

from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, as_type, common_type, scalar
from ruleforge.languages.logs_sql.translation.casts import cast
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.translation.types_of_casts import small_whole
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Type,
    Typed,
    comparable,
    decimal,
)

__all__ = ["CONDITIONALS"]


def _coalesce(call: Call) -> Typed:
    kind = common_type(call)
    plain = frozenset.intersection(*(value.plain for value in call.args))
    # Of fields that no event has it is written as of those that some have: one statement is good for both.
    if kind == NULL and not plain:
        return Typed("NULL", NULL)
    return Typed(f"COALESCE({', '.join(as_type(value, kind).sql for value in call.args)})", kind, plain)


def _if(call: Call) -> Typed:
    kind = common_type(call, 1)
    values = [as_type(value, kind).sql for value in call.args[1:]]
    if call[0].type not in (BOOLEAN, NULL):
        raise ArgumentError(f"if takes a condition, not a {call[0].type}")
    return Typed(f"(CASE WHEN {call.boolean(0)} THEN {values[0]} ELSE {values[1]} END)", kind)


def _nvl2(call: Call) -> Typed:
    kind = common_type(call, 1)
    first, second = (as_type(value, kind).sql for value in call.args[1:])
    return Typed(f"(CASE WHEN {call[0].sql} IS NOT NULL THEN {first} ELSE {second} END)", kind)


def _nullif(call: Call) -> Typed:
    kind = comparable(call[0].type, call[1].type)
    if kind is None:
        raise ArgumentError(f"a {call[0].type} and a {call[1].type} cannot be compared")
    same = f"{as_type(replace(call[0], sql='{0}'), kind).sql} = {{1}}"
    other = as_type(call[1], kind).sql
    chosen = once(f"(CASE WHEN {same} THEN NULL ELSE {{0}} END)", call[0].sql, other)
    return Typed(chosen, call[0].type, call[0].plain)


def _is_null(call: Call) -> Typed:
    return Typed(f"({call[0].sql} IS NULL)", BOOLEAN)


def _is_not_null(call: Call) -> Typed:
    return Typed(f"({call[0].sql} IS NOT NULL)", BOOLEAN)


def _converting(to: Type) -> Function:
    def translate(call: Call) -> Typed:
        found = cast(call[0], to)
        if found is None:
            raise ArgumentError(f"a {call[0].type} cannot be cast to {call.name}")
        return found

    return Function(translate, 1, 1)


def _small(reader: str, bits: int) -> Function:
    return Function(lambda call: small_whole(call[0], reader, bits), 1, 1)


_COALESCE_TWO = Function(_coalesce, 2, 2)

CONDITIONALS: dict[str, Function] = {
    "coalesce": Function(_coalesce, 1, None),
    "if": Function(_if, 3, 3),
    "ifnull": _COALESCE_TWO,
    "nvl": _COALESCE_TWO,
    "nvl2": Function(_nvl2, 3, 3),
    "nullif": Function(_nullif, 2, 2),
    "nanvl": scalar("(CASE WHEN isnan({0}) THEN {1} ELSE {0} END)", [DOUBLE, DOUBLE], DOUBLE),
    "isnull": Function(_is_null, 1, 1),
    "isnotnull": Function(_is_not_null, 1, 1),
    "isnan": scalar("COALESCE(isnan({0}), false)", [DOUBLE], BOOLEAN),
    "bigint": _converting(BIGINT),
    "boolean": _converting(BOOLEAN),
    "date": _converting(DATE),
    "decimal": _converting(decimal(10, 0)),
    "double": _converting(DOUBLE),
    "float": _converting(FLOAT),
    "int": _converting(INT),
    "smallint": _small("spark_smallint", 16),
    "string": _converting(STRING),
    "timestamp": _converting(TIMESTAMP),
    "tinyint": _small("spark_tinyint", 8),
}
