"""Random predicates over a few operands, and universes of messages that hold a value for all that they tell apart.

A universe is a list of messages, and what holds for which of them is an integer with a bit for each; every comparison
is asked of the reference evaluator, and what is built of comparisons is worked out on the bits.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from ruleforge.predicate import AllOf, AnyOf, Comparison, Constant, Not, Subject, evaluate
from ruleforge.predicate.algebra import ColumnCount
from ruleforge.predicate.algebra import comparisons as comparisons_of
from ruleforge.predicate.analysis.witness import to_json
from ruleforge.predicate.conditions import (
    Contains,
    IsConstant,
    IsObject,
    IsPresent,
    NotExists,
    NumberCondition,
    NumberIs,
    Operator,
    RegexCondition,
    TextCondition,
    TextIn,
    TextPart,
    Within,
)
from ruleforge.predicate.operands import Column, JsonPath, Member, Message, Where, Wildcard
from ruleforge.predicate.regex import Anchor, CharacterSet, Regex, Repeat
from ruleforge.predicate.values import ABSENT, Number

GUARD = Comparison(JsonPath(()), IsObject())
OPERATORS = list(Operator)


def characters(text):
    return CharacterSet(tuple((ord(character), ord(character)) for character in text))


X, Y, ANY, DIGIT = (characters(text) for text in ("x", "y", "xyz1", "1"))
REGEXES = (
    Regex(((Repeat(X, 2, 2),),), "x{2}"),
    Regex(((Anchor.START, Repeat(X, 1, None), Anchor.END),), "^x+$"),
    Regex(((Repeat(Y), Anchor.END), (Anchor.START, Repeat(DIGIT))), "y$|^1"),
    Regex(((Anchor.START, Repeat(CharacterSet(((120, 120),), negated=True), 1, 2), Anchor.END),), "^[^x]{1,2}$"),
)

PARTS = [
    *(TextCondition(text, False, True) for text in ("x", "xy", "1")),
    *(TextCondition(text, True, False) for text in ("x", "y", "1")),
    *(TextCondition(text, True, True) for text in ("y", "")),
]
PARTS += [TextCondition(c.text, c.open_start, c.open_end, True) for c in PARTS]
WHOLE = [TextCondition(text, negated=negated) for text in ("x", "xy", "1", "") for negated in (True, False)]
VALUES = [NumberCondition(operator, spelling) for operator in OPERATORS for spelling in ("1", "1.0", "2")]
LISTS = [
    TextIn(texts, part, negated, constants=texts == ("true",))
    for texts in (("x",), ("x", "xy"), ("y", "1"), ("true",))
    for part in TextPart
    for negated in (True, False)
]
INSIGHTS = [NumberIs(operator, spelling) for operator in OPERATORS for spelling in ("1", "2")]
INSIGHTS += [IsPresent(True, 2), IsPresent(False, 2), Within(2)]
KINDS = [*(IsConstant(constant) for constant in (True, False, None)), NotExists()]
EXPRESSIONS = [RegexCondition(regex, negated) for regex in REGEXES for negated in (True, False)]
TOKENS = [NumberCondition(operator, spelling, tokens=True) for operator in OPERATORS for spelling in ("1", "2")]
TOKENS += [NumberIs(operator, "1", tokens=True) for operator in OPERATORS] + [Within(2, tokens=True)]

A, B = Member("a"), Member("b")
PLAIN = [JsonPath((A,)), JsonPath((B,)), JsonPath((A, B)), JsonPath((A, 0)), JsonPath((A, 1)), JsonPath((A, B, B))]
WILD = [JsonPath((A, Wildcard.ELEMENT)), JsonPath((B, Wildcard.ELEMENT, B)), JsonPath((A, Wildcard.MEMBER))]
CHOSEN = [
    JsonPath((B, Where("b", texts), Member(name))) for texts in (("x",), ("y",), ("x", "y")) for name in ("a", "b")
]


def comparisons(operands, conditions):
    return st.builds(Comparison, st.sampled_from(operands), st.sampled_from(conditions))


def trees(leaves, *, guarded=False):
    inner = st.recursive(
        leaves,
        lambda items: st.one_of(
            st.lists(items, min_size=1, max_size=3).map(tuple).map(AllOf),
            st.lists(items, min_size=1, max_size=3).map(tuple).map(AnyOf),
            items.map(Not),
        ),
        max_leaves=5,
    )
    return st.builds(lambda item: AllOf((GUARD, item)), inner) if guarded else inner


PURE = PARTS + WHOLE + LISTS + KINDS
NUMERIC = WHOLE + VALUES + INSIGHTS + LISTS + KINDS
FAMILIES = (
    trees(comparisons(PLAIN, PURE)),
    trees(comparisons(PLAIN, NUMERIC), guarded=True),
    trees(comparisons([PLAIN[0], WILD[1]], PURE), guarded=True),
    trees(comparisons([PLAIN[0], *CHOSEN], NUMERIC), guarded=True),
)
records = st.one_of(FAMILIES)
"""Predicates over records for which every question is decided."""
pairs = st.one_of([st.tuples(family, family) for family in FAMILIES])

open_records = st.one_of(
    trees(comparisons(PLAIN, PURE + VALUES + INSIGHTS + EXPRESSIONS)),
    trees(comparisons(PLAIN + WILD + CHOSEN, PURE + NUMERIC), guarded=True),
)
"""Predicates over records for which some questions are open."""

lines = trees(
    st.one_of(
        comparisons([Column(0), Column(1, rest=True), Column(1), Column(-1)], WHOLE + TOKENS + LISTS),
        st.sampled_from([ColumnCount(count) for count in range(4)]),
    )
)
terms = trees(comparisons([Message()], [Contains(text) for text in ("x", "y", "xy", "zz", "1 x")]))

ENDS = ("", "x", "xy", "y", "1", "true")
TEXTS = list(dict.fromkeys("".join(parts) for parts in itertools.product(ENDS, ("", "z", "zyz"), ENDS)))
TEXTS += ["xx", "2", "xxx", "zz", "11", "1.0", "2.0", "false", "yy"]
NUMBERS = [
    Number(text)
    for text in ("1", "1.0", "1.00", "2", "2.0", "1.5", "0", "3", "10", "-1", "11", "1e0", "-3", "21", "1.1", "-1.1")
]
NUMBERS += [
    Number("1e9999999999999999999"),
    Number("21e-1"),
    Number("12e-1"),
    Number("0.1"),
    Number("-2"),
    Number("-5"),
]
SOME = ["x", "xy", "y", "z", "1", Number("1"), Number("3"), None, True, ABSENT]
FEW = ["x", "y", "z", Number("1"), None, {"b": "x"}]


def without_absent(values):
    return [value for value in values if value is not ABSENT]


def objects(values, name="b"):
    return [{} if value is ABSENT else {name: value} for value in values]


def arrays(values, length):
    return [list(items) for size in range(length + 1) for items in itertools.product(values, repeat=size)]


SCALARS = [ABSENT, None, True, False, *TEXTS, *NUMBERS]
FIRST = [
    *SCALARS,
    *objects([*SCALARS, [None], [], {}, *objects(SOME)]),
    *arrays(without_absent(SCALARS), 1),
    *arrays(without_absent(SOME), 2),
    *([value, other] for value in ("z", Number("1")) for other in without_absent(SCALARS)),
    *([value, other] for value in without_absent(SCALARS) for other in ("z", None)),
    ["z", "z", None],
    [{}, {}, None],
]
ELEMENTS = [*objects(SOME), *({"b": text, "a": value} for text in ("x", "y") for value in SOME if value is not ABSENT)]
SECOND = [*SCALARS, [None], {}, *objects(without_absent(SOME)), *arrays(ELEMENTS, 1), *arrays(ELEMENTS[::3], 2)]
TOPS = {"a": FIRST, "b": SECOND}


class Universe:
    """Messages, by a bit for each."""

    def __init__(self, size):
        self.full = (1 << size) - 1
        self._atoms = {}

    def mask(self, predicate):
        """The messages for which a predicate holds."""
        match predicate:
            case Constant(value):
                return self.full if value else 0
            case Not(item):
                return self.full & ~self.mask(item)
            case AllOf(items):
                found = self.full
                for item in items:
                    found &= self.mask(item)
                return found
            case AnyOf(items):
                found = 0
                for item in items:
                    found |= self.mask(item)
                return found
        if predicate not in self._atoms:
            self._atoms[predicate] = self.atom(predicate)
        return self._atoms[predicate]


class Messages(Universe):
    """A universe of some messages."""

    def __init__(self, messages):
        self._subjects = [Subject(message) for message in messages]
        super().__init__(len(self._subjects))

    def atom(self, predicate):
        return sum(1 << place for place, subject in enumerate(self._subjects) if evaluate(predicate, subject))


class Records(Universe):
    """All records with two members, each one of many values; and a message that is none, which has the last bit."""

    def __init__(self):
        self._columns = len(SECOND)
        self._first, self._second = (
            [Subject(to_json({name: value} if value is not ABSENT else {})) for value in TOPS[name]] for name in "ab"
        )
        super().__init__(len(FIRST) * len(SECOND) + 1)

    def atom(self, comparison):
        path = comparison.operand
        last = self.full + 1 >> 1
        found = last if evaluate(comparison, Subject("no record")) else 0
        if not path.steps:
            return found | (last - 1 if evaluate(comparison, Subject("{}")) else 0)
        if path.steps[0] == A:
            row = (1 << self._columns) - 1
            holding = (place for place, subject in enumerate(self._first) if evaluate(comparison, subject))
            return found | sum(row << place * self._columns for place in holding)
        row = sum(1 << place for place, subject in enumerate(self._second) if evaluate(comparison, subject))
        return found | sum(row << place * self._columns for place in range(len(FIRST)))


LINE_TOKENS = (
    "x",
    "xy",
    "1",
    "1.0",
    "2",
    "y",
    "z",
    "true",
    '""',
    "0",
    "3",
    "1.5",
    "-3",
    "xz",
    "zx",
    "zy",
    "1e9999999999999999999",
)
line_messages = [
    "",
    *(" ".join(tokens) for size in (1, 2, 3) for tokens in itertools.product(LINE_TOKENS, repeat=size)),
]
term_messages = ["".join(letters) for size in range(6) for letters in itertools.product("xyz1 ", repeat=size)]


USUAL = [ABSENT, None, True, False, {}, [], [None], "z", "", Number("7"), "true"]


def neighbours(condition):
    """Values that a condition tells apart."""
    match condition:
        case TextCondition(text) | Contains(text):
            texts = [text]
        case TextIn(texts):
            pass
        case NumberCondition(spelling=spelling) | NumberIs(spelling=spelling):
            value = Number(spelling).value
            near = [value + step for step in (0, 1, -1, Decimal("0.5"), Decimal("-0.5"))]
            return [Number(spelled) for spelled in map(str, near) if "E" not in spelled] + [spelling, spelling + "0"]
        case Within(bound):
            return [Number(str(bound + step)) for step in (-1, 0, 1)] + [Number(str(-bound - 1))]
        case RegexCondition():
            texts = ["x", "a1", "aab", "1", "xy", "y", "*", " ", "ab\n"]
        case _:
            return []
    found = [other for text in texts for other in (text, text + "z", "z" + text, f"z{text}z", text[:-1])]
    return found + [Number(text) for text in texts if re.fullmatch("-?[1-9][0-9]*", text)]


def placed(holder, steps, value, draw):
    """What is to stand at a path, put into what stands there already, if that is an object or an array."""
    if not steps:
        return value
    step, *rest = steps
    if isinstance(step, int) or step is Wildcard.ELEMENT or isinstance(step, Where):
        items = list(holder) if isinstance(holder, list) else []
        index = step if isinstance(step, int) else draw(2)
        if index > 4:
            return holder
        items += [{}] * (index + 1 - len(items))
        if isinstance(step, Where) and not isinstance(items[index], dict):
            items[index] = {}
        inner = placed(items[index], rest, value, draw)
        if inner is not ABSENT:
            items[index] = (
                inner | {step.member: step.texts[draw(len(step.texts))]} if isinstance(step, Where) else inner
            )
        return items
    name = step.name if isinstance(step, Member) else "any"
    members = dict(holder) if isinstance(holder, dict) else {}
    inner = placed(members.get(name, ABSENT), rest, value, draw)
    return {**members, name: inner} if inner is not ABSENT else {k: v for k, v in members.items() if k != name}


def near_records(predicates, count):
    """Records in which each path of some predicates has a value that their conditions tell apart."""
    values = {}
    for predicate in predicates:
        for item in comparisons_of(predicate):
            if isinstance(item.operand, JsonPath):
                values.setdefault(item.operand, [*USUAL]).extend(neighbours(item.condition) * 3)
    random = Random(0)  # noqa: S311 - the same records at every run
    found = []
    for _ in range(count):
        record = {}
        for path in random.sample(list(values), len(values)):
            record = placed(record, list(path.steps), random.choice(values[path]), random.randrange)
        if isinstance(record, dict):
            found.append(to_json(record))
    return found
