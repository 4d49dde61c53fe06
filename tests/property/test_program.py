"""The compiled rule set, with its projection, memo and narrowing, says of every record what the reference says."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import FilterPattern
from ruleforge.engine.program import Program
from ruleforge.predicate import Subject, evaluate
from strategies import filter_patterns as some

patterns = st.one_of(some.json_patterns(), some.terms_patterns, some.space_patterns(), st.just("")).map(
    FilterPattern.parse
)


def ask(program, message):
    """One message through the fast lane where it fits, and whole where it does not."""
    subject = Subject(message)
    try:
        record = msgspec.json.decode(message.encode("utf-8", "surrogatepass"), type=program.projection.type)
    except (msgspec.DecodeError, UnicodeDecodeError):
        program.learn(subject.record)
        return program.evaluate(subject)
    (outcome,) = program.outcomes([record])
    return program.finish(outcome, record, lambda: subject)


@settings(max_examples=800)
@given(
    st.lists(patterns, min_size=1, max_size=6),
    st.lists(some.json_messages(), min_size=1, max_size=6),
    st.integers(0, 3),
)
def test_program_equals_reference(loaded, messages, memo_limit):
    program = Program([pattern.predicate for pattern in loaded], memo_limit=memo_limit)
    for message in messages * 2:
        expected = [i for i, p in enumerate(loaded) if evaluate(p.predicate, Subject(message))]
        outcome = ask(program, message)
        assert outcome.left == ()
        assert list(outcome.matched) == expected
        program.narrow()


def test_one_true_and_one_point_zero_are_not_confused():
    loaded = [
        FilterPattern.parse(text) for text in ('{ $.a = "1" }', "{ $.a IS TRUE }", "{ $.a = 1 }", '{ $.a = "-0" }')
    ]
    program = Program([pattern.predicate for pattern in loaded])
    messages = ['{"a":1}', '{"a":true}', '{"a":1.0}', '{"a":"1"}', '{"a":0}', '{"a":-0}']
    found = {message: ask(program, message).matched for message in messages * 2}
    assert found == {
        '{"a":1}': (0, 2),
        '{"a":true}': (1,),
        '{"a":1.0}': (2,),
        '{"a":"1"}': (0, 2),
        '{"a":0}': (),
        '{"a":-0}': (3,),
    }


def test_a_path_with_many_values_leaves_the_projection():
    loaded = [
        FilterPattern.parse('{ $.source = "s3" && $.address = 10.* }'),
        FilterPattern.parse('{ $.source = "iam" }'),
    ]
    program = Program([pattern.predicate for pattern in loaded], memo_limit=50)
    matched = 0
    for number in range(500):
        message = f'{{"source": "s3", "address": "{number % 20}.0.0.{number}"}}'
        matched += ask(program, message).matched == (0,)
        program.narrow()
    assert matched == 25
    assert [str(path) for path, use in program.projection.paths.items() if use.key] == ["$.source"]
    assert program.partial


def test_truth_values_where_numbers_were_expected_are_learned_once():
    loaded = [FilterPattern.parse("{ $.readOnly = false }"), FilterPattern.parse("{ $.n > 1 }")]
    program = Program([pattern.predicate for pattern in loaded])
    assert program.learn({"readOnly": False})
    assert not program.learn({"readOnly": True})
    record = msgspec.json.decode(b'{"readOnly": false, "n": 2}', type=program.projection.type)
    assert program.outcomes([record])[0].matched == (1,)
