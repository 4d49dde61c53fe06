"""Contributors of a replay are those that the rule itself finds, whichever way its events come."""

from __future__ import annotations

import gzip
import importlib
import json

import pytest
from engine_rules import catalog as catalog_of
from engine_rules import insight, trail
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import InsightRule, replay
from ruleforge.engine.tally import Totals
from ruleforge.events import discover
from ruleforge.languages.insight_rule import Contributors

KEY = st.sampled_from(
    ["a", "b", "", "1", "x" * 2000, 1, 0, -0.0, 1.0, 1.5, 10**20, True, False, None, [1, "a"], {"b": 1}, "ü"]
)
NUMBER = st.sampled_from([0, 1, -3, 7, 2.5, 1.0, 10**9, 10**9 + 1, -(10**10), "4", "x", True, None, [2]])


def found(report, name="top"):
    (item,) = [item for item in report.rules if item.rule.id == name]
    return item


def contributors(item):
    return [(contributor.keys, contributor.value) for contributor in item.insight.contributors]


def expected(rule, records):
    """What the rule makes of the records by itself, one by one."""
    body = json.loads(json.dumps(rule.spec.definition).replace("${CLOUDTRAIL_LOG_GROUP}", "g"))
    report = InsightRule.parse(body).report(records)
    return [(item.keys, item.value) for item in report.contributors[:10]], report


def same(rule, report, records):
    """Whether a replay's findings are those of the rule."""
    top, whole = expected(rule, records)
    item = found(report, rule.id)
    assert item.matches == whole.matches
    assert contributors(item) == top
    assert (item.insight.unique, item.insight.without_keys, item.insight.error) == (
        whole.unique_contributors,
        whole.without_keys,
        0,
    )


ROW = {"who": KEY, "list": st.lists(KEY, max_size=2), "n": NUMBER, "ok": KEY}
RULES = [
    insight(["$.who"], name="who"),
    insight(["$.who", "$.list[0]"], [{"Match": "$.ok", "NotIn": ["a"]}], "both"),
    insight(["$.who"], name="sum", value_of="$.n"),
    insight(["$.ok"], [{"Match": "$.n", "GreaterThan": 0}], "large"),
    insight(["$.n"], [{"Match": "$.who", "IsPresent": True}], "there"),
]


@settings(max_examples=40)
@given(
    rows=st.lists(st.fixed_dictionaries({}, optional=ROW), min_size=1, max_size=12),
    wrap=st.booleans(),
    compress=st.booleans(),
)
def test_a_replay_finds_the_contributors_that_the_rule_finds(rows, wrap, compress, tmp_path_factory):
    """Values of every type, as lines, as one document, gzip or not, and several rules that share their paths."""
    records = [
        {"eventVersion": "1.11", "eventTime": "2026-05-04T08:00:00Z", "eventID": f"id-{number}", **row}
        for number, row in enumerate(rows)
    ]
    lines = [json.dumps(record) for record in records]
    text = f'{{"Records":[{",".join(lines)}]}}' if wrap else "".join(f"{line}\n" for line in lines)
    path = tmp_path_factory.mktemp("logs") / "log"
    path.write_bytes(gzip.compress(text.encode()) if compress else text.encode())
    report = replay(catalog_of(*RULES), [path])
    for item in RULES:
        same(item, report, records)


def test_contributors_come_highest_first_and_equal_ones_by_their_keys(catalog, write, event):
    names = ["c", "a", "b", "b", "d", "d", "d"]
    report = replay(catalog(insight(["$.who"])), [write("log", *(event(who=name) for name in names))])
    assert contributors(found(report)) == [(("d",), 3), (("b",), 2), (("a",), 1), (("c",), 1)]


def test_ten_contributors_are_listed_and_all_are_counted(catalog, write, event):
    report = replay(catalog(insight(["$.who"])), [write("log", *(event(who=f"{n:02}") for n in range(25)))])
    assert [keys for keys, _ in contributors(found(report))] == [(f"{n:02}",) for n in range(10)]
    assert found(report).insight.unique == 25
    data = report.to_dict()["rules"]["top"]
    assert (len(data["contributors"]), data["unique_contributors"], data["without_keys"]) == (10, 25, 0)


