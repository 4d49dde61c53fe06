"""Filter patterns that AWS accepts, and messages built from the same few names and values so that they meet.

Every draw costs more than what is done with it, so what can be listed is listed and drawn at once: entries stand in a
list as often as they should come.
"""

from __future__ import annotations

import itertools
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

GAPS = ("", " ", "  ", "\n", "\t ")
BARE = ("x", "xy", "AccessDenied", "5*", "*x", "*", "true", "s3.amazonaws.com", "a*b", "10.0.0.1")


def member(name):
    return f".{name}" if name.replace("-", "").replace("_", "").isalnum() else f".['{name}']"


def with_wildcards(path):
    """A path with a wildcard behind each of its steps."""
    for place in range(1, len(path) + 1):
        for wildcard in ("[*]", ".*"):
            yield (*path[:place], wildcard, *path[place:])


def selectors(paths):
    return st.sampled_from([f"${''.join(path)}" for path in paths])


MEMBERS = [(member(name),) for name in NAMES]
STEPS = [*(step for (step,) in MEMBERS), *("[0]", "[1]", "[2]") * 2]
DEEPER = [[(*first, *rest) for first in MEMBERS for rest in itertools.product(STEPS, repeat=size)] for size in (1, 2)]
plain_selectors = selectors([*MEMBERS * 144, *DEEPER[0] * 8, *DEEPER[1]])
wildcard_selectors = selectors(
    found for paths in (MEMBERS * 432, DEEPER[0] * 12, DEEPER[1]) for path in paths for found in with_wildcards(path)
)

QUOTED = [quote(starred) for text in TEXTS for starred in (text, f"*{text}", f"{text}*", f"*{text}*")]
quoted = st.sampled_from(QUOTED)
numbers = st.sampled_from(NUMBERS)
OTHER_VALUES = [*QUOTED, *BARE * 6, *NUMBERS * 6]
other_values = st.sampled_from(OTHER_VALUES)
any_values = st.sampled_from([*OTHER_VALUES, *(f"%{text}%" for text in REGEXES * 4)])
WORDS = ("IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS")
RELATIONS = ("<", ">", "<=", ">=")
operators = st.sampled_from((*WORDS, *RELATIONS, *("=", "!=") * 4))
gaps = st.sampled_from(GAPS)
three_gaps = st.sampled_from(list(itertools.product(GAPS, repeat=3)))
joints = st.sampled_from(list(itertools.product(("&&", "||"), (False, True))))


@st.composite
def conditions(draw, *, allow_regex, allow_wildcard):
    selector = draw(wildcard_selectors if allow_wildcard and draw(st.booleans()) else plain_selectors)
    operator = draw(operators)
    if operator in WORDS:
        return f"{selector} {operator}"
    gap = draw(gaps)
    values = numbers if operator in RELATIONS else any_values if allow_regex else other_values
    return f"{selector}{gap}{operator}{gap}{draw(values)}"


CONDITIONS = [conditions(allow_regex=index < 2, allow_wildcard=index < 3) for index in range(5)]


@st.composite
def json_patterns(draw):
    """At most two expressions and three wildcard selectors, as AWS has it."""
    text, *more = [draw(condition) for condition in CONDITIONS[: draw(st.integers(1, 5))]]
    for part in more:
        joint, grouped = draw(joints)
        text = f"({text}) {joint} {part}" if grouped else f"{text} {joint} {part}"
    first, second, last = draw(three_gaps)
    return f"{first}{{{second}{text}{last}}}"


scalars = st.sampled_from(
    (
        *TEXTS * 3,
        *(0, 1, -1, 401, 12345678901234567890) * 8,
        *(1.0, 1.5, 0.01, 1e22) * 10,
        *(True, False, None) * 14,
    )
)
names = st.sampled_from(NAMES)
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
