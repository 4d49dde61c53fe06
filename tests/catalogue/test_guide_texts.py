"""The catalogue says what the guide says to the letter, or says why not and keeps the guide's text beside it."""

from __future__ import annotations

import guide_texts as guide
import pytest
from shipped_rules import CATALOG, HISTORY, RULES, as_printed, by_id, by_key, named, of_kinds, trail

from ruleforge import FilterPattern
from ruleforge.model import Kind

COMPARISONS = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
}
FILTER_NAMES = {f"Metric Filter {item['number']}" for item in guide.FILTERS}
INSIGHT_NAMES = {f"Rule {item['number']}" for item in guide.INSIGHT_RULES}
ALARM_NAMES = {item["name"] for item in guide.ALARMS}
NAMES = {
    Kind.METRIC_FILTER: FILTER_NAMES,
    Kind.SUBSCRIPTION_FILTER: {"Subscription filter"},
    Kind.EVENT_SELECTOR: set(guide.SELECTORS),
    Kind.CONTRIBUTOR_INSIGHTS: INSIGHT_NAMES,
    Kind.ALARM: ALARM_NAMES,
    Kind.QUERY: set(guide.QUERIES),
}


def test_the_guide_has_what_it_says_it_has():
    assert sum(len(items) for items in guide.SELECTOR_LISTS.values()) == len(guide.SELECTORS) == 75
    assert len(guide.SELECTOR_LISTS) == 12
    assert (len(guide.FILTERS), len(guide.INSIGHT_RULES), len(guide.ALARMS)) == (25, 23, 25)
    assert len(guide.QUERIES) == 28


@pytest.mark.parametrize("kind", list(NAMES), ids=lambda kind: kind.value)
def test_all_of_the_guide_is_there_once(kind):
    """Under the guide's own names. What has none is ours."""
    found = [rule.source.guide for rule in of_kinds(kind) if rule.source.guide is not None]
    assert sorted(found) == sorted(NAMES[kind])


