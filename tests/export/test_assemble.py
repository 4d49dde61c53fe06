from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from catalogue import guide_texts as guide
from export.deployments import CATALOG, TOPICS, VALUES, deployed
from ruleforge import FilterPattern
from ruleforge.catalog import Catalog, load_catalog
from ruleforge.errors import CatalogError, UsageError
from ruleforge.export import Request, ResourceKind, assemble, used_parameters
from ruleforge.export.resources import placeholders_in
from ruleforge.model import Kind


@pytest.fixture(scope="module")
def everything():
    return deployed()


def of(deployment, kind):
    return [item for item in deployment.resources if item.kind is kind]


def test_objects_are_in_the_order_of_dependency(everything):
    order = list(ResourceKind)
    kinds = [order.index(item.kind) for item in everything.resources]
    assert kinds == sorted(kinds)
    counts = {kind.value: len(of(everything, kind)) for kind in ResourceKind}
    assert counts == {
        "topic": 2,
        "trail": 1,
        "metric-filter": 25,
        "alarm": 25,
        "contributor-insights": 23,
        "query": 35,
        "subscription-filter": 1,
        "dashboard": 0,
    }


def test_no_placeholder_is_left(everything):
    for item in everything.resolved():
        assert list(placeholders_in([item.name, item.body])) == []


def test_the_topics_that_are_made_are_what_alarms_call(everything):
    arns = {name: everything.values[name] for name in TOPICS}
    assert arns["SECURITY_TOPIC_ARN"] == "arn:aws:sns:eu-central-1:210987654321:ai-security"
    teams = {"security": "SECURITY_TOPIC_ARN", "ai-ops": "AI_OPS_TOPIC_ARN"}
    for item in (one for one in everything.resolved() if one.kind is ResourceKind.ALARM):
        assert item.body["AlarmActions"] == [arns[teams[CATALOG[item.id].team]]]


def test_a_topic_that_is_given_is_not_made():
    given = "arn:aws:sns:eu-central-1:210987654321:there-already"
    deployment = deployed("alarm/*", values=VALUES | {"SECURITY_TOPIC_ARN": given})
    assert [item.name for item in of(deployment, ResourceKind.TOPIC)] == ["ai-operations"]
    assert deployment.values["SECURITY_TOPIC_ARN"] == given


def test_every_object_says_which_rule_it_is(everything):
    for item in everything.resources:
        assert item.stamp is not None
        told = {tag["Key"]: tag["Value"] for tag in item.body.get("Tags", ())} or item.name
        if isinstance(told, str):
            assert item.stamp.text in told
        else:
            assert told["ruleforge:rule"] == item.stamp.rule
            assert (told["ruleforge:version"], told["ruleforge:digest"]) == (item.stamp.version, item.stamp.digest)


def test_a_single_rule_can_be_deployed():
    request = Request(rules=("bedrock-guardrail-changes",), layers=(VALUES,))
    assert used_parameters(request, CATALOG) == ["ACCOUNT_ID", "CLOUDTRAIL_LOG_GROUP", "PARTITION", "REGION"]
    (item,) = assemble(request, CATALOG).resolved()
    assert item.body["logGroupName"] == "/audit/trail#1"


def test_a_trail_takes_the_name_that_the_bundle_gives_it():
    deployment = deployed("roll-out-2-bedrock", trail_name="ai-workloads")
    (item,) = of(deployment, ResourceKind.TRAIL)
    assert (item.name, item.body["TrailName"], item.id) == ("ai-workloads", "ai-workloads", "roll-out-2-bedrock")


def test_two_objects_of_one_name_are_refused():
    with pytest.raises(CatalogError, match="roll-out-1-management and roll-out-2-bedrock are both called one"):
        deployed("roll-out-1-management", "roll-out-2-bedrock", trail_name="one")


def test_a_bundle_is_asked_for_its_kind():
    with pytest.raises(UsageError, match="is a metric-filter, no bundle"):
        assemble(Request(CATALOG["bedrock-guardrail-changes"]), CATALOG)


def test_what_aws_refuses_with_these_values_is_told():
    """A log group has up to 512 characters; eighteen of them are more than the 8,192 that a rule may have."""
    values = VALUES | {"CLOUDTRAIL_LOG_GROUP": "g" * 500}
    with pytest.raises(CatalogError) as caught:
        deployed("contributor-insights/*", "ai-workloads", values=values, catalog=_with_groups(18))
    assert {finding.check for finding in caught.value.findings} == {"limit/insight-length"}


def _with_groups(count):
    rule = CATALOG["top-bedrock-model-callers"]
    groups = ["${CLOUDTRAIL_LOG_GROUP}" + str(index) for index in range(count)]
    long = replace(rule, spec=replace(rule.spec, definition={**rule.spec.definition, "LogGroupNames": groups}))
    rules = [long if one.id == rule.id else one for one in CATALOG]
    return Catalog(rules, CATALOG.parameters, top=CATALOG.top)


