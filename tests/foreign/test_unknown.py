"""What only a deployment knows makes a note and never an error; what is wrong all the same is still found."""

from __future__ import annotations

import json

import pytest

from foreign.readings import artifacts_of, errors_of, findings_of, spot
from ruleforge.data import shipped
from ruleforge.diagnostics import Severity, SourceText
from ruleforge.foreign import ArtifactKind, check_artifact, is_foreign, read_artifacts

SOUND_RULE = {
    "Schema": {"Name": "CloudWatchLogRule", "Version": 1},
    "LogGroupNames": ["g"],
    "LogFormat": "JSON",
    "AggregateOn": "Count",
    "Contribution": {"Keys": ["$.a"], "Filters": []},
}
ALARM = {
    "Namespace": "N",
    "MetricName": "M",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanThreshold",
}
IF = {"Fn::If": ["C", {"Ref": "A"}, {"Ref": "AWS::NoValue"}]}


def resource(kind: str, **properties) -> str:
    return json.dumps({"Resources": {"R": {"Type": kind, "Properties": properties}}})


def metric_filter(pattern, **transformation) -> str:
    members = {"MetricName": "m", "MetricNamespace": "n", "MetricValue": "1"} | transformation
    return resource("AWS::Logs::MetricFilter", FilterPattern=pattern, LogGroupName="g", MetricTransformations=[members])


def query(sql) -> str:
    return resource("AWS::Logs::QueryDefinition", Name="q", QueryLanguage="SQL", QueryString=sql)


def alarm(**members) -> str:
    return resource("AWS::CloudWatch::Alarm", **{**ALARM, **members})


def selectors(*fields) -> str:
    category = {"Field": "eventCategory", "Equals": ["Data"]}
    return resource(
        "AWS::CloudTrail::Trail", AdvancedEventSelectors=[{"Name": "s", "FieldSelectors": [category, *fields]}]
    )


def rule(body) -> str:
    return resource("AWS::CloudWatch::InsightRule", RuleName="r", RuleState="ENABLED", RuleBody=body)


