"""Texts, names and numbers that are written out: read from a query, and spelled as DuckDB's SQL has them."""

from __future__ import annotations

from sqlglot import exp

__all__ = ["digits", "quoted", "whole_number"]

_MOST_DIGITS = 20
"""Those of the largest whole number of 64 bits, and one more."""


def quoted(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def digits(node: object) -> int | None:
    """The value of a whole number without a sign that is written out; None for what is none, or too large for any."""
    match node:
        case exp.Literal(is_string=False, name=text) if text.isdecimal() and len(text) <= _MOST_DIGITS:
            return int(text)
    return None


def whole_number(node: object) -> int | None:
    """The value of a whole number that is written out, or of a sum, a difference or a product of such; else None."""
    match node:
        case exp.Literal():
            return digits(node)
        case exp.Paren(this=inner):
            return whole_number(inner)
        case exp.Neg(this=inner):
            value = whole_number(inner)
            return None if value is None else -value
        case exp.Add() | exp.Sub() | exp.Mul():
            left, right = whole_number(node.this), whole_number(node.expression)
            if left is None or right is None:
                return None
            return (
                left + right
                if isinstance(node, exp.Add)
                else left - right
                if isinstance(node, exp.Sub)
                else left * right
            )
    return None
