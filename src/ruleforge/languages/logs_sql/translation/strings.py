"""String functions."""

from __future__ import annotations

import re

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, as_type, scalar, text_literal
from ruleforge.languages.logs_sql.types import BIGINT, BOOLEAN, INT, STRING, Typed, array_of

__all__ = ["STRINGS", "regex"]

_LOOKS_AROUND = re.compile(r"\(\?[=!<]|\\[1-9]|\(\?>|[*+?}]\+|\\[GRXhHvV]|&&")


def regex(call: Call, index: int) -> str:
    """A regular expression, written out: Java's, as far as RE2 reads it alike."""
    pattern = text_literal(call, index, "a regular expression")
    if _LOOKS_AROUND.search(pattern):
        message = (
            "look-around, back references and possessive quantifiers of a regular expression are not evaluated here"
        )
        raise ArgumentError(message, unsupported=True)
    return quoted(pattern)


def _concat(call: Call) -> Typed:
    if call.args and all(value.type.element is not None for value in call.args):
        return Typed(f"list_concat({', '.join(value.sql for value in call.args)})", call[0].type)
    if not call.args:
        return Typed("''", STRING)
    # The operator gives NULL where any part is; DuckDB's function would skip it.
    return Typed(f"({' || '.join(call.text(index) for index in range(len(call)))})", STRING)


def _concat_ws(call: Call) -> Typed:
    separator = call.text(0)
    parts = [
        f"array_to_string({value.sql}, {separator})" if value.type.element is not None else as_type(value, STRING).sql
        for value in call.args[1:]
    ]
    return Typed(f"concat_ws({', '.join([separator, *parts])})", STRING)


def _substring(call: Call) -> Typed:
    text, start = call.text(0), call.bigint(1)
    length = call.bigint(2) if len(call) > 2 else "2147483647"
    return Typed(f"spark_substring({text}, {start}, {length})", STRING)


def _regexp_extract(call: Call) -> Typed:
    group = call.nodes[2].name if len(call) > 2 else "1"
    if not group.isdigit():
        raise ArgumentError("the group of regexp_extract is a number written out", unsupported=True)
    return Typed(f"regexp_extract({call.text(0)}, {regex(call, 1)}, {group})", STRING)


def _regexp_extract_all(call: Call) -> Typed:
    group = call.nodes[2].name if len(call) > 2 else "1"
    if not group.isdigit():
        raise ArgumentError("the group of regexp_extract_all is a number written out", unsupported=True)
    return Typed(f"regexp_extract_all({call.text(0)}, {regex(call, 1)}, {group})", array_of(STRING))


def _regexp_replace(call: Call) -> Typed:
    replacement = re.sub(r"\$(\d)", r"\\\1", text_literal(call, 2, "the replacement"))
    return Typed(f"regexp_replace({call.text(0)}, {regex(call, 1)}, {quoted(replacement)}, 'g')", STRING)


def _split(call: Call) -> Typed:
    text, pattern = call.text(0), regex(call, 1)
    limit = int(call.nodes[2].name) if len(call) > 2 and call.nodes[2].name.lstrip("-").isdigit() else -1
    if limit > 0:
        raise ArgumentError("split with a limit is not evaluated here", unsupported=True)
    return Typed(f"regexp_split_to_array({text}, {pattern})", array_of(STRING))


def _locate(call: Call) -> Typed:
    sought, text = call.text(0), call.text(1)
    if len(call) == 2:
        return Typed(f"CAST(instr({text}, {sought}) AS INTEGER)", INT)
    start = call.bigint(2)
    found = f"instr(substr({text}, {start}), {sought})"
    located = f"CASE WHEN {start} < 1 THEN 0 WHEN {found} = 0 THEN 0 ELSE {found} + {start} - 1 END"
    return Typed(f"CAST(({located}) AS INTEGER)", INT)


