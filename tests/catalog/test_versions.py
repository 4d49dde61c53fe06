"""Versions: the highest counts, earlier ones are in files of their own or in the history, read when asked for."""

from __future__ import annotations

import pytest
from rule_texts import ALARM, FILTER, selector, text

from ruleforge import Catalog, CatalogError, UsageError, load_catalog
from ruleforge.catalog import load_rule
from ruleforge.model import Kind


@pytest.fixture
def write(tmp_path):
    def write(path, kind="metric-filter", spec=FILTER, version="1.0.0", body=None):
        file = tmp_path / "rules" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        identifier = file.stem.partition("@")[0]
        file.write_text(text(kind, spec, identifier, version=version) if body is None else body, encoding="utf-8")
        return file

    return write


@pytest.fixture
def catalog(tmp_path, write):
    """A rule in its third version, with one earlier version in force too and one in the history; and a second rule."""
    write("metric-filter/a/good.yaml", version="1.10.0")
    write("metric-filter/b/good.yaml", version="1.9.0")
    write("history/metric-filter/a/good@1.0.0.yaml")
    write("alarm/a/other.yaml", "alarm", ALARM)
    return load_catalog(tmp_path / "rules")


def test_the_highest_version_counts(catalog):
    assert catalog["good"].version == "1.10.0"
    assert [rule.key for rule in catalog] == ["other@1.0.0", "good@1.9.0", "good@1.10.0"]


def test_versions_are_in_order_those_of_the_history_included(catalog):
    assert [rule.version for rule in catalog.versions("good")] == ["1.0.0", "1.9.0", "1.10.0"]
    assert [rule.version for rule in catalog.versions("other")] == ["1.0.0"]
    assert catalog.versions("unknown") == []


@pytest.mark.parametrize("version", ["1.0.0", "1.9.0", "1.10.0"])
def test_a_version_is_found_by_key_and_by_pair(catalog, version):
    assert catalog[f"good@{version}"].version == catalog["good", version].version == version


def test_what_is_history_is_not_in_force(catalog):
    assert ("good", "1.0.0") not in catalog
    assert ("good", "1.9.0") in catalog
    assert catalog["good@1.0.0"] not in catalog
    assert len(catalog.of_kind("metric-filter")) == 2


def test_unknown_versions_are_named_with_all_there_are(catalog):
    with pytest.raises(UsageError, match="the rule 'good' has no version 3") as caught:
        catalog["good@3"]
    assert caught.value.findings[0].help == "there is 1.0.0, 1.9.0, 1.10.0"


def test_history_of_no_rule_is_not_looked_at(catalog, write):
    write("history/metric-filter/a/lost@1.0.0.yaml")
    assert catalog.versions("lost") == []
    with pytest.raises(UsageError, match="there is no rule 'lost'"):
        catalog["lost@1.0.0"]


def test_a_version_in_force_counts_before_the_same_in_the_history(catalog, write):
    write("history/metric-filter/a/good@1.9.0.yaml", version="1.9.0")
    assert catalog["good@1.9.0"] in list(catalog)


def test_texts_of_the_history_may_be_what_aws_refuses(catalog, write):
    """For that may be why they were replaced."""
    write("history/metric-filter/a/good@0.1.0.yaml", spec=FILTER | {"filterPattern": "{ $.a == 1 }"}, version="0.1.0")
    assert catalog["good@0.1.0"].spec.filter_pattern == "{ $.a == 1 }"


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("kind: metric-filter\n", "schema/required"),
        ("kind: filter\n", "rule/kind"),
        ("[1, 2\n", "yaml/syntax"),
        ("- 1\n", "rule/kind"),
        ("", "yaml/empty"),
    ],
)
def test_what_is_no_rule_at_all_is_told_when_it_is_asked_for(catalog, write, body, check):
    file = write("history/metric-filter/a/good@0.2.0.yaml", body=body)
    assert catalog["good"].version == "1.10.0"
    for ask in (lambda: catalog["good@1.0.0"], lambda: catalog.versions("good")):
        with pytest.raises(CatalogError) as caught:
            ask()
        assert check in {finding.check for finding in caught.value.findings}
        assert all(finding.place.startswith(str(file)) for finding in caught.value.findings)


def test_a_file_of_the_history_that_cannot_be_read_is_told(catalog, write):
    write("history/metric-filter/a/good@0.3.0.yaml").write_bytes(b"kind: \xff\n")
    with pytest.raises(CatalogError) as caught:
        catalog.versions("good")
    assert [finding.check for finding in caught.value.findings] == ["file/encoding"]


def test_a_part_of_a_catalogue_knows_the_history_of_the_whole(catalog, tmp_path):
    for part in ("rules/metric-filter", "rules/metric-filter/a", "rules/metric-filter/a/good.yaml"):
        found = load_catalog(tmp_path / part)
        assert found["good@1.0.0"].version == "1.0.0"
    rule, one = load_rule("other", tmp_path / "rules")
    assert (rule.kind, len(one)) == (Kind.ALARM, 1)


def test_rules_that_are_in_no_folder_have_no_history(catalog):
    bare = Catalog(list(catalog))
    assert [rule.version for rule in bare.versions("good")] == ["1.9.0", "1.10.0"]


def test_a_rule_of_a_kind(catalog):
    assert catalog.get("other", Kind.ALARM).id == "other"
    assert catalog.get("good@1.0.0", Kind.METRIC_FILTER).version == "1.0.0"
    with pytest.raises(UsageError, match="there is no alarm 'good'") as caught:
        catalog.get("good", Kind.ALARM)
    assert caught.value.findings[0].help == "list --kind alarm shows what there is"
    with pytest.raises(UsageError) as caught:
        catalog.get("othre", Kind.ALARM)
    assert caught.value.findings[0].help == "did you mean other?"


def test_a_rule_of_a_kind_is_of_that_kind(tmp_path, write):
    """An id belongs to a version of one kind and to another version of another: what is asked for decides."""
    write("event-selector/a/good.yaml", "event-selector", selector())
    write("alarm/a/good.yaml", "alarm", ALARM, version="2.0.0")
    found = load_catalog(tmp_path / "rules")
    assert found.get("good", Kind.EVENT_SELECTOR).version == "1.0.0"
    assert found.get("good", Kind.ALARM).version == "2.0.0"
    with pytest.raises(UsageError, match=r"there is no event-selector 'good@2\.0\.0'"):
        found.get("good@2.0.0", Kind.EVENT_SELECTOR)
