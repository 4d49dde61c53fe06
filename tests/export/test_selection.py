from __future__ import annotations

import pytest

from export.deployments import CATALOG
from ruleforge.catalog import load_catalog
from ruleforge.errors import CatalogError, UsageError
from ruleforge.export.selection import place_of, select
from ruleforge.model import BundleSpec, Kind


def ids(*rules, without=()):
    return [rule.key for rule in select(CATALOG, BundleSpec(rules=rules, without=without))]


def test_a_pattern_is_over_kind_area_and_id():
    assert ids("alarm/iam/*") == ["iam-ai-role-permission-changes-alarm@1.0.0"]
    assert len(ids("alarm/*")) == len(CATALOG.of_kind(Kind.ALARM))
    assert [key.partition("@")[0] for key in ids("*/iam-ai-role-*")] == [
        "iam-ai-role-permission-changes",
        "iam-ai-role-permission-changes-alarm",
    ]


def test_rules_come_once_and_in_the_order_in_which_they_are_made():
    found = ids("query/iam/*", "alarm/iam/*", "root-account-activity", "metric-filter/iam/*")
    kinds = [CATALOG[key].kind for key in found]
    assert kinds == [Kind.METRIC_FILTER, Kind.ALARM, Kind.QUERY]


def test_without_takes_away_what_patterns_found():
    every, some = ids("alarm/*"), ids("alarm/*", without=("alarm/bedrock/*", "iam-ai-role-permission-changes-alarm"))
    assert set(some) < set(every)
    assert not [key for key in some if key.startswith(("bedrock-", "iam-"))]


def test_a_rule_that_is_named_comes_in_spite_of_a_pattern_and_in_the_version_asked_for():
    assert ids("metric-filter/iam/*", "bedrock-guardrail-changes@1.0.0", without=("metric-filter/*",)) == [
        "bedrock-guardrail-changes@1.0.0"
    ]
    pinned = ids("metric-filter/bedrock/*", "bedrock-guardrail-changes@1.0.0")
    assert "bedrock-guardrail-changes@1.0.0" in pinned
    assert "bedrock-guardrail-changes@1.1.0" not in pinned


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("bedrok-guardrail-changes", "there is no rule 'bedrok-guardrail-changes'"),
        ("alarms/*", "no rule that can be deployed fits 'alarms/*'"),
        ("management-events", "is a event-selector, which is not deployed by itself"),
        ("bedrock-guardrail-changes@9.9.9", "has no version 9.9.9"),
    ],
)
def test_what_names_nothing_is_told(entry, message):
    with pytest.raises(UsageError) as caught:
        ids(entry, "alarm/nothing/*")
    assert len(caught.value.findings) == 2
    assert message.replace("a event", "an event") in str(caught.value) or message in str(caught.value)


def test_problems_stand_at_their_place_in_the_bundle(tmp_path):
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "mine.yaml").write_text(
        "kind: bundle\nid: mine\nversion: 1.0.0\ntitle: t\ndescription: d\nseverity: low\nstatus: stable\n"
        "spec:\n  rules: [nothing-of-this-name]\n  without:\n    - alarm/*\n"
    )
    catalog = load_catalog(tmp_path)
    bundle = catalog["mine"]
    with pytest.raises(CatalogError) as caught:
        select(catalog, bundle.spec, bundle)
    places = [finding.place.rpartition("mine.yaml")[2] for finding in caught.value.findings]
    assert places == [":9:11", ":11:7"]


def test_areas_are_the_folders_between_kind_and_file():
    assert place_of(CATALOG["iam-ai-role-permission-changes"], CATALOG.top) == (
        "metric-filter/iam/iam-ai-role-permission-changes"
    )
    assert place_of(CATALOG["iam-ai-role-permission-changes"], None) == "metric-filter/iam-ai-role-permission-changes"
