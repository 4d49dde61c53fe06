"""Templates: CloudFormation takes them, they say what the API would be told, and nothing is lost."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
import yaml
from cfnlint.config import ConfigMixIn
from cfnlint.decode.decode import decode_str
from cfnlint.rules import Rules
from cfnlint.runner import Runner, run_template_by_data
from hypothesis import given, settings
from hypothesis import strategies as st

from export.targets.cloudformation_deployments import (
    TARGET,
    evaluated,
    everything,
    expected,
    merged,
    notes_of,
    one_of_each,
    read_back,
    rendered,
    small,
    templates,
    the,
    transformed,
)
from ruleforge.export import ResourceKind
from ruleforge.export.requests import as_json
from ruleforge.export.resources import JSON_MEMBERS
from ruleforge.export.targets.cloudformation import template
from ruleforge.export.targets.cloudformation.names import logical_id, parameter_name


@pytest.fixture(scope="module")
def deployment():
    return everything()


@pytest.fixture(scope="module")
def rendering():
    return rendered()


def test_stacks_and_the_one_template_say_what_the_api_is_told(deployment, rendering):
    found = templates(rendering)
    whole = found.pop("template.json")
    assert len(found) > 5
    assert read_back(merged(found)) == expected(deployment)
    assert read_back(evaluated(whole)) == expected(deployment)


def test_topics_are_made_with_leave_for_alarms_and_told(deployment, rendering):
    whole = templates(rendering)["template.json"]
    made = evaluated(whole)
    topics = {one["Properties"]["TopicName"]: name for name, one in made.items() if one["Type"] == "AWS::SNS::Topic"}
    assert set(topics) == {"ai-security", "ai-operations"}
    arn = "arn:aws:sns:us-east-1:111122223333:ai-security"
    (policy,) = (
        one["Properties"]
        for one in made.values()
        if one["Type"] == "AWS::SNS::TopicPolicy" and one["Properties"]["Topics"] == [arn]
    )
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Resource"] == arn
    assert statement["Condition"] == {
        "ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*"},
        "StringEquals": {"aws:SourceAccount": "111122223333"},
    }
    assert whole["Outputs"]["SecurityTopicArn"]["Value"] == {"Ref": topics["ai-security"]}
    assert "SecurityTopicArn" not in whole["Parameters"]
    alarms = templates(rendering)["stacks/alarm.json"]
    assert alarms["Parameters"]["SecurityTopicArn"]["Default"] == deployment.values["SECURITY_TOPIC_ARN"] == arn


def test_resources_say_which_rule_they_are(deployment, rendering):
    stamps = {item.name: item.stamp for item in deployment.resources if item.kind is ResourceKind.ALARM}
    found = templates(rendering)["template.json"]["Resources"]
    alarms = [one for one in found.values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    assert len(alarms) == len(stamps)
    for one in alarms:
        stamp = stamps[one["Properties"]["AlarmName"]]
        origin = {"rule": stamp.rule, "version": stamp.version, "digest": stamp.digest}
        assert one["Metadata"] == {"ruleforge": origin}


FALSE_ALARMS: dict[str, str] = {}
"""Findings of cfn-lint that are wrong, by id, and why: so far there are none."""


def linter_settings() -> ConfigMixIn:
    return ConfigMixIn(regions=["us-east-1"])


@cache
def linter_rules() -> Rules:
    """cfn-lint's rules, read once for all templates, as its own command does: that takes longer than most templates."""
    return Runner(linter_settings()).rules


def linted(text: str) -> list[str]:
    """What CloudFormation's linter finds, warnings and remarks too."""
    data, errors = decode_str(text)
    found = errors or run_template_by_data(data, linter_settings(), linter_rules())
    return [f"{one.rule.id} {one.message}" for one in found if one.rule.id not in FALSE_ALARMS]


def test_cfn_lint_finds_nothing(rendering):
    assert all(FALSE_ALARMS.values())
    # YAML has the same data.
    assert linted(rendering.files["template.json"]) == []


def test_cfn_lint_finds_nothing_in_any_stack(rendering):
    for name, text in rendering.files.items():
        if name.startswith("stacks/"):
            assert linted(text) == [], name


def test_cfn_lint_would_find_something(rendering):
    broken = rendering.files["stacks/topic.json"].replace('"TopicName"', '"Name"')
    assert any(found.startswith("E3002 ") for found in linted(broken))


def test_yaml_has_the_data_of_json(rendering):
    names = [name for name in rendering.files if name.endswith(".yaml")]
    assert names
    for name in names:
        text = rendering.files[name]
        assert yaml.safe_load(text) == json.loads(rendering.files[name.replace(".yaml", ".json")])
    assert "Fn::Sub: |-\n          SELECT" in rendering.files["stacks/query.yaml"]


