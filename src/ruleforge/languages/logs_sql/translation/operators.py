"""Arithmetic and bits as Spark has them: whole numbers wrap around, dividing by zero is NULL, decimals have a scale."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.languages.logs_sql.translation.call import as_type
from ruleforge.languages.logs_sql.translation.errors import ArgumentError
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    DOUBLE,
    FLOAT,
    INT,
    NULL,
    STRING,
    Type,
    Typed,
    decimal,
    decimal_for,
    wider,
)

__all__ = [
    "arithmetic",
    "bits",
    "divide",
    "modulo",
    "negated",
    "number_literal",
    "number_type",
    "whole_divide",
    "wrapping",
]

_INT = 2**31
_BIGINT = 2**63
_LEAST_SCALE = 6
_MOST_DIGITS = 38


def number_literal(text: str) -> Typed:
    """A number written out: with a point and no exponent it is a decimal, as Spark has it.

    Raises ArgumentError for one of more digits than a decimal has.
    """
    if "e" not in text.lower() and sum(map(str.isdigit, text)) > _MOST_DIGITS + text.startswith("0."):
        raise ArgumentError(f"a number has at most {_MOST_DIGITS} digits")
    if text.lstrip("-").isdigit():
        value = int(text)
        if -_INT <= value < _INT:
            return Typed(text, INT)
        if -_BIGINT <= value < _BIGINT:
            return Typed(f"CAST({text} AS BIGINT)", BIGINT)
    kind = DOUBLE if "e" in text.lower() else _decimal_of(text)
    return Typed(f"CAST({text} AS DOUBLE)", kind)


def _decimal_of(text: str) -> Type:
    whole, _, fraction = text.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    return decimal(max(len(digits), len(fraction), 1), len(fraction))


def number_type(left: Type, right: Type) -> Type:
    """The type in which two values are calculated with: a text is taken for a double, and a truth value for nothing."""
    kinds = [DOUBLE if kind == STRING else kind for kind in (left, right)]
    if NULL in kinds:
        kinds = [kind for kind in kinds if kind != NULL] or [DOUBLE]
    found = wider(kinds[0], kinds[-1])
    if found is None or not found.is_number:
        raise ArgumentError(f"a {left} and a {right} cannot be calculated with")
    return found


def wrapping(sql: str, kind: Type) -> str:
    """A whole number that was calculated in a wider type, cut to the bits of its own."""
    return f"low_32_bits({sql})" if kind == INT else f"low_64_bits({sql})"


def arithmetic(left: Typed, right: Typed, sign: str, nodes: tuple[exp.Expr, exp.Expr]) -> Typed:
    """A sum, a difference, or a product of numbers."""
    kind = number_type(left.type, right.type)
    if kind.name == "decimal":
        one, other = _scales(left, right, nodes)
        if sign == "*":
            kind = decimal(one[0] + other[0] + 1, one[1] + other[1])
        else:
            scale = max(one[1], other[1])
            kind = decimal(max(one[0] - one[1], other[0] - other[1]) + scale + 1, scale)
        return _in_decimals(f"({_double(left)} {sign} {_double(right)})", kind)
    if kind.is_whole:
        wide = "BIGINT" if kind == INT else "HUGEINT"
        one_sql, other_sql = (as_type(value, kind).sql for value in (left, right))
        return Typed(wrapping(f"(CAST({one_sql} AS {wide}) {sign} {other_sql})", kind), kind)
    return Typed(f"({as_type(left, kind).sql} {sign} {as_type(right, kind).sql})", kind)


def divide(left: Typed, right: Typed, nodes: tuple[exp.Expr, exp.Expr]) -> Typed:
    """A division, which is never whole."""
    kind = number_type(left.type, right.type)
    sql = _quotient("/", _double(left), _double(right), nodes[1])
    if kind.name != "decimal":
        return Typed(sql, DOUBLE)
    (precision, scale), (other_precision, other_scale) = _scales(left, right, nodes)
    digits = max(_LEAST_SCALE, scale + other_precision + 1)
    return _in_decimals(sql, decimal(precision - scale + other_scale + digits, digits))


def whole_divide(left: Typed, right: Typed, nodes: tuple[exp.Expr, exp.Expr]) -> Typed:
    """DIV: of whole numbers or decimals, without what is behind the point."""
    kind = number_type(left.type, right.type)
    if kind in (DOUBLE, FLOAT) and NULL not in (left.type, right.type):
        raise ArgumentError("DIV takes whole numbers and decimals")
    if kind.name == "decimal":
        return as_type(Typed(f"trunc({_quotient('/', _double(left), _double(right), nodes[1])})", kind), BIGINT)
    one, other = (as_type(value, BIGINT).sql for value in (left, right))
    return Typed(wrapping(_quotient("//", f"CAST({one} AS HUGEINT)", other, nodes[1]), BIGINT), BIGINT)


def modulo(left: Typed, right: Typed, nodes: tuple[exp.Expr, exp.Expr]) -> Typed:
    """A remainder, which has the sign of what is divided."""
    kind = number_type(left.type, right.type)
    one, other = (as_type(value, kind).sql for value in (left, right))
    sql = _quotient("%", one if kind != BIGINT else f"CAST({one} AS HUGEINT)", other, nodes[1])
    if kind.name == "decimal":
        (precision, scale), (other_precision, other_scale) = _scales(left, right, nodes)
        whole, most = min(precision - scale, other_precision - other_scale), max(scale, other_scale)
        return _in_decimals(sql, decimal(whole + most, most))
    return Typed(f"CAST({sql} AS BIGINT)" if kind == BIGINT else sql, kind)


def _quotient(sign: str, left: str, right: str, divisor: exp.Expr) -> str:
    if isinstance(divisor, exp.Literal) and any(digit in divisor.name for digit in "123456789"):
        return f"({left} {sign} {right})"
    return once(f"({{0}} {sign} NULLIF({{1}}, 0))", left, right)


def negated(value: Typed) -> Typed:
    """A number with the other sign."""
    kind = number_type(value.type, NULL)
    sql = as_type(value, kind).sql
    if kind.is_whole:
        return Typed(wrapping(f"(-CAST({sql} AS {'BIGINT' if kind == INT else 'HUGEINT'}))", kind), kind)
    return Typed(f"(-{sql})", kind)


def bits(left: Typed, right: Typed, template: str) -> Typed:
    """Whole numbers, bit by bit."""
    for value in (left, right):
        if not value.type.is_whole and value.type != NULL:
            raise ArgumentError(f"bits are of whole numbers, not of a {value.type}")
    kind = number_type(left.type, right.type) if {left.type, right.type} != {NULL} else BIGINT
    return Typed(template.format(as_type(left, kind).sql, as_type(right, kind).sql), kind)


def _double(value: Typed) -> str:
    return as_type(value, DOUBLE).sql


def _scales(left: Typed, right: Typed, nodes: tuple[exp.Expr, exp.Expr]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Precision and scale of both; a whole number written out has as many digits as it has."""
    found = []
    for value, node in zip((left, right), nodes, strict=True):
        if isinstance(node, exp.Literal) and value.type.is_whole:
            found.append((len(node.name), 0))
        else:
            found.append(decimal_for(value.type).bounds)
    return found[0], found[1]


def _in_decimals(sql: str, kind: Type) -> Typed:
    scale = kind.bounds[1]
    return Typed(f"round({sql}, {scale})" if scale <= 15 else sql, kind)