NO_ERRORS = {
    "a pattern that is a parameter": metric_filter({"Ref": "P"}),
    "and a metric value that is a field of it": metric_filter({"Ref": "P"}, MetricValue="$.a"),
    "a number": metric_filter({"Fn::Sub": "{ $.a > ${N} }"}),
    "a name in a path": metric_filter({"Fn::Sub": "{ $.${F} = 1 }"}),
    "a condition": metric_filter({"Fn::Sub": "{ $.a = 1 && ${C} }"}),
    "a condition in brackets": metric_filter({"Fn::Join": ["", ["{ (", {"Ref": "C"}, ") || ($.a = 1) }"]]}),
    "a pattern by condition": metric_filter(IF),
    "a dimension by condition": metric_filter("{ $.a = 1 }", Dimensions=IF, DefaultValue=0),
    "dimensions whose key is a parameter": metric_filter(
        "{ $.a = 1 }", Dimensions=[{"Key": {"Ref": "K"}, "Value": "$.a"}]
    ),
    "a metric value that is a parameter": metric_filter("{ $.a = 1 }", MetricValue={"Ref": "V"}),
    "a default value that is a parameter": metric_filter("{ $.a = 1 }", DefaultValue={"Ref": "V"}),
    "a log group from elsewhere": metric_filter("x").replace('"g"', json.dumps({"Fn::ImportValue": "g"})),
    "a limit": query({"Fn::Sub": "SELECT a FROM `${G}` LIMIT ${N}"}),
    "a column": query({"Fn::Sub": "SELECT ${C} FROM `g`"}),
    "a query that is a parameter": query({"Ref": "Q"}),
    "a language that is a parameter": query("SELECT a, FROM b").replace('"SQL"', '{"Ref": "L"}'),
    "an alarm's numbers": alarm(Period={"Ref": "P"}, EvaluationPeriods={"Ref": "E"}, Threshold={"Ref": "T"}),
    "a period too long for what is not known": alarm(Period=86400, EvaluationPeriods={"Ref": "E"}),
    "statistics by condition": alarm(ExtendedStatistic="p99", Statistic=IF),
    "actions by condition": alarm(AlarmActions=[*"abcde", IF]),
    "no value": alarm(Unit={"Ref": "AWS::NoValue"}),
    "a function that nobody knows": alarm(Threshold={"Fn::Length": [1, 2]}),
    "metric math": resource("AWS::CloudWatch::Alarm", Metrics=[], EvaluationPeriods=1, Threshold=1, AlarmName="a"),
    "a type that is a parameter": selectors({"Field": "resources.type", "Equals": [{"Ref": "T"}]}),
    "a field that is a parameter": selectors(
        {"Field": {"Ref": "F"}, "Equals": ["x"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}
    ),
    "a field selector by condition": selectors(IF),
    "selectors by condition": resource("AWS::CloudTrail::Trail", AdvancedEventSelectors=IF),
    "values that CloudFormation turns into text": selectors(
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}, {"Field": "readOnly", "Equals": [True]}
    ),
    "basic selectors": resource("AWS::CloudTrail::Trail", EventSelectors=[{"ReadWriteType": "All"}]),
    "a rule that is a parameter": rule({"Ref": "B"}),
    "a key of a rule": rule({"Fn::Sub": json.dumps(SOUND_RULE).replace("$.a", "${Key}")}),
    "a number in a rule": rule({"Fn::Sub": json.dumps(SOUND_RULE).replace('"Version": 1', '"Version": ${V}')}),
    "a list in a rule": rule({"Fn::Sub": json.dumps(SOUND_RULE).replace('["$.a"]', "${Keys}")}),
    "a part of a rule": rule({"Fn::Sub": json.dumps(SOUND_RULE).replace('"Filters"', '${More} "Filters"')}),
    "a member's name in a rule": rule({"Fn::Sub": json.dumps(SOUND_RULE).replace("Keys", "${K}")}),
    "a rule by condition": rule({"Fn::ToJsonString": {**SOUND_RULE, "Contribution": IF}}),
    "all properties by condition": json.dumps(
        {"Resources": {"R": {"Type": "AWS::CloudWatch::Alarm", "Properties": IF}}}
    ),
    "included properties": alarm().replace('"Namespace"', '"Fn::Transform": {"Name": "AWS::Include"}, "X"'),
}


@pytest.mark.parametrize("name", NO_ERRORS)
def test_what_is_not_known_makes_no_error(name):
    assert errors_of(NO_ERRORS[name]) == []


STILL_FOUND = {
    "beside a parameter": (metric_filter({"Fn::Sub": '{ $.a = "${P}" && $.b == 1 }'}), "=="),
    "before a parameter without quotes": (metric_filter({"Fn::Sub": "{ $.b == 1 && $.a = ${P} }"}), "=="),
    "in a query with a parameter": (query({"Fn::Sub": "SELECT a, FROM `${G}` LIMIT ${N}"}), ","),
    "beside a part by condition": (alarm(AlarmActions=[IF], Statistic="Som"), '"Som"'),
    "beside a number that is a parameter": (alarm(Period={"Ref": "P"}, ComparisonOperator="x"), '"x"'),
    "in a selector with a parameter": (
        selectors({"Field": "resources.type", "Equals": [{"Ref": "T"}]}, {"Field": "readonly", "Equals": ["true"]}),
        '"readonly"',
    ),
    "in a rule with a parameter": (
        rule({"Fn::Sub": json.dumps(SOUND_RULE).replace('"g"', '"${G}"').replace("JSON", "JSN")}),
        '\\"JSN\\"',
    ),
}


@pytest.mark.parametrize("name", STILL_FOUND)
def test_what_is_wrong_all_the_same_is_found(name):
    text, under = STILL_FOUND[name]
    (finding,) = errors_of(text)
    assert spot(finding) == under


