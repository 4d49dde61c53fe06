"""Aggregate functions."""

from __future__ import annotations

from sqlglot import exp

from ruleforge.languages.logs_sql.translation.call import Aggregate, ArgumentError, Call, Function, aggregate, as_type
from ruleforge.languages.logs_sql.translation.operators import number_type
from ruleforge.languages.logs_sql.types import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    INT,
    NULL,
    STRING,
    Type,
    Typed,
    array_of,
    day_time,
    decimal,
    months,
)

__all__ = ["AGGREGATES"]


def _count(call: Call) -> Aggregate:
    if call.args and call[0].sql == "*" and not call.distinct:
        return Aggregate("count(*)", BIGINT)
    if len(call) > 1:
        # Rows in which none of them is NULL.
        everything = ", ".join(value.sql for value in call.args)
        present = " AND ".join(f"{value.sql} IS NOT NULL" for value in call.args)
        row = f"CASE WHEN {present} THEN row({everything}) END"
        return Aggregate(f"count({'DISTINCT ' if call.distinct else ''}{row})", BIGINT)
    return Aggregate(f"count({'DISTINCT ' if call.distinct else ''}{call[0].sql})", BIGINT)


def _summed(call: Call, wrap: str) -> Aggregate:
    value = call[0]
    distinct = "DISTINCT " if call.distinct else ""
    if value.type.is_interval:
        return Aggregate(f"sum({distinct}{value.sql})", value.type, f"TRY_CAST({{}} AS {value.type.duckdb})")
    kind = number_type(value.type, NULL)
    if kind.is_whole:
        return Aggregate(f"sum({distinct}{as_type(value, BIGINT).sql})", BIGINT, wrap)
    summed = f"sum({distinct}{as_type(value, DOUBLE).sql})"
    if kind.name == "decimal":
        precision, scale = kind.bounds
        return Aggregate(summed, decimal(precision + 10, scale), f"round({{}}, {min(scale, 15)})")
    return Aggregate(summed, DOUBLE)


def _average(call: Call) -> Aggregate:
    value = call[0]
    distinct = "DISTINCT " if call.distinct else ""
    if value.type.is_interval:
        kind = day_time(0, 3) if value.type.name == "day-time" else months(0, 1)
        return Aggregate(f"avg({distinct}{value.sql})", kind, f"CAST(round({{}}) AS {kind.duckdb})")
    kind = number_type(value.type, NULL)
    averaged = f"avg({distinct}{as_type(value, DOUBLE).sql})"
    if kind.name == "decimal":
        precision, scale = kind.bounds
        return Aggregate(averaged, decimal(precision + 4, scale + 4), f"round({{}}, {min(scale + 4, 15)})")
    return Aggregate(averaged, DOUBLE)


def _extreme(name: str) -> Function:
    def translate(call: Call) -> Aggregate:
        value = _typed(call[0])
        if value.type.element is not None:
            raise ArgumentError(f"{name} of arrays is not evaluated here", unsupported=True)
        return Aggregate(f"{name}({value.sql})", value.type)

    return Function(translate, 1, 1)


def _typed(value: Typed) -> Typed:
    """A value of no type, such as a field that no event has, taken for a text."""
    return as_type(value, STRING) if value.type == NULL else value


def _first(name: str) -> Function:
    """FIRST and LAST take NULL as it comes, unless a second argument says to skip it."""

    def translate(call: Call) -> Aggregate:
        value = _typed(call[0])
        return Aggregate(f"{name}({value.sql})", value.type, condition=_skipping(call, value))

    return Function(translate, 1, 2)


def _skipping(call: Call, value: Typed) -> str:
    if len(call) == 1:
        return ""
    if call[1].sql not in ("true", "false"):
        raise ArgumentError(f"whether {call.name} skips NULL is written out as true or false")
    return f"{value.sql} IS NOT NULL" if call[1].sql == "true" else ""


def _by(name: str) -> Function:
    def translate(call: Call) -> Aggregate:
        return Aggregate(f"{name}({_typed(call[0]).sql}, {_typed(call[1]).sql})", _typed(call[0]).type)

    return Function(translate, 2, 2)


