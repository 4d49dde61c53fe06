"""The tables about events and their records hold for every record of the fixtures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ruleforge.data.event_names import delivered, event_named, no_event, only_service_with, service, services_with
from ruleforge.data.operation_families import families
from ruleforge.data.record_fields import absent_fields, field_types, is_optional, pairs, whole_numbers
from ruleforge.data.resource_arns import arn_forms, arns_of_aws, behind_form, can_begin
from ruleforge.languages.logs_sql.flatten import flatten

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


def test_the_numbers_of_queries_are_whole():
    found = {}
    for file in sorted(FIXTURES.rglob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(record, dict):
            for name, value in flatten(record):
                found.setdefault(name, set()).add(type(value))
    seen = {name: types for name, types in found.items() if name in whole_numbers()}
    assert [name for name, types in seen.items() if types != {int}] == []
    assert len(seen) > 8
    known = {name for name, row in field_types().items() if row.type == "number"}
    assert known <= whole_numbers()
    # An application's own OTLP logs have texts there, of which a filter may ask as of texts.
    assert not field_types().keys() & {"startTimeUnixNano", "durationNano", "attributes.http.status_code"}


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


@pytest.mark.parametrize(
    ("arn", "resource_type", "found"),
    [
        ("arn:aws:bedrock:us-east-1:111122223333:agent-alias/AGENT12345/", "AWS::Bedrock::AgentAlias", "AGENT12345/"),
        ("arn:aws:bedrock:us-east-1:111122223333:agent-alias/", "AWS::Bedrock::AgentAlias", ""),
        ("arn:aws:bedrock:", "AWS::Bedrock::AgentAlias", ""),
        ("arn:aws:bedrock:us-east-1:111122223333:agent/", "AWS::Bedrock::AgentAlias", None),
        ("arn:aws:s3:::training-data/", "AWS::S3::Object", None),
    ],
)
def test_the_id_behind_the_form_of_an_arn(arn, resource_type, found):
    assert behind_form(arn, resource_type) == found


def test_what_aws_owns_is_a_resource_of_its_type_too():
    (form,) = arns_of_aws("AWS::BedrockAgentCore::Evaluator")
    assert can_begin(form, arn_forms("AWS::BedrockAgentCore::Evaluator")[0])
    assert arns_of_aws("AWS::Bedrock::AgentAlias") == ()


@pytest.mark.parametrize("family", families(), ids=lambda family: family.of)
def test_a_family_has_operations_of_its_service(family):
    names = [*family.named, *family.others]
    known = service(family.service)
    assert known is not None
    assert len(set(names)) == len(names)
    assert [name for name in names if name not in known.events] == []


def test_a_name_of_one_service_is_listed_by_no_other():
    records = {(record.get("eventName"), record.get("eventSource")) for record in RECORDS.values()}
    assert only_service_with("AssumeRole") == "sts.amazonaws.com"
    assert only_service_with("TagResource") is None
    for name, source in records:
        assert only_service_with(name) in (None, source)
        assert only_service_with(name) is None or {item.name for item in services_with(name)} <= {source}


def test_categories_that_are_delivered_are_such_of_records():
    categories, page = delivered()
    assert categories < {record.get("eventCategory") for record in RECORDS.values()}
    assert page.startswith("https://docs.aws.amazon.com/")


@pytest.mark.parametrize("row", pairs(), ids=lambda row: row.field)
def test_records_of_a_pair_are_told_apart_by_the_field(row):
    found = {at(record, row.field) for record in RECORDS.values() if fits(record, row.when)}
    assert found == set(row.values)
