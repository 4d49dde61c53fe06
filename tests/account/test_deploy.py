"""Deployed to a server, read back, and compared; changed there, and told."""

from __future__ import annotations

import json

import pytest
from moto.cloudtrail.responses import CloudTrailResponse
from moto.cloudwatch.exceptions import InvalidParameterValue
from moto.cloudwatch.responses import CloudWatchResponse
from moto.logs.exceptions import LimitExceededException
from moto.logs.responses import LogsResponse
from moto.sns.responses import SNSResponse
from moto.sts.responses import TokenResponse as STSResponse

from account import aws_server
from account.wanted import GROUP, deployment
from ruleforge.account import State, deploy, make_plan
from ruleforge.account.clients import Clients
from ruleforge.errors import AccountError, UsageError
from ruleforge.export import ResourceKind


def states(plan):
    return {state.value: len(plan.of(state)) for state in State if plan.of(state)}


def fields(plan):
    return {(change.resource.name, item.field) for change in plan.changes for item in change.differences}


def test_everything_is_made_and_then_as_it_should_be(clients):
    wanted = deployment()
    before = make_plan(wanted, clients)
    assert states(before) == {"create": len(wanted.resources)}
    outcome = deploy(before, wanted, clients)
    assert (outcome.findings, outcome.failed, outcome.left) == ([], [], [])
    after = make_plan(wanted, clients)
    assert [item.to_dict() for change in after.changes for item in change.differences] == []
    assert after.is_empty


def test_a_second_run_has_nothing_to_do(clients):
    wanted = deployment("alarm/*", "metric-filter/*")
    deploy(make_plan(wanted, clients), wanted, clients)
    assert deploy(make_plan(wanted, clients), wanted, clients).done == []


@pytest.fixture(scope="module")
def small():
    """One object of each kind."""
    return deployment(
        "trail/ai-workloads/*",
        "bedrock-guardrail-changes",
        "bedrock-guardrail-changes-alarm",
        "top-bedrock-guardrail-changers",
        "bedrock-denied-calls",
        "cloudtrail-management-and-aggregated-events",
    )


@pytest.fixture
def deployed(small, clients):
    deploy(make_plan(small, clients), small, clients)
    return small


def body(wanted, kind):
    return next(dict(item.body) for item in wanted.resolved() if item.kind is kind)


def test_drift_names_the_field_of_an_alarm(deployed, clients):
    alarm = body(deployed, ResourceKind.ALARM)
    clients["cloudwatch"].put_metric_alarm(**(alarm | {"Threshold": 7, "AlarmActions": []}))
    plan = make_plan(deployed, clients)
    assert states(plan) == {"update": 1, "unchanged": len(deployed.resources) - 1}
    assert fields(plan) == {(alarm["AlarmName"], "Threshold"), (alarm["AlarmName"], "AlarmActions[0]")}


def test_drift_names_the_field_of_a_metric_filter(deployed, clients):
    filter_ = body(deployed, ResourceKind.METRIC_FILTER)
    changed = filter_ | {"filterPattern": "{ $.a = 1 }"}
    changed["metricTransformations"] = [filter_["metricTransformations"][0] | {"metricValue": "2"}]
    clients["logs"].put_metric_filter(**changed)
    assert {field for _, field in fields(make_plan(deployed, clients))} == {
        "filterPattern",
        "metricTransformations[0].metricValue",
    }


def test_drift_names_the_field_inside_a_rule_that_is_json(deployed, clients):
    rule = body(deployed, ResourceKind.CONTRIBUTOR_INSIGHTS)
    definition = json.loads(json.dumps(rule["RuleDefinition"]))
    definition["Contribution"]["Keys"].append("$.awsRegion")
    clients["cloudwatch"].put_insight_rule(RuleName=rule["RuleName"], RuleDefinition=json.dumps(definition))
    found = {field for _, field in fields(make_plan(deployed, clients))}
    assert found == {f"RuleDefinition.Contribution.Keys[{len(definition['Contribution']['Keys']) - 1}]"}


def test_drift_names_the_selector_of_a_trail(deployed, clients):
    trail = body(deployed, ResourceKind.TRAIL)
    selectors = trail["AdvancedEventSelectors"][:-1]
    clients["cloudtrail"].put_event_selectors(TrailName=trail["TrailName"], AdvancedEventSelectors=selectors)
    clients["cloudtrail"].put_insight_selectors(TrailName=trail["TrailName"], InsightSelectors=[])
    found = {field for _, field in fields(make_plan(deployed, clients))}
    assert found == {f"AdvancedEventSelectors[{len(selectors)}]", "InsightSelectors[0]", "InsightSelectors[1]"}


def backwards(condition):
    return {name: value[::-1] if isinstance(value, list) else value for name, value in condition.items()}


