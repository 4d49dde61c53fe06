"""Terraform's JSON syntax: what is written passes a schema of its providers, and reads back as what was meant."""

from __future__ import annotations

import json
import re
from collections import Counter
from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from export.targets.terraform_deployments import (
    BUNDLE,
    PARAMETERS,
    TARGET,
    deployment,
    files_of,
    full,
    query,
    rendered,
    rule,
)
from export.targets.terraform_schema import CONFIGURATION, VALUES
from ruleforge.diagnostics import Severity, SourceText
from ruleforge.errors import UnsupportedError
from ruleforge.export import Request, Resource, ResourceKind, assemble
from ruleforge.export.target import with_manifest
from ruleforge.foreign import read_artifacts
from ruleforge.model import Parameter


def blocks(files):
    """Every resource as its type, its label and its body."""
    return [
        (type_, label, body)
        for content in files.values()
        for type_, labelled in content.get("resource", {}).items()
        for label, body in labelled.items()
    ]


def artifacts_in(files):
    found = []
    for name, text in files.items():
        if '"resource"' in text and name != "topics.tf.json":
            artifacts, findings = read_artifacts(SourceText(name, text))
            assert findings == []
            found += artifacts
    assert all(artifact.problems == () for artifact in found)
    return found


def variables_in(made):
    """What stands for each placeholder where the configuration is read back."""
    labels = {"ai-security": "ai_security", "AI_Operations": "ai_operations"}
    topics = {name: f"${{aws_sns_topic.{labels[topic]}.arn}}" for name, topic in made.topics.items()}
    return {name: f"${{var.{name.lower()}}}" for name in made.parameters} | topics


def resolved(value, values):
    """Data with texts in the place of placeholders, and what is no placeholder as it is."""
    if isinstance(value, str):
        return re.sub(r"\$\{([^${}]*)\}?", lambda found: values.get(found[1], found[0]), value)
    if isinstance(value, dict):
        return {name: resolved(inner, values) for name, inner in value.items()}
    return [resolved(inner, values) for inner in value] if isinstance(value, list | tuple) else value


def errors_in(name, content):
    schema = VALUES if name.endswith(".tfvars.json") else CONFIGURATION
    return [f"{name}: {error.json_path}: {error.message}" for error in schema.iter_errors(content)]


class TestEveryRule:
    def test_every_file_passes_the_schema(self):
        files = {name: json.loads(text) for name, text in rendered().files.items()}
        assert [error for name, content in files.items() for error in errors_in(name, content)] == []
        assert {resource.kind for resource in full().resources} == set(ResourceKind)

    def test_each_object_is_one_resource_and_each_topic_has_a_policy(self):
        made = Counter(resource.kind for resource in full().resources)
        found = Counter(type_ for type_, _, _ in blocks(files_of(full())))
        assert found == {
            "aws_sns_topic": made[ResourceKind.TOPIC],
            "aws_sns_topic_policy": made[ResourceKind.TOPIC],
            "aws_cloudtrail": 1,
            "awscc_cloudtrail_trail": 1,
            "aws_cloudwatch_log_metric_filter": made[ResourceKind.METRIC_FILTER],
            "aws_cloudwatch_metric_alarm": made[ResourceKind.ALARM],
            "aws_cloudwatch_contributor_insight_rule": made[ResourceKind.CONTRIBUTOR_INSIGHTS],
            "awscc_logs_query_definition": made[ResourceKind.QUERY],
            "aws_cloudwatch_log_subscription_filter": made[ResourceKind.SUBSCRIPTION_FILTER],
            "aws_cloudwatch_dashboard": 1,
        }

    def test_bodies_read_back_as_they_were_with_variables_in_the_place_of_placeholders(self):
        values = variables_in(full())
        wanted = {
            (resource.kind.value, resolved(resource.name, values)): resolved(resource.body, values)
            for resource in full().resources
            if resource.kind is not ResourceKind.TOPIC
        }
        assert {(item.kind.value, item.name): item.body for item in artifacts_in(rendered().files)} == wanted

    def test_every_reference_leads_somewhere(self):
        files = {name: json.loads(text) for name, text in rendered().files.items()}
        declared = {f"var.{name}" for name in files["variables.tf.json"]["variable"]}
        declared |= {f"{type_}.{label}.arn" for type_, label, _ in blocks(files)}
        used = set(re.findall(r"(?<![$])\$\{([a-z][\w.]*)\}", "".join(rendered().files.values())))
        assert used <= declared
        assert {name for name in used if name.startswith("aws_sns")} == {
            "aws_sns_topic.ai_security.arn",
            "aws_sns_topic.ai_operations.arn",
        }

    def test_every_placeholder_is_a_variable_with_its_value(self):
        files = {name: json.loads(text) for name, text in rendered().files.items()}
        values = {name.lower(): full().values[name] for name in full().parameters}
        assert files["terraform.tfvars.json"] == values
        assert files["variables.tf.json"]["variable"].keys() == values.keys()
        assert files["variables.tf.json"]["variable"]["account_id"] == {
            "type": "string",
            "description": full().parameters["ACCOUNT_ID"].description,
            "validation": [
                {
                    "condition": '${can(regex("^(?:[0-9]{12})$", var.account_id))}',
                    "error_message": "ACCOUNT_ID is a value such as 111122223333.",
                }
            ],
        }
        assert all("validation" in variable for variable in files["variables.tf.json"]["variable"].values())

    def test_what_the_provider_aws_lacks_goes_to_awscc_and_is_said(self):
        awscc = {type_ for type_, _, _ in blocks(files_of(full())) if type_.startswith("awscc_")}
        assert awscc == {"awscc_cloudtrail_trail", "awscc_logs_query_definition"}
        trails, queries = rendered().notes
        assert {trails.severity, queries.severity} == {Severity.NOTE}
        assert trails.message == (
            "aws_cloudtrail has no AggregationConfigurations, InsightSelectors.EventCategories:"
            " ai-workloads is written as awscc_cloudtrail_trail"
        )
        assert queries.message.startswith("aws_cloudwatch_query_definition has no queryLanguage: ")

    def test_the_same_deployment_gives_the_same_bytes(self):
        again = assemble(Request(rule("bundle", "all-of-it", BUNDLE, full().parameters), examples=True), full().catalog)
        assert TARGET.render(again) == rendered()
        assert list(TARGET.render(again).files) == list(rendered().files)
        assert len(with_manifest(rendered(), full(), "terraform").files) == len(rendered().files) + 1


