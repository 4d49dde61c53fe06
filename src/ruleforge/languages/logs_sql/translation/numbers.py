"""Mathematical and bitwise functions."""

from __future__ import annotations

from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, as_type, scalar
from ruleforge.languages.logs_sql.types import BIGINT, DOUBLE, INT, NULL, STRING, Type, Typed, wider

__all__ = ["NUMBERS"]


def _number(call: Call, index: int) -> Typed:
    value = call[index]
    return value if value.type.is_number else as_type(value, DOUBLE)


def _same_type(template: str) -> Function:
    """A function whose result has its argument's type."""

    def translate(call: Call) -> Typed:
        value = _number(call, 0)
        return Typed(template.format(value.sql), value.type)

    return Function(translate, 1, 1)


def _down_or_up(name: str) -> Function:
    def translate(call: Call) -> Typed:
        value = _number(call, 0)
        if len(call) == 2:
            raise ArgumentError(f"{name} with a scale is not evaluated here", unsupported=True)
        if value.type.is_whole:
            return as_type(value, BIGINT)
        return Typed(f"spark_whole({name}({value.sql}), -9223372036854775808, 9223372036854775807)", BIGINT)

    return Function(translate, 1, 2)


def _round(call: Call) -> Typed:
    value = _number(call, 0)
    scale = as_type(call[1], INT).sql if len(call) > 1 else "0"
    return Typed(f"round({value.sql}, {scale})", value.type)


def _bround(call: Call) -> Typed:
    value = call.double(0)
    scale = as_type(call[1], INT).sql if len(call) > 1 else "0"
    return Typed(f"round_even({value}, {scale})", DOUBLE)


def _pmod(call: Call) -> Typed:
    kind = _common_number(call)
    left, right = (as_type(value, kind).sql for value in call.args)
    return Typed(f"((({left} % NULLIF({right}, 0)) + {right}) % NULLIF({right}, 0))", kind)


def _common_number(call: Call) -> Type:
    kind = NULL
    for value in call.args:
        found = wider(kind, DOUBLE if value.type == STRING else value.type)
        if found is None or not (found.is_number or found == NULL):
            raise ArgumentError(f"{call.name} takes numbers, not a {value.type.name}")
        kind = found
    return INT if kind == NULL else kind


def _extreme(name: str) -> Function:
    """GREATEST and LEAST skip NULL in both engines."""

    def translate(call: Call) -> Typed:
        kind = NULL
        for value in call.args:
            found = wider(kind, value.type)
            if found is None:
                raise ArgumentError(f"{name} is given a {kind.name} and a {value.type.name}")
            kind = found
        return Typed(f"{name}({', '.join(as_type(value, kind).sql for value in call.args)})", kind)

    return Function(translate, 2, None)


def _trying(sign: str) -> Function:
    def translate(call: Call) -> Typed:
        kind = _common_number(call)
        left, right = (as_type(value, kind).sql for value in call.args)
        return Typed(f"TRY({left} {sign} {right})", kind)

    return Function(translate, 2, 2)


def _try_divide(call: Call) -> Typed:
    return Typed(f"({call.double(0)} / NULLIF({call.double(1)}, 0))", DOUBLE)


def _log(call: Call) -> Typed:
    if len(call) == 1:
        return Typed(f"spark_ln({call.double(0)})", DOUBLE)
    return Typed(f"(spark_ln({call.double(1)}) / spark_ln({call.double(0)}))", DOUBLE)


def _double(template: str, *, arguments: int = 1) -> Function:
    return scalar(template, [DOUBLE] * arguments, DOUBLE)


def _hex(call: Call) -> Typed:
    value = call[0]
    if value.type.is_number:
        return Typed(f"upper(to_hex({as_type(value, BIGINT).sql}))", STRING)
    return Typed(f"hex({call.text(0)})", STRING)


def _shift(template: str) -> Function:
    def translate(call: Call) -> Typed:
        kind = BIGINT if call[0].type == BIGINT else INT
        wide = Typed(template.format(as_type(call[0], BIGINT).sql, as_type(call[1], INT).sql), BIGINT)
        return as_type(wide, kind)

    return Function(translate, 2, 2)


