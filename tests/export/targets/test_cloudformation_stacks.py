"""How a deployment is cut into stacks that fit, and the script that makes them."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest

from export.targets.cloudformation_deployments import (
    TARGET,
    everything,
    expected,
    merged,
    notes_of,
    one_of_each,
    read_back,
    rendered,
    retold,
    templates,
    the,
    transformed,
)
from ruleforge.data import number
from ruleforge.diagnostics import Severity
from ruleforge.export import Deployment, Resource, ResourceKind
from ruleforge.export.targets.cloudformation import stacks, template

INLINE = number("cfn.template.inline.max")


@pytest.fixture(scope="module")
def deployment():
    return everything()


@pytest.fixture(scope="module")
def rendering():
    return rendered()


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
    (note,) = notes_of(rendering)
    assert note.severity is Severity.NOTE
    assert "a request takes 51,200" in note.message


def test_a_small_deployment_is_cut_as_a_large_one_is():
    """It may grow, and what is in one stack cannot go over to another."""
    rendering = TARGET.render(one_of_each())
    kinds = ["trail", "metric-filter", "alarm", "contributor-insights", "query", "subscription-filter"]
    assert list(templates(rendering)) == [*(f"stacks/{kind}.json" for kind in kinds), "template.json"]
    assert notes_of(rendering) == []
    assert rendering.programs == {"deploy.sh"}


def test_a_subscription_filter_that_gets_another_name_is_told():
    (note,) = TARGET.render(one_of_each()).notes
    assert note.severity is Severity.NOTE
    assert note.message.startswith("another version of cloudtrail-management-and-aggregated-events has another name")
    others = [item for item in one_of_each().resources if item.kind is not ResourceKind.SUBSCRIPTION_FILTER]
    assert TARGET.render(replace(one_of_each(), resources=tuple(others))).notes == ()


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
    assert "one template of everything is too large: 91 resources" in notes_of(rendering)[0].message


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
    assert {note.help for note in notes_of(rendering)} == {"name a bucket: TEMPLATE_BUCKET=BUCKET sh deploy.sh"}


def test_a_resource_too_large_for_a_bucket_is_made_by_a_call(monkeypatch):
    monkeypatch.setattr(stacks, "IN_BUCKET", 3000)
    rendering = TARGET.render(one_of_each())
    (note,) = notes_of(rendering)
    assert "the trail bedrock-production-only is in no template: alone it makes a template of" in note.message
    assert "calls/requests/001-cloudtrail-create-trail-bedrock-production-only.json" in rendering.files
    assert rendering.programs == {"deploy.sh", "calls/deploy.sh"}
    assert rendering.files["deploy.sh"].endswith("sh calls/deploy.sh\n")
    assert not [name for name in templates(rendering) if "trail" in name]


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
    nameless = "which would name the stacks" in rendering.files["deploy.sh"]
    environment = {
        "STACK_NAME": "ruleforge-rules" if nameless else "",
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


def test_rules_without_a_bundle_ask_for_a_name(tmp_path):
    done, asked = deploy(TARGET.render(one_of_each()), tmp_path, STACK_NAME="")
    assert done.returncode == 3
    assert "which would name the stacks" in done.stderr
    assert len(asked) == 1
