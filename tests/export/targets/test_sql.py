"""A folder of statements: the tables with their values, and a question for each rule that asks one of records."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlglot

from export.deployments import CATALOG, VALUES, bundle
from ruleforge.catalog import Catalog
from ruleforge.export import Request, assemble, target
from ruleforge.model import Kind

DIALECTS = {"athena": "athena", "spark": "spark"}


@pytest.fixture(scope="module", params=sorted(DIALECTS))
def rendered(request):
    chosen = target(request.param)
    deployment = assemble(Request(bundle(), layers=(VALUES,), examples=True, besides=chosen.parameters), CATALOG)
    return request.param, deployment, chosen.render(deployment)


def test_every_rule_has_its_file_or_is_told(rendered):
    name, deployment, rendering = rendered
    asked = {f"{rule.kind.value}/{rule.id}.sql" for rule in deployment.rules if rule.kind.value != "alarm"}
    missing = asked - rendering.files.keys()
    told = " ".join(note.message for note in rendering.notes)
    assert all(path.partition("/")[2].removesuffix(".sql") in told for path in missing)
    assert "alarms are left out: they watch metrics" in told
    assert sorted(missing) == (
        ["query/agent-component-latency.sql", "query/bedrock-latency-by-model.sql"] if name == "athena" else []
    )


def test_every_file_is_one_statement_that_parses(rendered):
    name, _, rendering = rendered
    for text in rendering.files.values():
        (statement,) = sqlglot.parse(text, dialect=DIALECTS[name])
        assert statement is not None


def test_no_placeholder_of_ours_is_left(rendered):
    _, _, rendering = rendered
    assert [path for path, text in rendering.files.items() if re.search(r"\$\{[A-Z]", text)] == []


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_patterns_have_their_values(name):
    pattern = '{ $.recipientAccountId = "${ACCOUNT_ID}" }'
    filters = [CATALOG["bedrock-guardrail-changes"], *CATALOG.of_kind(Kind.SUBSCRIPTION_FILTER)]
    own = [replace(rule, spec=replace(rule.spec, filter_pattern=pattern)) for rule in filters]
    catalog = Catalog(own, CATALOG.parameters)
    chosen = target(name)
    request = Request(bundle(*(rule.id for rule in own)), layers=(VALUES,), examples=True, besides=chosen.parameters)
    files = chosen.render(assemble(request, catalog)).files
    for rule in own:
        text = files[f"{rule.kind.value}/{rule.id}.sql"]
        assert "= '210987654321'" in text
        assert "${" not in text


def test_two_versions_of_a_selector_have_a_file_each():
    trail = CATALOG.of_kind(Kind.TRAIL)[0]
    (selector,) = CATALOG.of_kind(Kind.EVENT_SELECTOR)[:1]
    other = replace(selector, version="9.0.0")
    first, second = (
        replace(trail, id=f"trail-{number}", spec=replace(trail.spec, name=f"trail-{number}", selectors=(item.key,)))
        for number, item in enumerate((selector, other), 1)
    )
    catalog = Catalog([selector, other, first, second], CATALOG.parameters)
    request = Request(bundle("trail-1", "trail-2"), layers=(VALUES,), examples=True, besides=target("spark").parameters)
    files = target("spark").render(assemble(request, catalog)).files
    written = {name: text for name, text in files.items() if name.startswith("event-selector/")}
    assert written.keys() == {f"event-selector/{item.key}.sql" for item in (selector, other)}
    assert all(f"-- {item.key}: " in written[f"event-selector/{item.key}.sql"] for item in (selector, other))
    assert "trail/trail-1.sql" in files


def test_the_days_are_given_when_a_statement_is_run(rendered):
    name, _, rendering = rendered
    text = rendering.files["metric-filter/bedrock-guardrail-changes.sql"]
    wanted = {"athena": "day BETWEEN ? AND ?", "spark": "day BETWEEN :from_day AND :to_day"}[name]
    assert wanted in text
    joined = rendering.files["query/bedrock-calls-with-content.sql"]
    assert len(re.findall(r"BETWEEN (?:\? AND \?|:from_day AND :to_day)", joined)) == 2
    assert name == "spark" or joined.startswith("-- Give 4 execution parameters")


def test_the_tables_have_the_buckets_and_the_accounts(rendered):
    _, _, rendering = rendered
    tables = "".join(text for path, text in rendering.files.items() if path.startswith("tables/"))
    assert "s3://ai-workloads-cloudtrail/AWSLogs/" in tables
    assert "tables/01-cloudtrail_lines.sql" in rendering.files
