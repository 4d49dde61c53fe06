"""A replay behind a trail: what is recorded, by category and by selector, what is missed, and what the trail adds."""

from __future__ import annotations

import json

import pytest
from engine_rules import PARAMETER, alarm, catalog, insight, rule, selector, subscription, trail

from ruleforge import Catalog, CatalogError, UsageError, replay
from ruleforge.data import shipped
from ruleforge.engine import unit_groups
from ruleforge.model import Parameter
from shipped_catalogue import shipped_catalogue

LOGS = shipped("fixtures") / "logs"
OBJECT = {"eventCategory": "Data", "resources": [{"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k"}]}
S3, READS = selector("s3"), selector("reads", more=[("readOnly", "Equals", "true")])
MANAGEMENT = selector("management", "Management")


def found(report, name="r"):
    (item,) = [item for item in report.rules if item.rule.id == name]
    return item


@pytest.fixture
def records(event):
    """Two management events, two reads and a write of data, an Insights event, an aggregated one, and another."""
    call_rate = {"insightDetails": {"insightType": "ApiCallRateInsight"}}
    return [
        *(event(eventCategory="Management", n=1) for _ in range(2)),
        *(event(**OBJECT, readOnly=True, n=1) for _ in range(2)),
        event(**OBJECT, readOnly=False, n=1),
        event(eventCategory="Insight", n=1, **call_rate),
        event(eventCategory="Aggregated", n=1),
        event(n=1),
    ]


def one(write, records, *rules, wanted="trail", **arguments):
    return replay(catalog(*rules), [write("log.ndjson", *records)], trail=wanted, **arguments)


COUNT = rule("{ $.n = 1 }")


def test_what_is_recorded_by_category_and_by_selector(write, records):
    report = one(write, records, COUNT, S3, READS, MANAGEMENT, trail("s3", "reads", "management"))
    data = report.trail.to_dict()
    assert (data["id"], data["version"], data["recorded"], data["not_recorded"]) == ("trail", "1.0.0", 5, 3)
    assert data["categories"] == {
        "Aggregated": {"recorded": 0, "not_recorded": 1},
        "Data": {"recorded": 3, "not_recorded": 0},
        "Insight": {"recorded": 0, "not_recorded": 1},
        "Management": {"recorded": 2, "not_recorded": 0},
        "none": {"recorded": 0, "not_recorded": 1},
    }
    # Events may be taken by several selectors.
    assert data["selectors"] == {"management": 2, "reads": 2, "s3": 3}


def test_rules_see_what_is_recorded_and_the_rest_is_missed(write, records):
    report = one(write, records, COUNT, MANAGEMENT, READS, trail("reads"))
    assert (found(report).matches, found(report).missed) == (2, 6)
    assert report.to_dict()["rules"]["r"]["missed"] == 6
    assert found(report).sample.event == 3
    assert sum(point.statistics.count for point in found(report).datapoints) == 2


def test_without_a_trail_nothing_is_missed(write, records):
    report = one(write, records, COUNT, READS, wanted=None)
    assert (found(report).matches, found(report).missed, report.trail) == (8, None, None)
    data = report.to_dict()
    assert "trail" not in data
    assert "missed" not in data["rules"]["r"]


def test_a_selector_says_what_it_would_record_whatever_the_trail_does(write, records):
    report = one(write, records, S3, READS, MANAGEMENT, trail("reads"))
    assert [found(report, name).matches for name in ("s3", "reads", "management")] == [3, 2, 2]
    data = report.to_dict()["rules"]["s3"]
    assert data["captured"] == 3
    assert "missed" not in data
    assert "matches" not in data


def test_trails_are_no_rules_of_a_report(write, records):
    report = one(write, records, COUNT, READS, trail("reads"), trail(name="other"))
    assert [item.rule.id for item in report.rules] == ["r", "reads"]


def test_what_a_trail_adds_to_cloudtrails_default(write, records):
    """Management events are recorded by every trail that does not take them out."""
    rules = (COUNT, rule('{ $.eventCategory = "Management" }', "config"), subscription("{ $.readOnly IS TRUE }"))
    report = one(write, records, *rules, S3, MANAGEMENT, trail("s3", "management"))
    assert report.trail.beyond_default == {"r": 3, "config": 0, "sub": 2}
    default = one(write, records, *rules, trail())
    assert default.trail.beyond_default == {"r": 0, "config": 0, "sub": 0}
    assert default.trail.to_dict()["selectors"] == {"CloudTrail's default": 2}