def test_a_trail_without_selectors_says_what_it_records_by_default(tmp_path):
    folder = tmp_path / "trail"
    folder.mkdir()
    (folder / "plain.yaml").write_text(
        "kind: trail\nid: plain\nversion: 1.0.0\ntitle: t\ndescription: d\nseverity: low\nstatus: stable\n"
        "spec: {TrailName: plain}\n"
    )
    (item,) = assemble(Request(rules=("plain",), layers=(VALUES,), examples=True), load_catalog(tmp_path)).resolved()
    (selector,) = item.body["AdvancedEventSelectors"]
    assert selector["FieldSelectors"] == [{"Field": "eventCategory", "Equals": ["Management"]}]


def test_a_role_does_not_go_with_a_function(tmp_path):
    folder = tmp_path / "subscription-filter"
    folder.mkdir()
    (folder / "out.yaml").write_text(
        "kind: subscription-filter\nid: out\nversion: 1.0.0\ntitle: t\ndescription: d\nseverity: low\nstatus: stable\n"
        "spec:\n  logGroupName: g\n  filterPattern: ''\n"
        "  destinationArn: arn:aws:lambda:us-east-1:111122223333:function:f\n"
        "  roleArn: arn:aws:iam::111122223333:role/r\n"
    )
    with pytest.raises(CatalogError, match="out forwards to a Lambda function and has a roleArn"):
        assemble(Request(rules=("out",), layers=(VALUES,), examples=True), load_catalog(tmp_path))


class TestTheGuide:
    """With placeholders put back, what is exported is the guide's, or the recorded correction."""

    def unchanged(self, deployment, kind):
        """Objects whose rules hold the guide's own text, by the guide's name for them."""
        rules = {rule.id: rule for rule in deployment.rules}
        found = {}
        for item in (one for one in deployment.resources if one.kind is kind):
            rule = rules[item.id]
            assert rule.source.guide is None or rule.version == "1.0.0" or rule.source.changed, rule.id
            if rule.source.guide is not None and rule.source.changed is None:
                found[rule.source.guide] = item
        return found

    def test_metric_filters(self, everything):
        found = self.unchanged(everything, ResourceKind.METRIC_FILTER)
        assert len(found) >= 20
        printed = {f"Metric Filter {item['number']}": item for item in guide.FILTERS}
        for name, item in found.items():
            (transformation,) = item.body["metricTransformations"]
            assert FilterPattern.parse(item.body["filterPattern"]) == FilterPattern.parse(printed[name]["pattern"])
            assert transformation["metricNamespace"] == printed[name]["namespace"]
            assert transformation["metricName"] == printed[name]["metric"]

    def test_alarms(self, everything):
        signs = {">": "GreaterThanThreshold", "<": "LessThanThreshold", ">=": "GreaterThanOrEqualToThreshold"}
        found = self.unchanged(everything, ResourceKind.ALARM)
        assert len(found) == 25
        for printed in guide.ALARMS:
            body = found[printed["name"]].body
            assert (body["MetricName"], body["Threshold"], body["Period"], body["ComparisonOperator"]) == (
                printed["metric"],
                printed["threshold"],
                printed["period_seconds"],
                signs[printed["comparison"]],
            )

    def test_contributor_insights_rules(self, everything):
        found = self.unchanged(everything, ResourceKind.CONTRIBUTOR_INSIGHTS)
        assert len(found) >= 18
        printed = {f"Rule {item['number']}": item for item in guide.INSIGHT_RULES}
        for name, item in found.items():
            assert item.name == printed[name]["name"]
            assert item.body["RuleDefinition"] == printed[name]["body"]

    def test_selectors(self):
        trails = deployed(*(rule.id for rule in CATALOG.of_kind(Kind.TRAIL)))
        bodies = {
            selector["Name"]: selector
            for item in of(trails, ResourceKind.TRAIL)
            for selector in item.body["AdvancedEventSelectors"]
        }
        changed = {rule.spec.name for rule in trails.rules if rule.kind is Kind.EVENT_SELECTOR and rule.source.changed}
        for name, selector in guide.SELECTORS.items():
            assert (bodies[name] == selector) is (name not in changed)

    def test_queries(self, everything):
        found = self.unchanged(everything, ResourceKind.QUERY)
        assert len(found) >= 14
        for name, item in found.items():
            assert guide.put_back(item.body["queryString"]) == guide.QUERIES[name]


RENDERED = """
import hashlib, json
from ruleforge import load_catalog
from ruleforge.export import Request, assemble, target, with_manifest

rules = ("agentcore-built-in-tools", "bedrock-guardrail-changes", "bedrock-guardrail-changes-alarm",
         "top-bedrock-model-callers", "agent-cross-service-denials")
catalog = load_catalog()
for name in ("aws", "cloudformation", "terraform", "athena"):
    chosen = target(name)
    deployment = assemble(Request(rules=rules, examples=True, besides=chosen.parameters), catalog)
    files = with_manifest(chosen.render(deployment), deployment, name).files
    print(name, len(files), hashlib.sha256(json.dumps(list(files.items())).encode()).hexdigest())
"""


def test_the_order_of_sets_changes_no_byte():
    """Sets and what is made of them are in another order under another seed of Python's hashes."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", RENDERED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    first, second = (process.communicate()[0].splitlines() for process in running)
    assert [line.split()[0] for line in first] == ["aws", "cloudformation", "terraform", "athena"]
    assert first == second
