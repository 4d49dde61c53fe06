"""String functions."""

from __future__ import annotations

from ruleforge.languages.logs_sql.literals import digits, quoted
from ruleforge.languages.logs_sql.translation.binaries import BINARIES
from ruleforge.languages.logs_sql.translation.call import (
    ArgumentError,
    Call,
    Function,
    as_type,
    joined,
    literal_text,
    scalar,
)
from ruleforge.languages.logs_sql.translation.formats import FORMATS
from ruleforge.languages.logs_sql.translation.matching import MATCHING
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import BIGINT, BINARY, BOOLEAN, INT, STRING, Typed, array_of, comparable, wider

__all__ = ["STRINGS"]

_LONGEST = 1_000_000
"""How long a text is made at most by repeating one."""


def _concat(call: Call) -> Typed:
    if call.args and all(value.type.element is not None for value in call.args):
        kind = call[0].type
        for value in call.args:
            found = wider(kind, value.type)
            if found is None:
                raise ArgumentError(f"concat of an {kind} and an {value.type}")
            kind = found
        arrays = [as_type(value, kind).sql for value in call.args]
        # DuckDB takes NULL for an empty list; in Spark it makes the whole NULL.
        joined = "list_concat(" + ", ".join(f"{{{index}}}" for index in range(len(arrays))) + ")"
        missing = " OR ".join(f"{{{index}}} IS NULL" for index in range(len(arrays)))
        return Typed(once(f"CASE WHEN {missing} THEN NULL ELSE {joined} END", *arrays), kind)
    if not call.args:
        return Typed("''", STRING)
    if all(value.type == BINARY for value in call.args):
        return Typed(f"({' || '.join(value.sql for value in call.args)})", BINARY)
    # The operator gives NULL where any part is; DuckDB's function would skip it.
    return Typed(f"({' || '.join(call.text(index) for index in range(len(call)))})", STRING)


def _concat_ws(call: Call) -> Typed:
    separator = call.text(0)
    parts = []
    for value in call.args[1:]:
        if value.type.element is None:
            parts.append(f"[{as_type(value, STRING).sql}]")
        else:
            parts.append(as_type(value, array_of(STRING)).sql)
    if not parts:
        return Typed(once("CASE WHEN {0} IS NOT NULL THEN '' END", separator), STRING)
    texts = f"list_concat({', '.join(parts)})"
    if separator.startswith("'"):
        return Typed(joined(texts, separator), STRING)
    template = "CASE WHEN {1} IS NOT NULL THEN joined({0}, {1}) END"
    return Typed(once(template, texts, separator), STRING)


def _substring(call: Call) -> Typed:
    bounds = [digits(node) for node in call.nodes[1:]]
    if all(bound is not None and 0 < bound <= _LONGEST for bound in bounds):
        # Nothing is before the text, and DuckDB cuts as Spark does.
        return Typed(f"substr({call.text(0)}, {', '.join(map(str, bounds))})", STRING)
    length = call.whole(2) if len(call) > 2 else "2147483647"
    return Typed(once("spark_substring({0}, {1}, {2})", call.text(0), call.whole(1), length), STRING)


def _locate(call: Call) -> Typed:
    sought, text = call.text(0), call.text(1)
    if len(call) == 2:
        return Typed(f"CAST(instr({text}, {sought}) AS INTEGER)", INT)
    # A start of NULL is taken for one before the text.
    template = (
        "CASE WHEN {2} IS NULL THEN 0 WHEN {0} IS NULL OR {1} IS NULL THEN NULL"
        " WHEN {2} < 1 THEN 0 WHEN {0} = '' THEN 1"
        " WHEN instr(substr({1}, {2}), {0}) = 0 THEN 0"
        " ELSE CAST(instr(substr({1}, {2}), {0}) + {2} - 1 AS INTEGER) END"
    )
    return Typed(once(template, sought, text, call.whole(2)), INT)


def _trimming(name: str) -> Function:
    """As a call the text comes last where there are two; `trim(signs FROM text)` is another node."""

    def translate(call: Call) -> Typed:
        signs, text = (call.text(0), call.text(1)) if len(call) == 2 and name != "trim" else ("' '", call.text(0))
        if len(call) == 2 and name == "trim":
            signs = call.text(1)
        return Typed(f"{name}({text}, {signs})", STRING)

    return Function(translate, 1, 2)


