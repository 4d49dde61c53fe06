"""The tables about events and their records hold for every record of the fixtures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleforge.data.event_names import event_named, no_event, service, services_with
from ruleforge.data.record_fields import absent_fields, field_types, is_optional
from ruleforge.data.resource_arns import arn_forms, can_begin

FIXTURES = Path(__file__).parents[2] / "fixtures"
RECORDS = {
    str(file.relative_to(FIXTURES)): record
    for folder in ("cloudtrail", "model-invocation-log")
    for file in sorted((FIXTURES / folder).rglob("*.json"))
    if isinstance(record := json.loads(file.read_text(encoding="utf-8")), dict)
}
TYPES = {"number": (int, float), "truth value": (bool,), "text": (str,)}


def at(record, path):
    for step in path.split("."):
        if isinstance(record, list):
            record = record[int(step)] if int(step) < len(record) else None
        else:
            record = record.get(step) if isinstance(record, dict) else None
    return record


def fits(record, when):
    return all(str(at(record, field)) in values for field, values in when.items())


@pytest.mark.parametrize("name", RECORDS)
def test_an_event_is_known_as_what_its_record_is(name):
    record = RECORDS[name]
    if record.get("eventCategory") not in ("Management", "Data"):
        pytest.skip("no operation of its own")
    known = service(record["eventSource"])
    if known is None:
        pytest.skip("a service that the table does not have")
    event = event_named(record["eventSource"], record["eventName"])
    assert event is not None
    assert record["eventCategory"] in event.categories
    if event.read_only is not None and "readOnly" in record:
        assert record["readOnly"] is event.read_only
    types = {item.get("type") for item in record.get("resources") or []}
    assert not event.types or types & set(event.types)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_lacks_what_the_table_says_it_lacks(name):
    record = RECORDS[name]
    for row in absent_fields():
        if fits(record, row.when):
            assert [field for field in row.fields if at(record, field) is not None] == []


@pytest.mark.parametrize("name", RECORDS)
def test_fields_have_the_types_that_the_table_says(name):
    record = RECORDS[name]
    for row in field_types().values():
        value = at(record, row.field)
        if value is not None and fits(record, row.when):
            assert isinstance(value, TYPES[row.type])
            assert row.type != "number" or not isinstance(value, bool)


@pytest.mark.parametrize(
    ("field", "optional"),
    [
        ("errorCode", True),
        ("userIdentity.invokedBy", True),
        ("additionalEventData.MFAUsed", True),
        ("resources.0.type", True),
        ("userIdentity.type", False),
        ("userIdentityLike.arn", False),
        ("eventName", False),
    ],
)
def test_a_field_is_optional_or_in_every_record(field, optional):
    assert is_optional(field) is optional
    records = [record for name, record in RECORDS.items() if name.startswith("cloudtrail")]
    assert not optional or any(at(record, field) is None for record in records)


@pytest.mark.parametrize("name", RECORDS)
def test_arns_begin_as_the_table_says(name):
    for item in RECORDS[name].get("resources") or []:
        forms = arn_forms(item.get("type", ""))
        arn = item.get("ARN")
        assert not forms or arn is None or any(can_begin(arn, form) for form in forms), arn


def test_names_that_are_none_are_in_no_service():
    row = no_event("DeleteGuardrailVersion")
    assert row is not None
    assert event_named(row.service, row.instead) is not None
    assert services_with(row.name) == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [("Invoke", True), ("Invoke20150331", True), ("UpdateFunctionCode20150331v2", True)],
)
def test_names_with_the_date_of_their_api_are_known(name, found):
    event = event_named("lambda.amazonaws.com", name)
    assert (event is not None) is found
    assert event.categories == ({"Data"} if name.startswith("Invoke") else {"Management"})


@pytest.mark.parametrize(
    ("prefix", "fitting"),
    [
        ("arn:aws:bedrock::111122223333:system-tool/", True),
        ("arn:aws:bedrock::", True),
        ("arn:aws-us-gov:bedrock::111122223333:system", True),
        ("arn:aws:bedrock:us-east-1:111122223333:system-tool/", False),
        ("arn:aws:bedrock::111122223333:tool/", False),
        ("arn:aws:lambda::111122223333:system-tool/", False),
    ],
)
def test_a_prefix_fits_a_form_or_does_not(prefix, fitting):
    (form,) = arn_forms("AWS::Bedrock::Tool")
    assert can_begin(prefix, form) is fitting
