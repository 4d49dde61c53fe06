"""`ruleforge export`, end to end."""

from __future__ import annotations

import json
import os

import pytest

RULE = "bedrock-guardrail-changes"
VALUES = ("ACCOUNT_ID=210987654321", "REGION=eu-central-1", "CLOUDTRAIL_LOG_GROUP=trail")
SET = tuple(word for value in VALUES for word in ("--set", value))


@pytest.fixture
def out(tmp_path):
    return tmp_path / "build"


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_rule_is_written_and_then_as_it_is_written(run, out):
    result = run("export", RULE, *SET, "--out", out)
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("build/aws: 1 object in 3 files, 3 changed\n")
    assert os.access(out / "aws" / "deploy.sh", os.X_OK)
    before = files(out)
    assert run("export", RULE, *SET, "--out", out, "--check").code == 0
    assert run("export", RULE, *SET, "--out", out).out.endswith(", 0 changed\n")
    assert files(out) == before


def test_check_tells_what_differs_and_writes_nothing(run, out):
    run("export", RULE, *SET, "--out", out)
    (document,) = (out / "aws" / "requests").iterdir()
    document.write_text("{}")
    (out / "aws" / "deploy.sh").unlink()
    before = files(out)
    result = run("export", RULE, *SET, "--out", out, "--check")
    assert result.code == 1
    assert f"{document} is not what the rules make now" in result.err
    assert "deploy.sh is missing" in result.err
    data = json.loads(run("export", RULE, *SET, "--out", out, "--check", "--format", "json").out)
    assert {item["change"] for item in data[str(out / "aws")]} == {"changed", "new"}
    assert files(out) == before


def test_another_set_of_rules_takes_its_predecessor_s_files_away_and_no_others(run, out):
    run("export", RULE, "bedrock-guardrail-changes-alarm", *SET, "--examples", "--out", out)
    (out / "aws" / "notes.txt").write_text("mine")
    assert run("export", RULE, *SET, "--out", out).code == 0
    assert sorted(files(out / "aws")) == [
        "deploy.sh",
        "manifest.json",
        "notes.txt",
        "requests/001-logs-put-metric-filter-bedrock-guardrail-changes.json",
    ]


def test_nothing_is_written_where_a_value_is_missing_or_wrong(run, out):
    result = run("export", RULE, "--set", "ACCOUNT_ID=12", "--out", out)
    assert result.code == 3
    for message in ("'12' cannot be ACCOUNT_ID", "CLOUDTRAIL_LOG_GROUP has no value", "REGION has no value"):
        assert message in result.err
    assert not out.exists()


def test_values_come_from_a_file_the_environment_and_the_command_line(run, out, tmp_path, monkeypatch):
    file = tmp_path / "values.yaml"
    file.write_text("ACCOUNT_ID: '111111111111'\nREGION: us-east-1\nCLOUDTRAIL_LOG_GROUP: file\n")
    monkeypatch.setenv("RULEFORGE_PARAMETER_CLOUDTRAIL_LOG_GROUP", "environment")
    monkeypatch.setenv("RULEFORGE_PARAMETER_REGION", "us-west-2")
    assert run("export", RULE, "--parameters", file, "--set", "REGION=eu-west-1", "--out", out).code == 0
    manifest = json.loads((out / "aws" / "manifest.json").read_text())
    assert manifest["parameters"] == {
        "ACCOUNT_ID": "111111111111",
        "CLOUDTRAIL_LOG_GROUP": "environment",
        "PARTITION": "aws",
        "REGION": "eu-west-1",
    }


def test_the_file_to_fill_in(run, out, tmp_path):
    result = run("export", RULE, "--set", "REGION=eu-west-1", "--ask")
    assert result.code == 0
    assert "\nREGION: 'eu-west-1'\n" in result.out
    file = tmp_path / "values.yaml"
    file.write_text(result.out.replace("# ACCOUNT_ID", "ACCOUNT_ID").replace("# CLOUDTRAIL_LOG", "CLOUDTRAIL_LOG"))
    assert run("export", RULE, "--parameters", file, "--out", out).code == 0