@pytest.mark.parametrize(
    ("text", "under"),
    [
        (NO_ERRORS["a pattern by condition"], json.dumps(IF)),
        (NO_ERRORS["a pattern that is a parameter"], '{"Ref": "P"}'),
        (NO_ERRORS["a rule that is a parameter"], '{"Ref": "B"}'),
        (NO_ERRORS["selectors by condition"], json.dumps(IF)),
        (NO_ERRORS["metric math"], "[]"),
        (query("fields @message").replace("SQL", "CWLI"), '"CWLI"'),
    ],
)
def test_what_is_not_looked_at_is_said(text, under):
    (finding,) = findings_of(text)
    assert finding.severity is Severity.NOTE
    assert spot(finding) == under


def test_parts_that_are_not_known_are_told_apart():
    (artifact,) = artifacts_of(alarm(Period={"Ref": "P"}, AlarmName="a"))
    assert artifact.body["Period"] == "${P}"
    assert not artifact.is_known(("Period",))
    assert not artifact.is_known(())
    assert artifact.is_known(("AlarmName",))


@pytest.mark.parametrize(
    ("text", "problem", "under"),
    [
        (resource("AWS::Logs::SubscriptionFilter", LogGroupName="g"), "FilterPattern is missing", "{"),
        (metric_filter(["a"]), "FilterPattern is text, not a list", '["a"]'),
        (rule(SOUND_RULE), "RuleBody is JSON as text, not an object", json.dumps(SOUND_RULE)),
        (metric_filter("a", DefaultValue="x"), "DefaultValue is a number, not text", '"x"'),
        (metric_filter("a").replace('[{"MetricName"', '[1, {"MetricName"'), "a list of objects, not 1", "1"),
        ('{"Resources": {"R": {"Type": "AWS::CloudWatch::Alarm", "Properties": [1]}}}', "not a list", "[1]"),
    ],
)
def test_shapes_that_are_wrong(text, problem, under):
    (finding,) = errors_of(text)
    assert problem in finding.message
    assert spot(finding) == under


def terraform(kind: str, body) -> str:
    return json.dumps({"resource": {kind: {"this": body}}})


FILTER = {"name": "f", "log_group_name": "g", "destination_arn": "a"}
SUBSCRIPTION = "aws_cloudwatch_log_subscription_filter"


def subscription(pattern: str) -> str:
    return terraform(SUBSCRIPTION, {**FILTER, "filter_pattern": pattern})


@pytest.mark.parametrize(
    "pattern",
    [
        "${var.pattern}",
        '{ $.a = "${var.x}" }',
        "{ $.a = ${var.number} }",
        '{ $.a = "${lookup({"}" = 1}, "x")}" }',
        '{ $.a = "%{ if var.x }b%{ endif }" }',
        '{ $.a = "$${x}" }',
        "${var.unclosed",
    ],
)
def test_terraform_expressions(pattern):
    assert errors_of(subscription(pattern)) == []


def test_terraform_finds_what_is_wrong_beside_an_expression():
    (finding,) = errors_of(subscription('{ $.a = "${var.x}" && $.b == 1 }'))
    assert spot(finding) == "=="


def test_terraform_blocks_in_lists_and_loops():
    selector = {"field_selector": [{"field": "eventCategory", "equals": ["Managment"]}]}
    body = {"name": "t", "s3_bucket_name": "b", "advanced_event_selector": selector}
    text = json.dumps({"resource": [{"aws_cloudtrail": [{"a": [body]}, {"b": body}]}]})
    assert [spot(finding) for finding in errors_of(text)] == ['"Managment"'] * 2
    body["dynamic"] = {"advanced_event_selector": {"for_each": "${var.all}", "content": {}}}
    assert errors_of(terraform("aws_cloudtrail", body)) == []


def test_what_is_known_after_the_apply_only():
    values = {**FILTER, "metric_transformation": [{"name": "m", "namespace": "n"}], "log_group_name": None}
    later = {"pattern": True, "metric_transformation": [{"value": True}]}
    resource = {"address": "a.b", "mode": "managed", "type": "aws_cloudwatch_log_metric_filter", "values": values}
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [resource]}},
        "resource_changes": [{"address": "a.b", "change": {"after_unknown": later}}],
    }
    assert errors_of(json.dumps(plan)) == []
    plan["resource_changes"] = []
    (finding,) = errors_of(json.dumps(plan))
    assert finding.message == "pattern is missing"


