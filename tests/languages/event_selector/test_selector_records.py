"""What selectors make of records: operators, types, absent fields, several resources."""

from __future__ import annotations

import json

import pytest

from ruleforge import EventSelectors, UsageError

OBJECT, BUCKET = "AWS::S3::Object", "AWS::S3::Bucket"


def data(*fields, type=OBJECT):  # noqa: A002
    first = [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": [type]}]
    return EventSelectors.parse([{"FieldSelectors": [*first, *fields]}])


def record(**members):
    return {"eventCategory": "Data", "resources": [{"type": OBJECT, "ARN": "arn:aws:s3:::b/k"}], **members}


# operators on eventName, its value, whether the record is taken
NAMES = [
    ({"Equals": ["PutObject"]}, "PutObject", True),
    ({"Equals": ["PutObject"]}, "putObject", False),
    ({"Equals": ["PutObject"]}, "PutObject ", False),
    ({"Equals": ["Put*"]}, "PutObject", False),
    ({"Equals": ["Put*"]}, "Put*", True),
    ({"StartsWith": ["Put"]}, "Put", True),
    ({"StartsWith": ["Put"]}, "Pu", False),
    ({"StartsWith": ["Get", "Put"]}, "PutObject", True),
    ({"EndsWith": ["Acl"]}, "PutObjectAcl", True),
    ({"EndsWith": ["Acl"]}, "PutObjectacl", False),
    ({"EndsWith": ["ü"]}, "Prüfungü", True),
    ({"Equals": ["\N{LATIN SMALL LETTER U WITH DIAERESIS}"]}, "u\N{COMBINING DIAERESIS}", False),
    ({"NotEquals": ["Get", "Put"]}, "Put", False),
    ({"NotEquals": ["Get", "Put"]}, "PutObject", True),
    ({"NotStartsWith": ["Get", "Put"]}, "PutObject", False),
    ({"NotEndsWith": ["Acl"]}, "PutObjectAcl", False),
    ({"NotEndsWith": ["Acl"]}, "PutObject", True),
    ({"Equals": ["Copy"], "StartsWith": ["Put"]}, "Copy", True),
    ({"Equals": ["Copy"], "StartsWith": ["Put"], "EndsWith": ["Acl"]}, "GetAcl", True),
    ({"Equals": ["Copy"], "StartsWith": ["Put"], "EndsWith": ["Acl"]}, "Get", False),
    ({"Equals": ["Copy"], "NotEquals": ["Copy"]}, "Copy", False),
    ({"StartsWith": ["Put"], "NotEndsWith": ["Acl"], "NotEquals": ["PutX"]}, "PutY", True),
    ({"StartsWith": ["Put"], "NotEndsWith": ["Acl"], "NotEquals": ["PutX"]}, "PutX", False),
    ({"StartsWith": ["Put"], "NotEndsWith": ["Acl"], "NotEquals": ["PutX"]}, "GetX", False),
    ({"NotStartsWith": ["Put"], "NotEndsWith": ["Acl"]}, "GetObject", True),
    ({"NotStartsWith": ["Put"], "NotEndsWith": ["Acl"]}, "GetAcl", False),
    ({"Equals": ["x"]}, "", False),
    ({"NotEquals": ["x"]}, "", True),
]


@pytest.mark.parametrize(("operators", "name", "taken"), NAMES)
def test_operators(operators, name, taken):
    selectors = data({"Field": "eventName", **operators})
    explanation = selectors.explain(record(eventName=name))
    assert selectors.captures(record(eventName=name)) is taken, str(explanation)
    assert explanation.matched is taken
    assert explanation.choices == ()


@pytest.mark.parametrize("value", [..., None])
@pytest.mark.parametrize("operator", ["Equals", "StartsWith", "EndsWith"])
def test_absent_and_null_meet_nothing(operator, value):
    found = record() if value is ... else record(eventName=value)
    explanation = data({"Field": "eventName", operator: ["x"]}).explain(found)
    assert not explanation.matched
    assert explanation.choices == ()


@pytest.mark.parametrize("value", [..., None])
def test_absent_passes_a_not_operator_and_that_is_a_choice(value):
    found = record() if value is ... else record(eventName=value)
    explanation = data({"Field": "eventName", "NotEquals": ["x"]}).explain(found)
    assert explanation.matched
    assert [choice.id for choice in explanation.choices] == ["selector-absent"]


@pytest.mark.parametrize("value", [1, True, ["x"], {"x": "x"}, 1.5])
@pytest.mark.parametrize("operator", ["Equals", "NotEquals"])
def test_what_is_no_text_is_a_choice(operator, value):
    selectors = data({"Field": "eventName", operator: ["x"]})
    explanation = selectors.explain(record(eventName=value))
    assert selectors.captures(record(eventName=value)) is explanation.matched is (operator == "NotEquals")
    assert [choice.id for choice in explanation.choices] == ["selector-not-text"]


@pytest.mark.parametrize(
    ("value", "read", "write"),
    [(True, True, False), (False, False, True), ("true", True, False), (..., False, False), (None, False, False)],
)
def test_read_only(value, read, write):
    found = record() if value is ... else record(readOnly=value)
    assert data({"Field": "readOnly", "Equals": ["true"]}).captures(found) is read
    assert data({"Field": "readOnly", "Equals": ["false"]}).captures(found) is write


@pytest.mark.parametrize(("value", "console"), [("true", True), (True, True), (..., False), (None, False)])
def test_console_sessions(value, console):
    """The field is there only where it is true; AWS leaves console sessions out with NotEquals."""
    found = record() if value is ... else record(sessionCredentialFromConsole=value)
    only = data({"Field": "sessionCredentialFromConsole", "Equals": ["true"]}).explain(found)
    without = data({"Field": "sessionCredentialFromConsole", "NotEquals": ["true"]}).explain(found)
    assert (only.matched, without.matched) == (console, not console)
    assert only.choices == without.choices == ()


@pytest.mark.parametrize("resources", [..., None, [], {}, "x", [None], [OBJECT], [{"ARN": "arn:aws:s3:::b/k"}]])
def test_records_without_a_resource_of_the_type(resources):
    found = {"eventCategory": "Data"} | ({} if resources is ... else {"resources": resources})
    assert not data().captures(found)
    assert not data({"Field": "resources.ARN", "NotEquals": ["x"]}).captures(found)


def test_several_resources():
    """Certain where the first, any and those of the type agree; a choice where they do not."""
    objects = [{"type": OBJECT, "ARN": "arn:aws:s3:::b/k"}, {"type": BUCKET, "ARN": "arn:aws:s3:::b"}]
    prefix = data({"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::b"]})
    assert prefix.explain(record(resources=objects)).choices == ()
    assert prefix.captures(record(resources=objects))
    turned = prefix.explain(record(resources=objects[::-1]))
    assert turned.matched
    assert [choice.id for choice in turned.choices] == ["selector-resources"]
    exact = data({"Field": "resources.ARN", "Equals": ["arn:aws:s3:::b"]}).explain(record(resources=objects))
    assert not exact.matched
    assert [choice.id for choice in exact.choices] == ["selector-resources"]
    excluded = data({"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::b"]}).explain(record(resources=objects))
    assert not excluded.matched
    assert excluded.choices == ()


