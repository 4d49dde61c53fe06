"""Templates: CloudFormation takes them, they say what the API would be told, and they fit."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml
from cfnlint import ManualArgs
from cfnlint import lint as cfn_lint
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge.catalog import Catalog, load_catalog
from ruleforge.catalog.parameters import find_placeholders
from ruleforge.data import number
from ruleforge.diagnostics import Severity, SourceText
from ruleforge.export import Deployment, Request, Resource, ResourceKind, assemble, target
from ruleforge.export.requests import as_json
from ruleforge.export.resources import JSON_MEMBERS
from ruleforge.export.targets.cloudformation import stacks, template
from ruleforge.export.targets.cloudformation.names import logical_id, parameter_name
from ruleforge.export.targets.cloudformation.parameters import declaration
from ruleforge.export.targets.cloudformation.references import References
from ruleforge.foreign import read_artifacts
from ruleforge.model import (
    BundleSpec,
    DashboardRow,
    DashboardSpec,
    Kind,
    Parameter,
    Rule,
    RuleSeverity,
    RuleStatus,
    Widget,
)

INLINE = number("cfn.template.inline.max")
TARGET = target("cloudformation")
NO_RESOURCE = {"AWS::SNS::Topic", "AWS::SNS::TopicPolicy"}


def a_rule(kind: Kind, identifier: str, spec: Any) -> Rule:
    return Rule(kind, identifier, "1.0.0", identifier, "", RuleSeverity.LOW, RuleStatus.STABLE, spec)


@cache
def catalog() -> Catalog:
    """The shipped catalogue, with a dashboard and a bundle of every kind."""
    shipped = load_catalog(None)
    rows = (
        DashboardRow("Alarms", (Widget({}, ("alarm/*",)),)),
        DashboardRow("Callers", (Widget({}, ("top-bedrock-model-callers",)),)),
        DashboardRow("Queries", (Widget({}, ("agent-cross-service-denials",)),)),
        DashboardRow("Metrics", (Widget({}, ("metric-filter/*",)),)),
    )
    dashboard = a_rule(Kind.DASHBOARD, "test-overview", DashboardSpec("Test-Overview", rows, None, {}))
    kinds = ("metric-filter", "alarm", "contributor-insights", "query", "subscription-filter")
    spec = BundleSpec(
        ("ai-workloads", "test-overview", *(f"{kind}/*" for kind in kinds)),
        topics={"SECURITY_TOPIC_ARN": "ai-security", "AI_OPS_TOPIC_ARN": "ai-operations"},
    )
    bundle = a_rule(Kind.BUNDLE, "test-everything", spec)
    return Catalog([*shipped, dashboard, bundle], shipped.parameters)


def everything() -> Deployment:
    return assemble(Request(catalog()["test-everything"], examples=True), catalog())


def small(*rules: str, **values: str) -> Deployment:
    return assemble(Request(rules=rules, layers=(values,), examples=True), catalog())


def the(deployment: Deployment, kind: ResourceKind) -> Resource:
    return next(item for item in deployment.resources if item.kind is kind)


def templates(rendering) -> dict[str, dict[str, Any]]:
    return {
        name: json.loads(text)
        for name, text in rendering.files.items()
        if name.endswith(".json") and not name.startswith("calls/")
    }


@pytest.fixture(scope="module")
def deployment():
    return everything()


@pytest.fixture(scope="module")
def rendering(deployment):
    return TARGET.render(deployment)


# What a template says, as CloudFormation reads it


def evaluated(data: dict[str, Any], region: str = "us-east-1", account: str = "111122223333") -> dict[str, Any]:
    """The resources with functions worked out: parameters at their defaults, topics by their ARNs."""
    known = {"AWS::Region": region, "AWS::AccountId": account, "AWS::Partition": "aws"}
    known |= {name: one["Default"] for name, one in data.get("Parameters", {}).items()}
    for name, one in data["Resources"].items():
        if one["Type"] == "AWS::SNS::Topic":
            known[name] = f"arn:aws:sns:{region}:{account}:{one['Properties']['TopicName']}"

    def work_out(value: Any) -> Any:
        if isinstance(value, list):
            return [work_out(item) for item in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == {"Ref"}:
            return known[value["Ref"]]
        if value.keys() == {"Fn::Sub"}:
            return re.sub(
                r"\$\{(!?)([^}]*)\}",
                lambda found: f"${{{found[2]}}}" if found[1] else known[found[2]],
                value["Fn::Sub"],
            )
        return {name: work_out(inner) for name, inner in value.items()}

    return work_out(data["Resources"])


def read_back(resources: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The bodies in a template's resources in the words of the API, by kind and name."""
    source = SourceText("template.json", json.dumps({"Resources": resources}))
    artifacts, problems = read_artifacts(source)
    assert not problems
    assert not [finding for item in artifacts for finding in (*item.problems, *item.notes)]
    for item in artifacts:
        item.body.pop("IsLogging", None)
    return {(item.kind.value, item.name): item.body for item in artifacts}


