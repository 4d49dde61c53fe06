"""Rules of every kind on a page and as data: nothing of a spec is left out."""

from __future__ import annotations

import json

import pytest

from ruleforge.catalog.parameters import find_placeholders
from ruleforge.model import Kind
from ruleforge.report.rules import rule_data, rule_page, rule_table
from shipped_catalogue import shipped_catalogue

CATALOG = shipped_catalogue()
RULES = list(CATALOG)


def words(text):
    return " ".join(text.split())


def leaves(value):
    """The plain values of a spec, in order."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_tells_everything(rule):
    page = words(rule_page(rule, CATALOG.parameters))
    assert page.startswith(f"{rule.id} {rule.version} {words(rule.title)}")
    for text in (rule.description, rule.source.guide or "", rule.source.changed or "", rule.team or ""):
        assert words(text) in page
    for name, _, _ in find_placeholders(json.dumps(rule.spec.to_dict())):
        assert CATALOG.parameters[name].description in page
    for test in rule.tests:
        assert words(test.name) in page


@pytest.mark.parametrize("rule", [rule for rule in RULES if "filter" not in rule.kind.value], ids=lambda rule: rule.id)
def test_a_page_has_the_whole_spec(rule):
    page = words(rule_page(rule, CATALOG.parameters))
    for value in leaves(rule.spec.to_dict()):
        assert words(str(value)) in page


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.value)
def test_data_are_json_and_keep_the_spec(kind):
    for rule in CATALOG.of_kind(kind):
        data = json.loads(json.dumps(rule_data(rule, CATALOG.parameters)))
        assert data["spec"] == json.loads(json.dumps(rule.spec.to_dict()))
        assert (data["id"], data["kind"], data["source"]) == (rule.id, kind.value, rule.source.to_dict())
        assert data.get("team") == rule.team


def test_a_page_of_a_text_that_aws_refuses():
    """The history may be looked at, whatever AWS says of it."""
    rule = CATALOG["top-agentcore-gateway-auth-failure-sources@1.0.0"]
    assert "In: 401, 403" in rule_page(rule, CATALOG.parameters)
    assert rule_data(rule, CATALOG.parameters)["version"] == "1.0.0"


def test_the_table_counts():
    lines = rule_table(CATALOG.of_kind(Kind.ALARM)).splitlines()
    assert lines[-1] == "25 rules"
    assert len(lines) == 28
    assert rule_table([]) == "0 rules"
