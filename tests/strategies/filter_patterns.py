"""Filter patterns that AWS accepts, and messages built from the same few names and values so that they meet."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from ruleforge.languages.filter_pattern.printer import quote

NAMES = ("a", "b", "c-d", "e_f", "x.y", "0")
TEXTS = (
    "",
    "x",
    "xy",
    "a*b",
    "*",
    "1",
    "1.0",
    "true",
    "null",
    "AccessDenied",
    'say "hi"',
    "back\\slash",
    "é",
    "two words",
)
NUMBERS = ("0", "1", "-1", "1.5", "+2", "1e+0", "10e3", "10e-3", "401", "12345678901234567890")
REGEXES = ("x", "^x", "y$", "[0-9]+", "a.c", "x|y", "\\d{1,3}", ".*x.*", "[^a]", "\\x2A", "a{2,}b?", "^$", "\\s")

blanks = st.sampled_from(("", " ", "  ", "\n", "\t "))


def plain_name(name):
    return name.replace("-", "").replace("_", "").isalnum()


names = st.sampled_from(NAMES)
steps = st.one_of(
    names.map(lambda name: f".{name}" if plain_name(name) else f".['{name}']"),
    st.integers(0, 2).map(lambda index: f"[{index}]"),
)


@st.composite
def selectors(draw, wildcard=False):
    path = [draw(names.map(lambda name: f".{name}" if plain_name(name) else f".['{name}']"))]
    path += draw(st.lists(steps, max_size=2))
    if wildcard:
        position = draw(st.integers(1, len(path)))
        path.insert(position, draw(st.sampled_from(("[*]", ".*"))))
    return "$" + "".join(path)


def starred(text):
    return st.sampled_from((text, f"*{text}", f"{text}*", f"*{text}*"))


bare = st.sampled_from(("x", "xy", "AccessDenied", "5*", "*x", "*", "true", "s3.amazonaws.com", "a*b", "10.0.0.1"))
quoted = st.sampled_from(TEXTS).flatmap(starred).map(quote)
regexes = st.sampled_from(REGEXES).map(lambda text: f"%{text}%")
numbers = st.sampled_from(NUMBERS)


@st.composite
def conditions(draw, *, allow_regex, allow_wildcard):
    selector = draw(selectors(wildcard=allow_wildcard and draw(st.booleans())))
    values = [quoted, bare, numbers] + ([regexes] if allow_regex else [])
    gap = draw(blanks)
    form = draw(st.integers(0, 3))
    if form == 0:
        return f"{selector} {draw(st.sampled_from(('IS TRUE', 'IS FALSE', 'IS NULL', 'NOT EXISTS')))}"
    if form == 1:
        return f"{selector}{gap}{draw(st.sampled_from(('<', '>', '<=', '>=')))}{gap}{draw(numbers)}"
    return f"{selector}{gap}{draw(st.sampled_from(('=', '!=')))}{gap}{draw(st.one_of(values))}"


@st.composite
def json_patterns(draw):
    """At most two expressions and three wildcard selectors, as AWS has it."""
    count = draw(st.integers(1, 5))
    allowed = [draw(conditions(allow_regex=index < 2, allow_wildcard=index < 3)) for index in range(count)]
    text = allowed[0]
    for part in allowed[1:]:
        joint = draw(st.sampled_from(("&&", "||")))
        if draw(st.booleans()):
            text = f"({text})"
        text = f"{text} {joint} {part}"
    return f"{draw(blanks)}{{{draw(blanks)}{text}{draw(blanks)}}}"


scalars = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from((0, 1, -1, 401, 12345678901234567890)),
    st.sampled_from((1.0, 1.5, 0.01, 1e22)),
    st.sampled_from((True, False, None)),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=8,
)
records = st.dictionaries(names, values, max_size=5)
SPELLINGS = ("1.0", "1e0", "-0", "0", "1.50", "1E3", "true")


@st.composite
def json_messages(draw):
    """Mostly records; now and then an array, a scalar, broken JSON, a repeated key, an odd number."""
    text = json.dumps(draw(records), ensure_ascii=draw(st.booleans()))
    odd = draw(st.integers(0, 9))
    if odd == 0:
        return draw(
            st.sampled_from(("", "plain", "[1]", "7", '"x"', text + "}", text[:-1], f" {text}\n", f"\ufeff{text}"))
        )
    if odd == 1:
        return f'{{"a": {draw(st.sampled_from(SPELLINGS))}, "b": 1, "b": {draw(st.sampled_from(SPELLINGS))}}}'
    return text


words = st.text('ab x1"[]\\-.é\n\t', max_size=12)
terms = st.one_of(st.sampled_from(("a", "b", "x1", "ab")), st.text('ab x1"[]\\-.é', min_size=1, max_size=5).map(quote))
terms_patterns = st.lists(
    st.tuples(st.sampled_from(("", "", "?", "-")), terms).map("".join), min_size=1, max_size=4
).map(" ".join)
regex_patterns = st.sampled_from(REGEXES).map(lambda text: f"%{text}%")

space_values = st.one_of(st.sampled_from(("a", "*a*", "b*", "1", "404", "-1.5")), quoted)


@st.composite
def space_patterns(draw):
    fields = []
    for name in draw(st.lists(st.sampled_from(("w1", "w2", "w3", "...", "")), max_size=4, unique=True)):
        if name in ("...", "") or draw(st.booleans()):
            fields.append(name)
            continue
        tests = []
        for _ in range(draw(st.integers(1, 3))):
            relational = draw(st.booleans())
            operator = draw(st.sampled_from(("<", ">=") if relational else ("=", "!=")))
            tests.append(f"{name} {operator} {draw(numbers if relational else space_values)}")
        fields.append(draw(st.sampled_from((" && ", " || "))).join(tests))
    return f"[{', '.join(fields)}]"


lines = st.lists(
    st.sampled_from(("a", "b", "1", "404", "404.0", "-", '"a b"', "[a b]", '"a', "x[1]", "1e3", "-1.5")), max_size=5
).flatmap(lambda tokens: st.sampled_from((" ", "  ", "\t")).map(lambda gap: gap.join(tokens)))
