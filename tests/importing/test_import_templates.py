"""The same detections, written for each tool by hand, become the same rules; what they leave open is declared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from importing.imports import REQUIRED, imported, meaning, reasons, rule_of, rules_of
from ruleforge.catalog import load_catalog
from ruleforge.export import Request, assemble
from ruleforge.model import Kind
from shipped_catalogue import shipped_catalogue

DATA = Path(__file__).parent.parent / "foreign" / "data"
PATTERN = '{ $.eventName = "Stop" }'
FILTER = {
    "logGroupName": "trail",
    "filterName": "stopped",
    "filterPattern": PATTERN,
    "metricTransformations": [
        {"metricNamespace": "N", "metricName": "M", "metricValue": "1", "defaultValue": 0, "unit": "Count"}
    ],
}
ALARM = {"AlarmName": "Stopped", "Namespace": "N", "MetricName": "M", "Statistic": "Sum", **REQUIRED}
SELECTOR = {"Name": "All", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}


def template(parameters=None, **resources):
    return {
        "Parameters": parameters or {},
        "Resources": {name: {"Type": kind, "Properties": body} for name, (kind, body) in resources.items()},
    }


def metric_filter(**changes):
    body = {
        "LogGroupName": "trail",
        "FilterName": "stopped",
        "FilterPattern": PATTERN,
        "MetricTransformations": [
            {"MetricNamespace": "N", "MetricName": "M", "MetricValue": "1", "DefaultValue": 0, "Unit": "Count"}
        ],
    }
    return template(changes.pop("parameters", None), Stopped=("AWS::Logs::MetricFilter", body | changes))


def alarm(parameters=None, **changes):
    return template(parameters, Stopped=("AWS::CloudWatch::Alarm", ALARM | changes))


TERRAFORM = {
    "log_group_name": "trail",
    "name": "stopped",
    "pattern": PATTERN,
    "metric_transformation": {"namespace": "N", "name": "M", "value": "1", "default_value": "0", "unit": "Count"},
}
STATE = TERRAFORM | {
    "id": "stopped",
    "region": "us-east-1",
    "apply_on_transformed_logs": False,
    "metric_transformation": [TERRAFORM["metric_transformation"] | {"dimensions": None}],
}


def test_every_tool_writes_the_same_metric_filter():
    shown = {"type": "aws_cloudwatch_log_metric_filter", "address": "a.b", "mode": "managed", "values": STATE}
    rules = [
        rule_of(FILTER),
        rule_of({"metricFilters": [FILTER | {"creationTime": 1, "applyOnTransformedLogs": False}]}),
        rule_of(metric_filter()),
        rule_of({"resource": {"aws_cloudwatch_log_metric_filter": {"b": TERRAFORM}}}),
        rule_of({"format_version": "1.0", "values": {"root_module": {"resources": [shown]}}}),
    ]
    assert {(rule.id, rule.version) for rule in rules} == {("stopped", "1.0.0")}
    assert all(meaning(rule) == FILTER for rule in rules)


@pytest.mark.parametrize("name", ["cloudformation/template.yaml", "terraform/main.tf.json", "terraform/plan.json"])
def test_the_sound_templates_are_taken_over(name):
    text = (DATA / name).read_text(encoding="utf-8").replace('"name": "ai"', '"name": "ai-trail"')
    result = imported(text)
    assert {item.rule.kind for item in result.rules} == set(Kind) - {Kind.BUNDLE}
    assert all("event data store" in finding.message for finding in result.refused)


def test_parameters_become_placeholders_with_what_the_template_says_of_them():
    parameters = {
        "Group": {"Type": "String", "Description": "The trail's group.", "Default": "trail", "AllowedPattern": "[a-z]+"}
    }
    result = imported(metric_filter(parameters=parameters, LogGroupName={"Ref": "Group"}))
    (item,) = result.rules
    assert item.rule.spec.log_group_name == "${GROUP}"
    group = result.parameters["GROUP"]
    assert (group.description, group.pattern, group.default, group.example) == (
        "The trail's group.",
        "[a-z]+",
        "trail",
        "trail",
    )
    assert meaning(item.rule, {"GROUP": "trail"}) == FILTER


def test_pseudo_parameters_are_the_placeholders_of_the_catalogue():
    arn = {"Fn::Sub": "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:t"}
    result = imported(alarm(AlarmActions=[arn, {"Ref": "Topic"}]))
    (item,) = result.rules
    assert item.rule.spec.body["AlarmActions"] == ["arn:${PARTITION}:sns:${REGION}:${ACCOUNT_ID}:t", "${TOPIC}"]
    assert list(result.parameters) == ["TOPIC"]
    assert result.parameters["TOPIC"].example.startswith("arn:aws:sns:")


def test_expressions_that_are_more_than_a_name_are_placeholders_of_their_own():
    block = TERRAFORM | {"log_group_name": '${var.prod ? "a" : "b"}', "name": '${var.prod ? "c" : "d"}-x'}
    rule = rule_of({"resource": {"aws_cloudwatch_log_metric_filter": {"b": block}}})
    group, name = rule.spec.log_group_name, rule.spec.filter_name.removesuffix("-x")
    assert (group, name) == ("${VAR_PROD_A_B}", "${VAR_PROD_C_D}")


def test_a_default_stands_in_where_a_rule_needs_to_know():
    parameters = {"Limit": {"Type": "Number", "Default": 5}, "Pattern": {"Type": "String", "Default": PATTERN}}
    result = imported(alarm(parameters, Threshold={"Ref": "Limit"}))
    assert result.rules[0].rule.spec.body["Threshold"] == 5
    assert "is imported with the defaults of its parameters" in result.notes[0].message
    assert meaning(rule_of(metric_filter(parameters=parameters, FilterPattern={"Ref": "Pattern"}))) == FILTER
    variables = {"variable": {"n": {"default": 300}}, "resource": {"aws_cloudwatch_metric_alarm": {"a": {}}}}
    block = variables["resource"]["aws_cloudwatch_metric_alarm"]["a"]
    block |= {"alarm_name": "Stopped", "namespace": "N", "metric_name": "M", "statistic": "Sum", "threshold": 0}
    block |= {"comparison_operator": "GreaterThanThreshold", "evaluation_periods": 1, "period": "${var.n}"}
    assert rule_of(variables).spec.body["Period"] == 300


def test_a_number_without_a_default_is_told():
    (reason,) = reasons(alarm({"Limit": {"Type": "Number"}}, Threshold={"Ref": "Limit"}))
    assert reason.startswith("AWS::CloudWatch::Alarm Stopped is not imported: ")
    (reason,) = reasons(alarm(Threshold={"Fn::If": ["A", 1, 2]}))
    assert "what Fn::If yields is not known" in reason


def test_a_dollar_sign_of_awss_own_stays_one(tmp_path):
    widget = {"type": "metric", "properties": {"metrics": [["N", "M", {"label": "${LABEL} ${AVG}"}]]}}
    result = imported({"DashboardName": "D", "DashboardBody": json.dumps({"widgets": [widget]})})
    (item,) = result.rules
    assert result.parameters["DOLLAR"].default == "$"
    assert meaning(item.rule, {"DOLLAR": "$"})["DashboardBody"] == {"widgets": [widget]}


def test_a_trail_of_several_documents_is_one():
    arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/all-events"
    group = "arn:aws:logs:us-east-1:111122223333:log-group:trail:*"
    files = [
        {"TrailARN": arn, "AdvancedEventSelectors": [SELECTOR]},
        {"TrailARN": arn, "InsightSelectors": [{"InsightType": "ApiErrorRateInsight"}]},
        {
            "trailList": [
                {
                    "Name": "all-events",
                    "TrailARN": arn,
                    "S3BucketName": "b",
                    "IsMultiRegionTrail": True,
                    "IsOrganizationTrail": False,
                    "CloudWatchLogsLogGroupArn": group,
                    "HomeRegion": "us-east-1",
                    "HasInsightSelectors": True,
                    "LogFileValidationEnabled": False,
                }
            ]
        },
    ]
    selector, trail = rules_of(*files)
    assert selector.spec.to_dict() == SELECTOR
    assert trail.spec.to_dict() == {
        "TrailName": "all-events",
        "IsMultiRegionTrail": True,
        "IsOrganizationTrail": False,
        "CloudWatchLogsLogGroup": "trail",
        "AdvancedEventSelectors": ["all"],
        "InsightSelectors": [{"InsightType": "ApiErrorRateInsight"}],
    }
    assert imported(*files).values == {"TRAIL_BUCKET": "b"}
    get_trail = {"Trail": files[2]["trailList"][0]}
    assert [rule.spec for rule in rules_of(*files[:2], get_trail)] == [selector.spec, trail.spec]


def test_the_log_group_of_a_trail_is_found_by_its_arn():
    trail = {"TrailName": "all-events", "IsLogging": True, "S3BucketName": "b"}
    trail |= {"CloudWatchLogsLogGroupArn": {"Fn::GetAtt": ["Group", "Arn"]}}
    result = imported(template(T=("AWS::CloudTrail::Trail", trail)))
    assert result.rules[0].rule.spec.log_group_name == "${GROUP}"
    assert list(result.parameters) == ["GROUP"]
    assert result.refused == ()


def test_what_is_imported_is_exported_as_it_was(tmp_path):
    parameters = {"Group": {"Type": "String", "Default": "trail"}}
    result = imported(metric_filter(parameters=parameters, LogGroupName={"Ref": "Group"}), alarm())
    for item in result.rules:
        (tmp_path / f"{item.rule.id}.yaml").write_text(item.text)
    from ruleforge.importing.document import parameters_text

    (tmp_path / "parameters.yaml").write_text(parameters_text(result.parameters.values(), "x"))
    deployment = assemble(Request(rules=("stopped", "stopped-alarm"), examples=True), load_catalog(tmp_path))
    bodies = {item.kind.value: dict(item.body) for item in deployment.resolved()}
    assert bodies["metric-filter"] | {"filterName": "stopped"} == FILTER
    assert {name: value for name, value in bodies["alarm"].items() if name != "Tags"} == ALARM
    assert shipped_catalogue().parameters["CLOUDTRAIL_LOG_GROUP"].default is None
