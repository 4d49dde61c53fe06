"""Compiled = reference = explanation, before and after printing, for every family of patterns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import FilterPattern, PatternSyntaxError
from ruleforge.languages.filter_pattern.lower import lower
from ruleforge.languages.filter_pattern.parser import parse
from ruleforge.predicate import Subject, evaluate
from strategies import filter_patterns as some
from strategies.counts import examples


def agree(text, message):
    pattern = FilterPattern.parse(text)
    verdict = evaluate(pattern.predicate, Subject(message))
    assert pattern.matches(message) is verdict
    explanation = pattern.explain(message)
    assert explanation.matched is verdict
    assert explanation.tree.holds is verdict
    printed = FilterPattern.parse(str(pattern))
    assert str(printed) == str(pattern)
    assert printed.predicate == pattern.predicate
    assert printed.matches(message) is verdict


@settings(max_examples=examples(700))
@given(some.json_patterns(), some.json_messages())
def test_json(pattern, message):
    agree(pattern, message)


@settings(max_examples=400)
@given(some.space_patterns(), st.one_of(some.lines, some.words))
def test_space(pattern, message):
    agree(pattern, message)


@settings(max_examples=400)
@given(some.terms_patterns, some.words)
def test_terms(pattern, message):
    agree(pattern, message)


@settings(max_examples=200)
@given(some.regex_patterns, some.words)
def test_regex(pattern, message):
    agree(pattern, message)


@settings(max_examples=400)
@given(some.json_patterns(), some.json_messages())
def test_explanation_tree_adds_up(pattern, message):
    """Every inner node is the and or the or of its children: an explanation cannot contradict itself."""
    for _, node in FilterPattern.parse(pattern).explain(message).tree.lines():
        verdicts = [child.holds for child in node.children]
        if node.text == "all of":
            assert node.holds is all(verdicts)
        elif node.text == "any of":
            assert node.holds is any(verdicts)
        elif node.text == "not":
            assert [node.holds] == [not verdict for verdict in verdicts]
        else:
            assert not verdicts


SOUP = st.text("{}[]()$.*%\"'\\=!<>&|,-?+ \nabIS NOT EXISTRUFL01é“%^^", max_size=60)


@settings(max_examples=examples(1500))
@given(
    st.one_of(st.text(max_size=40), SOUP, SOUP.map("{{ {} }}".format), SOUP.map("[{}]".format), SOUP.map("%{}%".format))
)
def test_any_text_is_a_pattern_or_refused(text):
    try:
        pattern = FilterPattern.parse(text)
    except PatternSyntaxError as error:
        assert error.findings
        for finding in error.findings:
            assert finding.span is not None
            assert finding.span.end <= max(len(text), 1)
            assert finding.message
        assert str(error)
    else:
        assert lower(parse(str(pattern)).tree) == pattern.predicate
        assert pattern.matches("message") is evaluate(pattern.predicate, Subject("message"))


@settings(max_examples=examples(400))
@given(some.json_patterns(), st.data())
def test_a_broken_pattern_is_refused_at_a_place_or_still_a_pattern(pattern, data):
    """One character taken away or put in: never anything but a pattern or a refusal."""
    place = data.draw(st.integers(0, len(pattern)))
    character = data.draw(st.sampled_from(("", "'", "=", "(", ")", "&", "%", '"', "$", "é")))
    text = pattern[:place] + character + pattern[place + 1 :]
    try:
        FilterPattern.parse(text)
    except PatternSyntaxError as error:
        assert all(finding.span is not None for finding in error.findings)


@pytest.mark.parametrize("depth", [1, 100, 500])
def test_deep_parentheses(depth):
    assert FilterPattern.parse("{" + "(" * depth + "$.a=1" + ")" * depth + "}").matches('{"a": 1}')


def test_alternating_nesting_as_deep_as_the_limit_allows():
    text = "$.a=1"
    while len(text) < 1000:
        text = f"($.b=1&&({text}||$.c=1))"
    pattern = FilterPattern.parse("{" + text + "}")
    message = '{"a": 0, "b": 1, "c": 1}'
    assert pattern.matches(message)
    assert pattern.explain(message).matched
