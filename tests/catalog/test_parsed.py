"""Rules in their own languages: placeholders filled in, a trail's selectors looked up and made one list."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rule_texts import ALARM, FILTER, INSIGHT, PARAMETERS, VALUES, rule, selector

from ruleforge import Catalog, CatalogError, UsageError
from ruleforge.catalog import parse_alarm, parse_filter, parse_insight_rule, parse_selector, parse_trail
from ruleforge.predicate import Subject, evaluate

OBJECT = {"eventCategory": "Data", "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k"}]}
MANAGEMENT = {"Name": "M", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}


def trail(*selectors, identifier="trail", **more):
    spec = {"TrailName": identifier, **({"AdvancedEventSelectors": list(selectors)} if selectors else {}), **more}
    return rule("trail", spec, identifier)


def parsed(wanted, *rules):
    return parse_trail(wanted, Catalog([*rules, wanted], PARAMETERS), VALUES)


def findings(wanted, *rules):
    with pytest.raises(CatalogError) as caught:
        parsed(wanted, *rules)
    return [(finding.check, finding.message, at(finding)) for finding in caught.value.findings]


def at(finding):
    """What stands where a finding is placed."""
    return finding.source.text[finding.span.start : finding.span.end] if finding.source is not None else None


def records(found, record):
    return evaluate(found.predicate, Subject(json.dumps(record)))


S3 = rule("event-selector", selector("S3"), "s3")
WRITES = rule("event-selector", selector("Writes", ("readOnly", "Equals", "false")), "writes")
ALL_MANAGEMENT = rule("event-selector", MANAGEMENT, "management")
COUNT = rule("metric-filter", FILTER, "count")


def test_placeholders_are_filled_in():
    body = selector("S", ("userIdentity.arn", "StartsWith", "arn:aws:sts::${ACCOUNT_ID}:"))
    (found,) = parse_selector(rule("event-selector", body), VALUES).selectors
    assert found.values("userIdentity.arn", "StartsWith") == ("arn:aws:sts::111122223333:",)
    insight = parse_insight_rule(rule("contributor-insights", {"RuleName": "R", "RuleDefinition": INSIGHT}), VALUES)
    assert insight.tree.log_groups == ("trail",)
    assert insight.matches('{"account": "111122223333"}')
    alarm = rule("alarm", ALARM | {"Dimensions": [{"Name": "Account", "Value": "${ACCOUNT_ID}"}]})
    assert parse_alarm(alarm, VALUES).tree.dimensions == (("Account", "111122223333"),)


@pytest.mark.parametrize("parse", [parse_selector, parse_insight_rule, parse_alarm])
def test_a_placeholder_without_a_value_is_named(parse):
    found = {
        parse_selector: rule("event-selector", selector("S", ("userIdentity.arn", "Equals", "${ACCOUNT_ID}"))),
        parse_insight_rule: rule("contributor-insights", {"RuleName": "R", "RuleDefinition": INSIGHT}),
        parse_alarm: rule("alarm", ALARM | {"Dimensions": [{"Name": "A", "Value": "${ACCOUNT_ID}"}]}),
    }[parse]
    with pytest.raises(UsageError, match=r"\$\{ACCOUNT_ID\} has no value"):
        parse(found, {name: value for name, value in VALUES.items() if name != "ACCOUNT_ID"})


def test_a_rule_of_another_kind_is_the_callers_mistake():
    for parse in (parse_selector, parse_insight_rule, parse_alarm):
        with pytest.raises(TypeError, match="count is no"):
            parse(COUNT, VALUES)
    with pytest.raises(TypeError, match="s3 is no filter"):
        parse_filter(S3)
    with pytest.raises(TypeError, match="s3 is no trail"):
        parse_trail(S3, Catalog([S3]), VALUES)


def test_a_pattern_has_its_values_where_they_are_given():
    own = rule("metric-filter", FILTER | {"filterPattern": '{ $.recipientAccountId = "${ACCOUNT_ID}" }'})
    event = '{"recipientAccountId": "111122223333"}'
    assert parse_filter(own, VALUES).matches(event)
    assert not parse_filter(own).matches(event)
    with pytest.raises(UsageError, match=r"\$\{ACCOUNT_ID\} has no value"):
        parse_filter(own, {})


def test_a_pattern_is_named_after_its_file():
    assert parse_filter(COUNT).matches('{"eventName": "A"}')


def test_selectors_make_one_list_in_their_order():
    found = parsed(trail("writes", "management", "s3"), S3, WRITES, ALL_MANAGEMENT)
    assert [member.id for member in found.members] == ["writes", "management", "s3"]
    assert [item.name for item in found.selectors.selectors] == ["Writes", "M", "S3"]
    assert records(found, OBJECT)
    assert not records(parsed(trail("writes"), WRITES), OBJECT)


def test_a_version_can_be_asked_for():
    newer = rule("event-selector", selector("Two"), "s3", version="2.0.0")
    assert [item.key for item in parsed(trail("s3"), S3, newer).members] == ["s3@2.0.0"]
    assert [item.key for item in parsed(trail("s3@1.0.0"), S3, newer).members] == ["s3@1.0.0"]
    ((check, message, place),) = findings(trail("s3@3.0.0"), S3, newer)
    assert (check, message) == ("trail/selector", "the rule 's3' has no version 3.0.0")
    assert place == '"s3@3.0.0"'


def test_without_selectors_a_trail_has_cloudtrails_default():
    """All management events, reads and writes, and nothing else."""
    found = parsed(trail())
    assert found.members == ()
    assert [item.category for item in found.selectors.selectors] == ["Management"]
    assert records(found, {"eventCategory": "Management", "readOnly": True})
    assert not records(found, OBJECT)


def test_a_list_without_a_management_selector_records_no_management_event():
    assert not records(parsed(trail("s3"), S3), {"eventCategory": "Management"})


def test_unknown_selectors_and_rules_of_another_kind_are_all_named_at_their_places():
    wanted = trail("s3", "writs", "count", "writes@1.0.0")
    assert findings(wanted, S3, COUNT, WRITES) == [
        ("trail/selector", "there is no rule 'writs'", '"writs"'),
        ("trail/selector", "count is a metric-filter, not an event selector", '"count"'),
    ]
    with pytest.raises(CatalogError) as caught:
        parsed(wanted, S3, COUNT, WRITES)
    assert [finding.place for finding in caught.value.findings] == ["trail.yaml:8:63", "trail.yaml:8:72"]
    assert caught.value.findings[0].help == "did you mean writes?"


def test_a_trail_is_no_selector():
    ((check, message, _),) = findings(trail("trail"))
    assert (check, message) == ("trail/selector", "trail is a trail, not an event selector")


def test_a_list_that_cloudtrail_refuses_only_as_a_whole():
    """No selector has too many values; together they have."""
    arns = [f"arn:aws:s3:::bucket-{number}/" for number in range(300)]
    body = selector("S")
    body["FieldSelectors"].append({"Field": "resources.ARN", "StartsWith": arns})
    large = [rule("event-selector", body, name) for name in ("one", "two")]
    parsed(trail("one"), *large)
    ((check, message, place),) = findings(trail("one", "two"), *large)
    assert (check, message) == ("limit/selector-values", "604 values in all")
    assert place == '["one", "two"]'


def test_a_selector_that_is_refused_is_told_at_the_trails_entry():
    """A text of the history may be one that AWS refuses; here it is refused for what a placeholder stands for."""
    body = selector("S", ("userIdentity.arn", "StartsWith", "${ACCOUNT_ID}"))
    wanted = rule("event-selector", body, "arn")
    catalog = Catalog([S3, wanted, trail("s3", "arn")], PARAMETERS)
    with pytest.raises(CatalogError) as caught:
        parse_trail(catalog["trail"], catalog, {**VALUES, "ACCOUNT_ID": ""})
    assert [at(finding) for finding in caught.value.findings] == ['"arn"']


def test_insights_events_are_recorded_by_type():
    selectors = [{"InsightType": "ApiCallRateInsight", "EventCategories": ["Management", "Data"]}]
    found = parsed(trail("s3", InsightSelectors=selectors), S3)
    assert found.insight_types == {"ApiCallRateInsight"}
    call_rate = {"eventCategory": "Insight", "insightDetails": {"insightType": "ApiCallRateInsight"}}
    assert records(found, call_rate)
    assert not records(found, {**call_rate, "insightDetails": {"insightType": "ApiErrorRateInsight"}})
    assert not records(found, {**call_rate, "eventCategory": "Management"})
    assert not records(parsed(trail("s3"), S3), call_rate)


def test_aggregated_events_are_recorded_where_a_template_is_on():
    found = parsed(trail(AggregationConfigurations=[{"Templates": ["API_ACTIVITY"], "EventCategory": "Data"}]))
    assert found.aggregated
    assert records(found, {"eventCategory": "Aggregated"})
    assert not records(parsed(trail()), {"eventCategory": "Aggregated"})
    assert len(found.other_predicates) == 1
    assert parsed(trail()).other_predicates == ()


def test_a_trail_that_was_made_without_a_file_has_findings_without_places():
    bare = replace(trail("none", "count"), text=None, spans={})
    assert [place for _, _, place in findings(bare, COUNT)] == [None, None]
