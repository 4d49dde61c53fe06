"""How many rows there are: LIMIT and OFFSET."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.languages.logs_sql.literals import whole_number
from ruleforge.languages.logs_sql.translation.errors import ArgumentError, placed
from ruleforge.languages.logs_sql.translation.expressions import Expressions
from ruleforge.languages.logs_sql.types import INT

__all__ = ["limits"]


def limits(node: exp.Expr, expressions: Expressions | None = None) -> str:
    """LIMIT and OFFSET; what is more than a sum of numbers is translated by the expressions of the SELECT."""
    text = ""
    for name in ("limit", "offset"):
        clause = node.args.get(name)
        if clause is None:
            continue
        value = clause.args.get("expression")
        if isinstance(value, exp.Var) and value.name.upper() == "ALL":
            continue
        count: int | str | None = whole_number(value)
        if count is None:
            if expressions is None:
                message = f"{name.upper()} behind a set operation takes a whole number that is written out, here"
                raise placed(ArgumentError(message, unsupported=True), clause)
            found = expressions.of(value)
            if found.type != INT:
                raise placed(ArgumentError(f"{name.upper()} takes an INT, not a {found.type}"), clause)
            count = f"({found.sql})"
        text += f" {name.upper()} {count}"
    return text
