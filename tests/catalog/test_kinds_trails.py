"""Event selectors and trails: what CloudTrail demands beyond the shape of the document, each demand at its place."""

from __future__ import annotations

import pytest
from rule_texts import load, selector

from ruleforge.diagnostics import Severity


def found(kind, spec, tests=""):
    """What is reported, as `(check, what stands at its place)`."""
    rule, findings = load(kind, spec, tests=tests)
    assert (rule is None) == any(finding.severity is Severity.ERROR for finding in findings)
    return [(finding.check, placed(finding)) for finding in findings]


def placed(finding):
    return finding.source.text[finding.span.start : finding.span.end]


def fields(*entries):
    return f"{{Name: S, FieldSelectors: [{', '.join(entries)}]}}"


DATA = "{Field: eventCategory, Equals: [Data]}"
TYPE = "'AWS::S3::Objekt'"
OBJECTS = "{Field: resources.type, Equals: ['AWS::S3::Object']}"


@pytest.mark.parametrize(
    "spec",
    [
        selector(),
        selector("S", ("resources.ARN", "NotStartsWith", "arn:aws:s3:::x"), ("userIdentity.arn", "EndsWith", "/x")),
        fields("{Field: eventCategory, Equals: [Management]}"),
        fields("{Field: eventCategory, Equals: [NetworkActivity]}", "{Field: eventSource, Equals: [s3.amazonaws.com]}"),
        fields(DATA, OBJECTS, "{Field: resources.ARN, StartsWith: ['arn:aws:s3:::${ACCOUNT_ID}-']}"),
    ],
)
def test_selectors_that_cloudtrail_takes(spec):
    assert found("event-selector", spec) == []


@pytest.mark.parametrize(
    ("spec", "problems"),
    [
        ("{Name: S, FieldSelectors: []}", [("limit/selector-empty", "[]")]),
        (fields(OBJECTS), [("limit/required", f"[{OBJECTS}]")]),
        (fields(DATA), [("limit/required", f"[{DATA}]")]),
        (fields("{Field: eventCategory, Equals: [Date]}"), [("limit/selector-category", "Date")]),
        (fields("{Field: eventCategory, Equals: [Insight]}"), [("limit/selector-category", "Insight")]),
        (fields("{Field: eventCategory, NotEquals: [Data]}"), [("limit/selector-operator", "[Data]")]),
        (
            fields("{Field: eventCategory, Equals: [Data, Management]}"),
            [("limit/selector-category", "[Data, Management]")],
        ),
        (fields(DATA, OBJECTS, "{Field: readOnly, Equals: [yess]}"), [("limit/selector-value", "yess")]),
        (fields(DATA, OBJECTS, "{Field: readOnly, Equals: [true]}"), [("limit/selector-text", "true")]),
        (fields(DATA, OBJECTS, "{Field: errorCode, Equals: [x]}"), [("limit/selector-field", "errorCode")]),
        (fields(DATA, OBJECTS, "{Field: resources.ARN, Like: [x]}"), [("selector/member", "Like")]),
        (fields(DATA, OBJECTS, "{Field: resources.ARN}"), [("limit/selector-operator", "{Field: resources.ARN}")]),
        (fields(DATA, OBJECTS, "{Field: resources.ARN, Equals: []}"), [("limit/selector-empty", "[]")]),
        (fields(DATA, OBJECTS, OBJECTS), [("limit/selector-field-once", "resources.type")]),
        (f"{{Name: S, Names: T, FieldSelectors: [{DATA}, {OBJECTS}]}}", [("selector/member", "Names")]),
        (f"{{Name: {'x' * 1001}, FieldSelectors: [{DATA}, {OBJECTS}]}}", [("limit/selector-name", "x" * 1001)]),
    ],
)
def test_selectors_that_cloudtrail_refuses(spec, problems):
    """The language counts selectors in a list; a rule's file has one, and places are places in that file."""
    assert [item for item in found("event-selector", spec) if not item[0].endswith("unknown-value")] == problems


