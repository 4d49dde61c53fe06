"""`ruleforge import`: what is written, what is told, and the exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  TrailGroup:
    Type: String
    Description: The log group of the trail.
    Default: trail/all-events
    AllowedPattern: "[-._/#A-Za-z0-9]+"
  Limit: {Type: Number, Default: 5}
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Stopped:
    Type: AWS::Logs::MetricFilter
    Properties:
      FilterName: "Trail stopped \\U0001F6A8"
      LogGroupName: !Ref TrailGroup
      FilterPattern: '{$.eventName="StopLogging" && $.userAgent != "a: b # c"}'
      MetricTransformations:
        - {MetricNamespace: Trails, MetricName: Stopped, MetricValue: "1", DefaultValue: 0}
  StoppedAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: Trail stopped
      AlarmDescription: "Somebody stopped the trail: start it again."
      Namespace: Trails
      MetricName: Stopped
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: !Ref Limit
      ComparisonOperator: GreaterThanThreshold
      AlarmActions: [!Ref Topic]
  Either:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: {AlarmRule: 'ALARM("Trail stopped")'}
"""
FILTERS = {
    "metricFilters": [
        {
            "filterName": "denied",
            "filterPattern": '{ $.errorCode = "AccessDenied" }',
            "logGroupName": "trail",
            "metricTransformations": [{"metricName": "Denied", "metricNamespace": "N", "metricValue": "1"}],
        }
    ]
}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to work in, with the schemas of a checkout around it."""
    (tmp_path / "schemas").mkdir()
    for schema in (ROOT / "schemas").glob("*.json"):
        shutil.copy(schema, tmp_path / "schemas")
    (tmp_path / "template.yaml").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "filters.json").write_text(json.dumps(FILTERS), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_in(folder):
    return {
        str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_an_import_is_written_and_told(here, run, golden):
    done = run("import", "template.yaml", "filters.json", "--out", "rules")
    assert done.code == 1
    written = "".join(f"== {name}\n{text}" for name, text in files_in(here / "rules").items())
    golden("import.txt", f"{done.out}\n{done.err}\n{written}")


def test_what_is_written_loads_and_lints_and_is_in_form(here, run):
    run("import", "template.yaml", "filters.json", "--out", "rules")
    assert run("fmt", "--check", "rules").code == 0
    found = json.loads(run("lint", "rules", "--format", "json").out)
    assert found["errors"] == 0
    assert json.loads(run("list", "--catalog", "rules", "--format", "json").out)


def test_what_is_written_exports_to_what_was_imported(here, run):
    run("import", "filters.json", "--out", "rules")
    values = [f"--set={name}" for name in ("REGION=us-east-1", "ACCOUNT_ID=111122223333")]
    assert run("export", "denied", "--catalog", "rules", *values, "--out", "build").code == 0
    (request,) = (here / "build/aws/requests").iterdir()
    body = json.loads(request.read_text())
    (wanted,) = FILTERS["metricFilters"]
    assert body.pop("filterName").startswith("denied (denied@1.0.0+")
    assert body["metricTransformations"][0].pop("unit") == "None"
    assert body == {name: value for name, value in wanted.items() if name != "filterName"}
    again = run("import", request, "--out", "again", "--catalog", "rules", "--new-only", "--format", "json")
    assert [rule["same"] for rule in json.loads(again.out)["left_out"]] == ["denied@1.0.0"]
    assert not (here / "again").exists()


def test_importing_again_changes_nothing(here, run):
    first = run("import", "template.yaml", "--out", "rules")
    before = files_in(here / "rules")
    second = run("import", "template.yaml", "--out", "rules")
    assert (first.code, second.code) == (1, 1)
    assert files_in(here / "rules") == before
    assert "0 files written" in second.out


def test_a_rule_is_not_overwritten(here, run):
    run("import", "filters.json", "--out", "rules")
    rule = here / "rules/metric-filter/denied.yaml"
    rule.write_text(rule.read_text("utf-8").replace("severity: medium", "severity: high"), "utf-8")
    before = files_in(here / "rules")
    refused = run("import", "filters.json", "template.yaml", "--out", "rules")
    assert refused.code == 3
    assert "denied.yaml is there already" in refused.err
    assert files_in(here / "rules") == before
    assert run("import", "filters.json", "--out", "rules", "--force").code == 0
    assert "severity: medium" in rule.read_text("utf-8")


def test_a_rule_of_the_id_in_another_place_is_told(here, run):
    run("import", "filters.json", "--out", "rules")
    (here / "rules/metric-filter/mine").mkdir()
    (here / "rules/metric-filter/denied.yaml").rename(here / "rules/metric-filter/mine/denied.yaml")
    refused = run("import", "filters.json", "--out", "rules", "--force")
    assert refused.code == 3
    assert "the rule denied is there already" in refused.err


def test_declarations_are_added_to_those_that_are_there(here, run):
    declared = "# ours\nTEAM: {description: d, pattern: x, find: f, example: x}\n"
    (here / "rules").mkdir()
    (here / "rules/parameters.yaml").write_text(declared)
    run("import", "template.yaml", "--out", "rules")
    text = (here / "rules/parameters.yaml").read_text()
    assert text.startswith(declared)
    assert "\nTRAIL_GROUP:\n" in text


def test_declarations_have_the_ends_of_lines_that_are_there(here, run):
    declared = b"# ours\r\nTEAM: {description: d, pattern: x, find: f, example: x}\r\n\r\n"
    (here / "rules").mkdir()
    (here / "rules/parameters.yaml").write_bytes(declared)
    run("import", "template.yaml", "--out", "rules")
    written = (here / "rules/parameters.yaml").read_bytes()
    assert written.startswith(declared.rstrip() + b"\r\nTOPIC:\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert run("list", "--catalog", "rules").code == 0


ONE = "TEAM: {description: d, pattern: x, find: f, example: x}"


@pytest.mark.parametrize("declared", [f"{{{ONE}}}\n", "{}", f"---\n{ONE}\n...\n"])
def test_declarations_behind_which_none_can_stand_are_told(here, run, declared):
    (here / "rules").mkdir()
    (here / "rules/parameters.yaml").write_text(declared)
    refused = run("import", "template.yaml", "filters.json", "--out", "rules")
    assert refused.code == 3
    assert "parameters.yaml: TOPIC, TRAIL_GROUP cannot be declared behind what stands there: " in refused.err
    assert files_in(here / "rules") == {"parameters.yaml": declared}


def test_a_file_that_cannot_be_read_is_told_and_others_go_on(here, run):
    (here / "broken.json").write_text('{"metricFilters": [')
    done = run("import", "broken.json", "missing.json", "filters.json", "--out", "rules", "--format", "json")
    assert done.code == 2
    data = json.loads(done.out)
    assert [rule["id"] for rule in data["rules"]] == ["denied"]
    assert {finding["check"] for finding in data["findings"]} == {"foreign/json", "file/unreadable"}


def test_values_are_written_for_the_export(here, run):
    trail = {"Name": "all-events", "S3BucketName": "bucket", "IsMultiRegionTrail": True, "IsOrganizationTrail": False}
    (here / "trail.json").write_text(json.dumps(trail))
    assert run("import", "trail.json", "--out", "rules").code == 0
    assert json.loads((here / "rules/values.json").read_text()) == {"TRAIL_BUCKET": "bucket"}
    (here / "trail.json").write_text(json.dumps(trail | {"S3BucketName": "other"}))
    refused = run("import", "trail.json", "--out", "rules")
    assert refused.code == 3
    assert "values.json has another TRAIL_BUCKET" in refused.err


def test_two_thousand_filters(here, run):
    (one,) = FILTERS["metricFilters"]
    many = [one | {"filterName": f"同名 {number % 7}", "logGroupName": f"g{number}"} for number in range(2000)]
    (here / "many.json").write_text(json.dumps({"metricFilters": many}))
    assert run("import", "many.json", "--out", "rules").code == 0
    assert len(list((here / "rules/metric-filter").iterdir())) == 2000
