"""Window functions, and what stands in OVER (…)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from ruleforge.languages.logs_sql.translation.call import Aggregate, ArgumentError, as_type
from ruleforge.languages.logs_sql.types import BIGINT, DOUBLE, INT, NULL, STRING, Type, Typed, wider

if TYPE_CHECKING:
    from ruleforge.languages.logs_sql.translation.expressions import Expressions

__all__ = ["WINDOW_ARITY", "order_terms", "over", "window_call"]

_RANKS = {
    "row_number": INT,
    "rank": INT,
    "dense_rank": INT,
    "percent_rank": DOUBLE,
    "cume_dist": DOUBLE,
}
WINDOW_ARITY: dict[str, tuple[int, int]] = {
    **dict.fromkeys(_RANKS, (0, 0)),
    "ntile": (0, 1),
    "lag": (1, 3),
    "lead": (1, 3),
    "nth_value": (2, 3),
}
"""How many arguments functions take that stand before OVER only."""
_ENDS = ("first_value", "last_value", "first", "last", "any_value")


def window_call(name: str, args: Sequence[Typed], *, skip_nulls: bool) -> Aggregate | None:
    """The call of a window function; None for any other, which may be an aggregate."""
    ignoring = " IGNORE NULLS" if skip_nulls else ""
    if name in _RANKS:
        # DuckDB counts in 64 bits.
        kind = _RANKS[name]
        return Aggregate(f"{name}()", kind, f"CAST({{}} AS {kind.duckdb})")
    if name == "ntile":
        buckets = as_type(args[0], BIGINT).sql if args else "1"
        return Aggregate(f"ntile({buckets})", INT, "CAST({} AS INTEGER)")
    if name in ("lag", "lead"):
        return _neighbour(name, args, ignoring)
    if name in _ENDS and args:
        skips = ignoring or (" IGNORE NULLS" if len(args) > 1 and args[1].sql == "true" else "")
        value = _typed(args[0])
        return Aggregate(f"{'last_value' if 'last' in name else 'first_value'}({value.sql}{skips})", value.type)
    if name == "nth_value":
        skips = ignoring or (" IGNORE NULLS" if len(args) > 2 and args[2].sql == "true" else "")
        return Aggregate(f"nth_value({_typed(args[0]).sql}, {as_type(args[1], BIGINT).sql}{skips})", args[0].type)
    return None


def _typed(value: Typed) -> Typed:
    return as_type(value, STRING) if value.type == NULL else value


def _neighbour(name: str, args: Sequence[Typed], ignoring: str) -> Aggregate:
    offset = as_type(args[1], INT).sql if len(args) > 1 else "1"
    if len(args) < 3:
        only = _typed(args[0])
        return Aggregate(f"{name}({only.sql}, {offset}{ignoring})", only.type)
    kind = wider(args[0].type, args[2].type)
    if kind is None:
        raise ArgumentError(f"the default of {name} is a {args[2].type}, not a {args[0].type}")
    value, default = (as_type(args[index], kind).sql for index in (0, 2))
    return Aggregate(f"{name}({value}, {offset}, {default}{ignoring})", kind)


def over(node: exp.Expr, expressions: Expressions) -> str:
    """What stands in the brackets behind OVER."""
    parts = []
    if node.args.get("partition_by"):
        keys = ", ".join(expressions.of(item).sql for item in node.args["partition_by"])
        parts.append(f"PARTITION BY {keys}")
    order = node.args.get("order")
    key: Type = NULL
    if order is not None:
        values = [expressions.of(ordered.this) for ordered in order.expressions]
        terms = ", ".join(
            order_terms(ordered, value.sql) for ordered, value in zip(order.expressions, values, strict=True)
        )
        parts.append(f"ORDER BY {terms}")
        key = values[0].type
    spec = node.args.get("spec")
    if spec is not None:
        parts.append(_frame(spec, key, expressions))
    return " ".join(parts)


def order_terms(ordered: exp.Expr, sql: str) -> str:
    """One key of ORDER BY: ascending puts NULL first, descending last, as Spark does, unless it is said otherwise."""
    direction = "DESC" if ordered.args.get("desc") else "ASC"
    return f"{sql} {direction} NULLS {'FIRST' if ordered.args.get('nulls_first') else 'LAST'}"


def _frame(spec: exp.Expr, key: Type, expressions: Expressions) -> str:
    kind = str(spec.args.get("kind") or "ROWS").upper()
    if kind not in ("ROWS", "RANGE"):
        raise ArgumentError(f"{kind} frames are not evaluated here", unsupported=True)
    bounds = [
        _bound(spec.args.get(end), str(spec.args.get(f"{end}_side") or "").upper(), kind, key, expressions)
        for end in ("start", "end")
    ]
    return f"{kind} BETWEEN {bounds[0]} AND {bounds[1] or 'CURRENT ROW'}"


def _bound(value: object, side: str, kind: str, key: Type, expressions: Expressions) -> str:
    if value is None:
        return ""
    word = value.upper() if isinstance(value, str) else ""
    if isinstance(value, exp.Var):
        word = value.name.upper()
    if word == "CURRENT ROW":
        return word
    if word == "UNBOUNDED":
        return f"UNBOUNDED {side}"
    if not isinstance(value, exp.Expr):
        raise ArgumentError("such a frame is not evaluated here", unsupported=True)
    amount = expressions.of(value)
    if amount.type.is_interval and kind == "RANGE":
        if not key.is_time:
            raise ArgumentError(f"a frame of an interval over a {key}")
        length = "to_microseconds" if amount.type.name == "day-time" else "to_months"
        return f"{length}({amount.sql}) {side}"
    if not amount.type.is_number or (kind == "RANGE" and not key.is_number):
        raise ArgumentError(f"a frame of a {amount.type} over a {key} is not evaluated here", unsupported=True)
    return f"{amount.sql} {side}"