def _collect(*, distinct: bool) -> Function:
    def translate(call: Call) -> Aggregate:
        value = _typed(call[0])
        unique = "DISTINCT " if distinct or call.distinct else ""
        # NULL is left out, and nothing gives an empty array.
        wrap = "COALESCE(list_filter({}, lambda item: item IS NOT NULL), [])"
        return Aggregate(f"list({unique}{value.sql})", array_of(value.type), wrap)

    return Function(translate, 1, 1)


def _percentile(call: Call) -> Aggregate:
    if len(call) > 2:
        raise ArgumentError("percentile with a frequency is not evaluated here", unsupported=True)
    return _quantile(call, "quantile_cont", DOUBLE)


def _percentile_approx(call: Call) -> Aggregate:
    # Spark's sketch gives the exact element as long as there are fewer values than its accuracy of 10,000.
    kind = call[0].type if call[0].type.is_number or call[0].type.is_time else DOUBLE
    return _quantile(call, "quantile_disc", kind)


def _quantile(call: Call, name: str, kind: Type) -> Aggregate:
    value = as_type(call[0], kind).sql
    shares = call[1]
    written = list(call.nodes[1].find_all(exp.Literal))
    if call.nodes[1].find(exp.Column, exp.Query) or not written or not all(0 <= _share(item) <= 1 for item in written):
        raise ArgumentError(f"{call.name} takes a share between 0 and 1, or an array of them, written out")
    if shares.type.element is not None:
        return Aggregate(f"{name}({value}, {as_type(shares, array_of(DOUBLE)).sql})", array_of(kind))
    return Aggregate(f"{name}({value}, {as_type(shares, DOUBLE).sql})", kind)


def _share(literal: exp.Literal) -> float:
    try:
        return float(literal.name)
    except ValueError:
        return -1


def _mode(call: Call) -> Aggregate:
    return Aggregate(f"mode({_typed(call[0]).sql})", _typed(call[0]).type)


def _bits(name: str) -> Function:
    def translate(call: Call) -> Aggregate:
        kind = INT if call[0].type == INT else BIGINT
        if not call[0].type.is_whole and call[0].type != NULL:
            raise ArgumentError(f"{name} takes whole numbers, not a {call[0].type}")
        return Aggregate(f"{name}({as_type(call[0], kind).sql})", kind)

    return Function(translate, 1, 1)


def _skewness(call: Call) -> Aggregate:
    """Spark's is that of the values themselves; DuckDB's corrects for a sample, and needs three of them."""
    value = call.double(0)
    wrap = (
        "CASE WHEN {2} > 0 AND {1} > 2 THEN {0} * ({1} - 2) / sqrt(CAST({1} AS DOUBLE) * ({1} - 1))"
        " WHEN {2} > 0 THEN CAST(0 AS DOUBLE) END"
    )
    return Aggregate(f"skewness({value})", DOUBLE, wrap, more=(f"count({value})", f"var_pop({value})"))


_SLOPE = "({0} * {1} / NULLIF({2} * {3}, 0))"


def _slope(call: Call) -> Aggregate:
    """Spark 3.5 takes the spread of x over all rows, also of those that have no y."""
    y, x = call.double(0), call.double(1)
    more = (f"regr_count({y}, {x})", f"var_pop({x})", f"count({x})")
    return Aggregate(f"covar_pop({y}, {x})", DOUBLE, _SLOPE, more=more)


def _intercept(call: Call) -> Aggregate:
    slope = _slope(call)
    y, x = call.double(0), call.double(1)
    more = (*slope.more, f"regr_avgy({y}, {x})", f"regr_avgx({y}, {x})")
    return Aggregate(slope.call, DOUBLE, f"({{4}} - {_SLOPE} * {{5}})", more=more)


def _grouping(call: Call) -> Aggregate:
    return Aggregate(f"grouping({call[0].sql})", INT, "CAST({} AS INTEGER)")


def _grouping_id(call: Call) -> Aggregate:
    return Aggregate(f"grouping_id({', '.join(value.sql for value in call.args)})", BIGINT, "CAST({} AS BIGINT)")


def _of_conditions(name: str, gives: Type, wrap: str = "{}") -> Function:
    def translate(call: Call) -> Aggregate:
        if call[0].type not in (BOOLEAN, NULL):
            raise ArgumentError(f"{call.name} takes a condition, not a {call[0].type}")
        distinct = "DISTINCT " if call.distinct else ""
        return Aggregate(f"{name}({distinct}{call.boolean(0)})", gives, wrap)

    return Function(translate, 1, 1)