class TestTheSchema:
    """It finds what it is there for."""

    @pytest.mark.parametrize(
        ("type_", "change"),
        [
            ("aws_cloudwatch_metric_alarm", lambda body: body.update(query_language="SQL")),
            ("aws_cloudwatch_metric_alarm", lambda body: body.update(period="60")),
            ("aws_cloudwatch_metric_alarm", lambda body: body.update(tags=[])),
            ("aws_cloudwatch_metric_alarm", lambda body: body.pop("alarm_name")),
            ("aws_cloudtrail", lambda body: body["advanced_event_selector"][0].update(field_selector={})),
            ("aws_cloudtrail", lambda body: body["advanced_event_selector"][0]["field_selector"][0].pop("field")),
            ("awscc_cloudtrail_trail", lambda body: body.pop("is_logging")),
            ("aws_cloudwatch_log_metric_filter", lambda body: body["metric_transformation"].append({})),
        ],
    )
    def test_a_wrong_resource_is_refused(self, type_, change):
        files = files_of(full())
        (name,) = (name for name, content in files.items() if type_ in content.get("resource", {}))
        content = deepcopy(files[name])
        change(next(iter(content["resource"][type_].values())))
        assert errors_in(name, content)

    @pytest.mark.parametrize(
        "content",
        [
            {"resources": {}},
            {"resource": {"aws_cloudwatch_alarm": {}}},
            {"variable": {"1": {"type": "string", "description": "d"}}},
            {"provider": {"aws": {"account": "1"}}},
        ],
    )
    def test_a_wrong_frame_is_refused(self, content):
        assert errors_in("x.tf.json", content)


class TestTopics:
    def test_a_topic_lets_alarms_of_the_account_publish(self):
        topic = Resource(ResourceKind.TOPIC, "ops.fifo", "ops.fifo", {"Name": "ops.fifo", "Tags": []})
        content = files_of(deployment(topic, topics={"OPS_TOPIC_ARN": "ops.fifo"}))["topics.tf.json"]
        assert content["resource"]["aws_sns_topic"] == {"ops_fifo": {"name": "ops.fifo"}}
        policy = content["resource"]["aws_sns_topic_policy"]["ops_fifo"]
        assert policy["arn"] == "${aws_sns_topic.ops_fifo.arn}"
        (statement,) = json.loads(policy["policy"])["Statement"]
        assert statement["Resource"] == "${aws_sns_topic.ops_fifo.arn}"
        assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert statement["Condition"] == {
            "ArnLike": {"aws:SourceArn": "arn:${var.partition}:cloudwatch:${var.region}:${var.account_id}:alarm:*"},
            "StringEquals": {"aws:SourceAccount": "${var.account_id}"},
        }