def test_another_order_of_what_has_none_is_no_drift(deployed, clients):
    """CloudFormation's schema calls the conditions of a selector unordered, and gives them back as it likes."""
    trail, alarm = body(deployed, ResourceKind.TRAIL), body(deployed, ResourceKind.ALARM)
    turned = [
        item | {"FieldSelectors": [backwards(one) for one in item["FieldSelectors"][::-1]]}
        for item in trail["AdvancedEventSelectors"]
    ]
    clients["cloudtrail"].put_event_selectors(TrailName=trail["TrailName"], AdvancedEventSelectors=turned)
    assert make_plan(deployed, clients).is_empty
    actions = [*alarm["AlarmActions"], "arn:aws:sns:us-east-1:123456789012:a"]
    clients["cloudwatch"].put_metric_alarm(**(alarm | {"AlarmActions": actions}))
    assert len(make_plan(deployed, clients).of(State.UPDATE)) == 1


def test_drift_tells_an_edited_query(deployed, clients):
    (query,) = aws_server.QUERIES.values()
    query["queryString"] = "SELECT 1"
    assert {field for _, field in fields(make_plan(deployed, clients))} == {"queryString"}
    deploy(make_plan(deployed, clients), deployed, clients)
    assert len(aws_server.QUERIES) == 1, "it is changed, not saved a second time"
    assert make_plan(deployed, clients).is_empty


def test_what_is_gone_is_made_again(deployed, clients):
    clients["cloudwatch"].delete_alarms(AlarmNames=[body(deployed, ResourceKind.ALARM)["AlarmName"]])
    plan = make_plan(deployed, clients)
    assert states(plan)["create"] == 1
    deploy(plan, deployed, clients)
    assert make_plan(deployed, clients).is_empty


def test_another_version_of_a_filter_is_replaced(deployed, clients):
    """Its version is in its name: the earlier one goes, or every event would count twice."""
    filter_ = body(deployed, ResourceKind.METRIC_FILTER)
    earlier = "bedrock-guardrail-changes@1.0.0+0123456789ab"
    clients["logs"].put_metric_filter(**(filter_ | {"filterName": earlier}))
    clients["logs"].delete_metric_filter(logGroupName=GROUP, filterName=filter_["filterName"])
    plan = make_plan(deployed, clients)
    assert {field for _, field in fields(plan)} == {"filterName"}
    deploy(plan, deployed, clients)
    there = clients["logs"].describe_metric_filters(logGroupName=GROUP)["metricFilters"]
    assert [item["filterName"] for item in there] == [filter_["filterName"]]


def test_an_earlier_filter_beside_the_new_one_goes_too(deployed, clients):
    """As a run leaves it that failed between the two calls."""
    filter_ = body(deployed, ResourceKind.METRIC_FILTER)
    earlier = "bedrock-guardrail-changes@1.0.0+0123456789ab"
    clients["logs"].put_metric_filter(**(filter_ | {"filterName": earlier}))
    plan = make_plan(deployed, clients)
    assert [change.found.earlier for change in plan.of(State.UPDATE)] == [(earlier,)]
    deploy(plan, deployed, clients)
    assert make_plan(deployed, clients).is_empty


def test_what_no_export_made_is_left_alone(clients):
    wanted = deployment("bedrock-guardrail-changes-alarm")
    alarm = body(wanted, ResourceKind.ALARM)
    clients["cloudwatch"].put_metric_alarm(**{**alarm, "Threshold": 9, "Tags": [{"Key": "team", "Value": "x"}]})
    plan = make_plan(wanted, clients)
    assert states(plan) == {"create": 2, "foreign": 1}
    deploy(plan, wanted, clients)
    assert states(make_plan(wanted, clients)) == {"unchanged": 2, "foreign": 1}
    deploy(make_plan(wanted, clients), wanted, clients, adopt=True)
    assert make_plan(wanted, clients).is_empty


def test_tags_of_others_are_no_drift(deployed, clients):
    alarm = next(item for item in deployed.resolved() if item.kind is ResourceKind.ALARM)
    arn = f"arn:aws:cloudwatch:{aws_server.REGION}:{aws_server.ACCOUNT}:alarm:{alarm.name}"
    clients["cloudwatch"].tag_resource(ResourceARN=arn, Tags=[{"Key": "cost-centre", "Value": "7"}])
    assert make_plan(deployed, clients).is_empty