def _double(template: str, *, arguments: int = 1, wrap: str = "{}") -> Function:
    return aggregate(template, [DOUBLE] * arguments, DOUBLE, wrap=wrap)


_DEFINED = "CASE WHEN NOT isnan({0}) THEN {0} END"
"""What cannot be told of the values is NULL in Spark, where it divides by zero, and no number in DuckDB."""
_ANY = _of_conditions("bool_or", BOOLEAN)
_EVERY = _of_conditions("bool_and", BOOLEAN)
_AVG = Function(_average, 1, 1)
_COLLECT = _collect(distinct=False)
_FIRST = _first("first")
_LAST = _first("last")
_PERCENTILE_APPROX = Function(_percentile_approx, 2, 3)
_STDDEV = _double("stddev_samp({0})")
_VARIANCE = _double("var_samp({0})")

AGGREGATES: dict[str, Function] = {
    "any": _ANY,
    "bool_or": _ANY,
    "some": _ANY,
    "bool_and": _EVERY,
    "every": _EVERY,
    "any_value": _FIRST,
    # Exact, where Spark estimates within 5 %.
    "approx_count_distinct": Function(lambda call: Aggregate(f"count(DISTINCT {call[0].sql})", BIGINT), 1, 2),
    "array_agg": _COLLECT,
    "avg": _AVG,
    "mean": _AVG,
    "try_avg": _AVG,
    "bit_and": _bits("bit_and"),
    "bit_or": _bits("bit_or"),
    "bit_xor": _bits("bit_xor"),
    "collect_list": _COLLECT,
    "collect_set": _collect(distinct=True),
    "corr": _double("corr({0}, {1})", arguments=2, wrap=_DEFINED),
    "count": Function(_count, 1, None),
    "count_if": _of_conditions("count_if", BIGINT, "COALESCE(CAST({} AS BIGINT), 0)"),
    "covar_pop": _double("covar_pop({0}, {1})", arguments=2),
    "covar_samp": _double("covar_samp({0}, {1})", arguments=2, wrap=_DEFINED),
    "first": _FIRST,
    "first_value": _FIRST,
    "last": _LAST,
    "last_value": _LAST,
    "max": _extreme("max"),
    "min": _extreme("min"),
    "max_by": _by("arg_max_null"),
    "min_by": _by("arg_min_null"),
    "median": _double("quantile_cont({0}, 0.5)"),
    "mode": Function(_mode, 1, 1),
    "percentile": Function(_percentile, 2, 3),
    "percentile_approx": _PERCENTILE_APPROX,
    "approx_percentile": _PERCENTILE_APPROX,
    "regr_avgx": _double("regr_avgx({0}, {1})", arguments=2),
    "regr_avgy": _double("regr_avgy({0}, {1})", arguments=2),
    "regr_count": aggregate("regr_count({0}, {1})", [DOUBLE, DOUBLE], BIGINT, wrap="CAST({} AS BIGINT)"),
    "regr_intercept": Function(_intercept, 2, 2),
    "regr_r2": _double("regr_r2({0}, {1})", arguments=2, wrap=_DEFINED),
    "regr_slope": Function(_slope, 2, 2),
    "regr_sxx": _double("regr_sxx({0}, {1})", arguments=2),
    "regr_sxy": _double("regr_sxy({0}, {1})", arguments=2),
    "regr_syy": _double("regr_syy({0}, {1})", arguments=2),
    "skewness": Function(_skewness, 1, 1),
    "std": _STDDEV,
    "stddev": _STDDEV,
    "stddev_samp": _STDDEV,
    "stddev_pop": _double("stddev_pop({0})"),
    "sum": Function(lambda call: _summed(call, "low_64_bits({})"), 1, 1),
    "try_sum": Function(lambda call: _summed(call, "TRY_CAST({} AS BIGINT)"), 1, 1),
    "variance": _VARIANCE,
    "var_samp": _VARIANCE,
    "var_pop": _double("var_pop({0})"),
    "kurtosis": _double("kurtosis_pop({0})", wrap=_DEFINED),
    "grouping": Function(_grouping, 1, 1),
    "grouping_id": Function(_grouping_id, 0, None),
}