def _overlay(call: Call) -> Typed:
    length = call.whole(3) if len(call) > 3 else "-1"
    template = (
        "(spark_substring({0}, 1, {2} - 1) || {1} || spark_substring({0},"
        " {2} + CASE WHEN {3} >= 0 THEN {3} ELSE length({1}) END, 2147483647))"
    )
    return Typed(once(template, call.text(0), call.text(1), call.whole(2), length), STRING)


def _elt(call: Call) -> Typed:
    cases = " ".join(f"WHEN {index} THEN {call.text(index)}" for index in range(1, len(call)))
    return Typed(f"(CASE {call.whole(0)} {cases} END)", STRING)


def _predicate(function: str) -> Function:
    return scalar(f"{function}({{0}}, {{1}})", [STRING, STRING], BOOLEAN)


def _length(call: Call) -> Typed:
    if call[0].type == BINARY:
        return Typed(f"CAST(octet_length({call[0].sql}) AS INTEGER)", INT)
    return Typed(f"CAST(length({call.text(0)}) AS INTEGER)", INT)


def _octets(factor: int) -> Function:
    def translate(call: Call) -> Typed:
        value = call[0].sql if call[0].type == BINARY else f"encode({call.text(0)})"
        return Typed(f"CAST(octet_length({value}) * {factor} AS INTEGER)", INT)

    return Function(translate, 1, 1)


def _levenshtein(call: Call) -> Typed:
    distance = f"CAST(levenshtein({call.text(0)}, {call.text(1)}) AS INTEGER)"
    if len(call) == 2:
        return Typed(distance, INT)
    return Typed(once("CASE WHEN {0} <= {1} THEN {0} WHEN {0} > {1} THEN -1 END", distance, call.whole(2)), INT)


def _split_part(call: Call) -> Typed:
    if literal_text(call.nodes[1]) and digits(call.nodes[2]):
        return Typed(f"split_part({call.text(0)}, {call.text(1)}, {call.bigint(2)})", STRING)
    template = (
        "CASE WHEN {1} = '' THEN CASE WHEN abs({2}) = 1 THEN {0} ELSE '' END"
        " WHEN {2} <> 0 THEN split_part({0}, {1}, {2}) END"
    )
    return Typed(once(template, call.text(0), call.text(1), call.bigint(2)), STRING)


def _decode(call: Call) -> Typed:
    """decode of bytes in a character set; with more arguments the first that is equal gives what follows it."""
    if len(call) == 2:
        return BINARIES["decode"].translate(call)  # type: ignore[return-value]
    subject, pairs = call[0], list(zip(call.args[1::2], call.args[2::2], strict=False))
    default = as_type(call.args[-1], STRING).sql if len(call) % 2 == 0 else "NULL"
    cases = []
    for sought, value in pairs:
        kind = comparable(subject.type, sought.type)
        if kind is None:
            raise ArgumentError(f"a {subject.type} and a {sought.type} cannot be compared")
        same = f"{as_type(subject, kind).sql} IS NOT DISTINCT FROM {as_type(sought, kind).sql}"
        cases.append(f"WHEN {same} THEN {as_type(value, STRING).sql}")
    return Typed(f"(CASE {' '.join(cases)} ELSE {default} END)", STRING)


def _mask(call: Call) -> Typed:
    """Every capital letter, small letter, digit and other sign replaced by one sign, or kept where that is NULL."""
    signs = [
        call.text(place) if len(call) > place else default
        for place, default in enumerate(("'X'", "'x'", "'n'", "NULL"), start=1)
    ]
    kinds = " ".join(
        f"WHEN regexp_full_match(sign, '\\p{{{{{kind}}}}}') THEN {{{place}}}"
        for place, kind in enumerate(("Lu", "Ll", "Nd"), start=1)
    )
    masked = f"list_transform(string_split({{0}}, ''), lambda sign: COALESCE(CASE {kinds} ELSE {{4}} END, sign))"
    return Typed(
        once(f"CASE WHEN {{0}} = '' THEN '' ELSE array_to_string({masked}, '') END", call.text(0), *signs), STRING
    )