def test_metric_dimensions_are_a_map_whatever_wrote_them():
    for text in (
        metric_filter("{ $.a = 1 }", Dimensions=[{"Key": "k", "Value": "$.a"}]),
        terraform(
            "aws_cloudwatch_log_metric_filter",
            {"pattern": "{ $.a = 1 }", "metric_transformation": {"dimensions": {"k": "$.a"}}},
        ),
    ):
        (artifact,) = artifacts_of(text)
        assert artifact.body["metricTransformations"][0]["dimensions"] == {"k": "$.a"}
        path = ("metricTransformations", 0, "dimensions", "k")
        assert text[artifact.span(path).start : artifact.span(path).end] == '"$.a"'


def test_managed_rules_are_left_alone():
    listed = {"InsightRules": [{"Name": "a", "Definition": "{}", "ManagedRule": True}]}
    assert artifacts_of(json.dumps(listed)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "[]",
        "{}",
        "kind: metric-filter\nspec: {filterPattern: x}",
        '{"Records": []}',
        '{"a": 1}\n{"a": 2}',
        "%",
        '{"resource": "x"}',
        '{"Resources": []}',
        '{"metricFilters": 1}',
        '{"requestParameters": {"filterPattern": "x"}}\n{"filterPattern": 1}\n',
    ],
)
def test_other_files_are_not_taken(text):
    source = SourceText("f", text)
    assert not is_foreign(source)
    artifacts, findings = read_artifacts(source)
    assert artifacts == []
    (finding,) = findings
    assert finding.span is not None


def test_our_own_rules_and_fixtures_are_not_taken():
    for part in ("rules", "fixtures", "schemas"):
        files = [path for ending in ("yaml", "json") for path in shipped(part).rglob(f"*.{ending}")]
        assert files
        texts = [SourceText(path.name, path.read_text(encoding="utf-8")) for path in files]
        assert [source.name for source in texts if is_foreign(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Resources:\n  A:\n    Type: AWS::Logs::MetricFilter\n\tx: 1\n",
        '{"Resources": {"A": {"Type": "AWS::CloudTrail::Trail",}}}',
        '{"resource": {"aws_cloudtrail": }}',
        '{"metricFilters": [}',
    ],
)
def test_a_damaged_file_is_still_told_and_its_damage_found(text):
    source = SourceText("f", text)
    assert is_foreign(source)
    assert read_artifacts(source)[0] == []
    (finding,) = read_artifacts(source)[1]
    assert finding.check in ("foreign/yaml", "foreign/json")


def test_a_byte_order_mark_moves_everything():
    text = "\ufeff" + subscription("{ $.b == 1 }")
    (finding,) = errors_of(text)
    assert spot(finding) == "=="
    text = "\ufeffResources: {R: {Type: 'AWS::Logs::SubscriptionFilter', Properties: {FilterPattern: '{ $.b == 1 }'}}}"
    (finding,) = errors_of(text)
    assert spot(finding) == "=="


def test_lines_may_end_as_in_windows():
    text = (
        "Resources:\r\n  R:\r\n    Type: AWS::Logs::SubscriptionFilter\r\n    Properties:\r\n"
        "      FilterPattern: !Sub >-\r\n        { $.a = 1 &&\r\n        $.b == 1 }\r\n"
    )
    (finding,) = errors_of(text)
    assert (spot(finding), finding.place) == ("==", "f:7:13")


def test_rules_have_a_kind_for_each_but_event_data_stores():
    from ruleforge.model import Kind

    words = {kind.value for kind in ArtifactKind}
    assert words - {kind.value for kind in Kind} == {"event-data-store"}
    assert check_artifact(artifacts_of(alarm())[0]) == []
