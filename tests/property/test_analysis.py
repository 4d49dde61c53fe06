"""What the analysis says of predicates, held against universes of messages in which every one is tried."""

from __future__ import annotations

import functools
from dataclasses import replace

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
        if part.path and not dead.parts and is_written(part):
            for value in (True, False):
                changed = replaced(predicate, part.path, part.text, value)
                different = analysis.equivalent(changed, predicate)
                assert shown(different, lambda has, p=changed: has(p) is not has(predicate), decided=True), part


def is_written(part):
    """Whether somebody could leave a part out, and it is looked at."""
    predicate = part.predicate
    return predicate != some.GUARD and not (isinstance(predicate, Comparison) and predicate.operand in some.CHOSEN)


@settings(max_examples=150)
@given(some.pairs)
def test_records(pair):
    check_pair(*pair, universe("records"), decided=True)


@settings(max_examples=100)
@given(some.open_records, some.open_records)
def test_records_with_open_questions(first, second):
    check_pair(first, second, universe("records"), decided=False)


@settings(max_examples=100)
@given(some.lines, some.lines)
def test_lines(first, second):
    check_pair(first, second, universe("lines"), decided=False)


@settings(max_examples=100)
@given(some.terms, some.terms)
def test_terms(first, second):
    check_pair(first, second, universe("terms"), decided=True)


@settings(max_examples=150)
@given(some.records)
def test_parts_of_records(predicate):
    check_parts(predicate, universe("records"), decided=True)


@settings(max_examples=100)
@given(some.open_records)
def test_parts_of_records_with_open_questions(predicate):
    check_parts(predicate, universe("records"), decided=False)


@settings(max_examples=60)
@given(some.terms)
def test_parts_of_terms(predicate):
    check_parts(predicate, universe("terms"), decided=True)


@settings(max_examples=40)
@given(some.lines)
def test_parts_of_lines(predicate):
    check_parts(predicate, universe("lines"), decided=False)


def check_languages(predicates, messages, *, decided):
    for first in predicates:
        check_pair(first, predicates[0], some.Messages(messages), decided=decided)
    check_parts(predicates[0], some.Messages(messages), decided=False)


@settings(max_examples=40)
@given(st.lists(filter_patterns.json_patterns(), min_size=1, max_size=2), st.lists(filter_patterns.json_messages()))
def test_filter_patterns(patterns, messages):
    predicates = [FilterPattern.parse(pattern).predicate for pattern in patterns]
    check_languages(predicates, messages + some.near_records(predicates, 60), decided=False)


@settings(max_examples=30)
@given(st.lists(filter_patterns.space_patterns(), min_size=1, max_size=2), st.lists(filter_patterns.lines, min_size=5))
def test_space_patterns(patterns, messages):
    check_languages([FilterPattern.parse(pattern).predicate for pattern in patterns], messages, decided=False)


@settings(max_examples=30)
@given(st.lists(filter_patterns.terms_patterns, min_size=1, max_size=2), st.lists(filter_patterns.words, min_size=5))
def test_terms_patterns(patterns, messages):
    check_languages([FilterPattern.parse(pattern).predicate for pattern in patterns], messages, decided=True)


@settings(max_examples=40)
@given(event_selectors.configurations(), st.lists(event_selectors.records))
def test_event_selectors(configuration, records):
    target, body = configuration
    predicates = [EventSelectors.parse(body, target).predicate, *EventSelectors.parse(body[:1], target).predicates]
    messages = [Subject.of(record).message for record in records]
    check_languages(predicates, messages + some.near_records(predicates, 60), decided=True)


@settings(max_examples=40)
@given(st.lists(insight_rules.rules, min_size=1, max_size=2), st.lists(insight_rules.messages))
def test_insight_rules(bodies, messages):
    predicates = [InsightRule.parse(body).predicate for body in bodies]
    check_languages(predicates, messages + some.near_records(predicates, 60), decided=True)


@settings(max_examples=20)
@given(st.lists(insight_rules.line_rules, min_size=1, max_size=2), st.lists(insight_rules.lines, min_size=5))
def test_insight_rules_over_lines(bodies, lines):
    check_languages([InsightRule.parse(body).predicate for body in bodies], lines, decided=False)