def test_files_of_others_are_not_overwritten(run, out):
    (out / "aws").mkdir(parents=True)
    (out / "aws" / "deploy.sh").write_text("mine")
    result = run("export", RULE, *SET, "--out", out)
    assert result.code == 3
    assert "deploy.sh is there, and no export wrote it" in result.err
    assert files(out) == {"aws/deploy.sh": b"mine"}
    assert run("export", RULE, *SET, "--out", out, "--force").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Name rules, or give --bundle ID."),
        ((RULE, "--bundle", "x"), "Name rules, or give --bundle ID."),
        ((RULE,), "Give --out FOLDER."),
        ((RULE, "--out", "x", "--target", "cdk"), "there is no target 'cdk'"),
        (("--bundle", "prodution", "--out", "x"), "there is no bundle 'prodution'"),
        ((RULE, "--parameters", "/nonexistent/values.yaml", "--out", "x"), "/nonexistent/values.yaml"),
    ],
)
def test_wrong_usage(run, arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("export", *arguments)
    assert result.code in (2, 3)
    assert message in result.err
    assert not list(tmp_path.iterdir())


def test_an_unknown_rule_is_told(run, out):
    result = run("export", "bedrock-guardrail-change", *SET, "--out", out)
    assert result.code == 3
    assert "did you mean bedrock-guardrail-changes" in result.err


def test_where_there_is_no_folder_to_write_to(run, tmp_path):
    (tmp_path / "file").write_text("x")
    result = run("export", RULE, *SET, "--out", tmp_path / "file")
    assert result.code == 3
    assert "file/aws" in result.err


def test_json_says_the_same(run, out):
    data = json.loads(run("export", RULE, *SET, "--out", out, "--format", "json").out)
    assert data["objects"] == 1
    folder = data["folders"][str(out / "aws")]
    assert len(folder["changes"]) == 3
    assert folder["notes"] == []


def test_values_are_placed_where_they_were_given(run, out, tmp_path, monkeypatch):
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("REGION: us-east-1\nACCOUNT_ID: 'abc'\n")
    second.write_text("REGION: 'nowhere'\n")
    monkeypatch.setenv("RULEFORGE_PARAMETER_TYPO", "x")
    result = run("export", RULE, "--parameters", first, "--parameters", second, "--out", out)
    assert result.code == 3
    assert f"{first}:2:13: error[usage/parameter]: 'abc' cannot be ACCOUNT_ID" in result.err
    assert "= rule: a value has to match [0-9]{12}" in result.err
    assert f"{second}:1:9: error[usage/parameter]: 'nowhere' cannot be REGION" in result.err
    assert "there is no parameter TYPO (in an environment variable RULEFORGE_PARAMETER_…)" in result.err


def test_later_files_of_values_override_earlier_ones(run, out, tmp_path):
    for name, text in (("a", "ACCOUNT_ID: '111111111111'\nREGION: us-east-1\n"), ("b", "REGION: eu-west-1\n")):
        (tmp_path / name).write_text(text)
    arguments = ("--parameters", tmp_path / "a", "--parameters", tmp_path / "b", "--set", "CLOUDTRAIL_LOG_GROUP=t")
    assert run("export", RULE, *arguments, "--out", out).code == 0
    assert json.loads((out / "aws" / "manifest.json").read_text())["parameters"]["REGION"] == "eu-west-1"


def test_arns_of_another_partition_are_told(run, out):
    values = ("--set", "PARTITION=aws-us-gov", "--set", "REGION=us-gov-west-1")
    result = run("export", "ai-workloads", *values, "--examples", "--out", out)
    assert result.code == 2
    assert "ai-workloads names ARNs that begin with arn:aws:, and PARTITION is aws-us-gov" in result.err


def test_a_manifest_of_something_else_is_not_overwritten(run, out):
    (out / "aws").mkdir(parents=True)
    (out / "aws" / "manifest.json").write_text('{"name": "my app"}')
    result = run("export", RULE, *SET, "--out", out)
    assert result.code == 3
    assert files(out) == {"aws/manifest.json": b'{"name": "my app"}'}


def test_an_interrupted_export_leaves_nothing_that_runs(run, out, monkeypatch):
    from ruleforge.cli import output

    assert run("export", RULE, *SET, "--out", out).code == 0
    write, written = output.write_text, []

    def interrupted(path, text, **options):
        if len(written) == 1:
            raise KeyboardInterrupt
        written.append(path)
        write(path, text, **options)

    other = ("--set", "ACCOUNT_ID=210987654321", "--set", "REGION=eu-west-1", "--set", "CLOUDTRAIL_LOG_GROUP=other")
    monkeypatch.setattr(output, "write_text", interrupted)
    assert run("export", RULE, *other, "--out", out).code == 130
    assert not (out / "aws" / "deploy.sh").exists()
    monkeypatch.setattr(output, "write_text", write)
    assert run("export", RULE, *other, "--out", out).code == 0
    assert run("export", RULE, *other, "--out", out, "--check").code == 0