NUMBERS: dict[str, Function] = {
    "abs": _same_type("abs({0})"),
    "negative": _same_type("(-{0})"),
    "positive": _same_type("{0}"),
    "acos": _double("CASE WHEN abs({0}) <= 1 THEN acos({0}) WHEN {0} IS NOT NULL THEN 'nan'::DOUBLE END"),
    "asin": _double("CASE WHEN abs({0}) <= 1 THEN asin({0}) WHEN {0} IS NOT NULL THEN 'nan'::DOUBLE END"),
    "atan": _double("atan({0})"),
    "atan2": _double("atan2({0}, {1})", arguments=2),
    "acosh": _double("CASE WHEN {0} >= 1 THEN acosh({0}) WHEN {0} IS NOT NULL THEN 'nan'::DOUBLE END"),
    "asinh": _double("asinh({0})"),
    "atanh": _double("CASE WHEN abs({0}) < 1 THEN atanh({0}) WHEN {0} IS NOT NULL THEN 'nan'::DOUBLE END"),
    "bin": scalar("bin({0})", [BIGINT], STRING),
    "bit_count": scalar("CAST(bit_count({0}) AS INTEGER)", [BIGINT], INT),
    "bit_get": scalar("CAST(({0} >> {1}) & 1 AS INTEGER)", [BIGINT, INT], INT),
    "getbit": scalar("CAST(({0} >> {1}) & 1 AS INTEGER)", [BIGINT, INT], INT),
    "bround": Function(_bround, 1, 2),
    "cbrt": _double("cbrt({0})"),
    "ceil": _down_or_up("ceil"),
    "ceiling": _down_or_up("ceil"),
    "floor": _down_or_up("floor"),
    "cos": _double("cos({0})"),
    "cosh": _double("cosh({0})"),
    "cot": _double("cot({0})"),
    "csc": _double("(1 / NULLIF(sin({0}), 0))"),
    "sec": _double("(1 / cos({0}))"),
    "degrees": _double("degrees({0})"),
    "radians": _double("radians({0})"),
    "e": scalar("exp(1.0::DOUBLE)", [], DOUBLE),
    "pi": scalar("pi()", [], DOUBLE),
    "exp": _double("exp({0})"),
    "expm1": _double("(exp({0}) - 1)"),
    "factorial": scalar("CASE WHEN {0} BETWEEN 0 AND 20 THEN CAST(factorial({0}) AS BIGINT) END", [INT], BIGINT),
    "greatest": _extreme("greatest"),
    "least": _extreme("least"),
    "hex": Function(_hex, 1, 1),
    "hypot": _double("sqrt({0} * {0} + {1} * {1})", arguments=2),
    "ln": _double("spark_ln({0})"),
    "log": Function(_log, 1, 2),
    "log10": _double("spark_ln({0}) / ln(10)"),
    "log2": _double("spark_ln({0}) / ln(2)"),
    "log1p": _double("spark_ln({0} + 1)"),
    "pmod": Function(_pmod, 2, 2),
    "pow": _double("pow({0}, {1})", arguments=2),
    "power": _double("pow({0}, {1})", arguments=2),
    "rint": _double("round_even({0}, 0)"),
    "round": Function(_round, 1, 2),
    "shiftleft": _shift("(spark_shift_left({0}, {1} & 63))"),
    "shiftright": _shift("({0} >> ({1} & 63))"),
    "sign": _double("CAST(sign({0}) AS DOUBLE)"),
    "signum": _double("CAST(sign({0}) AS DOUBLE)"),
    "sin": _double("sin({0})"),
    "sinh": _double("sinh({0})"),
    "sqrt": _double("CASE WHEN {0} >= 0 THEN sqrt({0}) WHEN {0} IS NOT NULL THEN 'nan'::DOUBLE END"),
    "tan": _double("tan({0})"),
    "tanh": _double("tanh({0})"),
    "try_add": _trying("+"),
    "try_subtract": _trying("-"),
    "try_multiply": _trying("*"),
    "try_divide": Function(_try_divide, 2, 2),
    "width_bucket": scalar(
        "CAST(CASE WHEN {3} <= 0 OR {1} = {2} THEN NULL"
        " WHEN {1} < {2} THEN CASE WHEN {0} < {1} THEN 0 WHEN {0} >= {2} THEN {3} + 1"
        " ELSE floor(({0} - {1}) / ({2} - {1}) * {3}) + 1 END"
        " ELSE CASE WHEN {0} > {1} THEN 0 WHEN {0} <= {2} THEN {3} + 1"
        " ELSE floor(({1} - {0}) / ({1} - {2}) * {3}) + 1 END END AS BIGINT)",
        [DOUBLE, DOUBLE, DOUBLE, BIGINT],
        BIGINT,
    ),
}