def _trimming(name: str) -> Function:
    def translate(call: Call) -> Typed:
        # trim(signs FROM text) is another node; as a call the text comes last where there are two.
        if name != "trim" and len(call) == 2:
            return Typed(f"{name}({call.text(1)}, {call.text(0)})", STRING)
        extra = call.text(1) if len(call) == 2 else "' '"
        return Typed(f"{name}({call.text(0)}, {extra})", STRING)

    return Function(translate, 1, 2)


def _overlay(call: Call) -> Typed:
    text, new, start = call.text(0), call.text(1), call.bigint(2)
    length = call.bigint(3) if len(call) > 3 else f"length({new})"
    return Typed(f"(substr({text}, 1, {start} - 1) || {new} || substr({text}, {start} + {length}))", STRING)


def _elt(call: Call) -> Typed:
    cases = " ".join(f"WHEN {index} THEN {call.text(index)}" for index in range(1, len(call)))
    return Typed(f"(CASE {call.bigint(0)} {cases} END)", STRING)


def _format_string(call: Call) -> Typed:
    pattern = text_literal(call, 0, "the format")
    if not re.fullmatch(r"(?:[^%]|%%|%s|%d)*", pattern):
        raise ArgumentError("a format with anything but %s and %d is not evaluated here", unsupported=True)
    pieces: list[str] = []
    index = 0
    for part in re.split(r"(%%|%s|%d)", pattern):
        if part in ("%s", "%d"):
            index += 1
            if index >= len(call):
                raise ArgumentError(f"the format has more places than the {len(call) - 1} values given")
            pieces.append(f"COALESCE({call.text(index)}, 'null')")
        elif part:
            pieces.append(quoted("%" if part == "%%" else part))
    return Typed(f"({' || '.join(pieces) or quoted('')})", STRING)


def _predicate(function: str) -> Function:
    return scalar(f"{function}({{0}}, {{1}})", [STRING, STRING], BOOLEAN)


def _regexp_like(call: Call) -> Typed:
    return Typed(f"regexp_matches({call.text(0)}, {regex(call, 1)})", BOOLEAN)


def _regexp_count(call: Call) -> Typed:
    return Typed(f"CAST(length(regexp_extract_all({call.text(0)}, {regex(call, 1)}, 0)) AS INTEGER)", INT)


def _regexp_instr(call: Call) -> Typed:
    text, pattern = call.text(0), regex(call, 1)
    found = f"instr({text}, regexp_extract({text}, {pattern}, 0))"
    return Typed(f"CAST(CASE WHEN regexp_matches({text}, {pattern}) THEN {found} ELSE 0 END AS INTEGER)", INT)


def _regexp_substr(call: Call) -> Typed:
    text, pattern = call.text(0), regex(call, 1)
    return Typed(f"CASE WHEN regexp_matches({text}, {pattern}) THEN regexp_extract({text}, {pattern}, 0) END", STRING)


def _split_part(call: Call) -> Typed:
    return Typed(f"split_part({call.text(0)}, {call.text(1)}, {call.bigint(2)})", STRING)


def _length(call: Call) -> Typed:
    return Typed(f"CAST(length({call.text(0)}) AS INTEGER)", INT)


_TEXT = [STRING]
_TEXTS = [STRING, STRING]