def test_insights_and_aggregated_events_besides(write, records):
    more = {
        "insight_selectors": ({"InsightType": "ApiCallRateInsight"},),
        "aggregation_configurations": ({"Templates": ["API_ACTIVITY"], "EventCategory": "Data"},),
    }
    report = one(write, records, COUNT, MANAGEMENT, trail("management", **more))
    assert (found(report).matches, found(report).missed) == (4, 4)
    assert report.trail.beyond_default == {"r": 2}
    assert report.trail.categories["Insight"].recorded == report.trail.categories["Aggregated"].recorded == 1


def test_a_selector_that_is_not_among_the_rules_is_counted_too(write, records):
    report = one(write, records, COUNT, S3, MANAGEMENT, trail("s3", "management"), rules=["r"])
    assert [item.rule.id for item in report.rules] == ["r"]
    assert report.trail.selectors == {"s3": 3, "management": 2}


def test_other_pipelines_need_no_trail(write, records):
    span = {"traceId": "t", "spanId": "s", "kind": "CLIENT", "name": "chat", "n": 1}
    report = one(write, [*records, span], COUNT, rule("{ $.n = 1 }", "any", group="spans"), READS, trail("reads"))
    assert (found(report, "any").matches, found(report, "any").missed) == (3, 6)
    assert report.trail.events.recorded + report.trail.events.not_recorded == len(records)
    assert report.input.events == len(records) + 1


def test_default_datapoints_are_those_of_minutes_in_which_something_was_recorded(write, event):
    times = [f"2026-05-04T08:0{minute}:00Z" for minute in range(4)]
    records = [event(time, eventCategory=name) for time, name in zip(times, ["Management", "Data"] * 2, strict=True)]
    wanted = rule("{ $.n = 1 }", default=0.0)
    assert found(one(write, records, wanted, trail())).datapoints.quiet == {times[0][:16], times[2][:16]}
    assert len(found(one(write, records, wanted, wanted=None)).datapoints.quiet) == 4


def test_an_alarm_hears_only_what_is_recorded(write, event):
    records = [event(f"2026-05-04T08:0{n}:00Z", eventCategory="Data" if n < 3 else "Management", n=1) for n in range(5)]
    rules = (COUNT, alarm("r", TreatMissingData="notBreaching"), trail())
    seen, all_ = one(write, records, *rules), one(write, records, *rules, wanted=None)
    assert [item.at for item in found(seen, "alarm").alarm.transitions] == ["2026-05-04T08:04:00Z"]
    assert [item.at for item in found(all_, "alarm").alarm.transitions] == ["2026-05-04T08:01:00Z"]


def test_an_alarm_in_a_report(write, event):
    records = [event(n=1), event("2026-05-04T08:09:00Z")]
    report = one(write, records, COUNT, alarm("r"), wanted=None)
    data = report.to_dict()["rules"]["alarm"]
    assert data["kind"] == "alarm"
    assert data["metric"] == {"namespace": "N", "name": "r"}
    assert (data["fed_by"], data["state"]) == (["r"], "INSUFFICIENT_DATA")
    assert [(item["at"], item["state"]) for item in data["transitions"]] == [
        ("2026-05-04T08:01:00Z", "ALARM"),
        ("2026-05-04T08:04:00Z", "INSUFFICIENT_DATA"),
    ]
    # The filter of the metric is not asked for, and comes along.
    alone = one(write, records, COUNT, alarm("r"), wanted=None, rules=["alarm"])
    assert alone.to_dict()["rules"]["alarm"] == data
    silent = one(write, records, COUNT, alarm("nothing"), wanted=None, rules="alarm")
    assert "no metric filter" in silent.to_dict()["rules"]["alarm"]["problem"]


def test_a_trail_whose_selectors_are_not_there(write, records):
    with pytest.raises(CatalogError, match="there is no rule 'none'"):
        one(write, records, COUNT, trail("none"))
    with pytest.raises(UsageError, match="there is no trail 'r'"):
        one(write, records, COUNT, wanted="r")


