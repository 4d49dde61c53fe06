"""Aggregate functions."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import Aggregate, ArgumentError, Call, Function, aggregate, as_type
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, DOUBLE, INT, NULL, STRING, Type, Typed, array_of

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


def _sum(call: Call) -> Aggregate:
    kind = BIGINT if call[0].type.is_whole else DOUBLE
    distinct = "DISTINCT " if call.distinct else ""
    return Aggregate(f"sum({distinct}{as_type(call[0], kind).sql})", kind, f"CAST({{}} AS {kind.duckdb})")


def _extreme(name: str) -> Function:
    def translate(call: Call) -> Aggregate:
        return Aggregate(f"{name}({_typed(call[0]).sql})", _typed(call[0]).type)

    return Function(translate, 1, 1)


def _typed(value: Typed) -> Typed:
    """A value of no type, such as a field that no event has, taken for a text."""
    return as_type(value, STRING) if value.type == NULL else value


def _first(name: str, *, skip: str = "") -> Function:
    """FIRST and LAST take NULL as it comes, unless a second argument says to skip it."""

    def translate(call: Call) -> Aggregate:
        value = _typed(call[0])
        skips = bool(skip) or (len(call) > 1 and call[1].sql == "true")
        return Aggregate(f"{'any_value' if skips and name == 'first' else name}({value.sql})", value.type)

    return Function(translate, 1, 2)


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
    kind = call[0].type if call[0].type.is_number else DOUBLE
    return _quantile(call, "quantile_disc", kind)


def _quantile(call: Call, name: str, kind: Type) -> Aggregate:
    value = as_type(call[0], kind).sql
    shares = call[1]
    if shares.type.element is not None:
        return Aggregate(f"{name}({value}, {as_type(shares, array_of(DOUBLE)).sql})", array_of(kind))
    return Aggregate(f"{name}({value}, {as_type(shares, DOUBLE).sql})", kind)


def _mode(call: Call) -> Aggregate:
    return Aggregate(f"mode({_typed(call[0]).sql})", _typed(call[0]).type)


def _bits(name: str) -> Function:
    return aggregate(f"{name}({{0}})", [BIGINT], BIGINT)


def _double(template: str, *, arguments: int = 1) -> Function:
    return aggregate(template, [DOUBLE] * arguments, DOUBLE)


_ANY = aggregate("bool_or({0})", [BOOLEAN], BOOLEAN)
_EVERY = aggregate("bool_and({0})", [BOOLEAN], BOOLEAN)

AGGREGATES: dict[str, Function] = {
    "any": _ANY,
    "bool_or": _ANY,
    "some": _ANY,
    "bool_and": _EVERY,
    "every": _EVERY,
    "any_value": _first("first"),
    # Exact, where Spark estimates within 5 %: see the choice in the notes of a query.
    "approx_count_distinct": Function(lambda call: Aggregate(f"count(DISTINCT {call[0].sql})", BIGINT), 1, 2),
    "array_agg": _collect(distinct=False),
    "avg": _double("avg({0})"),
    "mean": _double("avg({0})"),
    "try_avg": _double("avg({0})"),
    "bit_and": _bits("bit_and"),
    "bit_or": _bits("bit_or"),
    "bit_xor": _bits("bit_xor"),
    "collect_list": _collect(distinct=False),
    "collect_set": _collect(distinct=True),
    "corr": _double("corr({0}, {1})", arguments=2),
    "count": Function(_count, 1, None),
    "count_if": aggregate("count_if({0})", [BOOLEAN], BIGINT, wrap="CAST({} AS BIGINT)"),
    "covar_pop": _double("covar_pop({0}, {1})", arguments=2),
    "covar_samp": _double("covar_samp({0}, {1})", arguments=2),
    "first": _first("first"),
    "first_value": _first("first"),
    "last": _first("last"),
    "last_value": _first("last"),
    "max": _extreme("max"),
    "min": _extreme("min"),
    "max_by": _by("arg_max_null"),
    "min_by": _by("arg_min_null"),
    "median": _double("quantile_cont({0}, 0.5)"),
    "mode": Function(_mode, 1, 1),
    "percentile": Function(_percentile, 2, 3),
    "percentile_approx": Function(_percentile_approx, 2, 3),
    "approx_percentile": Function(_percentile_approx, 2, 3),
    "regr_avgx": _double("regr_avgx({0}, {1})", arguments=2),
    "regr_avgy": _double("regr_avgy({0}, {1})", arguments=2),
    "regr_count": aggregate("regr_count({0}, {1})", [DOUBLE, DOUBLE], BIGINT, wrap="CAST({} AS BIGINT)"),
    "regr_intercept": _double("regr_intercept({0}, {1})", arguments=2),
    "regr_r2": _double("regr_r2({0}, {1})", arguments=2),
    "regr_slope": _double("regr_slope({0}, {1})", arguments=2),
    "regr_sxx": _double("regr_sxx({0}, {1})", arguments=2),
    "regr_sxy": _double("regr_sxy({0}, {1})", arguments=2),
    "regr_syy": _double("regr_syy({0}, {1})", arguments=2),
    "std": _double("stddev_samp({0})"),
    "stddev": _double("stddev_samp({0})"),
    "stddev_samp": _double("stddev_samp({0})"),
    "stddev_pop": _double("stddev_pop({0})"),
    "sum": Function(_sum, 1, 1),
    "try_sum": Function(_sum, 1, 1),
    "variance": _double("var_samp({0})"),
    "var_samp": _double("var_samp({0})"),
    "var_pop": _double("var_pop({0})"),
    "kurtosis": _double("kurtosis_pop({0})"),
    "grouping": Function(lambda call: Aggregate(f"grouping({call[0].sql})", INT, "CAST({} AS INTEGER)"), 1, 1),
    "grouping_id": Function(
        lambda call: Aggregate(f"grouping_id({', '.join(value.sql for value in call.args)})", BIGINT), 1, None
    ),
}