STRINGS: dict[str, Function] = {
    "ascii": scalar("CASE WHEN {0} = '' THEN 0 ELSE unicode({0}) END", _TEXT, INT),
    "base64": scalar("base64(encode({0}))", _TEXT, STRING),
    "unbase64": scalar("CAST(from_base64({0}) AS VARCHAR)", _TEXT, STRING),
    "bit_length": scalar("CAST(octet_length(encode({0})) * 8 AS INTEGER)", _TEXT, INT),
    "octet_length": scalar("CAST(octet_length(encode({0})) AS INTEGER)", _TEXT, INT),
    "btrim": _trimming("trim"),
    "trim": _trimming("trim"),
    "ltrim": _trimming("ltrim"),
    "rtrim": _trimming("rtrim"),
    "char": scalar("CASE WHEN {0} < 0 THEN '' ELSE chr(CAST({0} % 256 AS INTEGER)) END", [BIGINT], STRING),
    "chr": scalar("CASE WHEN {0} < 0 THEN '' ELSE chr(CAST({0} % 256 AS INTEGER)) END", [BIGINT], STRING),
    "char_length": Function(_length, 1, 1),
    "character_length": Function(_length, 1, 1),
    "len": Function(_length, 1, 1),
    "length": Function(_length, 1, 1),
    "concat": Function(_concat, 0, None),
    "concat_ws": Function(_concat_ws, 1, None),
    "contains": _predicate("contains"),
    "startswith": _predicate("starts_with"),
    "endswith": _predicate("ends_with"),
    "elt": Function(_elt, 2, None),
    "find_in_set": scalar(
        "CAST(CASE WHEN contains({0}, ',') THEN 0"
        " ELSE COALESCE(list_position(string_split({1}, ','), {0}), CASE WHEN {0} || {1} IS NOT NULL THEN 0 END) END"
        " AS INTEGER)",
        _TEXTS,
        INT,
    ),
    "format_string": Function(_format_string, 1, None),
    "printf": Function(_format_string, 1, None),
    "initcap": scalar("spark_initcap({0})", _TEXT, STRING),
    "instr": scalar("CAST(instr({0}, {1}) AS INTEGER)", _TEXTS, INT),
    "lcase": scalar("lower({0})", _TEXT, STRING),
    "lower": scalar("lower({0})", _TEXT, STRING),
    "ucase": scalar("upper({0})", _TEXT, STRING),
    "upper": scalar("upper({0})", _TEXT, STRING),
    "left": scalar("substr({0}, 1, greatest({1}, 0))", [STRING, BIGINT], STRING),
    "right": scalar("CASE WHEN {1} <= 0 THEN '' ELSE right({0}, {1}) END", [STRING, BIGINT], STRING),
    "levenshtein": scalar("CAST(levenshtein({0}, {1}) AS INTEGER)", _TEXTS, INT),
    "locate": Function(_locate, 2, 3),
    "position": Function(_locate, 2, 3),
    "lpad": scalar("spark_lpad({0}, {1}, {2})", [STRING, BIGINT, STRING], STRING, optional=["' '"]),
    "rpad": scalar("spark_rpad({0}, {1}, {2})", [STRING, BIGINT, STRING], STRING, optional=["' '"]),
    "overlay": Function(_overlay, 3, 4),
    "regexp": Function(_regexp_like, 2, 2),
    "regexp_like": Function(_regexp_like, 2, 2),
    "rlike": Function(_regexp_like, 2, 2),
    "regexp_count": Function(_regexp_count, 2, 2),
    "regexp_extract": Function(_regexp_extract, 2, 3),
    "regexp_extract_all": Function(_regexp_extract_all, 2, 3),
    "regexp_instr": Function(_regexp_instr, 2, 2),
    "regexp_replace": Function(_regexp_replace, 3, 3),
    "regexp_substr": Function(_regexp_substr, 2, 2),
    "repeat": scalar("CASE WHEN {1} <= 0 THEN '' ELSE repeat({0}, least({1}, 100000)) END", [STRING, BIGINT], STRING),
    "replace": scalar(
        "CASE WHEN {1} = '' THEN {0} ELSE replace({0}, {1}, {2}) END", [STRING, STRING, STRING], STRING, optional=["''"]
    ),
    "space": scalar("repeat(' ', least(greatest({0}, 0), 100000))", [BIGINT], STRING),
    "split": Function(_split, 2, 3),
    "split_part": Function(_split_part, 3, 3),
    "substr": Function(_substring, 2, 3),
    "substring": Function(_substring, 2, 3),
    "substring_index": scalar("spark_substring_index({0}, {1}, {2})", [STRING, STRING, BIGINT], STRING),
    "translate": scalar("translate({0}, {1}, {2})", [STRING, STRING, STRING], STRING),
}
