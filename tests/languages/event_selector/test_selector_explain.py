"""Explanations name the selectors, their fields in AWS's words, and what the record holds."""

from __future__ import annotations

from ruleforge import EventSelectors

SELECTORS = [
    {"Name": "Management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
    {
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
            {"Field": "eventName", "StartsWith": ["Put"], "Equals": ["CopyObject"], "NotEndsWith": ["Acl"]},
        ]
    },
]


def test_text_for_people():
    record = {"eventCategory": "Data", "eventName": "putObject", "resources": [{"type": "AWS::S3::Object"}]}
    assert str(EventSelectors.parse(SELECTORS).explain(record)).splitlines() == [
        "✗ any selector",
        "  ✗ selector Management",
        '    ✗ eventCategory Equals Management        "Data"',
        "  ✗ selector",
        '    ✓ eventCategory Equals Data              "Data"',
        '    ✓ resources.type Equals AWS::S3::Object  "AWS::S3::Object"',
        "    ✗ all of",
        "      ✗ any of",
        '        ✗ eventName Equals CopyObject        "putObject"',
        '        ✗ eventName StartsWith Put           "putObject"',
        '      ✓ eventName NotEndsWith Acl            "putObject"',
    ]


def test_one_selector_stands_by_itself():
    text = str(EventSelectors.parse(SELECTORS[:1]).explain({"eventCategory": "management"}))
    assert text.splitlines()[0] == "✗ selector Management"
    assert "only upper and lower case differ" in text


def test_no_selector():
    assert str(EventSelectors.parse([]).explain({})).splitlines() == [
        "✗ there is no selector",
        "  ! undocumented: what an empty list of event selectors records; we chose: nothing [selector-none]",
    ]


def test_json_data():
    data = EventSelectors.parse(SELECTORS[:1]).explain({"eventCategory": "Data"}).to_dict()
    assert data == {
        "matched": False,
        "choices": [],
        "tree": {
            "text": "selector Management",
            "holds": False,
            "children": [{"text": "eventCategory Equals Management", "holds": False, "found": '"Data"'}],
        },
    }