def test_a_match_without_a_key_is_counted_and_told(catalog, write, event):
    records = [event(who="a"), event(), event(who=None), event(who="a", n="x")]
    report = replay(catalog(insight(["$.who"], value_of="$.n")), [write("log", *records, event(who="a", n=3))])
    item = found(report)
    assert (item.matches, item.insight.without_keys, contributors(item)) == (5, 4, [(("a",), 3)])


def test_rules_of_one_event_do_not_mix(catalog, write, event):
    """Rules that match together share a counter; each takes its own values out of it."""
    rules = [insight(["$.who"], name="one"), insight(["$.where", "$.who"], name="two"), insight(["$.n"], name="three")]
    records = [event(who="a", where=where, n=n) for where, n in (("x", 1), ("x", 2), ("y", 2))]
    report = replay(catalog(*rules), [write("log", *records)])
    assert contributors(found(report, "one")) == [(("a",), 3)]
    assert contributors(found(report, "two")) == [(("x", "a"), 2), (("y", "a"), 1)]
    assert contributors(found(report, "three")) == [(("2",), 2), (("1",), 1)]


def test_columns_of_lines_are_keys_too(catalog, tmp_path):
    path = tmp_path / "export.txt"
    path.write_text("".join(f"2026-05-04T08:00:0{n}.000Z GET {200 + n % 2} {n}\n" for n in range(5)))
    report = replay(catalog(insight(["2"], name="top", groups=["access"], log_format="CLF", value_of="3")), [path])
    assert contributors(found(report)) == [(("200",), 6), (("201",), 4)]


def test_many_contributors_are_handed_over_in_between(catalog, write, event, monkeypatch):
    monkeypatch.setattr("ruleforge.engine.contributions._COUNTER_LIMIT", 20)
    records = [event(who=f"{n % 70}", n=1) for n in range(400)]
    rules = [insight(["$.who"]), insight(["$.who"], name="sum", value_of="$.n")]
    report = replay(catalog(*rules), [write("log", *records[:200]), write("log2", *records[200:])])
    for rule in rules:
        same(rule, report, records)


def test_processes_add_up_to_the_same(catalog, tmp_path, event, monkeypatch):
    module = importlib.import_module("ruleforge.engine.replay")
    records = [event(who=f"{n % 13}", n=n % 5) for n in range(2000)]
    path = tmp_path / "log"
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    monkeypatch.setattr(module, "discover", lambda paths: discover(paths, range_bytes=20_000))
    monkeypatch.setattr(module, "_GROUP_BYTES", 20_000)
    rules = [insight(["$.who"]), insight(["$.who"], name="sum", value_of="$.n")]
    one, two = (replay(catalog(*rules), [path], processes=n) for n in (1, 2))
    assert one.to_dict() == two.to_dict()
    for rule in rules:
        same(rule, two, records)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(-5, 9)), max_size=30), st.integers(0, 30))
def test_totals_merge_to_what_one_process_would_have(pairs, cut):
    totals = [Totals(), Totals()]
    whole = Contributors()
    for index, (key, value) in enumerate(pairs):
        totals[index >= cut].contributors(0).add((key,), value)
        totals[index >= cut].without_keys[0] += 1
        whole.add((key,), value)
    totals[0].merge(totals[1])
    assert totals[0].contributors(0).top() == whole.top()
    assert totals[0].contributors(0).unique == whole.unique
    assert totals[0].without_keys[0] == len(pairs)


@pytest.mark.parametrize("window", [{"since": "2026-05-04T08:00:02Z"}, {"until": "2026-05-04T08:00:02Z"}])
def test_only_events_of_the_window_contribute(catalog, write, event, window):
    path = write("log", *(event(f"2026-05-04T08:00:0{n}Z", who=f"{n}") for n in range(4)))
    report = replay(catalog(insight(["$.who"])), [path], **window)
    wanted = ["2", "3"] if "since" in window else ["0", "1"]
    assert [keys for keys, _ in contributors(found(report))] == [(name,) for name in wanted]


def test_what_a_trail_does_not_record_contributes_nothing(catalog, write, event):
    records = [event(who="a", eventCategory="Management"), event(who="b", eventCategory="Data"), event(who="c")]
    report = replay(catalog(insight(["$.who"]), trail()), [write("log", *records)], trail="trail")
    item = found(report)
    assert contributors(item) == [(("a",), 1)]
    assert (item.matches, item.missed) == (1, 2)
