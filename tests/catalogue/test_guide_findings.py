"""What is wrong with the guide's own artefacts, proved on its text as printed, and mended in the version in force.

Ids are those of our review of the guide (F01…F13, "high": a detection cannot fire, or data are lost).
"""

from __future__ import annotations

import json
import re

import guide_texts as guide
import pytest
from shipped_rules import CATALOG, FIXTURES, RULES, VALUES, as_printed, named, of_kinds, outcome, ready, trail

from ruleforge import EventSelectors, InsightRule, InsightRuleError
from ruleforge.catalog import parse_insight_rule
from ruleforge.events import override
from ruleforge.model import Kind

GUARDRAIL = "cloudtrail/bedrock/delete-guardrail"
MODEL_CALL = "cloudtrail/bedrock/invoke-model"
REFUSED_401, REFUSED_403 = "cloudtrail/agentcore/invoke-gateway-401", "cloudtrail/agentcore/invoke-gateway-403"
VPCE_DENIED = "cloudtrail/bedrock/invoke-model-vpce-denied"
READ_OF_DATA = "cloudtrail/s3/get-object"
TOOL = "cloudtrail/bedrock/invoke-tool"
PROMPT_JOB = {
    "eventSource": "bedrock.amazonaws.com",
    "eventName": "CreateAdvancedPromptOptimizationJob",
    "eventCategory": "Data",
    "readOnly": False,
    "resources": [
        {
            "type": "AWS::Bedrock::AdvancedOptimizePromptJob",
            "ARN": "arn:aws:bedrock:us-east-1:111122223333:advanced-prompt-optimization-job/q7w2e9r4t1y6",
        }
    ],
}

# finding, rule, event, what the guide's own text makes of it; the version in force takes every one of them
TABLE = [
    # No list has a Management selector, and applying one replaces whatever the trail had.
    *(("F01", name, event, "left") for name in guide.SELECTOR_LISTS for event in (GUARDRAIL, MODEL_CALL)),
    # In takes texts, and the guide lists the numbers 401 and 403.
    *(("F03", "Rule 14", event, "refused") for event in (REFUSED_401, REFUSED_403)),
    # AWS's record of a call refused by an endpoint policy has no userIdentity.arn.
    ("F05", "Rule 7", VPCE_DENIED, "no contributor"),
    # Bulk reads of training data are to be ranked, and only writes are recorded.
    ("F08", "s3-ai-data", READ_OF_DATA, "left"),
    # A tool's ARN has no Region, and says system-tool/.
    ("F09", "Bedrock-Tool-DataEvents", TOOL, "left"),
    ("F09", "OrgTrail-Bedrock-Tool", TOOL, "left"),
    ("F09", "bedrock-data-events", TOOL, "left"),
    ("F09", "organization-trail", TOOL, "left"),
    # The jobs are called advanced-prompt-optimization-job/ in ARNs.
    ("F10", "Bedrock-AdvancedOptimizePromptJob-DataEvents", PROMPT_JOB, "left"),
    ("F10", "OrgTrail-Bedrock-AdvancedOptimizePromptJob", PROMPT_JOB, "left"),
    ("F10", "bedrock-data-events", PROMPT_JOB, "left"),
    ("F10", "organization-trail", PROMPT_JOB, "left"),
]


def record(event):
    return FIXTURES.load(event) if isinstance(event, str) else event


def name_of(value):
    return value.rpartition("/")[2] if isinstance(value, str) else "prompt-job"


@pytest.mark.parametrize(("finding", "rule", "event", "printed"), TABLE, ids=name_of)
def test_the_text_as_printed_misses_what_the_version_in_force_takes(finding, rule, event, printed):
    assert outcome(as_printed(named(rule)), record(event)) == printed
    assert outcome(named(rule), record(event)) == "taken"


@pytest.mark.parametrize("event", [GUARDRAIL, MODEL_CALL, "cloudtrail/cloudtrail/put-event-selectors"], ids=name_of)
def test_f01_no_list_as_printed_records_a_management_event_and_every_trail_does(event):
    for rule in of_kinds(Kind.TRAIL):
        assert outcome(rule, record(event)) == "taken", rule.id
    assert {outcome(as_printed(CATALOG[name]), record(event)) for name in guide.SELECTOR_LISTS} == {"left"}


# One record for each list of the guide's that does not repeat another.
ON_LIST = {
    "bedrock-data-events": "cloudtrail/bedrock/invoke-agent",
    "agentcore-built-in-tools": "cloudtrail/agentcore/start-browser-session",
    "agentcore-identity-and-credentials": "cloudtrail/agentcore/get-workload-access-token",
    "agentcore-runtime-and-gateway": "cloudtrail/agentcore/invoke-gateway",
    "agentcore-memory-and-evaluation": "cloudtrail/agentcore/create-event",
    "s3-ai-data": "cloudtrail/s3/put-object",
    "lambda-ai-production": "cloudtrail/lambda/invoke",
    "network-activity-denied": VPCE_DENIED,
}


@pytest.mark.parametrize("second", ON_LIST)
def test_f02_applying_a_second_list_drops_the_first_and_the_merged_trail_has_both(second):
    applied = as_printed(CATALOG[second])
    taken = {first for first, event in ON_LIST.items() if outcome(applied, record(event)) == "taken"}
    assert taken == {second}
    assert {outcome(CATALOG["ai-workloads"], record(event)) for event in ON_LIST.values()} == {"taken"}


def test_f02_the_merged_trail_is_one_list_of_everything_that_the_guide_selects():
    merged = {member.spec.name for member in trail(CATALOG["ai-workloads"]).members}
    single = {item["Name"] for name in ON_LIST for item in guide.SELECTOR_LISTS[name]}
    assert single <= merged


