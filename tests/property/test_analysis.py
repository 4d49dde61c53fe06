"""What the analysis says of predicates, held against universes of messages in which every one is tried."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import EventSelectors, FilterPattern, InsightRule
from ruleforge.predicate import AllOf, Comparison, Constant, Not, Subject, compile_predicate, evaluate
from ruleforge.predicate.analysis import Analysis, Death, Part, Truth
from strategies import event_selectors, filter_patterns, insight_rules
from strategies import predicates as some

UNIVERSES = {
    "records": some.Records,
    "lines": lambda: some.Messages(some.line_messages),
    "terms": lambda: some.Messages(some.term_messages),
}
universe = functools.cache(lambda name: UNIVERSES[name]())


def shown(answer, holds, *, decided):
    """What an answer says about whether there is a message; `holds` says for a message whether it is one."""
    if answer.truth is Truth.UNKNOWN:
        assert not decided, answer.because
        assert answer.because
        return None
    if answer.example is None:
        return False
    subject = answer.example.subject
    assert holds(lambda predicate: evaluate(predicate, subject))
    assert holds(lambda predicate: compile_predicate(predicate)(subject))
    return True


def check_pair(first, second, world, *, decided):
    analysis = Analysis()
    masks = world.mask(first), world.mask(second)
    questions = [
        (analysis.satisfiable(first), masks[0], lambda has: has(first)),
        (analysis.satisfiable(second), masks[1], lambda has: has(second)),
        (analysis.tautology(first), world.full & ~masks[0], lambda has: not has(first)),
        (analysis.implies(first, second), masks[0] & ~masks[1], lambda has: has(first) and not has(second)),
        (analysis.implies(second, first), masks[1] & ~masks[0], lambda has: has(second) and not has(first)),
        (analysis.overlaps(first, second), masks[0] & masks[1], lambda has: has(first) and has(second)),
        (analysis.equivalent(first, second), masks[0] ^ masks[1], lambda has: has(first) is not has(second)),
    ]
    for place, (answer, mask, holds) in enumerate(questions):
        exists = shown(answer, holds, decided=decided)
        if mask:
            assert exists is not False, (place, answer)


def replaced(predicate, path, text, value):
    """The predicate with a constant in the place of a part; of a listed text, without it."""
    if not path:
        return Constant(value)
    if isinstance(predicate, Comparison):
        texts = tuple(other for place, other in enumerate(predicate.condition.texts) if place != path[0])
        return replace(predicate, condition=replace(predicate.condition, texts=texts))
    if isinstance(predicate, Not):
        return Not(replaced(predicate.item, path[1:], text, value))
    items = [
        replaced(item, path[1:], text, value) if place == path[0] else item
        for place, item in enumerate(predicate.items)
    ]
    return type(predicate)(tuple(items))


def joined(part):
    if isinstance(part.predicate, Comparison):
        return part.predicate.condition.negated
    return isinstance(part.predicate, AllOf)


def walk(part, context):
    """Every part with those that hold where it stands; what is below a negation left out."""
    yield part, context
    if isinstance(part.predicate, Not):
        return
    below = part.below()
    for item in below:
        siblings = [other for other in below if other is not item] if joined(part) else []
        yield from walk(item, (*context, *siblings))


def check_parts(predicate, world, *, decided):
    dead = Analysis().dead_parts(predicate)
    meant = world.mask(predicate)
    for item in dead.parts:
        death = item.death
        assert world.mask(replaced(predicate, item.part.path, item.part.text, death is Death.IMPLIED)) == meant
    if not decided:
        return
    assert not dead.because
    analysis = Analysis()
    never = [item.part.path for item in dead.parts if item.death is Death.NEVER]
    for part, context in walk(Part((), predicate), ()):
        if any(part.path[: len(path)] == path for path in never):
            continue
        alive = AllOf((*(other.meaning for other in context), part.meaning))
        assert shown(analysis.satisfiable(alive), lambda has, p=alive: has(p), decided=True), part
    for part, context in walk(Part((), predicate), ()) if not dead.parts else ():
        below = part.below() if not isinstance(part.predicate, Not) else []
        for item in filter(is_written, below):
            if joined(part):
                others = [other.meaning for other in (*context, *below) if other is not item]
                needed = analysis.satisfiable(AllOf((*others, Not(item.meaning))))
                assert shown(needed, lambda has, p=item.meaning: not has(p), decided=True), item
            else:
                changed = replaced(predicate, item.path, item.text, False)
                different = analysis.equivalent(changed, predicate)
                assert shown(different, lambda has, p=changed: has(p) is not has(predicate), decided=True), item


def is_written(part):
    """Whether somebody could leave a part out, and it is looked at."""
    predicate = part.predicate
    return predicate != some.GUARD and not (isinstance(predicate, Comparison) and predicate.operand in some.CHOSEN)


def check_language(predicates, messages, *, decided):
    for first in predicates:
        check_pair(first, predicates[0], some.Messages(messages), decided=decided)
    check_parts(predicates[0], some.Messages(messages), decided=False)


def check_filter_patterns(patterns, messages):
    predicates = [FilterPattern.parse(pattern).predicate for pattern in patterns]
    check_language(predicates, messages + some.near_records(predicates, 60), decided=False)


def check_plain_patterns(patterns, messages):
    check_language([FilterPattern.parse(pattern).predicate for pattern in patterns], messages, decided=False)


def check_selectors(configuration, records):
    target, body = configuration
    predicates = [EventSelectors.parse(body, target).predicate, *EventSelectors.parse(body[:1], target).predicates]
    messages = [Subject.of(record).message for record in records]
    check_language(predicates, messages + some.near_records(predicates, 60), decided=True)


def check_insight_rules(bodies, messages):
    predicates = [InsightRule.parse(body).predicate for body in bodies]
    check_language(predicates, messages + some.near_records(predicates, 60), decided=True)


def check_line_rules(bodies, lines):
    check_language([InsightRule.parse(body).predicate for body in bodies], lines, decided=False)


def pairs_in(name, *, decided):
    return lambda first, second: check_pair(first, second, universe(name), decided=decided)


def parts_in(name, *, decided):
    return lambda predicate: check_parts(predicate, universe(name), decided=decided)


def some_of(strategy, least=0):
    return st.lists(strategy, min_size=least, max_size=8)


def two_of(strategy):
    return st.lists(strategy, min_size=1, max_size=2)


CASES = {
    "records": (40, pairs_in("records", decided=True), some.pairs),
    "open records": (40, pairs_in("records", decided=False), st.tuples(some.open_records, some.open_records)),
    "lines": (30, pairs_in("lines", decided=False), st.tuples(some.lines, some.lines)),
    "terms": (40, pairs_in("terms", decided=True), st.tuples(some.terms, some.terms)),
    "parts of records": (40, parts_in("records", decided=True), st.tuples(some.records)),
    "parts of open records": (30, parts_in("records", decided=False), st.tuples(some.open_records)),
    "parts of lines": (15, parts_in("lines", decided=False), st.tuples(some.lines)),
    "parts of terms": (30, parts_in("terms", decided=True), st.tuples(some.terms)),
    "filter patterns": (
        25,
        check_filter_patterns,
        st.tuples(two_of(filter_patterns.json_patterns()), some_of(filter_patterns.json_messages())),
    ),
    "space patterns": (
        20,
        check_plain_patterns,
        st.tuples(two_of(filter_patterns.space_patterns()), some_of(filter_patterns.lines, 5)),
    ),
    "terms patterns": (
        20,
        check_plain_patterns,
        st.tuples(two_of(filter_patterns.terms_patterns), some_of(filter_patterns.words, 5)),
    ),
    "event selectors": (
        20,
        check_selectors,
        st.tuples(event_selectors.configurations(), some_of(event_selectors.records)),
    ),
    "insight rules": (
        20,
        check_insight_rules,
        st.tuples(two_of(insight_rules.rules), some_of(insight_rules.messages)),
    ),
    "line rules": (15, check_line_rules, st.tuples(two_of(insight_rules.line_rules), some_of(insight_rules.lines, 5))),
}


def run(name, times):
    count, check, strategy = CASES[name]

    @settings(max_examples=count * times)
    @given(strategy)
    def holds(arguments):
        check(*arguments)

    holds()


@pytest.mark.parametrize("name", CASES)
def test_analysis_agrees_with_trying_every_message(name):
    run(name, 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_analysis_agrees_deeply(name, request):
    if "slow" not in request.config.option.markexpr:
        pytest.skip("takes minutes: select with -m slow")
    run(name, 20)
