"""Mathematical and bitwise functions."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import (
    ArgumentError,
    Call,
    Function,
    as_type,
    common_type,
    scalar,
    whole_literal,
)
from ruleforge.languages.logs_sql.translation.casts import rounded
from ruleforge.languages.logs_sql.translation.moments import is_timely, time_arithmetic
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.translation.operators import arithmetic, divide, negated, number_type, wrapping
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, DOUBLE, INT, NULL, STRING, Typed, decimal, decimal_for

__all__ = ["NUMBERS"]

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALL_BITS = 2**64 - 1
_EXACT_SCALE = 15
_MOST_WHOLE_DIGITS = 19
_LEAST_BASE = 2


def _number(call: Call, index: int) -> Typed:
    value = call[index]
    return value if value.type.is_number else as_type(value, DOUBLE)


def _abs(call: Call) -> Typed:
    if call[0].type.is_interval:
        return Typed(f"abs({call[0].sql})", call[0].type)
    value = _number(call, 0)
    if value.type.is_whole:
        wide = "BIGINT" if value.type == INT else "HUGEINT"
        return Typed(wrapping(f"abs(CAST({value.sql} AS {wide}))", value.type), value.type)
    return Typed(f"abs({value.sql})", value.type)


def _negative(call: Call) -> Typed:
    if call[0].type.is_interval:
        return Typed(f"(-{call[0].sql})", call[0].type)
    return negated(call[0])


def _down_or_up(name: str) -> Function:
    def translate(call: Call) -> Typed:
        value = _number(call, 0)
        if len(call) == 2:
            return _scaled(value, whole_literal(call, 1, "the scale"))
        if value.type.is_whole:
            return as_type(value, BIGINT)
        if value.type.name == "decimal":
            precision, scale = value.type.bounds
            return Typed(f"{name}({value.sql})", decimal(max(precision - scale + 1, 1), 0))
        found = once(f"spark_whole({name}({{0}}), -9223372036854775808, 9223372036854775807)", value.sql)
        return Typed(found, BIGINT)

    def _scaled(value: Typed, scale: int) -> Typed:
        bounds = decimal_for(value.type).bounds if value.type != DOUBLE else (30, 15)
        # The digits of a double are those that are written: 0.1 has one.
        sql = f"({name}(round(CAST({value.sql} AS DOUBLE) * 1e{scale}, 6)) / 1e{scale} + 0)"
        return Typed(sql, decimal(bounds[0] - bounds[1] + 1 + max(scale, 0), max(scale, 0)))

    return Function(translate, 1, 2)


def _round(call: Call) -> Typed:
    value = _number(call, 0)
    scale = whole_literal(call, 1, "the scale") if len(call) > 1 else 0
    if value.type.is_whole:
        return value if scale >= 0 else _round_whole("round_to", value, -scale)
    if value.type.name == "decimal":
        kept = min(max(scale, 0), value.type.bounds[1])
        kind = decimal(value.type.bounds[0] - value.type.bounds[1] + kept + 1, kept)
        return Typed(rounded(value.sql, min(scale, kept)), kind)
    return Typed(rounded(value.sql, min(scale, _EXACT_SCALE + 1)), value.type)


def _bround(call: Call) -> Typed:
    value = _number(call, 0)
    scale = whole_literal(call, 1, "the scale") if len(call) > 1 else 0
    if value.type.is_whole:
        return value if scale >= 0 else _round_whole("round_even_to", value, -scale)
    return Typed(once(f"CAST(round_even({{0}}, {scale}) AS DOUBLE)", value.sql), value.type)


def _round_whole(macro: str, value: Typed, digits: int) -> Typed:
    if digits > _MOST_WHOLE_DIGITS:
        return Typed(f"CAST({value.sql} * 0 AS {value.type.duckdb})", value.type)
    wide = once(f"{macro}({{0}}, CAST({10**digits} AS HUGEINT))", f"CAST({value.sql} AS HUGEINT)")
    return Typed(wrapping(f"CAST({wide} AS HUGEINT)", value.type), value.type)


def _pmod(call: Call) -> Typed:
    kind = number_type(call[0].type, call[1].type)
    left, right = (as_type(value, kind).sql for value in call.args)
    if kind == BIGINT:
        left = f"CAST({left} AS HUGEINT)"
    template = "CASE WHEN {1} <> 0 THEN CASE WHEN {0} % {1} < 0 THEN ({0} % {1} + {1}) % {1} ELSE {0} % {1} END END"
    found = once(template, left, right)
    return Typed(f"CAST({found} AS {kind.duckdb})" if kind.is_whole else found, kind)


def _extreme(name: str) -> Function:
    """GREATEST and LEAST skip NULL in both engines."""

    def translate(call: Call) -> Typed:
        kind = common_type(call)
        if kind == STRING and any(value.type not in (STRING, NULL) for value in call.args):
            raise ArgumentError(f"{name} takes values of one type")
        return Typed(f"{name}({', '.join(as_type(value, kind).sql for value in call.args)})", kind)

    return Function(translate, 2, None)


def _trying(sign: str) -> Function:
    """try_add and the like: NULL where the result has too many bits."""

    def translate(call: Call) -> Typed:
        left, right = call.args
        if is_timely(left, right):
            return time_arithmetic(left, right, sign)
        kind = number_type(left.type, right.type)
        if not kind.is_whole:
            return arithmetic(left, right, sign, (call.nodes[0], call.nodes[1]))
        wide = f"CAST({as_type(left, kind).sql} AS HUGEINT) {sign} {as_type(right, kind).sql}"
        return Typed(f"TRY_CAST({wide} AS {kind.duckdb})", kind)

    return Function(translate, 2, 2)


def _log(call: Call) -> Typed:
    if len(call) == 1:
        return Typed(once("spark_ln({0})", call.double(0)), DOUBLE)
    return Typed(once("(spark_ln({1}) / NULLIF(spark_ln({0}), 0))", call.double(0), call.double(1)), DOUBLE)


def _double(template: str, *, arguments: int = 1) -> Function:
    return scalar(template, [DOUBLE] * arguments, DOUBLE)


def _shift(template: str) -> Function:
    """A shift by as many bits as fit: Java takes the number of bits modulo the width."""

    def translate(call: Call) -> Typed:
        kind = BIGINT if call[0].type == BIGINT else INT
        width, mask = (64, _ALL_BITS) if kind == BIGINT else (32, 2**32 - 1)
        value, bits = as_type(call[0], kind).sql, f"({call.whole(1)} & {width - 1})"
        unsigned = f"(CAST({value} AS HUGEINT) & CAST({mask} AS HUGEINT))"
        return Typed(wrapping(template.format(value=value, unsigned=unsigned, bits=bits), kind), kind)

    return Function(translate, 2, 2)


def _bit_count(call: Call) -> Typed:
    value = as_type(call[0], BIGINT) if call[0].type != BOOLEAN else Typed(f"CAST({call[0].sql} AS BIGINT)", BIGINT)
    return Typed(f"CAST(bit_count({value.sql}) AS INTEGER)", INT)


def _bit_get(call: Call) -> Typed:
    template = "CASE WHEN {1} BETWEEN 0 AND 63 THEN CAST(({0} >> {1}) & 1 AS INTEGER) END"
    return Typed(once(template, call.bigint(0), call.whole(1)), INT)


def _conv(call: Call) -> Typed:
    """A number from one base to another, by way of 64 bits without a sign."""
    source, target = (whole_literal(call, index, "the base") for index in (1, 2))
    base = abs(target)
    if not (_LEAST_BASE <= source <= len(_SIGNS) and _LEAST_BASE <= base <= len(_SIGNS)):
        return Typed("CAST(NULL AS VARCHAR)", STRING)
    powers = [1]
    while powers[0] * base <= _ALL_BITS:
        powers.insert(0, powers[0] * base)
    steps = "[" + ", ".join(f"CAST({power} AS HUGEINT)" for power in powers) + "]"
    digits = f"regexp_extract(upper(spark_trim({{0}})), '^-?([{_SIGNS[:source]}]*)', 1)"
    size, negative = once(f"number_in_base({{0}}, {source})", digits), "starts_with(spark_trim({0}), '-')"
    written = "unsigned_text" if target > 0 else "signed_text"
    return Typed(once(once(f"{written}({{0}}, {{1}}, {base}, {steps})", size, negative), call.text(0)), STRING)


_CEIL = _down_or_up("ceil")
_POWER = _double("pow({0}, {1})", arguments=2)
_SIGN = _double("CAST(sign({0}) AS DOUBLE)")
_BIT_GET = Function(_bit_get, 2, 2)
_SHIFT_LEFT = "CAST({unsigned} << {bits} AS HUGEINT)"
_FINITE = "CASE WHEN isinf({{0}}) THEN CAST('nan' AS DOUBLE) ELSE {} END"

NUMBERS: dict[str, Function] = {
    "abs": Function(_abs, 1, 1),
    "negative": Function(_negative, 1, 1),
    "positive": Function(lambda call: call[0] if call[0].type.is_interval else _number(call, 0), 1, 1),
    "acos": _double("CASE WHEN abs({0}) <= 1 THEN acos({0}) WHEN {0} IS NOT NULL THEN CAST('nan' AS DOUBLE) END"),
    "asin": _double("CASE WHEN abs({0}) <= 1 THEN asin({0}) WHEN {0} IS NOT NULL THEN CAST('nan' AS DOUBLE) END"),
    "atan": _double("atan({0})"),
    "atan2": _double("atan2({0}, {1})", arguments=2),
    "acosh": _double("CASE WHEN {0} >= 1 THEN acosh({0}) WHEN {0} IS NOT NULL THEN CAST('nan' AS DOUBLE) END"),
    "asinh": _double("asinh({0})"),
    "atanh": _double(
        "CASE WHEN abs({0}) < 1 THEN atanh({0}) WHEN abs({0}) = 1 THEN {0} * CAST('inf' AS DOUBLE)"
        " WHEN {0} IS NOT NULL THEN CAST('nan' AS DOUBLE) END"
    ),
    "bin": scalar("bin({0})", [BIGINT], STRING),
    "bit_count": Function(_bit_count, 1, 1),
    "bit_get": _BIT_GET,
    "getbit": _BIT_GET,
    "bround": Function(_bround, 1, 2),
    "cbrt": _double("cbrt({0})"),
    "ceil": _CEIL,
    "ceiling": _CEIL,
    "conv": Function(_conv, 3, 3),
    "floor": _down_or_up("floor"),
    "cos": _double(_FINITE.format("cos({0})")),
    "cosh": _double("cosh({0})"),
    "cot": _double(
        "CASE WHEN {0} = 0 THEN CAST('inf' AS DOUBLE) WHEN isinf({0}) THEN CAST('nan' AS DOUBLE) ELSE 1 / tan({0}) END"
    ),
    "csc": _double(
        "CASE WHEN {0} = 0 THEN CAST('inf' AS DOUBLE) WHEN isinf({0}) THEN CAST('nan' AS DOUBLE) ELSE 1 / sin({0}) END"
    ),
    "sec": _double(_FINITE.format("1 / cos({0})")),
    "degrees": _double("degrees({0})"),
    "radians": _double("radians({0})"),
    "e": scalar("exp(CAST(1 AS DOUBLE))", [], DOUBLE),
    "pi": scalar("pi()", [], DOUBLE),
    "exp": _double("exp({0})"),
    "expm1": _double("CASE WHEN abs({0}) < 1e-5 THEN {0} + {0} * {0} / 2 + {0} * {0} * {0} / 6 ELSE exp({0}) - 1 END"),
    "factorial": scalar("CASE WHEN {0} BETWEEN 0 AND 20 THEN CAST(factorial({0}) AS BIGINT) END", [INT], BIGINT),
    "greatest": _extreme("greatest"),
    "least": _extreme("least"),
    "hypot": _double(
        "CASE WHEN greatest(abs({0}), abs({1})) IN (0, CAST('inf' AS DOUBLE)) THEN greatest(abs({0}), abs({1}))"
        " WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN greatest(abs({0}), abs({1})) * sqrt(1 + pow("
        "least(abs({0}), abs({1})) / greatest(abs({0}), abs({1})), 2)) END",
        arguments=2,
    ),
    "ln": _double("spark_ln({0})"),
    "log": Function(_log, 1, 2),
    "log10": _double("CASE WHEN isnan({0}) THEN {0} WHEN {0} > 0 THEN log10({0}) END"),
    "log2": _double("CASE WHEN isnan({0}) THEN {0} WHEN {0} > 0 THEN log2({0}) END"),
    "log1p": _double(
        "CASE WHEN {0} > -1 AND abs({0}) < 1e-5 THEN {0} - {0} * {0} / 2 + {0} * {0} * {0} / 3"
        " ELSE spark_ln({0} + 1) END"
    ),
    "pmod": Function(_pmod, 2, 2),
    "pow": _POWER,
    "power": _POWER,
    "rint": _double("CAST(round_even({0}, 0) AS DOUBLE)"),
    "round": Function(_round, 1, 2),
    "shiftleft": _shift(_SHIFT_LEFT),
    "shiftright": _shift("CAST({value} >> {bits} AS HUGEINT)"),
    "shiftrightunsigned": _shift("({unsigned} >> {bits})"),
    "sign": _SIGN,
    "signum": _SIGN,
    "sin": _double(_FINITE.format("sin({0})")),
    "sinh": _double("sinh({0})"),
    "sqrt": _double("CASE WHEN {0} >= 0 THEN sqrt({0}) WHEN {0} IS NOT NULL THEN CAST('nan' AS DOUBLE) END"),
    "tan": _double(_FINITE.format("tan({0})")),
    "tanh": _double("tanh({0})"),
    "try_add": _trying("+"),
    "try_subtract": _trying("-"),
    "try_multiply": _trying("*"),
    "try_divide": Function(lambda call: divide(call[0], call[1], (call.nodes[0], call.nodes[1])), 2, 2),
    "width_bucket": scalar(
        "CAST(CASE WHEN {3} <= 0 OR {1} = {2} THEN NULL"
        " WHEN {1} < {2} THEN CASE WHEN {0} < {1} THEN 0 WHEN {0} >= {2} THEN {3} + 1"
        " ELSE floor(({0} - {1}) / NULLIF({2} - {1}, 0) * {3}) + 1 END"
        " ELSE CASE WHEN {0} > {1} THEN 0 WHEN {0} <= {2} THEN {3} + 1"
        " ELSE floor(({1} - {0}) / NULLIF({1} - {2}, 0) * {3}) + 1 END END AS BIGINT)",
        [DOUBLE, DOUBLE, DOUBLE, BIGINT],
        BIGINT,
    ),
}
