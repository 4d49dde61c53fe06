"""Queries in OpenSearch SQL as trees, the text of a tree, records for them, and damaged texts."""

from __future__ import annotations

import re

from hypothesis import strategies as st

TEXTS = ("", "a", "B", "ab", "a_b", "x%", "10", "10.0", " 7 ", "-3", "9.99", "1e1", "true", "f", "é", "it's", "b\\c")
WHOLE = (0, 1, -3, 7, 10, 11, 2_147_483_648)
FRACTIONS = (0.5, -2.5, 9.99, 10.0, 100.25)
FIELDS = ("s", "i", "d", "b", "m", "n.a", "n.b.0", "none", "@x")

_texts = st.sampled_from(TEXTS)
_whole = st.sampled_from(WHOLE)
_numbers = st.one_of(_whole, st.sampled_from(FRACTIONS))
_any = st.one_of(_texts, _numbers, st.booleans())


@st.composite
def records(draw):
    """A record: fields of one type and of several, nested, dotted and lacking, and JSON null."""
    record = {}
    for name, values in (("s", _texts), ("i", _whole), ("d", _numbers), ("b", st.booleans()), ("m", _any)):
        value = draw(st.one_of(values, st.none()))
        if value is not None or draw(st.booleans()):
            record[name] = value
    nested = {"a": draw(_whole), "b": [draw(_texts)]}
    shape = draw(st.sampled_from(("nested", "dotted", "half", "lacking")))
    if shape == "nested":
        record["n"] = nested
    elif shape == "dotted":
        record["n.a"] = nested["a"]
    elif shape == "half":
        record["n"] = {"b": nested["b"], "c": {}, "d": []}
    return record


fields = st.sampled_from(FIELDS[:-2]).map(lambda name: ("field", name)) | st.just(("field", "none"))
literals = st.one_of(_texts, _numbers, st.booleans(), st.none()).map(lambda value: ("literal", value))


def _values(conditions):
    return st.deferred(
        lambda: st.one_of(
            fields,
            literals,
            st.tuples(st.just("coalesce"), fields, literals),
            st.tuples(st.just("case"), conditions, fields, st.one_of(fields, literals)),
        )
    )


def _conditions(depth):
    deeper = st.deferred(lambda: _conditions(depth - 1)) if depth else st.just(("null?", ("field", "s"), False))
    value = _values(deeper)
    negated = st.booleans()
    flat = [
        st.tuples(
            st.just("compare"), st.sampled_from(("=", "!=", "<>", "<", "<=", ">", ">=", "<=>", "==")), value, value
        ),
        st.tuples(st.just("null?"), value, negated),
        st.tuples(st.just("in"), fields, st.lists(literals, min_size=1, max_size=3), negated),
        st.tuples(st.just("between"), fields, literals, literals, negated),
        st.tuples(st.just("like"), fields, st.sampled_from(("a%", "%b", "_", "a\\_%", "%", "10%", "B")), negated),
    ]
    if not depth:
        return st.one_of(flat)
    joined = st.tuples(st.sampled_from(("and", "or")), deeper, deeper)
    return st.one_of(*flat, joined, st.tuples(st.just("not"), deeper))


conditions = _conditions(2)
values = _values(_conditions(1))
aggregates = st.one_of(
    st.just(("count*",)),
    st.tuples(st.sampled_from(("count", "sum", "min", "max", "avg", "count distinct")), fields),
)
orders = st.tuples(st.sampled_from(("", " ASC", " DESC")), st.sampled_from(("", "", " NULLS FIRST", " NULLS LAST")))


def text_of(tree):
    """A tree as SQL."""
    return _WRITERS[tree[0]](*tree[1:])


def literal(value):
    """A value as SQL writes it."""
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "NULL" if value is None else str(value)


def _negated(word, negated):
    return f" NOT {word} " if negated else f" {word} "


_WRITERS = {
    "field": lambda name: name if name.isalpha() else f"`{name}`",
    "literal": literal,
    "coalesce": lambda *items: f"COALESCE({', '.join(map(text_of, items))})",
    "case": lambda test, one, other: f"CASE WHEN {text_of(test)} THEN {text_of(one)} ELSE {text_of(other)} END",
    "compare": lambda sign, left, right: f"({text_of(left)} {sign} {text_of(right)})",
    "null?": lambda value, negated: f"({text_of(value)} IS{' NOT' if negated else ''} NULL)",
    "in": lambda value, items, negated: (
        f"({text_of(value)}{_negated('IN', negated)}({', '.join(map(text_of, items))}))"
    ),
    "between": lambda value, low, high, negated: (
        f"({text_of(value)}{_negated('BETWEEN', negated)}{text_of(low)} AND {text_of(high)})"
    ),
    "like": lambda value, pattern, negated: f"({text_of(value)}{_negated('LIKE', negated)}{literal(pattern)})",
    "and": lambda left, right: f"({text_of(left)} AND {text_of(right)})",
    "or": lambda left, right: f"({text_of(left)} OR {text_of(right)})",
    "not": lambda condition: f"(NOT {text_of(condition)})",
    "count*": lambda: "COUNT(*)",
    "count distinct": lambda value: f"COUNT(DISTINCT {text_of(value)})",
    **{
        name: (lambda value, name=name: f"{name.upper()}({text_of(value)})")
        for name in ("count", "sum", "min", "max", "avg")
    },
}

WORDS = (
    "SELECT", "FROM", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "UNION ALL", "INNER JOIN",
    "ON", "USING", "AS", "AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL", "CASE", "WHEN", "THEN",
    "END", "OVER", "FILTER", "DISTINCT", "EXISTS", "CAST", "INTERVAL", "LATERAL VIEW", "VALUES", "PIVOT",
    "WITH", "TABLESAMPLE", "QUALIFY", "COUNT(*)", "*", "(", ")", "[", "]", "{", "}", ",", ";", ".", ":", "::",
    "?", "@x", "$1", "`", "'", '"', "``", "''", "--", "/*", "*/", "/*+ A */", "=>", "->", "->>", "||", "<=>",
    "!", "~", "1", "1.5", "1e999", "-1", "'a'", "`a.b`", "x", "x.y", "\\", "\0", "\ud800", "é", "\n", "\t",
    "(SELECT 1)", "read_text('/etc/passwd')", "lg", "`logGroups(logGroupIdentifier: ['a'])`",
)  # fmt: skip
_PIECES = re.compile(r"\w+|\s+|.", re.DOTALL)


@st.composite
def damaged(draw, texts):
    """A text with a few words or characters deleted, put in, doubled or exchanged."""
    pieces = _PIECES.findall(draw(st.sampled_from(texts)))
    for _ in range(draw(st.integers(1, 4))):
        if not pieces:
            break
        place, other = (draw(st.integers(0, len(pieces) - 1)) for _ in range(2))
        how = draw(st.sampled_from(("delete", "insert", "replace", "double", "exchange", "cut", "split")))
        word = draw(st.sampled_from(WORDS))
        if how == "delete":
            del pieces[place]
        elif how == "insert":
            pieces.insert(place, f" {word} ")
        elif how == "replace":
            pieces[place] = word
        elif how == "double":
            pieces.insert(place, pieces[other])
        elif how == "exchange":
            pieces[place], pieces[other] = pieces[other], pieces[place]
        elif how == "cut":
            del pieces[place:]
        else:
            pieces[place] = pieces[place][: len(pieces[place]) // 2]
    return "".join(pieces)
