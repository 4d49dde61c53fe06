"""Functions that match regular expressions, and `split`."""

from __future__ import annotations

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import ArgumentError, Call, Function, text_literal, whole_literal
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.translation.regexes import plain_text, regex, replacement
from ruleforge.languages.logs_sql.types import BOOLEAN, INT, STRING, Type, Typed, array_of

__all__ = ["MATCHING"]

_WHAT = "a regular expression"
_NO_TEXTS = Typed("CAST(NULL AS VARCHAR[])", array_of(STRING))


def _null(kind: Type) -> Typed:
    return Typed(f"CAST(NULL AS {kind.duckdb})", kind)


def _regexp_like(call: Call) -> Typed:
    pattern = text_literal(call, 1, _WHAT)
    if pattern is None:
        return _null(BOOLEAN)
    if pattern and plain_text(pattern):
        return Typed(f"contains({call.text(0)}, {quoted(pattern)})", BOOLEAN)
    return Typed(f"regexp_matches({call.text(0)}, {quoted(regex(pattern, only_test=True)[0])})", BOOLEAN)


def _group(call: Call, groups: int) -> int:
    """The group that is asked for: the first, where nothing is said."""
    group = whole_literal(call, 2, "the group") if len(call) > 2 else 1
    if not 0 <= group <= groups:
        raise ArgumentError(f"{call.name} asks for group {group} of a regular expression that has {groups}")
    return group


def _regexp_extract(call: Call) -> Typed:
    pattern = text_literal(call, 1, _WHAT)
    if pattern is None:
        return _null(STRING)
    written, groups = regex(pattern)
    return Typed(f"regexp_extract({call.text(0)}, {quoted(written)}, {_group(call, groups)})", STRING)


def _regexp_extract_all(call: Call) -> Typed:
    pattern = text_literal(call, 1, _WHAT)
    if pattern is None:
        return _NO_TEXTS
    written, groups = regex(pattern)
    found = f"regexp_extract_all({call.text(0)}, {quoted(written)}, {_group(call, groups)})"
    return Typed(found, array_of(STRING))


def _regexp_replace(call: Call) -> Typed:
    pattern, new = text_literal(call, 1, _WHAT), text_literal(call, 2, "the replacement")
    if pattern is None or new is None:
        return _null(STRING)
    written, groups = regex(pattern)
    replaced = f"regexp_replace({{0}}, {quoted(written)}, {quoted(replacement(new, groups))}, 'g')"
    replaced = _bare(replaced)
    if len(call) < 4:
        return Typed(once(replaced, call.text(0)), STRING)
    start = whole_literal(call, 3, "the start")
    if start < 1:
        raise ArgumentError("regexp_replace starts at 1 or later")
    rest = replaced.replace("{0}", f"substr({{0}}, {start})", 1)
    template = f"CASE WHEN length({{0}}) < {start} THEN {{0}} ELSE substr({{0}}, 1, {start - 1}) || {rest} END"
    return Typed(once(template, call.text(0)), STRING)


def _regexp_count(call: Call) -> Typed:
    pattern = text_literal(call, 1, _WHAT)
    if pattern is None:
        return _null(INT)
    found = f"regexp_extract_all({call.text(0)}, {quoted(regex(pattern)[0])}, 0)"
    return Typed(f"CAST(length({found}) AS INTEGER)", INT)


def _regexp_instr(call: Call) -> Typed:
    """Where the first match begins: behind as little as can stand before one."""
    pattern = text_literal(call, 1, _WHAT)
    if pattern is None:
        return _null(INT)
    written = regex(pattern)[0]
    before = quoted(f"\\A((?s:.*?))(?:{written})")
    text, parts = call.text(0), f"regexp_extract({{0}}, {before}, 1)"
    template = (
        f"CASE WHEN regexp_matches({{0}}, {quoted(written)}) THEN CAST(length({parts}) + 1 AS INTEGER)"
        " WHEN {0} IS NOT NULL THEN 0 END"
    )
    return Typed(once(_bare(template), text), INT)


def _regexp_substr(call: Call) -> Typed:
    pattern = text_literal(call, 1, _WHAT)
    if pattern is None:
        return _null(STRING)
    written = quoted(regex(pattern)[0])
    template = f"CASE WHEN regexp_matches({{0}}, {written}) THEN regexp_extract({{0}}, {written}, 0) END"
    return Typed(once(_bare(template), call.text(0)), STRING)


def _bare(template: str) -> str:
    """A template whose only place is `{0}`; other braces belong to a regular expression."""
    return "{0}".join(part.replace("{", "{{").replace("}", "}}") for part in template.split("{0}"))


def _split(call: Call) -> Typed:
    pattern = text_literal(call, 1, _WHAT)
    if pattern is None:
        return _NO_TEXTS
    limit = whole_literal(call, 2, "the limit") if len(call) > 2 else -1
    if plain_text(pattern):
        parts, written = f"string_split({{0}}, {quoted(pattern)})", "".join(map(_escaped, pattern))
    else:
        written = regex(pattern)[0]
        parts = f"regexp_split_to_array({{0}}, {quoted(written)})"
    # A text that is empty has one part, which is empty.
    whole = f"CASE WHEN {{0}} = '' THEN [''] ELSE {parts} END"
    if limit <= 0:
        return Typed(once(_bare(whole), call.text(0)), array_of(STRING))
    if limit == 1:
        return Typed(once("CASE WHEN {0} IS NOT NULL THEN [{0}] END", call.text(0)), array_of(STRING))
    first = f"regexp_extract({{0}}, {quoted(f'^(?:(?s:.*?)(?:{written})){{{limit - 1}}}')}, 0)"
    few = f"len({parts}) < {limit} OR {{0}} = ''"
    rest = f"list_append(list_slice({parts}, 1, {limit - 1}), substr({{0}}, length({first}) + 1))"
    template = f"CASE WHEN {{0}} IS NULL THEN NULL WHEN {few} THEN {whole} ELSE {rest} END"
    return Typed(once(_bare(template), call.text(0)), array_of(STRING))


def _escaped(sign: str) -> str:
    return sign if sign.isalnum() or not sign.isascii() else f"\\{sign}"


_LIKE = Function(_regexp_like, 2, 2)

MATCHING: dict[str, Function] = {
    "regexp": _LIKE,
    "regexp_like": _LIKE,
    "rlike": _LIKE,
    "regexp_count": Function(_regexp_count, 2, 2),
    "regexp_extract": Function(_regexp_extract, 2, 3),
    "regexp_extract_all": Function(_regexp_extract_all, 2, 3),
    "regexp_instr": Function(_regexp_instr, 2, 3),
    "regexp_replace": Function(_regexp_replace, 3, 4),
    "regexp_substr": Function(_regexp_substr, 2, 2),
    "split": Function(_split, 2, 3),
}
