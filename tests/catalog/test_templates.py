"""Rules to begin with: each loads, is in form, has tests that pass, and gives the linter nothing to say."""

from __future__ import annotations

import pytest

from ruleforge import Catalog, SourceText, UsageError
from ruleforge.catalog.catalog import declared_parameters, load_rule
from ruleforge.catalog.format import format_text
from ruleforge.catalog.load import load_rule_text
from ruleforge.catalog.templates import check_id, rule_text
from ruleforge.data import shipped
from ruleforge.events import Fixtures
from ruleforge.lint import lint
from ruleforge.model import Kind
from ruleforge.testing import run_tests
from shipped_catalogue import shipped_catalogue

PARAMETERS = declared_parameters(shipped("rules"))
SCHEMA = "../../schemas/x.schema.json"
EXPECTED = {Kind.ALARM: "states", Kind.EVENT_SELECTOR: "captured", Kind.TRAIL: "captured", Kind.QUERY: "rows"}


def loaded(kind, identifier, **options):
    source = SourceText(f"{identifier}.yaml", rule_text(kind, identifier, schema=SCHEMA, **options))
    rule, findings = load_rule_text(source, PARAMETERS)
    assert rule is not None, findings
    assert findings == []
    return rule


@pytest.mark.parametrize("identifier", ["a-new-rule", "007", "on", "null", "1e5", "x" * 100])
@pytest.mark.parametrize("kind", Kind)
def test_a_new_rule_loads_and_is_in_form(kind, identifier):
    rule = loaded(kind, identifier)
    assert (rule.kind, rule.id) == (kind, identifier)
    assert format_text(rule.text) == rule.text.text
    assert "<<" not in rule.text.text
    assert rule.text.text.startswith(f"# yaml-language-server: $schema={SCHEMA}\nkind: ")


UNTESTED = (Kind.BUNDLE, Kind.DASHBOARD)


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(UNTESTED), key=lambda kind: kind.value))
def test_the_tests_of_a_new_rule_pass(kind):
    """Some of them expect something, and some expect nothing."""
    rule = loaded(kind, "a-new-rule")
    report = run_tests([rule], Fixtures.shipped(), catalog=Catalog([rule], PARAMETERS))
    assert [outcome.got for outcome in report.outcomes if not outcome.passed] == []
    name = EXPECTED.get(kind, "matches")
    outcomes = [test.expect[name] for test in rule.tests]
    if kind is Kind.ALARM:
        outcomes = ["ALARM" in {state for _, state in states} for states in outcomes]
    assert any(outcomes)
    assert not all(outcomes)


def test_new_rules_lint_clean(tmp_path):
    """All of them together, the trail made of the selector; of which no other rule needs the events, which is said."""
    identifiers = {Kind.METRIC_FILTER: "trail-stopped", Kind.ALARM: "trail-stopped-alarm"}
    for kind in Kind:
        identifier = identifiers.get(kind, f"new-{kind.value}")
        selectors = ("management-events", "new-event-selector") if kind is Kind.TRAIL else ()
        write(tmp_path, kind.value, identifier, rule_text(kind, identifier, schema=SCHEMA, selectors=selectors))
    write(tmp_path, "event-selector", "management-events", load_rule("management-events")[0].text.text)
    told = [finding for finding in lint(tmp_path).findings if finding.check != "version/no-lock"]
    findings = [(finding.check, finding.message) for finding in told]
    assert findings == [("record/unread-selector", "no rule looks at what this selector records")]


def write(top, kind, identifier, text):
    folder = top / kind
    folder.mkdir(exist_ok=True)
    (folder / f"{identifier}.yaml").write_text(text)


@pytest.mark.parametrize("kind", UNTESTED)
def test_what_looks_at_no_events_begins_without_tests(kind):
    assert loaded(kind, "a-new-rule").tests == ()


def test_an_alarm_watches_the_metric_of_its_filter():
    metric = loaded(Kind.METRIC_FILTER, "trail-stopped").spec.metric
    assert loaded(Kind.ALARM, "trail-stopped-alarm").spec.metric == metric == ("AIWorkloadMetrics", "TrailStopped")


def test_a_trail_is_made_of_the_selectors_it_is_given(tmp_path):
    assert loaded(Kind.TRAIL, "new").spec.selectors == ()
    rule = loaded(Kind.TRAIL, "new", selectors=["management-events"])
    assert rule.spec.selectors == ("management-events",)
    assert run_tests([rule], Fixtures.shipped(), catalog=shipped_catalogue()).failed == 0
    assert loaded(Kind.TRAIL, "ai").spec.name == "ai-trail"


@pytest.mark.parametrize(
    ("identifier", "help_"),
    [
        ("GuardrailDeleted", "guardrail-deleted would do"),
        ("a_b  c", "a-b-c would do"),
        ("-a-", "a would do"),
        ("a--b", "a-b would do"),
        ("../x", "x would do"),
        ("", "such as guardrail-deleted"),
        ("é", "such as guardrail-deleted"),
        ("a\n", "a would do"),
        ("a" * 101, f"{'a' * 100} would do"),
    ],
)
def test_what_cannot_be_an_id_is_refused_with_one_that_can(identifier, help_):
    with pytest.raises(UsageError) as caught:
        check_id(identifier)
    (finding,) = caught.value.findings
    assert finding.help == help_
    assert "joined by dashes" in finding.because