@pytest.mark.parametrize("category", ["Management", "NetworkActivity", "Insight", "Aggregated", "data", "", None, 1])
def test_other_categories(category):
    assert not data().captures(record(eventCategory=category))


def test_selectors_are_alternatives():
    fields = [{"Field": "eventCategory", "Equals": ["Management"]}]
    both = EventSelectors.parse([{"Name": "m", "FieldSelectors": fields}, {"Name": "n", "FieldSelectors": fields}])
    assert [selector.name for selector in both.captured_by({"eventCategory": "Management"})] == ["m", "n"]
    assert not EventSelectors.parse([]).captures({"eventCategory": "Management"})
    assert [choice.id for choice in EventSelectors.parse([]).explain({}).choices] == ["selector-none"]
    assert EventSelectors.default().captures({"eventCategory": "Management", "readOnly": True})


@pytest.mark.parametrize("text", ['{"x": 1e999}', '{"x": -1e999}', '{"x": "\\ud800"}', '{"x": 123456789012345678901}'])
def test_odd_values_elsewhere_change_nothing(text):
    assert EventSelectors.default().captures({"eventCategory": "Management", **json.loads(text)})


def test_records_nested_deeper_than_python_recurses():
    deep = []
    for _ in range(5000):
        deep = [deep]
    found = {"eventCategory": "Management", "requestParameters": deep}
    assert EventSelectors.default().captures(found)
    assert EventSelectors.default().explain(found).matched


@pytest.mark.parametrize("found", [[], "x", None, 1, [{"eventCategory": "Management"}]])
def test_what_is_no_record_is_told(found):
    for ask in (EventSelectors.default().captures, EventSelectors.default().explain):
        with pytest.raises(UsageError, match="a record is an object"):
            ask(found)
