"""Every field with every operator in every category of a trail and of an event data store, as AWS's tables have it."""

from __future__ import annotations

import itertools

import pytest

from ruleforge import EventSelectors, SelectorError

ANY = ("Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith")
EQUALS = ("Equals",)
EITHER = ("Equals", "NotEquals")
DATA = {
    "resources.type": EQUALS,
    "readOnly": EQUALS,
    "eventName": ANY,
    "resources.ARN": ANY,
    "eventSource": ANY,
    "eventType": ANY,
    "userIdentity.arn": ANY,
    "sessionCredentialFromConsole": EITHER,
}
NETWORK = {"eventSource": EQUALS, "eventName": ANY, "vpcEndpointId": ANY, "errorCode": EQUALS}
ALLOWED = {
    ("trail", "Management"): {"readOnly": EQUALS, "eventSource": ("NotEquals",)},
    ("trail", "Data"): DATA,
    ("trail", "NetworkActivity"): NETWORK | {"userIdentity.arn": ANY},
    ("eds", "Management"): {
        "readOnly": EQUALS,
        "eventSource": ANY,
        "eventName": ANY,
        "eventType": ANY,
        "userIdentity.arn": ANY,
        "sessionCredentialFromConsole": EITHER,
    },
    ("eds", "Data"): DATA,
    ("eds", "NetworkActivity"): NETWORK,
    **{("eds", name): {} for name in ("Insight", "ConfigurationItem", "Evidence", "ActivityAuditLog")},
}
FIELDS = (*DATA, "vpcEndpointId", "errorCode")
REQUIRED = {
    "Data": {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    "NetworkActivity": {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]},
}
VALUES = {
    "readOnly": "false",
    "sessionCredentialFromConsole": "true",
    "errorCode": "VpceAccessDenied",
    "eventSource": "kms.amazonaws.com",
    "resources.type": "AWS::S3::Object",
}


def parse(target, category, *fields):
    first = {"Field": "eventCategory", "Equals": [category]}
    return EventSelectors.parse([{"FieldSelectors": [first, *fields]}], target)


@pytest.mark.parametrize(("target", "category"), ALLOWED, ids="-".join)
def test_matrix(target, category):
    for field, operator in itertools.product(FIELDS, ANY):
        fields = [{"Field": field, operator: [VALUES.get(field, "x")]}]
        required = REQUIRED.get(category)
        if required is not None and required["Field"] != field:
            fields.append(required)
        allowed = operator in ALLOWED[target, category].get(field, ())
        try:
            parse(target, category, *fields)
        except SelectorError as error:
            assert not allowed, f"{field} {operator}: {error}"
            assert error.findings[0].path[:3] == (0, "FieldSelectors", 1)
        else:
            assert allowed, f"{field} {operator} is accepted"


@pytest.mark.parametrize(
    "category", ["Insight", "ConfigurationItem", "Evidence", "ActivityAuditLog", "Aggregated", "x"]
)
def test_categories_that_a_trail_has_not(category):
    with pytest.raises(SelectorError):
        parse("trail", category)


@pytest.mark.parametrize(("target", "category"), ALLOWED, ids="-".join)
@pytest.mark.parametrize("operator", [item for item in ANY if item != "Equals"])
def test_a_category_takes_equals_only(target, category, operator):
    entry = {"Field": "eventCategory", operator: [category]}
    with pytest.raises(SelectorError):
        EventSelectors.parse([{"FieldSelectors": [entry]}], target)
    with pytest.raises(SelectorError):
        EventSelectors.parse([{"FieldSelectors": [entry | {"Equals": [category]}]}], target)


@pytest.mark.parametrize(
    ("target", "category", "field", "good", "bad"),
    [
        ("trail", "Management", {"Field": "readOnly"}, ["true", "false"], ["True", "no", "TRUE", " true"]),
        ("eds", "Management", {"Field": "readOnly"}, ["true", "false"], ["1"]),
        ("trail", "Data", {"Field": "sessionCredentialFromConsole"}, ["true"], ["false", "True"]),
        ("eds", "Management", {"Field": "sessionCredentialFromConsole"}, ["true"], ["false"]),
        (
            "trail",
            "NetworkActivity",
            {"Field": "errorCode"},
            ["VpceAccessDenied"],
            ["AccessDenied", "vpceAccessDenied"],
        ),
        ("eds", "NetworkActivity", {"Field": "errorCode"}, ["VpceAccessDenied"], ["*"]),
    ],
)
def test_values(target, category, field, good, bad):
    required = [REQUIRED[category]] if category in REQUIRED else []
    for value in good:
        parse(target, category, *required, field | {"Equals": [value]})
    for value in bad:
        with pytest.raises(SelectorError):
            parse(target, category, *required, field | {"Equals": [*good, value]})


def test_what_a_trail_may_exclude_from_its_management_events():
    parse("trail", "Management", {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]})
    with pytest.raises(SelectorError):
        parse("trail", "Management", {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "s3.amazonaws.com"]})
    parse("eds", "Management", {"Field": "eventSource", "NotEquals": ["s3.amazonaws.com"]})


def test_what_is_not_documented_is_accepted():
    """Both values of readOnly, a value listed twice, several resource types, sources and types that no list has."""
    both = parse("trail", "Management", {"Field": "readOnly", "Equals": ["true", "false"]})
    assert both.captures({"eventCategory": "Management", "readOnly": True})
    assert both.captures({"eventCategory": "Management", "readOnly": False})
    twice = EventSelectors.parse([{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"] * 2}]}])
    assert [note.check for note in twice.notes] == ["selector/duplicate"]
    assert twice.captures({"eventCategory": "Management"})
    types = parse("trail", "Data", {"Field": "resources.type", "Equals": ["AWS::S3::Object", "AWS::Lambda::Function"]})
    assert [note.check for note in types.notes] == ["limit/selector-resource-types"]
    source = parse("trail", "NetworkActivity", {"Field": "eventSource", "Equals": ["new.amazonaws.com"]})
    assert [note.check for note in source.notes] == ["limit/selector-unknown-value"]
    empty = EventSelectors.parse([])
    assert [note.check for note in empty.notes] == ["selector/none"]


def test_a_second_source_needs_a_second_selector():
    sources = ["kms.amazonaws.com", "s3.amazonaws.com"]
    with pytest.raises(SelectorError, match="2 event sources"):
        parse("trail", "NetworkActivity", {"Field": "eventSource", "Equals": sources})
    parse("trail", "NetworkActivity", {"Field": "eventSource", "Equals": sources[:1] * 2})