ACCOUNT = Parameter("ACCOUNT_ID", "d", "[0-9]{12}", "f", "111122223333")
BUCKET = Parameter("BUCKET", "d", ".+", "f", "b")


def test_placeholders_have_given_values_or_examples_and_the_report_says_which(write, event):
    """Only of those that decide what is taken: a log group's name decides nothing."""
    records = [
        event(eventCategory="Data", resources=[{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{name}/k"}], n=1)
        for name in "bbc"
    ]
    wanted = selector("bucket", more=[("resources.ARN", "StartsWith", "arn:aws:s3:::${BUCKET}/")])
    parameters = {item.name: item for item in (PARAMETER, ACCOUNT, BUCKET)}
    every = Catalog([COUNT, wanted, trail("bucket")], parameters)
    path = write("log.ndjson", *records)
    example, given = (replay(every, [path], trail="trail", parameters=p) for p in (None, {"BUCKET": "c"}))
    assert [(found(item).matches, found(item).missed) for item in (example, given)] == [(2, 1), (1, 2)]
    assert [found(item, "bucket").matches for item in (example, given)] == [2, 1]
    assert [item.to_dict()["assumed_parameters"] for item in (example, given)] == [{"BUCKET": "b"}, {}]
    # A selector that is only the trail's is looked at as well.
    assert replay(every, [path], trail="trail", rules=["r"]).parameters == {"BUCKET": "b"}
    assert replay(every, [path], rules=["r"]).parameters == {}


def test_two_versions_of_a_selector_are_told_apart(write, event):
    old, new = selector("s3", more=[("readOnly", "Equals", "true")]), selector("s3", version="2.0.0")
    report = one(write, [event(**OBJECT, readOnly=True), event(**OBJECT)], old, new, trail("s3@1.0.0", "s3"))
    assert report.trail.to_dict()["selectors"] == {"s3": 1, "s3@2.0.0": 2}
    assert report.trail.events.recorded == 2


def test_a_chosen_version_of_a_rule(write, records):
    newer = selector("reads", version="2.0.0")
    report = one(write, records, READS, newer, wanted=None, rules=["reads@1.0.0"])
    assert found(report, "reads").matches == 2


CHAIN = [
    "bedrock-agent-alias-data-events",
    "bedrock-production-agents-only",
    "bedrock-agent-invocations",
    "bedrock-agent-invocations-alarm",
    "bedrock-guardrail-changes",
    "bedrock-guardrail-changes-alarm",
    "top-bedrock-agent-callers",
    "cloudtrail-management-and-aggregated-events",
]


def test_the_whole_chain_over_the_sample_day_however_many_processes(monkeypatch):
    """Recorded, matched, published, contributed and alarmed: byte for byte the same."""
    monkeypatch.setattr(unit_groups, "_MOST_UNITS", 2)
    every = shipped_catalogue()
    arguments = {"trail": "ai-workloads", "rules": CHAIN, "parameters": {"AGENT_ID": "OTHERAGENT"}}
    one, two = (replay(every, [LOGS], processes=n, **arguments).to_dict() for n in (1, 2))
    assert json.dumps(one) == json.dumps(two)
    assert "AGENT_ID" not in one["assumed_parameters"]
    assert one["assumed_parameters"]["ACCOUNT_ID"] == "111122223333"
    rules = one["rules"]
    assert rules["bedrock-agent-alias-data-events"]["captured"] == 0
    assert rules["bedrock-production-agents-only"]["captured"] == 9
    # An inline agent is called, and nine calls of the agent go unseen.
    assert [(rules[name]["matches"], rules[name]["missed"]) for name in (CHAIN[2], CHAIN[6])] == [(1, 9)] * 2
    assert rules["top-bedrock-agent-callers"]["unique_contributors"] == 1
    assert rules["bedrock-agent-invocations-alarm"]["state"] == "OK"
    assert sum(item["state"] == "ALARM" for item in rules["bedrock-guardrail-changes-alarm"]["transitions"]) == 5


def test_contributors_of_a_chosen_rule(write, event):
    report = one(write, [event(who="a")], insight(["$.who"]), COUNT, wanted=None, rules=["top"])
    data = report.to_dict()["rules"]["top"]
    assert data["contributors"] == [{"keys": ["a"], "value": 1}]
    assert (data["kind"], data["matches"], data["error"]) == ("contributor-insights", 1, 0)
