"""Operators in the order in which Spark binds them.

The parser reads `||`, `&`, `^` and `|` as equals from left to right, after `+`. Spark's grammar binds `||` like `+`,
then `&`, then `^`, then `|`.
"""

from __future__ import annotations

from itertools import pairwise

from sqlglot import exp

__all__ = ["rebound"]

_BINDING: dict[type[exp.Expr], int] = {exp.DPipe: 3, exp.BitwiseAnd: 2, exp.BitwiseXor: 1, exp.BitwiseOr: 0}


def rebound(node: exp.Expr) -> exp.Expr:
    """A chain of such operators as Spark reads it; the same node where the order makes no difference."""
    kinds: list[type[exp.Expr]] = []
    operands: list[exp.Expr] = []
    part = node
    while type(part) in _BINDING:
        kinds.insert(0, type(part))
        operands.insert(0, part.args["expression"])
        part = part.this
    operands.insert(0, part)
    ordered = all(_BINDING[one] >= _BINDING[other] for one, other in pairwise(kinds))
    if ordered and not any(
        kind is exp.DPipe and isinstance(operand, exp.Add | exp.Sub)
        for kind, operand in zip(kinds, operands[1:], strict=True)
    ):
        return node
    found = _bind(kinds, operands)
    found.parent = node.parent
    return found


def _bind(kinds: list[type[exp.Expr]], operands: list[exp.Expr]) -> exp.Expr:
    stack: list[exp.Expr] = [operands[0].copy()]
    waiting: list[type[exp.Expr]] = []

    def reduce(least: int) -> None:
        while waiting and _BINDING[waiting[-1]] >= least:
            right, left = stack.pop(), stack.pop()
            stack.append(_joined(waiting.pop(), left, right))

    for kind, operand in zip(kinds, operands[1:], strict=True):
        reduce(_BINDING[kind])
        waiting.append(kind)
        stack.append(operand.copy())
    reduce(0)
    return stack[0]


def _joined(kind: type[exp.Expr], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`a || b + c` is `(a || b) + c`: the operator goes to the innermost left of a sum."""
    if kind is exp.DPipe and isinstance(right, exp.Add | exp.Sub):
        return type(right)(this=_joined(kind, left, right.this), expression=right.args["expression"])
    return kind(this=left, expression=right)
