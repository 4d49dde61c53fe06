"""Comparisons, lists, ranges, and LIKE."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from ruleforge.languages.logs_sql.literals import quoted
from ruleforge.languages.logs_sql.translation.call import ArgumentError, as_type, literal_text
from ruleforge.languages.logs_sql.translation.casts import cast
from ruleforge.languages.logs_sql.translation.once import once
from ruleforge.languages.logs_sql.types import BOOLEAN, NULL, STRING, Type, Typed, comparable, wider

__all__ = ["between", "chosen_by", "compared", "is_word", "like", "listed", "listed_rows", "negated"]


def negated(node: exp.Expr, sql: str) -> Typed:
    """A condition, the other way round where the node says NOT."""
    return Typed(f"(NOT {sql})" if node.args.get("negate") else sql, BOOLEAN)


def compared(left: Typed, right: Typed, sign: str) -> Typed:
    """A comparison, in the type that Spark compares in."""
    kind = comparable(left.type, right.type, equality=sign not in ("<", "<=", ">", ">="))
    if kind is None:
        raise ArgumentError(f"a {left.type} and a {right.type} cannot be compared")
    return Typed(f"({_as(left, kind)} {sign} {_as(right, kind)})", BOOLEAN)


def _as(value: Typed, kind: Type | None) -> str:
    """Truth values count as 0 and 1 beside numbers; Spark converts them there and nowhere else."""
    found = None if kind is None else cast(value, kind)
    if found is None:
        raise ArgumentError(f"a {kind} is expected, not a {value.type}")
    return found.sql


def chosen_by(subject: Typed, sought: Sequence[Typed], values: Sequence[str]) -> str:
    """CASE with a subject: the value of the first that is equal to it, the last value where none is."""
    given = replace(subject, sql="{0}")
    items = [replace(item, sql=f"{{{place}}}") for place, item in enumerate(sought, start=1)]
    tests = [compared(given, item, "=").sql for item in items]
    start = len(sought) + 1
    cases = [f"WHEN {test} THEN {{{place}}}" for place, test in enumerate(tests, start=start)]
    otherwise = f"{{{start + len(sought)}}}"
    return once(f"(CASE {' '.join(cases)} ELSE {otherwise} END)", subject.sql, *(item.sql for item in sought), *values)


def is_word(value: Typed, node: exp.Expr, *, opposite: bool = False) -> Typed:
    """IS NULL, IS TRUE, IS FALSE, and their opposites."""
    what = node.args["expression"]
    negative = bool(node.args.get("negate"))
    if isinstance(what, exp.Not):
        what, negative = what.this, True
    word = "IS NOT" if negative != opposite else "IS"
    if isinstance(what, exp.Null):
        return Typed(f"({value.sql} {word} NULL)", BOOLEAN)
    if isinstance(what, exp.Boolean):
        return Typed(f"({as_type(value, BOOLEAN).sql} {word} {'TRUE' if what.this else 'FALSE'})", BOOLEAN)
    raise ArgumentError(f"IS {what.sql()} is not evaluated here", unsupported=True)


def between(value: Typed, low: Typed, high: Typed) -> str:
    """Both ends belong to it; each is compared in a type of its own."""
    kinds = [comparable(value.type, bound.type, equality=False) for bound in (low, high)]
    for kind, bound in zip(kinds, (low, high), strict=True):
        if kind is None:
            raise ArgumentError(f"a {value.type} and a {bound.type} cannot be compared")
    if kinds[0] == kinds[1] and kinds[0] is not None:
        return f"({_as(value, kinds[0])} BETWEEN {_as(low, kinds[0])} AND {_as(high, kinds[0])})"
    given = replace(value, sql="{0}")
    template = f"({_as(given, kinds[0])} >= {{1}} AND {_as(given, kinds[1])} <= {{2}})"
    return once(template, value.sql, _as(low, kinds[0]), _as(high, kinds[1]))


def listed(value: Typed, items: Sequence[Typed]) -> str:
    """IN (…): all are compared in the type that holds them all, which is text as soon as one is."""
    kind = value.type
    for item in items:
        found = wider(kind, item.type)
        if found is None:
            raise ArgumentError(f"a {value.type} is looked for among values of a {item.type}")
        kind = found
    if kind == NULL:
        return "CAST(NULL AS BOOLEAN)"
    return f"({as_type(value, kind).sql} IN ({', '.join(as_type(item, kind).sql for item in items)}))"


def listed_rows(values: Sequence[Typed], rows: Sequence[Sequence[Typed]]) -> str:
    """(a, b) IN ((…), (…))."""
    found = []
    for row in rows:
        if len(row) != len(values):
            raise ArgumentError(f"IN compares {len(values)} values with {len(row)}")
        pairs = (compared(value, item, "=").sql for value, item in zip(values, row, strict=True))
        found.append(f"({' AND '.join(pairs)})")
    return f"({' OR '.join(found)})"


def like(node: exp.Expr, of: Callable[[exp.Expr], Typed], word: str, escape: str = "\\") -> Typed:
    """LIKE and ILIKE, also of any or all patterns in a list."""
    value, pattern = as_type(of(node.this), STRING).sql, node.args["expression"]
    if not isinstance(pattern, exp.Any | exp.All):
        matched = f"({value} {word} {_pattern(pattern, of, escape)}{_escaping(pattern, escape)})"
        return negated(node, matched)
    inner = pattern.this
    items = inner.expressions if isinstance(inner, exp.Tuple) else [inner.this]
    glue = " OR " if isinstance(pattern, exp.Any) else " AND "
    not_ = "NOT " if node.args.get("negate") else ""
    escaping = [_escaping(item, escape).replace("{", "{{").replace("}", "}}") for item in items]
    parts = [f"({not_}{{0}} {word} {{{place}}}{signs})" for place, signs in enumerate(escaping, 1)]
    return Typed(once(f"({glue.join(parts)})", value, *(_pattern(item, of, escape) for item in items)), BOOLEAN)


def _escaping(node: exp.Expr, escape: str) -> str:
    """What stands behind a pattern: nothing where it escapes nothing, which DuckDB matches faster."""
    text = literal_text(node)
    return f" ESCAPE {quoted(escape)}" if text is None or escape in text else ""


def _pattern(node: exp.Expr, of: Callable[[exp.Expr], Typed], escape: str) -> str:
    """A pattern, whose escape sign stands before %, _ and itself only."""
    text = literal_text(node)
    if text is None:
        return as_type(of(node), STRING).sql
    place = 0
    while place < len(text):
        if text[place] == escape:
            if text[place + 1 : place + 2] not in ("%", "_", escape):
                raise ArgumentError(f"the pattern {text!r} has {escape} before what needs no {escape}, or at its end")
            place += 1
        place += 1
    return quoted(text)