def expected(deployment: Deployment) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (item.kind.value, item.name): item.body for item in deployment.resolved() if item.kind is not ResourceKind.TOPIC
    }


def merged(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The evaluated resources of several templates; none is in two."""
    resources = [one for data in found.values() for one in evaluated(data).items()]
    assert len({name for name, _ in resources}) == len(resources)
    return dict(resources)


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


def linted(text: str) -> list[str]:
    """What CloudFormation's linter finds, warnings and remarks too."""
    found = cfn_lint(text, config=ManualArgs(regions=["us-east-1"]))
    return [f"{one.rule.id} {one.message}" for one in found if one.rule.id not in FALSE_ALARMS]


def test_cfn_lint_finds_nothing(rendering):
    assert all(FALSE_ALARMS.values())
    # What differs between stacks and the one template is how alarms name topics; YAML has the same data.
    for name in ("template.json", "stacks/alarm.json"):
        assert linted(rendering.files[name]) == []


@pytest.mark.slow
def test_cfn_lint_finds_nothing_in_any_template(rendering):
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


# Values


def retold(deployment: Deployment, values: dict[str, str]) -> Deployment:
    return replace(deployment, values={**deployment.values, **values})


@cache
def one_of_each() -> Deployment:
    return small(
        "bedrock-production-only",
        "bedrock-guardrail-changes",
        "bedrock-guardrail-changes-alarm",
        "top-bedrock-model-callers",
        "agent-cross-service-denials",
        "cloudtrail-management-and-aggregated-events",
    )


SIGNS = st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff", exclude_categories=("Cc", "Cs"))


@st.composite
def some_values(draw):
    """Any value that the declarations allow; ARNs may hold any sign."""
    found = {}
    for name, parameter in one_of_each().parameters.items():
        if name in ("REGION", "ACCOUNT_ID", "PARTITION"):
            continue
        fits = st.from_regex(re.compile(parameter.pattern), fullmatch=True, alphabet=SIGNS)
        found[name] = draw(st.just(parameter.example) | fits)
    return found


@settings(max_examples=25)
@given(some_values())
def test_any_values_come_out_as_the_api_is_told(values):
    deployment = retold(one_of_each(), values)
    data = template.template_of(deployment, deployment.resources, "everything").data
    assert read_back(evaluated(data)) == expected(deployment)


WORDS = st.lists(st.sampled_from(["$", "{", "}", "!", '"', "\\", "a", "${NAME}", "${OTHER}", "é", " "])).map("".join)


def is_text(value: str) -> bool:
    """Whether what looks like a placeholder is one."""
    return all(name in ("NAME", "OTHER") for name, _, _ in find_placeholders(value))


@given(WORDS.filter(is_text), st.sampled_from(["value", 'with "quotes"', "$", "{"]))
def test_a_text_comes_out_as_it_is_with_values_in_it(text, value):
    values = {"NAME": value, "OTHER": "other"}
    references = References({"NAME": "Name", "OTHER": "Other"}, values)
    plain = text.replace("${NAME}", value).replace("${OTHER}", "other")
    parameters = {"Name": {"Default": value}, "Other": {"Default": "other"}}
    for written, told in (
        (references.text(text), plain),
        (
            references.json_text({"${LITERAL}": [text, 1.5, None, True, {}]}),
            as_json({"${LITERAL}": [plain, 1.5, None, True, {}]}),
        ),
    ):
        resources = {"One": {"Type": "x", "Properties": written}}
        assert evaluated({"Parameters": parameters, "Resources": resources})["One"]["Properties"] == told


def test_what_json_escapes_is_written_out_and_told():
    group = 'odd"group'
    deployment = retold(one_of_each(), {"CLOUDTRAIL_LOG_GROUP": group})
    rendering = TARGET.render(deployment)
    (rule,) = (
        one["Properties"]["RuleBody"]
        for one in templates(rendering)["template.json"]["Resources"].values()
        if one["Type"] == "AWS::CloudWatch::InsightRule"
    )
    assert json.loads(rule)["LogGroupNames"] == [group]
    (note,) = rendering.notes
    assert "CLOUDTRAIL_LOG_GROUP has signs that JSON escapes" in note.message


def test_a_value_too_long_for_a_parameter_is_written_out():
    long = "x" * 5000
    deployment = retold(one_of_each(), {"CLOUDTRAIL_LOG_GROUP": long})
    rendering = TARGET.render(deployment)
    found = templates(rendering)["template.json"]
    assert "CloudtrailLogGroup" not in found["Parameters"]
    assert read_back(evaluated(found)) == expected(deployment)
    assert "too long for a parameter" in rendering.notes[0].message


@pytest.mark.parametrize(
    ("pattern", "value", "held"),
    [
        ("[0-9]{12}", "111122223333", True),
        ("arn:aws[a-z-]*:(kinesis|logs):.+", "arn:aws:logs:x", True),
        (r"a\.b\d+", "a.b1", True),
        (r"\d+", "٣", False),
        ("(?P<name>a)", "a", False),
        ("(?i)a", "A", False),
        ("[a[b]", "[", False),
        ("[a&&b]", "&", False),
        ("a{,3}", "aa", False),
        ("a{", "a{", False),
        (r"a\Z", "a", False),
    ],
)
def test_a_pattern_goes_over_where_java_reads_it_alike(pattern, value, held):
    parameter = Parameter("NAME", "What it is.", pattern, "There.", value)
    found = declaration(parameter, value)
    assert (found.get("AllowedPattern") == pattern) is held
    assert found["Default"] == value


def test_every_declared_pattern_goes_over():
    for parameter in catalog().parameters.values():
        assert "AllowedPattern" in declaration(parameter, parameter.example), parameter.name


# What does not fit


def many(deployment: Deployment, count: int) -> list[Resource]:
    """The metric filter of a deployment, as often as is said."""
    one = the(deployment, ResourceKind.METRIC_FILTER)
    return [
        replace(
            one,
            id=f"{one.id}-copy{number}",
            name=f"{one.name}-{number}",
            body={**one.body, "filterName": f"{one.name}-{number}"},
        )
        for number in range(count)
    ]


def test_every_template_fits_and_the_sizes_are_told(rendering):
    found = {name: len(text.encode()) for name, text in rendering.files.items() if name.startswith("stacks/")}
    assert max(found.values()) <= INLINE
    assert INLINE < len(rendering.files["template.json"].encode()) <= 1_000_000
    (note,) = rendering.notes
    assert note.severity is Severity.NOTE
    assert "a request takes 51,200" in note.message


def test_a_small_deployment_is_cut_as_a_large_one_is():
    """It may grow, and what is in one stack cannot go over to another."""
    rendering = TARGET.render(one_of_each())
    kinds = ["trail", "metric-filter", "alarm", "contributor-insights", "query", "subscription-filter"]
    assert list(templates(rendering)) == [*(f"stacks/{kind}.json" for kind in kinds), "template.json"]
    assert rendering.notes == ()
    assert rendering.programs == {"deploy.sh"}


def test_more_resources_than_a_template_takes_are_stacks_only(monkeypatch):
    assert template._MAX_RESOURCES == 500
    monkeypatch.setattr(template, "_MAX_RESOURCES", 40)
    deployment = replace(one_of_each(), resources=(*many(one_of_each(), 90), the(one_of_each(), ResourceKind.ALARM)))
    rendering = TARGET.render(deployment)
    found = templates(rendering)
    assert "template.json" not in found
    assert max(len(data["Resources"]) for data in found.values()) <= 40
    assert max(len(text.encode()) for name, text in rendering.files.items() if "stacks/" in name) <= INLINE
    assert read_back(merged(found)) == expected(deployment)
    assert "one template of everything is too large: 91 resources" in rendering.notes[0].message


def test_one_part_more_takes_from_all_and_gives_to_itself():
    resources = many(one_of_each(), 60)
    before = {item.id: 0 for item in resources}
    for parts in range(2, 7):
        found = stacks._buckets(resources, parts)
        after = {item.id: index for index, bucket in found.items() for item in bucket}
        assert after.keys() == before.keys()
        assert all(after[name] in (before[name], parts - 1) for name in after)
        assert list(found) == list(range(parts))
        before = after


def test_a_resource_too_large_for_a_request_needs_a_bucket(monkeypatch):
    trail = the(one_of_each(), ResourceKind.TRAIL)
    other = replace(trail, id="other", name="other", body={**trail.body, "TrailName": "other"})
    deployment = replace(one_of_each(), resources=(other, *one_of_each().resources))
    monkeypatch.setattr(stacks, "INLINE", 2500)
    rendering = TARGET.render(deployment)
    found = templates(rendering)
    assert [len(data["Resources"]) for name, data in found.items() if "trail" in name] == [1, 1]
    del found["template.json"]
    assert read_back(merged(found)) == expected(deployment)
    assert {note.help for note in rendering.notes} == {"name a bucket: TEMPLATE_BUCKET=BUCKET sh deploy.sh"}


def test_a_resource_too_large_for_a_bucket_is_made_by_a_call(monkeypatch):
    monkeypatch.setattr(stacks, "IN_BUCKET", 3000)
    rendering = TARGET.render(one_of_each())
    (note,) = rendering.notes
    assert "the trail bedrock-production-only is in no template: alone it makes a template of" in note.message
    assert "calls/requests/001-cloudtrail-create-trail-bedrock-production-only.json" in rendering.files
    assert rendering.programs == {"deploy.sh", "calls/deploy.sh"}
    assert rendering.files["deploy.sh"].endswith("sh calls/deploy.sh\n")
    assert not [name for name in templates(rendering) if "trail" in name]


# What CloudFormation cannot express


def transformed(deployment: Deployment, **changes: Any) -> Deployment:
    one = the(deployment, ResourceKind.METRIC_FILTER)
    (transformation,) = one.body["metricTransformations"]
    body = {**one.body, "metricTransformations": [{**transformation, **changes}]}
    return replace(
        deployment, resources=tuple(replace(one, body=body) if item is one else item for item in deployment.resources)
    )


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
    (note,) = rendering.notes
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


# The script


AWS = """\
#!/bin/sh
# Stands in for the AWS CLI: writes down what it is asked, answers as the test says.
printf '%s\\n' "$*" >>"$LOG"
shift 2
case "$*" in
  'sts get-caller-identity'*) echo 111122223333 ;;
  *'--query Stacks[].StackName'*) echo "$STACKS_THERE" ;;
  *"$BROKEN"*'--query Stacks[0].StackStatus'*) echo ROLLBACK_COMPLETE ;;
esac
case "$*" in *"$FAILING"*) exit 255 ;; esac
"""


def deploy(rendering, folder, there: str = "", broken: str = "-", failing: str = "-", **variables: str):
    """Runs the script with a program in the place of the AWS CLI; what it was asked, line by line."""
    for name, text in rendering.files.items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    program = folder / "bin" / "aws"
    program.parent.mkdir(exist_ok=True)
    program.write_text(AWS)
    program.chmod(0o755)
    log = folder / "log"
    log.unlink(missing_ok=True)
    environment = {
        "PATH": f"{program.parent}:/usr/bin:/bin",
        "LOG": str(log),
        "STACKS_THERE": there,
        "BROKEN": f"stack-name {broken}",
        "FAILING": f"deploy --stack-name {failing}",
        **variables,
    }
    script = str(folder / "export" / "deploy.sh")
    done = subprocess.run(["/bin/sh", script], env=environment, capture_output=True, text=True, check=False)
    asked = log.read_text().splitlines() if log.exists() else []
    return done, asked


def deployed(asked: list[str]) -> list[str]:
    return [found[1] for line in asked if (found := re.search(r"cloudformation deploy --stack-name (\S+)", line))]


def test_the_script_makes_stacks_in_the_order_of_dependency(deployment, rendering, tmp_path):
    done, asked = deploy(rendering, tmp_path)
    assert done.returncode == 0, done.stderr
    made = deployed(asked)
    kinds = [name.removeprefix("ruleforge-test-everything--") for name in made]
    assert kinds[0] == "topic"
    assert kinds[-1] == "dashboard"
    order = [kind.value for kind in ResourceKind]
    assert sorted(kinds, key=lambda kind: order.index(re.sub(r"-[0-9]+$", "", kind))) == kinds
    assert len(kinds) == len([name for name in rendering.files if re.match(r"stacks/.*\.json", name)])
    (alarm,) = (line for line in asked if "deploy --stack-name ruleforge-test-everything--alarm " in line)
    assert f"SecurityTopicArn={deployment.values['SECURITY_TOPIC_ARN']}" in alarm
    assert "--s3-bucket" not in alarm


def test_a_roll_out_goes_on_with_the_same_stacks(rendering, tmp_path):
    there = "ai--trail ai--alarm other"
    done, asked = deploy(rendering, tmp_path, there=there, STACK_NAME="ai")
    assert done.returncode == 0, done.stderr
    assert deployed(asked)[:2] == ["ai--topic", "ai--trail"]


def test_with_a_bucket_templates_go_through_it(rendering, tmp_path):
    done, asked = deploy(rendering, tmp_path, TEMPLATE_BUCKET="some-bucket")
    assert done.returncode == 0, done.stderr
    words = (
        "--template-file stacks/dashboard.json --no-fail-on-empty-changeset --s3-bucket some-bucket --parameter-overr"
    )
    assert words in asked[-1]


def test_the_script_stops_where_an_earlier_export_has_the_objects(rendering, tmp_path):
    there = "ruleforge-test-everything--alarm-2 ruleforge-test-everything--alarm ruleforge-test-everything-else"
    done, asked = deploy(rendering, tmp_path, there=there)
    assert done.returncode == 1
    assert deployed(asked) == []
    assert "the stack ruleforge-test-everything--alarm-2 is not part of this export" in done.stderr
    assert done.stderr.count("is not part of this export") == 1


def test_a_second_run_goes_on_after_a_failure(rendering, tmp_path):
    done, asked = deploy(rendering, tmp_path, failing="ruleforge-test-everything--alarm ")
    assert done.returncode == 255
    assert deployed(asked)[-1] == "ruleforge-test-everything--alarm"
    done, asked = deploy(rendering, tmp_path, broken="ruleforge-test-everything--alarm ")
    assert done.returncode == 0
    gone = "cloudformation delete-stack --stack-name ruleforge-test-everything--alarm"
    (index,) = (index for index, line in enumerate(asked) if line.endswith(gone))
    assert "wait stack-delete-complete --stack-name ruleforge-test-everything--alarm" in asked[index + 1]
    assert "deploy --stack-name ruleforge-test-everything--alarm " in asked[index + 2]


def test_what_stands_in_no_template_is_called_after_the_stacks(tmp_path):
    rendering = TARGET.render(transformed(one_of_each(), metricValue="0.5"))
    done, asked = deploy(rendering, tmp_path)
    assert done.returncode == 0, done.stderr
    calls = [line for line in asked if "put-metric-filter" in line]
    assert len(calls) == 1
    assert asked.index(calls[0]) > max(index for index, line in enumerate(asked) if "cloudformation deploy" in line)


def test_a_template_too_large_to_send_asks_for_a_bucket(monkeypatch, tmp_path):
    monkeypatch.setattr(stacks, "INLINE", 2500)
    rendering = TARGET.render(one_of_each())
    done, asked = deploy(rendering, tmp_path)
    assert done.returncode == 3
    assert deployed(asked) == []
    assert "TEMPLATE_BUCKET=BUCKET sh deploy.sh" in done.stderr
    done, asked = deploy(rendering, tmp_path, TEMPLATE_BUCKET="some-bucket")
    assert done.returncode == 0
    assert len(deployed(asked)) == 6


def test_values_reach_the_cli_as_they_are(tmp_path):
    deployment = retold(one_of_each(), {"SUBSCRIPTION_DESTINATION_ARN": "arn:aws:logs:x:111122223333:it's $HOME `x`"})
    _, asked = deploy(TARGET.render(deployment), tmp_path)
    assert "SubscriptionDestinationArn=arn:aws:logs:x:111122223333:it's $HOME `x`" in asked[-1]


def test_json_members_are_texts(deployment, rendering):
    found = evaluated(templates(rendering)["template.json"])
    names = {"RuleDefinition": "RuleBody", "DashboardBody": "DashboardBody"}
    told = {as_json(item.body[JSON_MEMBERS[item.kind]]) for item in deployment.resolved() if item.kind in JSON_MEMBERS}
    written = {
        one["Properties"][name] for one in found.values() for name in names.values() if name in one["Properties"]
    }
    assert written == told
