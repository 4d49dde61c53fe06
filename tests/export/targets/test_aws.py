"""The documents are held against AWS's own service models, and the script is run against a stand-in for the AWS CLI."""

from __future__ import annotations

import json
import re
import subprocess

import botocore.session
import pytest
from botocore.validate import ParamValidator

from export.deployments import deployed
from ruleforge.export import target, with_manifest
from ruleforge.export.requests import Need, calls_for

SESSION = botocore.session.get_session()
MODELS = {name: SESSION.get_service_model(name) for name in ("cloudtrail", "cloudwatch", "logs", "sns")}


@pytest.fixture(scope="module")
def everything():
    return deployed()


@pytest.fixture(scope="module")
def rendering(everything):
    return target("aws").render(everything)


def test_every_request_passes_the_service_model(everything):
    calls = [call for item in everything.resolved() for call in calls_for(item, everything.values)]
    assert len(calls) > 100
    for call in calls:
        shape = MODELS[call.service].operation_model(call.operation).input_shape
        report = ParamValidator().validate(json.loads(json.dumps(call.parameters)), shape)
        assert not report.has_errors(), f"{call.what}: {report.generate_report()}"


def test_a_wrong_request_would_not_pass():
    shape = MODELS["logs"].operation_model("PutMetricFilter").input_shape
    assert ParamValidator().validate({"logGroupName": "g", "filterName": 1}, shape).has_errors()


def test_each_call_has_its_document_in_the_order_of_the_calls(everything, rendering):
    calls = [call for item in everything.resolved() for call in calls_for(item, everything.values)]
    names = sorted(name for name in rendering.files if name.startswith("requests/"))
    assert [json.loads(rendering.files[name]) for name in names] == [
        json.loads(json.dumps(call.parameters)) for call in calls
    ]


def test_json_inside_json_is_one_text_however_it_was_written(everything):
    for item in everything.resolved():
        for call in calls_for(item, everything.values):
            for member in ("RuleDefinition", "DashboardBody"):
                if member in call.parameters:
                    text = call.parameters[member]
                    assert text == json.dumps(
                        json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
                    )


def test_the_script_names_every_document_and_nothing_else(rendering):
    script = rendering.files["deploy.sh"]
    named = set(re.findall(r"file://([^ ;']+)", script))
    assert named == {name for name in rendering.files if name.startswith("requests/")}
    assert rendering.programs == {"deploy.sh"}
    assert "${" not in script.replace("${id", "")


def test_the_manifest_says_what_is_in_it(everything, rendering):
    data = json.loads(with_manifest(rendering, everything, "aws").files["manifest.json"])
    assert data["bundle"] == "some@1.2.3"
    assert len(data["objects"]) == len(everything.resources)
    assert data["files"].keys() == rendering.files.keys()
    assert data["parameters"]["ACCOUNT_ID"] == "210987654321"


STAND_IN = """\
#!/bin/sh
# Says what it was called with, and answers what a new or a known account would.
echo "$*" >> "$LOG"
case "$*" in
  *get-caller-identity*) echo "$ACCOUNT" ;;
  *get-trail*) [ "$KNOWN" = yes ] ;;
  *describe-query-definitions*) [ "$KNOWN" = yes ] && echo id-of-it || echo None ;;
  *describe-metric-filters*"--filter-name-prefix ${EARLIER%%@*}@"*) [ -z "$EARLIER" ] || echo "$EARLIER" ;;
  *describe-subscription-filters*) echo ;;
  *put-metric-alarm*) [ -z "$FAIL" ] ;;
esac
"""


@pytest.fixture
def script(tmp_path, rendering):
    """Runs deploy.sh; gives the exit code, the calls that it made, and what it said."""
    folder = tmp_path / "out put"
    for name, text in rendering.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "aws").write_text(STAND_IN)
    (tmp_path / "aws").chmod(0o755)

    def run(**environment):
        log = tmp_path / "log"
        log.write_text("")
        defaults = {"ACCOUNT": "210987654321", "KNOWN": "no", "EARLIER": "", "FAIL": "", "LOG": str(log)}
        variables = {"PATH": f"{tmp_path}:/usr/bin:/bin"} | defaults | environment
        done = subprocess.run(
            ["sh", str(folder / "deploy.sh")], env=variables, capture_output=True, text=True, check=False
        )
        return done.returncode, log.read_text().splitlines(), done.stderr

    return run


def test_the_script_makes_a_new_account(script, everything):
    code, calls, said = script()
    assert code == 0, said
    assert all(call.startswith("--region eu-central-1 ") for call in calls)
    made = [call for call in calls if "--cli-input-json" in call]
    wanted = [call for item in everything.resolved() for call in calls_for(item, everything.values)]
    # What a trail only needs when it is there already is left out.
    left_out = [call for call in wanted if call.need is Need.PRESENT and call.service == "cloudtrail"]
    assert len(made) == len(wanted) - len(left_out)
    assert any("cloudtrail create-trail" in call for call in made)
    assert not any("update-trail" in call or "--query-definition-id" in call for call in made)


def test_the_script_brings_an_account_up_to_date(script):
    code, calls, said = script(KNOWN="yes", EARLIER="bedrock-guardrail-changes@1.0.0+0123456789ab")
    assert code == 0, said
    assert not any("create-trail" in call for call in calls)
    assert any("update-trail" in call for call in calls)
    saved = [call for call in calls if "put-query-definition" in call]
    assert len(saved) == 35
    assert all(call.endswith("--query-definition-id id-of-it") for call in saved)
    removed = [call for call in calls if "delete-metric-filter" in call]
    assert len(removed) == 1
    assert removed[0].endswith("--filter-name bedrock-guardrail-changes@1.0.0+0123456789ab")


def test_the_script_stops_in_another_account_and_at_a_refusal(script):
    code, calls, said = script(ACCOUNT="999999999999")
    assert (code, len(calls)) == (1, 1)
    assert "the credentials are of 999999999999" in said
    code, calls, _ = script(FAIL="yes")
    assert code != 0
    assert "put-metric-alarm" in calls[-1]
