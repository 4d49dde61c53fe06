"""The compiled rule set, with its projection, memo and narrowing, says of every record what the reference says."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import EventSelectors, FilterPattern
from ruleforge.engine.program import Program
from ruleforge.predicate import Subject, evaluate
from strategies import filter_patterns as some
from strategies.counts import examples
from strategies.projection import ask

patterns = st.one_of(some.json_patterns(), some.terms_patterns, some.space_patterns(), st.just("")).map(
    FilterPattern.parse
)


@settings(max_examples=examples(300))
@given(
    st.lists(patterns, min_size=1, max_size=6),
    st.lists(some.json_messages(), min_size=1, max_size=6),
    st.integers(0, 3),
)
def test_program_equals_reference(loaded, messages, memo_limit):
    program = Program([pattern.predicate for pattern in loaded], memo_limit=memo_limit)
    for message in messages * 2:
        expected = [i for i, p in enumerate(loaded) if evaluate(p.predicate, Subject(message))]
        assert ask(program, message) == expected
        program.narrow()


def test_one_true_and_one_point_zero_are_not_confused():
    loaded = [
        FilterPattern.parse(text) for text in ('{ $.a = "1" }', "{ $.a IS TRUE }", "{ $.a = 1 }", '{ $.a = "-0" }')
    ]
    program = Program([pattern.predicate for pattern in loaded])
    messages = ['{"a":1}', '{"a":true}', '{"a":1.0}', '{"a":"1"}', '{"a":0}', '{"a":-0}']
    found = {message: tuple(ask(program, message)) for message in messages * 2}
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
        matched += ask(program, message) == [0]
        program.narrow()
    assert matched == 25
    assert list(map(str, program.projection.key_paths)) == ["$.source"]
    assert program.partial


def test_values_below_the_top_are_settled_by_their_signature():
    """What decoded values settle is asked of an event once; after that the event itself is not looked at."""
    loaded = [FilterPattern.parse('{ $.source = "s3" && $.who.type = "Role" && $.things[0].kind = "a" }')]
    program = Program([pattern.predicate for pattern in loaded])
    texts = [
        b'{"source": "s3", "who": {"type": "Role"}, "things": [{"kind": "a", "id": 1}]}',
        b'{"source": "s3", "who": {"type": "Role"}, "things": [{"kind": "b"}, {"kind": "a"}]}',
        b'{"source": "s3", "who": null, "things": [{"kind": "a"}]}',
        b'{"source": "s3", "things": []}',
        b'{"source": "s3", "who": "Role", "things": {"kind": "a"}}',
        b'{"source": "s3", "who": {"type": "Role"}, "things": ["a", null, {}, {"kind": "a"}]}',
    ]
    for _ in range(2):
        records = [program.projection.decode(text) for text in texts]
        assert [list(found.matched) for found in program.settle(records, _no_subject)] == [[0], [], [], [], [], []]


def test_only_the_prefix_of_an_arn_matters():
    selectors = EventSelectors.parse(
        [
            {
                "FieldSelectors": [
                    {"Field": "eventCategory", "Equals": ["Data"]},
                    {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                    {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::a/", "arn:aws:s3:::a/b/"]},
                ]
            }
        ]
    )
    program = Program([selectors.predicate], memo_limit=50)
    matched = 0
    for number in range(500):
        arn = f"arn:aws:s3:::{'a' if number % 2 else 'z'}/{number}"
        message = f'{{"eventCategory": "Data", "resources": [{{"type": "AWS::S3::Object", "ARN": "{arn}"}}]}}'
        matched += ask(program, message) == [0]
        assert not program.narrow()
    assert matched == 250


SELECTORS = EventSelectors.parse(
    [
        {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, *more]}
        for more in (
            [{"Field": "resources.type", "Equals": ["AWS::S3::Object"]}],
            [
                {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                {"Field": "resources.ARN", "StartsWith": ["arn:a", "arn:a/b"]},
            ],
            [
                {"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]},
                {"Field": "resources.ARN", "NotStartsWith": ["arn:a"], "NotEquals": ["arn:b"]},
            ],
        )
    ]
).predicates
FIRST = [
    FilterPattern.parse(text).predicate
    for text in (
        '{ $.name = "a" && $.resources[0].type = "AWS::S3::Object" }',
        '{ $.resources[1].type = "0" }',
        "{ $.resources[0].type NOT EXISTS }",
        '{ $.name != "a" && $.resources[0].ARN = "arn:a*" }',
    )
]
TYPES = st.sampled_from(["AWS::S3::Object", "AWS::Lambda::Function", "0", 0, None, {}, ["AWS::S3::Object"]])
ARNS = st.sampled_from(["arn:a", "arn:a/b", "arn:a/c", "arn:b", "", 1, None])
RESOURCES = st.one_of(
    st.lists(
        st.one_of(st.fixed_dictionaries({}, optional={"type": TYPES, "ARN": ARNS}), TYPES),
        max_size=3,
    ),
    TYPES,
)


@settings(max_examples=examples(150))
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "eventCategory": st.sampled_from(["Data", "Management"]),
                "name": st.sampled_from(["a", "b", 0]),
                "resources": RESOURCES,
            },
        ),
        min_size=2,
        max_size=12,
    ),
    st.integers(0, 3),
    st.integers(0, 4),
)
def test_resources_of_all_shapes_are_told_apart(records, memo_limit, kinds_limit):
    """One program is asked of many records, so that what it remembers of one must not be taken for another."""
    predicates = [*SELECTORS, *FIRST]
    program = Program(predicates, memo_limit=memo_limit * 5, kinds_limit=kinds_limit)
    for message in map(json.dumps, records * 2):
        subject = Subject(message)
        assert ask(program, message) == [i for i, p in enumerate(predicates) if evaluate(p, subject)]
        program.narrow()


def test_the_types_of_resources_settle_what_rules_ask_of_them():
    program = Program([*SELECTORS, *FIRST])
    texts = [
        b'{"eventCategory": "Data", "resources": [{"type": "AWS::S3::Object", "ARN": "arn:a/%d"}]}' % number
        for number in range(20)
    ]
    records = [program.projection.decode(text) for text in texts]
    assert {found.matched for found in program.settle(records, _no_subject)} == {(0, 1)}
    assert len({id(found) for found in program.settle(records, _no_subject)}) == 1


def _no_subject(_):
    raise AssertionError("the event itself was asked")


def test_truth_values_where_numbers_were_expected_are_learned_once():
    loaded = [FilterPattern.parse("{ $.readOnly = false }"), FilterPattern.parse("{ $.n > 1 }")]
    program = Program([pattern.predicate for pattern in loaded])
    assert program.learn({"readOnly": False})
    assert not program.learn({"readOnly": True})
    record = msgspec.json.decode(b'{"readOnly": false, "n": 2}', type=program.projection.type)
    assert program.settle([record], _no_subject)[0].matched == (1,)