@settings(max_examples=40)
@given(st.lists(st.text(st.sampled_from("a: #'\"\\-|>{}\t\n\r\x85\u2028\ufeff\U0001f600é"))))
def test_any_texts_are_the_same_in_yaml(texts):
    one = {"Type": "x", "Properties": {"Texts": texts, "Deeper": [{"In": [text]} for text in texts]}}
    made = template.Template({"Description": "x", "Resources": {"One": one, "Two": one}}, {})
    assert yaml.safe_load(made.yaml) == json.loads(made.json) == made.data


def test_the_same_bytes_every_time(rendering):
    template._yaml.cache_clear()
    again = TARGET.render(everything())
    assert again == rendering
    assert list(again.files) == list(rendering.files)


def test_what_is_asked_for_is_used_and_what_is_used_is_there(rendering):
    for data in templates(rendering).values():
        text = json.dumps(data["Resources"])
        used = set(re.findall(r"\$\{([A-Za-z0-9]+)\}", text)) | set(re.findall(r'"Ref": "([A-Za-z0-9]+)"', text))
        assert used - data["Resources"].keys() == data.get("Parameters", {}).keys()
        assert len(re.findall(r"\$\{", text)) == len(re.findall(r"\$\{(?:[A-Za-z0-9]+|AWS::[A-Za-z]+)\}", text))


def test_names_are_letters_and_digits_and_differ(deployment, rendering):
    whole = templates(rendering)["template.json"]
    names = [*whole["Resources"], *whole["Parameters"]]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[A-Za-z0-9]{1,255}", name) for name in (*names, *whole["Outputs"]))
    assert "AlarmBedrockGuardrailChangesAlarm" in names
    assert "CloudtrailLogGroup" in names


def test_json_members_are_texts(deployment, rendering):
    found = evaluated(templates(rendering)["template.json"])
    names = {"RuleDefinition": "RuleBody", "DashboardBody": "DashboardBody"}
    told = {as_json(item.body[JSON_MEMBERS[item.kind]]) for item in deployment.resolved() if item.kind in JSON_MEMBERS}
    written = {
        one["Properties"][name] for one in found.values() for name in names.values() if name in one["Properties"]
    }
    assert written == told


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"metricValue": "0.5"}, "CloudFormation takes no metric value '0.5'"),
        ({"metricNamespace": "AI Workloads"}, "CloudFormation takes no metric namespace 'AI Workloads'"),
        ({"metricName": "{{resolve:ssm:x}}"}, "CloudFormation would put something else in the place of {{resolve:…}}"),
    ],
)
def test_what_no_template_holds_is_made_by_a_call(changes, says):
    deployment = transformed(one_of_each(), **changes)
    rendering = TARGET.render(deployment)
    (note,) = notes_of(rendering)
    assert note.message == f"the metric-filter bedrock-guardrail-changes is in no template: {says}"
    assert note.help == "calls/deploy.sh makes it"
    (request,) = (text for name, text in rendering.files.items() if name.startswith("calls/requests/"))
    name = the(deployment, ResourceKind.METRIC_FILTER).name
    assert json.loads(request) == expected(deployment).pop(("metric-filter", name))
    rest = {key: body for key, body in expected(deployment).items() if key[0] != "metric-filter"}
    assert read_back(evaluated(templates(rendering)["template.json"])) == rest


def test_dimensions_are_a_list():
    deployment = transformed(one_of_each(), dimensions={"Account": "$.recipientAccountId"})
    data = templates(TARGET.render(deployment))["template.json"]
    (one,) = (one for one in data["Resources"].values() if one["Type"] == "AWS::Logs::MetricFilter")
    (transformation,) = one["Properties"]["MetricTransformations"]
    assert transformation["Dimensions"] == [{"Key": "Account", "Value": "$.recipientAccountId"}]
    assert read_back(evaluated(data)) == expected(deployment)


def test_nothing_for_a_template_makes_calls_only():
    deployment = transformed(small("bedrock-guardrail-changes"), metricValue="0.5")
    rendering = TARGET.render(deployment)
    assert templates(rendering) == {}
    assert "calls/deploy.sh" in rendering.files["deploy.sh"]
    assert "cloudformation" not in rendering.files["deploy.sh"].replace("CloudFormation", "")


def test_names_that_run_together_are_told_apart():
    alike = ["s-3", "s3", "s--3", "S3", "s_3"]
    names = {logical_id(ResourceKind.TOPIC, name) for name in alike}
    assert len(names) == len(alike)
    assert logical_id(ResourceKind.TOPIC, "ai-security") == "TopicAiSecurity"
    assert logical_id(ResourceKind.TRAIL, "bucket", {"TrailBucket"}) != "TrailBucket"
    assert parameter_name("A_1") != parameter_name("A1")
    long = [logical_id(ResourceKind.TOPIC, "a" * 255 + sign) for sign in "bc"]
    assert len(set(long)) == 2
    assert max(map(len, long)) <= 255