class TestProviders:
    def test_only_those_are_named_that_resources_need_and_the_account_is_checked(self):
        content = files_of(deployment(query()))["providers.tf.json"]
        assert list(content["terraform"]["required_providers"]) == ["awscc"]
        assert content["provider"] == {"awscc": {"region": "${var.region}"}}
        topic = Resource(ResourceKind.TOPIC, "ops", "ops", {"Name": "ops", "Tags": []})
        content = files_of(deployment(topic))["providers.tf.json"]
        assert content["provider"] == {
            "aws": {"region": "${var.region}", "allowed_account_ids": ["${var.account_id}"]},
        }

    def test_a_new_metric_filter_is_made_before_the_old_one_goes(self):
        (filters,) = (content for name, content in files_of(full()).items() if name.startswith("metric_filters"))
        for body in filters["resource"]["aws_cloudwatch_log_metric_filter"].values():
            assert body["lifecycle"] == {"create_before_destroy": True}

    def test_what_no_table_has_is_refused_all_at_once(self):
        body = {"AlarmName": "A", "EvaluationWindow": {"WallClockWindow": {}}, "Period": 60, "Tags": []}
        alarm = Resource(ResourceKind.ALARM, "an-alarm", "A", body)
        with pytest.raises(UnsupportedError) as caught:
            TARGET.render(deployment(alarm, replace(alarm, id="another", body={**body, "Sensitivity": 3})))
        assert [finding.message for finding in caught.value.findings] == [
            f"alarm {one}: nothing is known here of how Terraform spells {name}"
            for one, name in (
                ("an-alarm", "EvaluationWindow"),
                ("another", "EvaluationWindow"),
                ("another", "Sensitivity"),
            )
        ]


class TestLabels:
    def labels(self, *identifiers):
        found = blocks(files_of(deployment(*(query(identifier=one) for one in identifiers))))
        return [label for _, label, _ in found]

    def test_they_are_ids_in_snake_case(self):
        assert self.labels("a-query", "2-much", "B_c") == ["a_query", "_2_much", "b_c"]

    def test_ids_that_come_to_the_same_are_told_apart_in_any_order(self):
        first, second, third = self.labels("a-b", "a_b", "A-b")
        assert first == "a_b"
        assert re.fullmatch("a_b_[0-9a-f]{8}", second)
        assert re.fullmatch("a_b_[0-9a-f]{8}", third)
        assert second != third
        assert self.labels("A-b", "a_b", "a-b") == [third, second, first]

    @given(st.sets(st.text("aAb_-1", min_size=1, max_size=3), min_size=1, max_size=8))
    @settings(max_examples=40)
    def test_they_are_unique_and_terraform_takes_them(self, identifiers):
        labels = self.labels(*sorted(identifiers))
        assert len(set(labels)) == len(identifiers)
        assert all(re.fullmatch("[a-z_][a-z0-9_]*", label) for label in labels)


class TestVariables:
    def test_names_that_terraform_keeps_for_itself_get_another(self):
        extra = {
            name: Parameter(name, "d", ".*", "f", name) for name in ("COUNT", "COUNT_VALUE", "VERSION", "VERSIONS")
        }
        made = deployment(query("${COUNT} ${COUNT_VALUE} ${VERSION} ${VERSIONS}"), parameters=PARAMETERS | extra)
        files = files_of(made)
        (_, _, body) = blocks(files)[0]
        assert body["query_string"] == (
            "${var.count_value} ${var.count_value_value} ${var.version_value} ${var.versions}"
        )
        assert files["terraform.tfvars.json"]["count_value_value"] == "COUNT_VALUE"


class TestTexts:
    """Terraform reads templates in every string."""

    pieces = st.sampled_from(["$", "%", "{", "}", "${REGION}", "${ACCOUNT_ID}", "${", "%{", '"', "\\", "\n", "é", "a"])
    texts = st.lists(pieces | st.text(max_size=3), max_size=12).map("".join)

    @given(texts, texts)
    @example("${REGION}", "${")
    @settings(max_examples=60)
    def test_any_text_reads_back_as_it_was(self, text, inner):
        definition = {"Schema": {"Version": 1}, "Contribution": {"Keys": [inner, text]}}
        insight = {"RuleName": f"n{text}", "RuleState": "ENABLED", "RuleDefinition": definition}
        tags = [{"Key": "k", "Value": f"v{inner}"}]
        made = deployment(
            query(f"q{text}"),
            Resource(ResourceKind.CONTRIBUTOR_INSIGHTS, "a-rule", "n", insight | {"Tags": tags}),
        )
        files = TARGET.render(made).files
        values = {"REGION": "${var.region}", "ACCOUNT_ID": "${var.account_id}"}
        found = {item.kind.value: item.body for item in artifacts_in(files)}
        assert found == {
            "query": resolved(made.resources[0].body, values),
            "contributor-insights": resolved(made.resources[1].body, values),
        }
        assert [error for name, text in files.items() for error in errors_in(name, json.loads(text))] == []

    def test_values_that_would_end_a_json_text_early_are_refused_all_at_once(self):
        body = {"DashboardName": "D", "DashboardBody": {"widgets": ["${REGION}", "${ACCOUNT_ID}"]}}
        made = deployment(Resource(ResourceKind.DASHBOARD, "d", "D", body), REGION='a"b', ACCOUNT_ID="a\\b")
        with pytest.raises(UnsupportedError) as caught:
            TARGET.render(made)
        assert [finding.message.partition(" stands")[0] for finding in caught.value.findings] == [
            "the value of ACCOUNT_ID",
            "the value of REGION",
        ]
        harmless = TARGET.render(replace(made, resources=(query("${REGION}"),)))
        assert json.loads(harmless.files["terraform.tfvars.json"])["region"] == 'a"b'