def test_ids_and_the_names_that_aws_shows_are_unique():
    assert len({rule.id for rule in RULES}) == len(RULES)
    for kind in (Kind.EVENT_SELECTOR, Kind.CONTRIBUTOR_INSIGHTS, Kind.ALARM, Kind.QUERY):
        names = [rule.spec.name for rule in of_kinds(kind)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("item", guide.FILTERS, ids=lambda item: str(item["number"]))
def test_metric_filter(item):
    rule = as_printed(named(f"Metric Filter {item['number']}"))
    assert FilterPattern.parse(rule.spec.filter_pattern) == FilterPattern.parse(item["pattern"])
    assert rule.spec.transformation.metric_namespace == item["namespace"]
    assert rule.spec.transformation.metric_name == item["metric"]


def test_subscription_filter():
    rule = as_printed(named("Subscription filter"))
    assert FilterPattern.parse(rule.spec.filter_pattern) == FilterPattern.parse(guide.SUBSCRIPTION_FILTER["pattern"])


@pytest.mark.parametrize("name", guide.SELECTORS)
def test_selector(name):
    assert as_printed(named(name)).spec.to_dict() == guide.SELECTORS[name]


@pytest.mark.parametrize("identifier", guide.SELECTOR_LISTS)
def test_list_of_selectors(identifier):
    """A trail's first version is one of the guide's lists: the same selectors, to the letter, in the same order."""
    members = trail(as_printed(CATALOG[identifier])).members
    assert [member.spec.to_dict() for member in members] == guide.SELECTOR_LISTS[identifier]


@pytest.mark.parametrize("item", guide.INSIGHT_RULES, ids=lambda item: str(item["number"]))
def test_insight_rule(item):
    rule = as_printed(named(f"Rule {item['number']}"))
    assert rule.spec.name == item["name"]
    assert rule.spec.definition == item["body"]


@pytest.mark.parametrize("item", guide.ALARMS, ids=lambda item: item["name"])
def test_alarm(item):
    rule = as_printed(named(item["name"]))
    body = rule.spec.to_dict()
    assert body["AlarmName"] == item["name"]
    assert body["MetricName"] == item["metric"]
    assert body["ComparisonOperator"] == COMPARISONS[item["comparison"]]
    assert (body["Threshold"], body["Period"]) == (item["threshold"], item["period_seconds"])
    assert rule.team == item["team"].replace("_", "-")


@pytest.mark.parametrize("name", guide.QUERIES)
def test_query(name):
    """Byte for byte, with the log groups put back."""
    assert guide.put_back(as_printed(named(name)).spec.query_string) == guide.QUERIES[name]


def test_an_alarm_for_every_metric_filter():
    published = sorted(
        (rule.spec.transformation.metric_namespace, rule.spec.transformation.metric_name)
        for rule in of_kinds(Kind.METRIC_FILTER)
    )
    assert sorted(rule.spec.metric for rule in of_kinds(Kind.ALARM)) == published


def test_examples_of_parameters_are_what_the_fixtures_hold():
    for name, value in guide.BINDINGS.items():
        assert CATALOG.parameters[guide.ours(name)].example == value


# Rules of which the guide has no text, and which have been changed since.
OF_OUR_OWN = ("ai-workloads",)
# The guide says in words, not as JSON, what these trails record.
IN_WORDS = ("AgentCore: Phased Enablement, Phase", "Implementation Priority Checklist, step")


@pytest.mark.parametrize("rule", RULES, **by_id)
def test_what_differs_from_the_guide_says_why_and_keeps_its_text(rule):
    first, *later = CATALOG.versions(rule.id)
    assert first.version == "1.0.0"
    assert (rule.source.changed is not None) == (bool(later) and rule.id not in OF_OUR_OWN)
    if later and rule.id not in OF_OUR_OWN:
        assert first.source.guide == rule.source.guide is not None
        assert first.source.changed is None
        assert first.spec.to_dict() != rule.spec.to_dict()


@pytest.mark.parametrize("rule", HISTORY, **by_key)
def test_history_is_in_order(rule):
    current = CATALOG[rule.id]
    area = current.path.rpartition("/")[0].rpartition("/")[2]
    assert rule.path.endswith(f"/history/{rule.kind.value}/{area}/{rule.id}@{rule.version}.yaml")
    assert rule.kind is current.kind
    assert CATALOG.versions(rule.id)[-1] is current


PHASES = {
    1: ["Gateway", "TokenVault", "OAuth2CredentialProvider", "APIKeyCredentialProvider"],
    2: ["Runtime", "RuntimeEndpoint"],
    3: ["CodeInterpreter", "CodeInterpreterCustom", "Browser", "BrowserCustom"],
    4: ["WorkloadIdentity", "WorkloadIdentityDirectory", "Memory", "Evaluator"],
}


def types(rule):
    """The resource types that a trail records, in order."""
    return [name for item in trail(rule).selectors.selectors for name in item.values("resources.type")]


@pytest.mark.parametrize("phase", PHASES)
def test_phases_of_agentcore(phase):
    wanted = [f"AWS::BedrockAgentCore::{name}" for number in range(1, phase + 1) for name in PHASES[number]]
    assert types(CATALOG[f"agentcore-phase-{phase}"]) == wanted


def test_the_roll_out_follows_the_checklist():
    """Each step adds to the one before; types of Bedrock, AgentCore, S3 and Lambda, and network activity sources."""
    counts, before = {}, ()
    for rule in of_kinds(Kind.TRAIL):
        if rule.id.startswith("roll-out-"):
            found, selectors = types(rule), rule.spec.selectors
            assert selectors[: len(before)] == before
            prefixes = ("AWS::Bedrock::", "AWS::BedrockAgentCore::", "AWS::S3::", "AWS::Lambda::")
            network = [item for item in trail(rule).selectors.selectors if item.category == "NetworkActivity"]
            counts[int(rule.id.split("-")[2])] = (
                *(sum(name.startswith(prefix) for name in found) for prefix in prefixes),
                len(network),
                len(trail(rule).insight_types),
            )
            before = selectors
    assert counts == {
        1: (0, 0, 0, 0, 0, 0),
        2: (18, 0, 0, 0, 0, 0),
        3: (18, 14, 0, 0, 0, 0),
        4: (18, 14, 0, 0, 0, 2),
        5: (18, 14, 1, 0, 0, 2),
        6: (18, 14, 1, 1, 0, 2),
        7: (18, 14, 1, 1, 3, 2),
    }


def test_trails_of_the_guide_are_told_from_ours():
    for rule in of_kinds(Kind.TRAIL):
        known = rule.id in guide.SELECTOR_LISTS or (rule.source.guide or "").startswith(IN_WORDS)
        assert known or rule.source.guide is None
