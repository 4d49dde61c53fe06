"""Refusals stand at the right place of the list, say AWS's rule, and what to do."""

from __future__ import annotations

import pytest

from ruleforge import EventSelectors, SelectorError, UsageError

CATEGORY = {"Field": "eventCategory", "Equals": ["Data"]}
TYPE = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}
MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}


def data(*fields, **members):
    return [{"FieldSelectors": [CATEGORY, TYPE, *fields], **members}]


# the list, where the finding stands, a part of the message, a part of the help
REFUSALS = [
    (None, "", "AdvancedEventSelectors is a list, not null", ""),
    ({"FieldSelectors": []}, "", "is a list, not an object", ""),
    ([[]], "[0]", "a selector is an object, not a list", ""),
    ([{"Name": "x"}], "[0].FieldSelectors", "no field selector", ""),
    ([{"FieldSelectors": []}], "[0].FieldSelectors", "no field selector", ""),
    ([{"FieldSelectors": {}}], "[0].FieldSelectors", "is a list, not an object", ""),
    ([{"FieldSelectors": ["eventCategory"]}], "[0].FieldSelectors[0]", "a field selector is an object", ""),
    ([{"FieldSelectors": [{"Equals": ["Data"]}]}], "[0].FieldSelectors[0].Field", "Field is text, not null", ""),
    (data(Name=None), "[0].Name", "is text, not null", ""),
    (data(Name="n" * 1001), "[0].Name", "1,001 characters", ""),
    (data(Name="two\nlines"), "[0].Name", "line break", ""),
    (data(Name="two\rlines"), "[0].Name", "line break", ""),
    (data(Extra=1), "[0].Extra", "no member 'Extra'", "there is Name or FieldSelectors"),
    (data(FieldSelector=1), "[0].FieldSelector", "no member", "did you mean FieldSelectors?"),
    (data({"Field": "eventName"}), "[0].FieldSelectors[2]", "no operator on eventName", ""),
    (data({"Field": "eventName", "Equals": []}), "[0].FieldSelectors[2].Equals", "no value", ""),
    (data({"Field": "eventName", "Equals": "Put"}), "[0].FieldSelectors[2].Equals", "a list, not 'Put'", ""),
    (data({"Field": "eventName", "Equals": None}), "[0].FieldSelectors[2].Equals", "a list, not null", ""),
    (data({"Field": "eventName", "Equals": [""]}), "[0].FieldSelectors[2].Equals[0]", "empty", ""),
    (data({"Field": "eventName", "Equals": ["a", 1]}), "[0].FieldSelectors[2].Equals[1]", "the number 1", ""),
    (data({"Field": "eventName", "Equals": [["a"]]}), "[0].FieldSelectors[2].Equals[0]", "text, not a list", ""),
    (data({"Field": "eventName", "Equals": ["a\nb"]}), "[0].FieldSelectors[2].Equals[0]", "line break", ""),
    (data({"Field": "eventName", "Equals": ["a\u2028b"]}), "[0].FieldSelectors[2].Equals[0]", "line break", ""),
    (data({"Field": "eventName", "Equals": ["v" * 2049]}), "[0].FieldSelectors[2].Equals[0]", "2,049 characters", ""),
    (data({"Field": "eventName", "equals": ["a"]}), "[0].FieldSelectors[2].equals", "no member", "Equals?"),
    (data({"Field": "eventName", "Contains": ["a"]}), "[0].FieldSelectors[2].Contains", "no member", "Equals"),
    (data({"Field": "EventName", "Equals": ["a"]}), "[0].FieldSelectors[2].Field", "know no field", "eventName?"),
    (data({"Field": "userIdentity.type", "Equals": ["a"]}), "[0].FieldSelectors[2].Field", "know no field", ""),
    (data({"Field": "readOnly", "Equals": [False]}), "[0].FieldSelectors[2].Equals[0]", "constant false", '"false"'),
    (data({"Field": "readOnly", "Equals": ["x", "no"]}), "[0].FieldSelectors[2].Equals[0]", "readOnly is not 'x'", ""),
    (data(CATEGORY), "[0].FieldSelectors[2].Field", "two field selectors", "one field selector"),
    (data(TYPE), "[0].FieldSelectors[2].Field", "two field selectors", "one field selector"),
    ([{"FieldSelectors": [TYPE]}], "[0].FieldSelectors", "eventCategory is missing", ""),
    ([{"FieldSelectors": [CATEGORY]}], "[0].FieldSelectors", "needs resources.type", ""),
    (
        [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["NetworkActivity"]}]}],
        "[0].FieldSelectors",
        "needs eventSource",
        "",
    ),
    (
        [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Dta"]}]}],
        "[0].FieldSelectors[0].Equals[0]",
        "no event category 'Dta'",
        "did you mean Data?",
    ),
    (
        [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Insight"]}]}],
        "[0].FieldSelectors[0].Equals[0]",
        "a trail has no selector for Insight events",
        "PutInsightSelectors",
    ),
    (
        [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management", "Data"]}]}],
        "[0].FieldSelectors[0].Equals",
        "2 event categories",
        "one selector for each",
    ),
    (
        [{"FieldSelectors": [MANAGEMENT]}, {"FieldSelectors": [MANAGEMENT, {"Field": "eventName", "Equals": ["a"]}]}],
        "[1].FieldSelectors[1].Field",
        "Management selectors of a trail know no field 'eventName'",
        "",
    ),
]


@pytest.mark.parametrize(("selectors", "place", "message", "help_"), REFUSALS, ids=[f"{c[1]} {c[2]}" for c in REFUSALS])
def test_refusal(selectors, place, message, help_):
    with pytest.raises(SelectorError) as caught:
        EventSelectors.parse(selectors)
    finding = caught.value.findings[0]
    assert finding.place == place
    assert message in finding.message
    assert help_ in finding.help


def test_the_place_of_a_value_counts_those_that_are_refused_too():
    fields = {"Field": "readOnly", "Equals": [True, "", "maybe"]}
    with pytest.raises(SelectorError) as caught:
        EventSelectors.parse(data(fields))
    assert [finding.path[-1] for finding in caught.value.findings] == [0, 1, 2]


def test_all_problems_are_reported_at_once():
    with pytest.raises(SelectorError) as caught:
        EventSelectors.parse([{"FieldSelectors": [CATEGORY]}, *data({"Field": "nope", "Equals": [1]}, Name=7)])
    assert [finding.check for finding in caught.value.findings] == [
        "limit/required",
        "limit/selector-text",
        "limit/selector-field",
        "selector/type",
    ]


def test_message_as_people_read_it():
    with pytest.raises(SelectorError) as caught:
        EventSelectors.parse(data({"Field": "readOnly", "NotEquals": ["true"]}))
    assert str(caught.value) == "\n".join(
        (
            "[0].FieldSelectors[2].NotEquals: error[limit/selector-operator]: readOnly with NotEquals",
            "   = rule: CloudTrail API, AdvancedFieldSelector: in Data selectors of a trail readOnly takes Equals",
        )
    )


@pytest.mark.parametrize("target", ["Trail", "", None, [], 3])
def test_targets(target):
    with pytest.raises(UsageError):
        EventSelectors.parse([], target)


def values(count, text="v"):
    return [f"{text}{index}" for index in range(count)]


def test_values_in_all():
    """Every element of every list is a value, those of eventCategory and resources.type too."""
    EventSelectors.parse(data({"Field": "eventName", "Equals": values(498)}))
    half = {"Field": "eventName", "Equals": values(123), "NotEquals": values(125, "w")}
    EventSelectors.parse([*data(half), *data(half)])
    for refused in (
        data({"Field": "eventName", "Equals": values(499)}),
        [*data(half), *data(half | {"EndsWith": ["x"]})],
    ):
        with pytest.raises(SelectorError, match="501 values in all"):
            EventSelectors.parse(refused)


def test_a_trail_may_have_any_number_of_selectors_and_a_store_five():
    selector = {"FieldSelectors": [MANAGEMENT]}
    EventSelectors.parse([selector] * 500)
    EventSelectors.parse([selector] * 5, "eds")
    with pytest.raises(SelectorError, match="6 selectors"):
        EventSelectors.parse([selector] * 6, "eds")


def test_lengths():
    EventSelectors.parse(data({"Field": "eventName", "Equals": ["é" * 2048]}, Name="é" * 1000))
    EventSelectors.parse(data(Name=""))