OPERATIONS = {
    "create_topic": SNSResponse,
    "create_trail": CloudTrailResponse,
    "add_tags": CloudTrailResponse,
    "put_event_selectors": CloudTrailResponse,
    "put_insight_selectors": CloudTrailResponse,
    "put_event_configuration": CloudTrailResponse,
    "start_logging": CloudTrailResponse,
    "put_metric_filter": LogsResponse,
    "put_metric_alarm": CloudWatchResponse,
    "put_insight_rule": CloudWatchResponse,
    "put_query_definition": LogsResponse,
    "put_subscription_filter": LogsResponse,
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_failure_in_the_middle_is_mended_by_a_second_run(small, clients, monkeypatch, operation):
    def refuse(self):
        raise InvalidParameterValue("no")

    if operation == "add_tags":
        # It is made for a trail that is there already.
        deploy(make_plan(small, clients), small, clients)
        trail = body(small, ResourceKind.TRAIL)
        clients["cloudtrail"].stop_logging(Name=trail["TrailName"])
    with monkeypatch.context() as patch:
        patch.setattr(OPERATIONS[operation], operation, refuse)
        outcome = deploy(make_plan(small, clients), small, clients)
        assert outcome.failed
        assert outcome.findings
        kinds = [change.resource.kind for change in outcome.failed]
        order = list(ResourceKind)
        assert all(order.index(change.resource.kind) > order.index(kinds[0]) for change in outcome.left)
        assert not make_plan(small, clients).is_empty, "what failed is not taken for done"
    outcome = deploy(make_plan(small, clients), small, clients)
    assert (outcome.findings, outcome.left) == ([], [])
    assert make_plan(small, clients).is_empty


def test_a_trail_that_was_stopped_is_drift(deployed, clients):
    trail = body(deployed, ResourceKind.TRAIL)
    clients["cloudtrail"].stop_logging(Name=trail["TrailName"])
    assert fields(make_plan(deployed, clients)) == {("ai-workloads", "IsLogging")}
    deploy(make_plan(deployed, clients), deployed, clients)
    assert make_plan(deployed, clients).is_empty


def test_what_a_trail_should_not_have_any_more_is_switched_off(deployed, clients):
    """The rule of another trail under the same name, without Insights and aggregation."""
    bare = deployment("roll-out-1-management", trail_name="ai-workloads")
    assert {field.partition("[")[0] for _, field in fields(make_plan(bare, clients))} >= {
        "AggregationConfigurations",
        "InsightSelectors",
        "AdvancedEventSelectors",
    }
    deploy(make_plan(bare, clients), bare, clients)
    assert make_plan(bare, clients).is_empty
    assert aws_server.CONFIGURATIONS["ai-workloads"] == []


def test_filters_of_others_stay_whatever_they_are_called(deployed, clients):
    filter_ = body(deployed, ResourceKind.METRIC_FILTER)
    for name in ("bedrock-guardrail-changes", "bedrock-guardrail-changes@home made"):
        clients["logs"].put_metric_filter(**(filter_ | {"filterName": name}))
    assert make_plan(deployed, clients).is_empty


def test_a_filter_that_got_a_name_replaces_the_one_without(deployed, clients):
    named = "Guardrails (bedrock-guardrail-changes@0.9.0+0123456789ab)"
    filter_ = body(deployed, ResourceKind.METRIC_FILTER)
    clients["logs"].put_metric_filter(**(filter_ | {"filterName": named}))
    plan = make_plan(deployed, clients)
    assert [change.found.earlier for change in plan.of(State.UPDATE)] == [(named,)]


def test_a_refusal_says_what_was_tried(clients, monkeypatch):
    def refuse(self):
        raise LimitExceededException

    monkeypatch.setattr(LogsResponse, "put_metric_filter", refuse)
    wanted = deployment("bedrock-guardrail-changes")
    outcome = deploy(make_plan(wanted, clients), wanted, clients)
    (finding,) = outcome.findings
    assert finding.message.startswith("cannot put the metric filter bedrock-guardrail-changes@")
    assert "LimitExceeded" in finding.message
    assert finding.help == "a quota of the account is used up"


def test_another_account_is_refused(clients):
    wanted = deployment("bedrock-guardrail-changes", ACCOUNT_ID="111122223333")
    with pytest.raises(UsageError, match="the credentials are of account 123456789012"):
        make_plan(wanted, clients)


def test_what_is_wrong_with_credentials_is_told_without_them(account, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASOMETHING")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret-of-somebody")
    monkeypatch.setattr(STSResponse, "get_caller_identity", refuse_access)
    with pytest.raises(AccountError) as caught:
        make_plan(deployment("bedrock-guardrail-changes"), Clients(aws_server.REGION))
    assert "cannot ask whose credentials these are" in str(caught.value)
    assert "SOMETHING" not in str(caught.value)
    assert "secret" not in str(caught.value)


def refuse_access(self):
    raise InvalidParameterValue("no")


@pytest.mark.parametrize(
    ("name", "value"),
    [("AWS_CONFIG_FILE", "broken"), ("AWS_ENDPOINT_URL", "foo"), ("AWS_SHARED_CREDENTIALS_FILE", "broken")],
)
def test_a_configuration_that_cannot_be_used_is_told(account, monkeypatch, tmp_path, name, value):
    file = tmp_path / "broken"
    file.write_text("[default\nkey")
    monkeypatch.setenv(name, str(file) if value == "broken" else value)
    with pytest.raises(UsageError, match="the AWS configuration cannot be used"):
        Clients(aws_server.REGION).account()