def test_f03_aws_refuses_a_list_of_numbers_and_takes_the_range():
    with pytest.raises(InsightRuleError) as caught:
        InsightRule.parse(as_printed(named("Rule 14")).spec.definition)
    assert [finding.check for finding in caught.value.findings] == ["limit/insight-operand"] * 2
    assert [finding.path[-3:] for finding in caught.value.findings] == [(2, "In", 0), (2, "In", 1)]
    rule = parse_insight_rule(named("Rule 14"), VALUES)
    call = FIXTURES.load(REFUSED_401)
    counted = [
        status
        for status in (200, 400, 401, 402, 403, 404, 500)
        if rule.matches(json.dumps(override(call, {"$.responseElements.statusCode": status}, ())))
    ]
    assert counted == [401, 403]


def test_f04_a_call_refused_with_401_has_no_claims_to_be_counted_by():
    """Even with its filters mended, the guide's keys count nobody for AWS's own record."""
    mended = named("Rule 14").spec.definition
    keys = as_printed(named("Rule 14")).spec.definition["Contribution"]["Keys"]
    printed = InsightRule.parse({**mended, "Contribution": {**mended["Contribution"], "Keys": keys}})
    events = [FIXTURES.load(REFUSED_401)]
    assert (printed.report(events).matches, printed.report(events).contributors) == (1, [])
    (found,) = InsightRule.parse(mended).report(events).contributors
    assert found == (("203.0.113.206", events[0]["resources"][0]["ARN"]), 1)


def test_f05_callers_of_other_accounts_are_told_apart():
    """By what AWS's record has of them: the principal."""
    calls = [record(VPCE_DENIED), record("cloudtrail/s3/get-object-vpce-denied")]
    rule = parse_insight_rule(named("Rule 7"), VALUES)
    assert all("arn" not in call["userIdentity"] for call in calls)
    assert sum(item.value for item in rule.report(calls).contributors) == len(calls)
    assert {item.keys[0] for item in rule.report(calls).contributors} == {
        call["userIdentity"]["principalId"] for call in calls
    }


# What network activity and aggregated events have to reach a log group for, which AWS does not say they do.
UNDELIVERED = {"NetworkActivity", "Aggregated"}
F06 = {
    "ai-services-vpce-access-denied": "network activity",
    "ai-services-vpce-access-denied-alarm": "network activity",
    "top-vpce-access-denied-identities": "network activity",
    "cloudtrail-management-and-aggregated-events": "aggregated events",
    "vpce-denials-by-identity": "network activity",
    "bedrock-aggregated-activity": "aggregated events",
}


@pytest.mark.parametrize(("identifier", "what"), F06.items())
def test_f06_rules_that_may_see_nothing_say_so(identifier, what):
    rule = CATALOG[identifier]
    (blind,) = re.findall(r"Blind spots:(.*)", " ".join(rule.description.split()))
    assert what in blind
    assert "CloudWatch Logs" in blind
    assert re.search("not documented|say nothing", blind)


def test_f06_no_rule_is_forgotten():
    """Of the rules that look at single events of a log group, those that take nothing but such records."""
    calls = [FIXTURES.load(name) for name in FIXTURES.names() if name.startswith("cloudtrail/")]
    blind = set()
    for rule in RULES:
        if rule.kind in (Kind.EVENT_SELECTOR, Kind.TRAIL) or not rule.kind.is_about_events:
            continue
        # An alarm looks at the records that its metric filters take.
        sources = [rule]
        if rule.kind is Kind.ALARM:
            filters = of_kinds(Kind.METRIC_FILTER)
            sources = [item for item in filters if item.spec.transformation.metric_name == rule.spec.metric[1]]
        taken = {
            call["eventCategory"]
            for call in calls
            if any(ready(source.key).matches(json.dumps(call)) for source in sources)
        }
        if taken and taken <= UNDELIVERED:
            blind.add(rule.id)
    others = {"cloudtrail-management-and-aggregated-events", "vpce-denials-by-identity", "bedrock-aggregated-activity"}
    assert blind == F06.keys() - others


def test_f08_reads_that_rule_8_ranks_are_recorded_by_no_list_as_printed():
    read = record(READ_OF_DATA)
    assert outcome(named("Rule 8"), read) == "taken"
    assert {outcome(as_printed(CATALOG[name]), read) for name in guide.SELECTOR_LISTS} == {"left"}
    recording = {rule.id for rule in of_kinds(Kind.TRAIL) if outcome(rule, read) == "taken"}
    assert recording == {"ai-workloads", "s3-ai-data"}


@pytest.mark.parametrize("name", ["invoke-model", "converse", "converse-stream", "invoke-model-with-response-stream"])
def test_f13_model_calls_are_reads_and_the_management_selector_takes_reads(name):
    call = record(f"cloudtrail/bedrock/{name}")
    body = CATALOG["management-events"].spec.to_dict()
    fields = body["FieldSelectors"]
    assert call["readOnly"] is True
    assert EventSelectors.parse([body]).captures(call)
    writes = {**body, "FieldSelectors": [*fields, {"Field": "readOnly", "Equals": ["false"]}]}
    assert not EventSelectors.parse([writes]).captures(call)


def test_f13_no_trail_narrows_management_events():
    for rule in of_kinds(Kind.TRAIL):
        selectors = [item for item in trail(rule).selectors.selectors if item.category == "Management"]
        assert [[field.field for field in item.field_selectors] for item in selectors] == [["eventCategory"]], rule.id


def test_f13_the_rules_say_what_insights_cannot_report():
    text = " ".join(CATALOG["management-events"].description.split())
    assert "Insights on call rates look at writes only" in text
