"""What rules ask for is read alike from all languages, and never says less than a rule takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lint_examples import load_example, write_example

from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.lint.asked import Every, Leaf, Place, Relation, Some, value_sets, wanted
from ruleforge.lint.asked_by_rules import asked_by_insight, asked_by_pattern, asked_by_selector
from ruleforge.lint.subject import CatalogSubject

PATTERN = """{ $.eventSource = "a.amazonaws.com" && ($.eventName = "B" || $.eventName = "C") && $.readOnly IS FALSE }"""
INSIGHT = {
    "Contribution": {
        "Filters": [
            {"Match": "$.eventSource", "In": ["a.amazonaws.com"]},
            {"Match": "$.eventName", "In": ["B", "C"]},
            {"Match": "$.responseElements.statusCode", "GreaterThan": 400},
        ]
    }
}
SELECTOR = {
    "FieldSelectors": [
        {"Field": "eventSource", "Equals": ["a.amazonaws.com"]},
        {"Field": "eventName", "Equals": ["B", "C"], "NotEquals": ["D"]},
    ]
}
QUERY = """\
kind: query
spec:
  name: Query
  queryLanguage: SQL
  queryString: >-
    SELECT x FROM `${CLOUDTRAIL_LOG_GROUP}` WHERE 'a.amazonaws.com' = eventSource AND eventName IN ('B', 'C') AND y > 1
"""


def query(tmp_path, text):
    write_example(tmp_path, text)
    catalog, _ = load_example(tmp_path)
    return CatalogSubject(catalog).subjects[0].parts


def texts(asked, field):
    found = wanted(asked, field)
    return None if found is None else list(found)


@pytest.mark.parametrize("language", ["pattern", "insight", "selector", "query"])
def test_the_values_wanted_at_a_field(language, tmp_path):
    asked = {
        "pattern": lambda: asked_by_pattern(FilterPattern.parse(PATTERN).predicate),
        "insight": lambda: asked_by_insight(INSIGHT),
        "selector": lambda: asked_by_selector(SELECTOR),
        "query": lambda: query(tmp_path, QUERY)[0].asked,
    }[language]()
    assert texts(asked, "eventSource") == ["a.amazonaws.com"]
    assert texts(asked, "eventName") == ["B", "C"]
    assert texts(asked, "errorCode") is None


def test_each_value_has_its_place():
    asked = asked_by_pattern(FilterPattern.parse(PATTERN).predicate)
    place = wanted(asked, "eventName")["C"]
    assert PATTERN[place.inner.start : place.inner.end] == '$.eventName = "C"'
    assert wanted(asked_by_insight(INSIGHT), "eventName")["C"].path[-4:] == ("Filters", 1, "In", 1)
    assert wanted(asked_by_selector(SELECTOR), "eventName")["C"].path == ("spec", "FieldSelectors", 1, "Equals", 1)


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ('{ $.eventName = "A*" }', None),
        ('{ $.eventName != "A" }', None),
        ('{ $.eventName = "A" || $.errorCode = "B" }', None),
        ('{ $.eventName = "A" && $.eventName = "B" }', []),
        ('{ ($.eventName = "A" || $.eventName = "B") && ($.eventName = "B" || $.eventName = "C") }', ["B"]),
        ('{ ($.eventName = "A" && $.errorCode = "X") || $.eventName = "B" }', ["A", "B"]),
        ('"DeleteGuardrail"', None),
        ("", None),
    ],
)
def test_what_is_no_equality_leaves_the_field_open(pattern, values):
    assert texts(asked_by_pattern(FilterPattern.parse(pattern).predicate), "eventName") == values


@pytest.mark.parametrize(
    ("pattern", "exact"),
    [
        (PATTERN, {"eventSource": ["a.amazonaws.com"], "eventName": ["B", "C"], "readOnly": ["false"]}),
        ('{ $.eventName = "A" && $.errorCode NOT EXISTS }', None),
        ('{ $.eventName = "A" || $.errorCode = "B" }', None),
        ('{ ($.eventName = "A" && $.errorCode = "X") || $.eventName = "B" }', None),
        ("", None),
    ],
)
def test_a_rule_of_independent_lists_is_known_exactly(pattern, exact):
    found = value_sets(asked_by_pattern(FilterPattern.parse(pattern).predicate))
    assert (None if found is None else {field: list(values) for field, values in found.items()}) == exact


def test_a_query_has_a_part_for_each_entry_of_from(tmp_path):
    text = """\
kind: query
spec:
  name: Query
  queryLanguage: SQL
  queryString: >-
    SELECT ct.eventTime, s.traceId FROM `aws/spans` AS s LEFT JOIN `${CLOUDTRAIL_LOG_GROUP}` AS ct
    ON ct.requestID = s.`attributes.aws.request_id` AND ct.eventName = 'Converse' AND s.kind = 'CLIENT'
    WHERE s.name = 'chat' AND (ct.errorCode = 'X' OR s.name = 'y')
"""
    spans, trail = query(tmp_path, text)
    assert texts(spans.asked, "name") == ["chat"]
    assert texts(spans.asked, "kind") is None, "an outer join keeps spans that do not fit"
    assert texts(trail.asked, "eventName") == ["Converse"]
    assert texts(trail.asked, "errorCode") is None, "the other entry may satisfy the alternative"
    assert sorted(trail.fields) == ["errorCode", "eventName", "eventTime", "requestID"]


PLACE = Place(("spec",))
LEAVES = st.builds(
    Leaf, st.sampled_from("fg"), st.sampled_from([Relation.IS, Relation.IS_NOT]), st.sampled_from("ab"), st.just(PLACE)
)
TREES = st.recursive(
    LEAVES,
    lambda items: (
        st.lists(items, max_size=3).map(lambda found: Every(tuple(found)))
        | st.lists(items, max_size=3).map(lambda found: Some(tuple(found)))
    ),
    max_leaves=8,
)


def holds(asked, record):
    match asked:
        case Leaf(field, relation, value, _):
            return (record[field] == value) is (relation is Relation.IS)
        case Every(items):
            return all(holds(item, record) for item in items)
        case Some(items):
            return any(holds(item, record) for item in items)


RECORDS = [{"f": f, "g": g} for f in "abc" for g in "abc"]


@given(TREES)
def test_no_value_that_a_rule_takes_is_left_out(asked):
    for field in "fg":
        values = wanted(asked, field)
        taken = {record[field] for record in RECORDS if holds(asked, record)}
        assert values is None or taken <= set(values)


@given(TREES)
def test_value_sets_say_exactly_what_a_rule_takes(asked):
    sets = value_sets(asked)
    if sets is not None:
        for record in RECORDS:
            assert holds(asked, record) is all(record[field] in values for field, values in sets.items())
