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
# Says what it was called with, and answers as an account does that has what KNOWN says; FAIL is what it refuses.
echo "$*" >> "$LOG"
case "$*" in *"$FAIL"*) [ -z "$FAIL" ] || exit 254 ;; esac
case "$*" in
  *get-caller-identity*) echo "$ACCOUNT" ;;
  *get-trail* | *get-topic-attributes*) [ "$KNOWN" = yes ] ;;
  *get-event-configuration*) echo None ;;
  *describe-query-definitions*) printf '%b' "$QUERIES" ;;
  *describe-metric-filters*) printf '%b' "$FILTERS" ;;
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
        answers = dict.fromkeys(("FILTERS", "QUERIES", "FAIL"), "")
        defaults = {"ACCOUNT": "210987654321", "KNOWN": "no", "LOG": str(log), **answers}
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
    # What a trail or a topic only needs when it is there already is left out.
    left_out = [call for call in wanted if call.need is Need.PRESENT and call.service in ("cloudtrail", "sns")]
    assert len(made) == len(wanted) - len(left_out)
    assert any("cloudtrail create-trail" in call for call in made)
    assert not any("update-trail" in call or "--query-definition-id" in call for call in made)


OURS = "AI/Guardrail changes"
MINE = (
    "bedrock-guardrail-changes",
    "bedrock-guardrail-changes@home made",
    "other-bedrock-guardrail-changes@1.0.0+0123456789ab",
    "bedrock-guardrail-changes@1.0.0+0123456789ab and more",
)
EARLIER = ("bedrock-guardrail-changes@1.0.0+0123456789ab", "Guardrails (bedrock-guardrail-changes@9.0.0+0123456789ab)")


def test_the_script_brings_an_account_up_to_date(script):
    code, calls, said = script(KNOWN="yes", FILTERS="\\n".join((*MINE, *EARLIER)) + "\\n")
    assert code == 0, said
    assert not any("create-t" in call for call in calls)
    assert any("update-trail" in call for call in calls)
    removed = [call.partition("--filter-name=")[2] for call in calls if "delete-metric-filter" in call]
    assert sorted(removed) == sorted(EARLIER), "nothing else, whatever it is called"


def test_a_saved_query_is_changed_under_its_id_and_nobody_else_s(script):
    stamp = "bedrock-guardrail-change-history@1.0.0+0123456789ab"
    rows = [f"other\\t{OURS} (old)", f"that\\t{OURS}", f"ours\\tAn earlier name ({stamp})"]
    code, calls, said = script(QUERIES="\\n".join(rows) + "\\n")
    assert code == 0, said
    saved = [call for call in calls if "put-query-definition" in call]
    assert [call for call in saved if "--query-definition-id" in call] == [
        call for call in saved if "bedrock-guardrail-change-history.json --query-definition-id ours" in call
    ]
    assert len([call for call in saved if "--query-definition-id" in call]) == 1


def test_the_script_stops_in_another_account(script):
    code, calls, said = script(ACCOUNT="999999999999")
    assert (code, len(calls)) == (1, 1)
    assert "the credentials are of 999999999999" in said


@pytest.mark.parametrize(
    "refused",
    [
        "put-metric-alarm",
        "describe-metric-filters",
        "describe-query-definitions",
        "describe-subscription",
        "delete-metric",
    ],
)
def test_the_script_stops_at_a_refusal(script, refused):
    code, calls, _ = script(FAIL=refused, FILTERS=EARLIER[0])
    assert code != 0
    assert refused in calls[-1]


def test_the_script_goes_to_its_own_folder_whatever_cdpath_says(script, tmp_path):
    other = tmp_path / "other" / "out put"
    other.mkdir(parents=True)
    code, _, said = script(CDPATH=str(tmp_path / "other"))
    assert code == 0, said
