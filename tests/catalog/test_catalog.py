"""Folders of rules: what is read, what is named, and in which order."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import Catalog, CatalogError, UsageError, load_catalog
from ruleforge.catalog import load_rule
from ruleforge.model import Kind

METRIC = """\
kind: metric-filter
id: {id}
version: {version}
title: A rule
description: What it sees.
severity: low
status: stable
spec:
  logGroupName: {group}
  filterPattern: ""
  metricTransformations: [{{metricNamespace: Space, metricName: Name, metricValue: "1"}}]
"""
SUBSCRIPTION = METRIC.split("  metricT")[0].replace("metric-filter", "subscription-filter") + "  destinationArn: arn\n"
PARAMETERS = "MY_GROUP: {description: d, pattern: '.+', find: f, example: e}\n"


def write(folder, name, text=METRIC, *, version="1.0.0", group="group", identifier=None):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(id=identifier or path.stem, version=version, group=group), encoding="utf-8")
    return path


def problems(path):
    with pytest.raises(CatalogError) as caught:
        load_catalog(path)
    assert isinstance(caught.value.catalog, Catalog)
    return caught.value


def test_rules_come_by_kind_id_and_version(tmp_path):
    write(tmp_path, "subscription-filter/x/a.yaml", SUBSCRIPTION)
    write(tmp_path, "metric-filter/x/c.yml")
    for index, version in enumerate(["1.0.0", "1.0.0-rc.10", "1.0.0-rc.9", "0.10.0", "0.9.0", "1.0.0-rc", "1.0.0+b"]):
        write(tmp_path, f"metric-filter/{index}/b.yaml", version=version)
    catalog = load_catalog(tmp_path)
    assert [f"{rule.id} {rule.version}" for rule in catalog] == [
        "b 0.9.0",
        "b 0.10.0",
        "b 1.0.0-rc",
        "b 1.0.0-rc.9",
        "b 1.0.0-rc.10",
        "b 1.0.0",
        "b 1.0.0+b",
        "c 1.0.0",
        "a 1.0.0",
    ]
    assert len(catalog) == 9
    assert catalog["b"].version == "1.0.0+b"
    assert [rule.id for rule in catalog.of_kind(Kind.SUBSCRIPTION_FILTER)] == ["a"]


def test_whether_there_is_a_rule(tmp_path):
    write(tmp_path, "good.yaml")
    catalog = load_catalog(tmp_path)
    rule = catalog["good"]
    assert "good" in catalog
    assert ("good", "1.0.0") in catalog
    assert rule in catalog
    assert "goood" not in catalog
    assert ("good", "2.0.0") not in catalog


def test_unknown_things_are_named_with_what_there_is(tmp_path):
    write(tmp_path, "good.yaml")
    catalog = load_catalog(tmp_path)
    with pytest.raises(UsageError, match="did you mean good"):
        catalog["goood"]
    with pytest.raises(UsageError, match=r"there is 1\.0\.0"):
        catalog["good", "2.0.0"]
    with pytest.raises(UsageError, match="one of alarm, bundle, contributor-insights"):
        catalog.of_kind("metric")


def test_hidden_files_history_and_other_files_are_left_alone(tmp_path):
    write(tmp_path, "good.yaml")
    for name in (".hidden.yaml", ".git/x.yaml", "a/.cache/x.yaml", "history/old.yaml", "README.md", "x.json"):
        write(tmp_path, name, "not: [a rule\n")
    assert [rule.id for rule in load_catalog(tmp_path)] == ["good"]


def test_a_rule_in_the_folder_of_another_kind(tmp_path):
    write(tmp_path, "metric-filter/x/good.yaml", SUBSCRIPTION)
    write(tmp_path, "anything/fine.yaml", SUBSCRIPTION)
    error = problems(tmp_path)
    (finding,) = error.findings
    assert finding.check == "rule/folder"
    assert finding.place.endswith("good.yaml:1:7")
    assert [rule.id for rule in error.catalog] == ["fine"]


def test_the_same_rule_twice_names_both_files(tmp_path):
    first, second = write(tmp_path, "a/good.yaml"), write(tmp_path, "b/good.yaml")
    (finding,) = problems(tmp_path).findings
    assert str(first) in finding.message
    assert finding.place == f"{second}:2:5"


def test_a_part_of_a_catalogue_has_the_parameters_and_fixtures_of_the_whole(tmp_path):
    rules = tmp_path / "rules"
    (tmp_path / "fixtures").mkdir()
    write(rules, "parameters.yaml", PARAMETERS.replace("{", "{{").replace("}", "}}"))
    file = write(rules, "metric-filter/area/good.yaml", group="${MY_GROUP}")
    for path in (rules, rules / "metric-filter", rules / "metric-filter" / "area", file):
        catalog = load_catalog(path)
        assert [rule.id for rule in catalog] == ["good"]
        assert catalog.fixtures == (tmp_path / "fixtures",)


def test_a_parameter_file_of_something_else_is_left_alone(tmp_path):
    write(tmp_path, "parameters.yaml", "- Parameters of a stack\n")
    folder = write(tmp_path / "mine", "good.yaml").parent
    assert len(load_catalog(folder)) == 1


def test_bad_parameters_are_findings_and_rules_are_kept(tmp_path):
    write(tmp_path, "parameters.yaml", "lower: 1\n")
    write(tmp_path, "good.yaml")
    error = problems(tmp_path)
    assert {finding.check for finding in error.findings} == {"schema/pattern", "schema/type"}
    assert len(error.catalog) == 1


@pytest.mark.parametrize(
    ("name", "check"), [("none", "catalog/missing"), ("x" * 5000, "file/unreadable"), ("a\0b", "file/unreadable")]
)
def test_paths_that_cannot_be_read(tmp_path, name, check):
    (finding,) = problems(tmp_path / name).findings
    assert finding.check == check


def test_a_link_that_leads_nowhere_is_named(tmp_path):
    write(tmp_path, "good.yaml")
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "none.yaml")
    error = problems(tmp_path)
    assert [finding.check for finding in error.findings] == ["file/unreadable"]
    assert len(error.catalog) == 1


def test_a_folder_that_cannot_be_looked_into_is_named(tmp_path, monkeypatch):
    write(tmp_path, "good.yaml")
    write(tmp_path, "closed/other.yaml")
    scan = os.scandir

    def closed(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    error = problems(tmp_path)
    (finding,) = error.findings
    assert "closed: it cannot be read: Permission denied" in finding.message
    assert len(error.catalog) == 1


def test_files_that_are_too_large_or_no_text(tmp_path):
    (tmp_path / "large.yaml").write_bytes(b"#" * (5 * 1024 * 1024))
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9\n")
    assert [finding.check for finding in problems(tmp_path).findings] == ["file/encoding", "file/size"]


def test_a_byte_order_mark_at_the_start_is_taken_off(tmp_path):
    file = write(tmp_path, "good.yaml")
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert len(load_catalog(tmp_path)) == 1


def test_one_rule_of_several_files_and_of_a_single_file(tmp_path):
    write(tmp_path, "a/good.yaml")
    file = write(tmp_path, "b/good.yaml", version="2.0.0")
    rule, catalog = load_rule("good", tmp_path)
    assert (rule.version, len(catalog)) == ("2.0.0", 2)
    assert load_rule("good", file)[0].version == "2.0.0"
    with pytest.raises(UsageError, match="no rule 'other'"):
        load_rule("other", tmp_path)


def test_the_shipped_catalogue_is_read_without_jsonschema():
    program = (
        "import sys; from ruleforge import load_catalog; from ruleforge.catalog import load_rule; load_catalog();"
        "load_rule('bedrock-guardrail-changes'); sys.exit('jsonschema' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@settings(max_examples=150)
@given(content=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_rule_or_named(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "good.yaml").write_bytes(content)
    error = problems(folder)
    assert len(error.findings) > 0
    assert all("good.yaml" in (finding.place or finding.message) for finding in error.findings)
