"""Which events rules ask for, and which trails record them."""

from __future__ import annotations

import pytest
from lint_examples import load_example, write_example

from ruleforge.lint.subject import CatalogSubject

FILTER = """\
kind: subscription-filter
spec:
  logGroupName: ${CLOUDTRAIL_LOG_GROUP}
  filterPattern: '{ %s }'
  destinationArn: ${SUBSCRIPTION_DESTINATION_ARN}
---
"""
SELECTORS = """\
kind: event-selector
id: reads
spec:
  Name: Reads
  FieldSelectors:
    - {Field: eventCategory, Equals: [Management]}
    - {Field: readOnly, Equals: ["true"]}
---
kind: event-selector
id: agents
spec:
  Name: Agents
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::Bedrock::AgentAlias"]}
    - {Field: userIdentity.arn, NotStartsWith: ["arn:aws:sts::111122223333:assumed-role/dev-"]}
---
kind: event-selector
id: objects
spec:
  Name: Objects
  FieldSelectors:
    - {Field: eventCategory, Equals: [Data]}
    - {Field: resources.type, Equals: ["AWS::S3::Object"]}
    - {Field: eventName, StartsWith: [Put], NotEquals: [PutObjectAcl]}
---
kind: event-selector
id: endpoints
spec:
  Name: Endpoints
  FieldSelectors:
    - {Field: eventCategory, Equals: [NetworkActivity]}
    - {Field: eventSource, Equals: [bedrock.amazonaws.com]}
---
kind: trail
id: first
spec:
  TrailName: first
  AdvancedEventSelectors: [reads, agents, objects, endpoints]
  InsightSelectors: [{InsightType: ApiCallRateInsight, EventCategories: [Management]}]
"""


def subject(tmp_path, pattern):
    write_example(tmp_path, FILTER % pattern + SELECTORS)
    catalog, problems = load_example(tmp_path)
    assert problems == []
    return CatalogSubject(catalog)


@pytest.mark.parametrize(
    ("pattern", "feeding"),
    [
        ('$.eventSource = "bedrock.amazonaws.com" && $.eventName = "InvokeModel"', {"reads"}),
        ('$.eventName = "InvokeModel"', {"reads"}),
        ('$.eventName = "DeleteGuardrail"', set()),
        ('$.eventName = "InvokeAgent"', {"agents"}),
        ('$.eventName = "InvokeAgent" && $.errorCode = "VpceAccessDenied"', {"endpoints"}),
        ('$.eventSource = "s3.amazonaws.com" && $.errorCode = "VpceAccessDenied"', set()),
        ('$.resources[0].type = "AWS::Bedrock::AgentAlias"', {"agents"}),
        ('$.resources[*].type = "AWS::Bedrock::Guardrail"', set()),
        ('$.eventSource = "s3.amazonaws.com" && $.eventName = "PutObject"', {"objects"}),
        ('$.eventSource = "s3.amazonaws.com" && $.eventName = "PutObjectAcl"', set()),
        ('$.eventSource = "s3.amazonaws.com" && $.eventName = "GetObject"', set()),
        ('$.eventSource = "s3.amazonaws.com" && $.readOnly IS TRUE', {"reads", "objects"}),
        ('$.eventSource = "s3.amazonaws.com" && $.eventCategory = "Data"', {"objects"}),
        ('$.eventSource = "dynamodb.amazonaws.com" && $.eventCategory = "Data"', set()),
        ('$.eventSource = "bedrock.amazonaws.com"', {"reads", "agents", "endpoints"}),
    ],
)
def test_the_selectors_that_feed_a_rule(tmp_path, pattern, feeding):
    catalog = subject(tmp_path, pattern)
    wishes = catalog.wishes["example-1"]
    assert wishes
    assert {name for wish in wishes for name in catalog.recorded.feeding(wish)} == feeding
    assert any(catalog.recorded.captured(wish) for wish in wishes) is bool(feeding)


@pytest.mark.parametrize(("category", "recorded"), [("Insight", True), ("Aggregated", False), ("Management", True)])
def test_what_a_trail_records_without_selectors(tmp_path, category, recorded):
    catalog = subject(tmp_path, f'$.eventCategory = "{category}"')
    (wish,) = catalog.wishes["example-1"]
    assert catalog.recorded.captured(wish) is recorded


@pytest.mark.parametrize(
    "pattern", ['$.eventName = "DeleteGuardrailVersion"', '$.eventName = "InvokeModel" && $.readOnly IS FALSE']
)
def test_what_never_happens_is_no_wish(tmp_path, pattern):
    assert "example-1" not in subject(tmp_path, pattern).wishes


def test_a_rule_on_another_log_group_wants_nothing_of_trails(tmp_path):
    text = FILTER.replace("CLOUDTRAIL_LOG_GROUP", "MODEL_INVOCATION_LOG_GROUP") % '$.operation = "Converse"'
    write_example(tmp_path, text + SELECTORS)
    catalog, _ = load_example(tmp_path)
    assert CatalogSubject(catalog).wishes == {}


def test_the_trails_that_record_a_wish(tmp_path):
    more = "---\nkind: trail\nid: second\nspec: {TrailName: second, AdvancedEventSelectors: [agents]}\n"
    more += "---\nkind: trail\nid: third\nspec: {TrailName: third, AdvancedEventSelectors: [objects]}\n"
    write_example(tmp_path, FILTER % '$.eventName = "InvokeAgent"' + SELECTORS + more)
    recorded = CatalogSubject(load_example(tmp_path)[0]).recorded
    (wish,) = recorded._catalog.wishes["example-1"]
    assert recorded.recording(wish) == {"first@1.0.0", "second@1.0.0"}
    every = recorded.trails
    assert {trail.rule.key for trail in every if recorded.records(wish, trail)} == recorded.recording(wish)