@pytest.mark.parametrize(
    ("spec", "notes"),
    [
        (
            fields(DATA, "{Field: resources.type, Equals: ['AWS::S3::Objekt']}"),
            [("limit/selector-unknown-value", TYPE)],
        ),
        (fields(DATA, OBJECTS, "{Field: resources.ARN, Equals: ['arn:*']}"), [("limit/selector-wildcard", "'arn:*'")]),
        (fields(DATA, OBJECTS, "{Field: resources.ARN, Equals: [x, x]}"), [("selector/duplicate", "x")]),
    ],
)
def test_selectors_that_are_probably_not_meant(spec, notes):
    assert found("event-selector", spec) == notes


def test_a_finding_of_a_selector_tells_line_and_column():
    spec = (
        f"\n  Name: S\n  FieldSelectors:\n    - {DATA}\n    - {OBJECTS}\n    - {{Field: readOnly, Equals: [maybe]}}\n"
    )
    _, (finding,) = load("event-selector", spec)
    assert finding.place == "good.yaml:13:34"
    assert finding.because


@pytest.mark.parametrize("name", ["abc", "a.b_c-d", "9lives", "x" * 128, "1.2.3", "1.2.3.4.5", "10.0.0.1x"])
def test_names_of_trails(name):
    assert found("trail", f"{{TrailName: '{name}', AdvancedEventSelectors: [a, b, a@1.0.0]}}") == []


@pytest.mark.parametrize(
    "name", ["ab", "x" * 129, "-abc", "abc-", "a--b", "a.-b", "a b", "ä-trail", "10.0.0.1", "999.0.0.999", "abc\\n"]
)
def test_names_that_no_trail_has(name):
    _, findings = load("trail", f'{{TrailName: "{name}"}}')
    assert [(finding.check, placed(finding)) for finding in findings] == [("limit/trail-name", f'"{name}"')]
    assert "3 to 128 letters" in findings[0].because


def test_a_selector_twice_is_told_at_the_second_place():
    _, findings = load("trail", "\n  TrailName: abc\n  AdvancedEventSelectors:\n    - a\n    - b\n    - a\n")
    assert [(finding.check, finding.place) for finding in findings] == [("trail/duplicate", "good.yaml:13:7")]


def test_problems_of_a_trail_do_not_hide_each_other():
    spec = "{TrailName: a, AdvancedEventSelectors: [x, x], InsightSelectors: [{InsightType: Api}]}"
    assert sorted(check for check, _ in found("trail", spec)) == [
        "limit/trail-insights",
        "limit/trail-name",
        "trail/duplicate",
    ]


@pytest.mark.parametrize(
    ("more", "check"),
    [
        ("AdvancedEventSelectors: []", "schema/minitems"),
        ("AdvancedEventSelectors: [1]", "schema/type"),
        (
            "InsightSelectors: [{InsightType: ApiCallRateInsight, EventCategories: [NetworkActivity]}]",
            "limit/trail-insights",
        ),
        ("AggregationConfigurations: [{Templates: [], EventCategory: Data}]", "limit/trail-aggregation"),
        (
            "AggregationConfigurations: [{Templates: [API_ACTIVITY], EventCategory: Management}]",
            "limit/trail-aggregation",
        ),
        ("IsMultiRegionTrail: 'true'", "schema/type"),
        ("IsMultiRegion: true", "schema/unknown-key"),
    ],
)
def test_shapes_of_trails(more, check):
    assert [name for name, _ in found("trail", f"{{TrailName: abc, {more}}}")] == [check]


def test_a_trail_is_built_with_its_defaults():
    rule, _ = load("trail", "{TrailName: abc}")
    spec = rule.spec
    assert (spec.name, spec.selectors, spec.multi_region, spec.organization, spec.log_group_name) == (
        *("abc", (), True, False),
        None,
    )
    whole = (
        "{TrailName: abc, IsMultiRegionTrail: false, IsOrganizationTrail: true, CloudWatchLogsLogGroup: g,"
        " AdvancedEventSelectors: [a], InsightSelectors: [{InsightType: ApiCallRateInsight}],"
        " AggregationConfigurations: [{Templates: [API_ACTIVITY], EventCategory: Data}]}"
    )
    assert load("trail", whole)[0].spec.to_dict() == {
        "TrailName": "abc",
        "IsMultiRegionTrail": False,
        "IsOrganizationTrail": True,
        "CloudWatchLogsLogGroup": "g",
        "AdvancedEventSelectors": ["a"],
        "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}],
        "AggregationConfigurations": [{"Templates": ["API_ACTIVITY"], "EventCategory": "Data"}],
    }
