"""What cannot be taken over is told by name, with the reason; nothing is lost in silence."""

from __future__ import annotations

import re

import pytest

from importing.imports import REQUIRED, imported, reasons, rule_of, rules_of
from importing.test_import_templates import ALARM, FILTER, SELECTOR, metric_filter, template

TRAIL = {"Name": "all-events", "S3BucketName": "b", "IsMultiRegionTrail": True}
SQL = {"name": "Q", "queryLanguage": "SQL", "queryString": "SELECT eventName FROM `g` LIMIT 1"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"queryDefinitions": [{"name": "Q", "queryString": "fields @message"}]}, "Q .* is CWLI, and rules hold SQL"),
        ({"MetricAlarms": [{"AlarmName": "A", "Metrics": [{"Id": "m"}]}]}, "A .* an expression over metrics"),
        ({"MetricAlarms": [], "CompositeAlarms": [{"AlarmName": "A"}]}, "A is not imported: it is a composite alarm"),
        ({"Name": "S", "AdvancedEventSelectors": [SELECTOR]}, "S .* is not imported: it is an event data store"),
        (template(C=("AWS::CloudWatch::CompositeAlarm", {})), "C is not imported: it is a composite alarm"),
        (template(E=("AWS::Events::Rule", {})), "E is not imported: it is a rule of EventBridge"),
        ({"resource": {"aws_cloudwatch_composite_alarm": {"c": {}}}}, r"aws_cloudwatch_composite_alarm\.c is not"),
        ({"TrailName": "all-events", "EventSelectors": [{"ReadWriteType": "WriteOnly"}]}, "basic event selectors"),
        (FILTER | {"applyOnTransformedLogs": True}, "stopped .* is imported without applyOnTransformedLogs"),
        (FILTER | {"filterPattern": "{ $.x == 1 }"}, "stopped .* is not imported: "),
        (FILTER | {"filterName": "a:b"}, "a:b .* is not imported: "),
        (TRAIL | {"KmsKeyId": "k"}, "all-events .* is imported without KmsKeyId"),
        (TRAIL | {"TagsList": [{"Key": "a", "Value": "b"}]}, "is imported without Tags"),
        ({"metricFilters": [FILTER], "nextToken": "x"}, "a mark that there is more"),
        ({"DashboardEntries": [{"DashboardName": "D"}]}, "D is not imported: it is the name of a dashboard without"),
        (metric_filter(FieldSelectionCriteria='@aws.account = "1"'), "is imported without fieldSelectionCriteria"),
    ],
)
def test_it_is_told(document, reason):
    (found,) = reasons(document)
    assert re.search(reason, found)


def test_members_of_terraform_that_no_table_has_are_told():
    trail = {"name": "all-events", "s3_bucket_name": "b", "kms_key_id": "k", "enable_logging": False, "tags_all": {}}
    (reason,) = reasons({"resource": {"aws_cloudtrail": {"t": trail}}})
    assert "is imported without enable_logging, kms_key_id" in reason


def test_a_loop_is_told():
    block = {"alarm_name": "A", "count": 3, "namespace": "N", "metric_name": "M", "statistic": "Sum", "period": 60}
    block |= {"evaluation_periods": 1, "threshold": 0, "comparison_operator": "GreaterThanThreshold"}
    (reason,) = reasons({"resource": {"aws_cloudwatch_metric_alarm": {"a": block}}})
    assert reason == "aws_cloudwatch_metric_alarm.a is made several times (count), and is imported once"


def test_what_detects_nothing_is_a_note():
    result = imported(template(T=("AWS::SNS::Topic", {}), B=("AWS::S3::Bucket", {})))
    assert result.refused == ()
    assert [note.message for note in result.notes] == [
        "AWS::S3::Bucket detects nothing, and is left out",
        "AWS::SNS::Topic detects nothing, and is left out",
    ]


def test_a_trail_with_a_selector_that_cannot_be_taken_is_not_taken():
    broken = {"Name": "Broken", "FieldSelectors": [{"Field": "nonsense", "Equals": ["x"]}]}
    result = imported({"TrailName": "all-events", "AdvancedEventSelectors": [SELECTOR, broken]})
    assert result.rules == ()
    assert "its selector Broken, is not imported" in result.refused[0].message


@pytest.mark.parametrize("half", ["event-selectors", "insight-selectors"])
def test_half_a_trail_is_not_taken_for_the_whole(half):
    flag = {"event-selectors": "HasCustomEventSelectors", "insight-selectors": "HasInsightSelectors"}[half]
    (reason,) = reasons({"trailList": [TRAIL | {"TrailARN": "arn:aws:cloudtrail:r:1:trail/all-events", flag: True}]})
    assert reason.startswith("all-events (describe-trails trailList[0]) is not imported: ")
    assert reason.endswith(f"add what get-{half} prints")


def test_basic_selectors_that_say_what_none_say_are_fine():
    basic = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    trail = rule_of({"TrailName": "all-events", "EventSelectors": [basic]})
    assert trail.spec.selectors == ()


def test_a_file_of_something_else_is_unreadable_and_others_go_on():
    result = imported({"a": 1}, SQL, "{")
    assert [finding.check for finding in result.unreadable] == ["foreign/shape", "foreign/json"]
    assert [item.rule.id for item in result.rules] == ["q"]


@pytest.mark.parametrize(
    "document", [{"Name": "t"}, {"ResourceARN": "a", "Tags": []}, {"ResourceId": "a", "TagsList": []}]
)
def test_requests_about_tags_and_topics_hold_no_rule(document):
    assert imported(document) == imported()


def test_one_object_in_two_files_is_one_rule():
    result = imported({"metricFilters": [FILTER]}, FILTER)
    assert len(result.rules) == 1
    assert result.notes[0].message == "stopped (put-metric-filter) is there twice"


def test_objects_of_one_name_get_ids_of_their_own():
    files = [{"metricFilters": [FILTER, FILTER | {"logGroupName": "other"}]}, ALARM | {"AlarmName": "stopped"}]
    assert [rule.id for rule in rules_of(*files)] == ["stopped", "stopped-2", "stopped-alarm"]


def test_what_describe_alarms_prints_besides_says_nothing():
    printed = {"ActionsEnabled": True, "OKActions": [], "Dimensions": [], "StateValue": "OK", "AlarmArn": "a"}
    (rule,) = rules_of({"MetricAlarms": [ALARM | printed | {"Threshold": 0.0}]})
    assert rule.spec.body == ALARM
    assert isinstance(rule.spec.body["Threshold"], int)
    assert REQUIRED.items() <= rule.spec.body.items()