_TEXT = [STRING]
_TEXTS = [STRING, STRING]
_CHAR = scalar("CASE WHEN {0} < 0 THEN '' WHEN {0} & 255 = 0 THEN chr(0) ELSE chr(CAST({0} & 255 AS INTEGER)) END",
               [BIGINT], STRING)  # fmt: skip
_LENGTH = Function(_length, 1, 1)
_LOCATE = Function(_locate, 2, 3)
_LOWER = scalar("java_lower({0})", _TEXT, STRING)
_UPPER = scalar("java_upper({0})", _TEXT, STRING)
_SUBSTRING = Function(_substring, 2, 3)

STRINGS: dict[str, Function] = {
    **BINARIES,
    **FORMATS,
    **MATCHING,
    "ascii": scalar("CASE WHEN {0} = '' THEN 0 ELSE unicode({0}) END", _TEXT, INT),
    "bit_length": _octets(8),
    "octet_length": _octets(1),
    "btrim": Function(
        lambda call: Typed(f"trim({call.text(0)}, {call.text(1) if len(call) > 1 else quoted(' ')})", STRING), 1, 2
    ),
    "trim": _trimming("trim"),
    "ltrim": _trimming("ltrim"),
    "rtrim": _trimming("rtrim"),
    "char": _CHAR,
    "chr": _CHAR,
    "char_length": _LENGTH,
    "character_length": _LENGTH,
    "len": _LENGTH,
    "length": _LENGTH,
    "concat": Function(_concat, 0, None),
    "concat_ws": Function(_concat_ws, 1, None),
    "contains": _predicate("contains"),
    "decode": Function(_decode, 2, None),
    "elt": Function(_elt, 2, None),
    "endswith": _predicate("ends_with"),
    "find_in_set": scalar(
        "CAST(CASE WHEN contains({0}, ',') THEN 0"
        " ELSE COALESCE(list_position(string_split({1}, ','), {0}), CASE WHEN {0} || {1} IS NOT NULL THEN 0 END) END"
        " AS INTEGER)",
        _TEXTS,
        INT,
    ),
    "initcap": scalar("spark_initcap({0})", _TEXT, STRING),
    "instr": scalar("CAST(instr({0}, {1}) AS INTEGER)", _TEXTS, INT),
    "lcase": _LOWER,
    "left": scalar("spark_substring({0}, 1, {1})", [STRING, INT], STRING),
    "levenshtein": Function(_levenshtein, 2, 3),
    "locate": _LOCATE,
    "lower": _LOWER,
    "lpad": scalar("spark_lpad({0}, {1}, {2})", [STRING, INT, STRING], STRING, optional=["' '"]),
    "luhn_check": scalar("spark_luhn({0})", _TEXT, BOOLEAN),
    "mask": Function(_mask, 1, 5),
    "overlay": Function(_overlay, 3, 4),
    "position": _LOCATE,
    "repeat": scalar(
        "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL WHEN {1} <= 0 THEN ''"
        f" ELSE repeat({{0}}, least({{1}}, {_LONGEST} // greatest(length({{0}}), 1))) END",
        [STRING, INT],
        STRING,
    ),
    "replace": scalar(
        "CASE WHEN {1} = '' THEN {0} ELSE replace({0}, {1}, {2}) END", [STRING, STRING, STRING], STRING, optional=["''"]
    ),
    "right": scalar(
        "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL WHEN {1} <= 0 THEN '' ELSE right({0}, {1}) END",
        [STRING, INT],
        STRING,
    ),
    "rpad": scalar("spark_rpad({0}, {1}, {2})", [STRING, INT, STRING], STRING, optional=["' '"]),
    "soundex": scalar("spark_soundex({0})", _TEXT, STRING),
    "space": scalar(
        f"CASE WHEN {{0}} > 0 THEN repeat(' ', least({{0}}, {_LONGEST})) WHEN {{0}} <= 0 THEN '' END", [INT], STRING
    ),
    "split_part": Function(_split_part, 3, 3),
    "startswith": _predicate("starts_with"),
    "substr": _SUBSTRING,
    "substring": _SUBSTRING,
    "substring_index": scalar("spark_substring_index({0}, {1}, {2})", [STRING, STRING, INT], STRING),
    "translate": scalar("translate({0}, {1}, {2})", [STRING, STRING, STRING], STRING),
    "ucase": _UPPER,
    "upper": _UPPER,
}
