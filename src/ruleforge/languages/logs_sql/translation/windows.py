"""Window functions, and what stands in OVER (…)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from ruleforge.languages.logs_sql.translation.call import Aggregate, ArgumentError, as_type
from ruleforge.languages.logs_sql.types import BIGINT, DOUBLE, INT, Typed, wider

if TYPE_CHECKING:
    from ruleforge.languages.logs_sql.translation.expressions import Expressions

__all__ = ["order_terms", "over", "window_call"]

_RANKS = {
    "row_number": INT,
    "rank": INT,
    "dense_rank": INT,
    "percent_rank": DOUBLE,
    "cume_dist": DOUBLE,
}


def window_call(name: str, args: Sequence[Typed]) -> Aggregate | None:
    """The call of a window function; None for any other, which may be an aggregate."""
    if name in _RANKS:
        _expect(name, args, 0, 0)
        return Aggregate(f"{name}()", _RANKS[name])
    if name == "ntile":
        _expect(name, args, 1, 1)
        return Aggregate(f"ntile({as_type(args[0], BIGINT).sql})", INT)
    if name in ("lag", "lead"):
        _expect(name, args, 1, 3)
        offset = as_type(args[1], INT).sql if len(args) > 1 else "1"
        if len(args) < 3:
            return Aggregate(f"{name}({args[0].sql}, {offset})", args[0].type)
        kind = wider(args[0].type, args[2].type)
        if kind is None:
            raise ArgumentError(f"the default of {name} is a {args[2].type.name}, not a {args[0].type.name}")
        return Aggregate(f"{name}({as_type(args[0], kind).sql}, {offset}, {as_type(args[2], kind).sql})", kind)
    if name in ("first_value", "last_value", "first", "last", "any_value") and args:
        return Aggregate(f"{'last_value' if 'last' in name else 'first_value'}({args[0].sql})", args[0].type)
    if name == "nth_value":
        _expect(name, args, 2, 2)
        return Aggregate(f"nth_value({args[0].sql}, {as_type(args[1], BIGINT).sql})", args[0].type)
    return None


def _expect(name: str, args: Sequence[Typed], least: int, most: int) -> None:
    if not least <= len(args) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise ArgumentError(f"{name} takes {wanted} arguments, not {len(args)}")


def over(node: exp.Expr, expressions: Expressions) -> str:
    """What stands in the brackets behind OVER."""
    parts = []
    if node.args.get("partition_by"):
        keys = ", ".join(expressions.of(item).sql for item in node.args["partition_by"])
        parts.append(f"PARTITION BY {keys}")
    order = node.args.get("order")
    if order is not None:
        terms = ", ".join(order_terms(ordered, expressions.of(ordered.this).sql) for ordered in order.expressions)
        parts.append(f"ORDER BY {terms}")
    spec = node.args.get("spec")
    if spec is not None:
        parts.append(_frame(spec))
    return " ".join(parts)


def order_terms(ordered: exp.Expr, sql: str) -> str:
    """One key of ORDER BY: ascending puts NULL first, descending last, as Spark does, unless it is said otherwise."""
    direction = "DESC" if ordered.args.get("desc") else "ASC"
    return f"{sql} {direction} NULLS {'FIRST' if ordered.args.get('nulls_first') else 'LAST'}"


def _frame(spec: exp.Expr) -> str:
    bounds = [_bound(spec.args.get(f"{end}"), spec.args.get(f"{end}_side")) for end in ("start", "end")]
    kind = str(spec.args.get("kind") or "ROWS").upper()
    if kind not in ("ROWS", "RANGE"):
        raise ArgumentError(f"{kind} frames are not evaluated here", unsupported=True)
    return f"{kind} BETWEEN {bounds[0]} AND {bounds[1] or 'CURRENT ROW'}"


def _bound(value: object, side: object) -> str:
    if value is None:
        return ""
    if isinstance(value, exp.Literal) and str(value.this).isdigit():
        return f"{value.this} {str(side).upper()}"
    word = str(value.name if isinstance(value, exp.Expr) else value).upper()
    if word == "CURRENT ROW":
        return word
    if word == "UNBOUNDED":
        return f"UNBOUNDED {str(side).upper()}"
    raise ArgumentError("such a frame is not evaluated here", unsupported=True)
