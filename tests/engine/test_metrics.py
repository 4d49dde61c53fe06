"""Metric transformations: what is published, per minute, with dimensions and defaults, and what is not."""

from __future__ import annotations

import pytest

from ruleforge import UnsupportedError, replay
from ruleforge.engine.metrics import Series, datapoints
from ruleforge.engine.tally import Statistics


def points(report):
    (rule,) = report.to_dict()["rules"].values()
    return rule["datapoints"]


def one(catalog, rule, write, *records):
    return replay(catalog(rule), [write("log.ndjson", *records)])


def test_literal_values_add_up_by_the_minute(catalog, rule, write, event):
    times = ("2026-05-04T08:00:01Z", "2026-05-04T08:00:59Z", "2026-05-04T08:01:00Z")
    report = one(catalog, rule('{ $.eventSource = "s" }', value="2.5"), write, *(event(time) for time in times))
    assert points(report) == [
        {"time": "2026-05-04T08:00:00Z", "sampleCount": 2, "sum": 5, "minimum": 2.5, "maximum": 2.5},
        {"time": "2026-05-04T08:01:00Z", "sampleCount": 1, "sum": 2.5, "minimum": 2.5, "maximum": 2.5},
    ]


def test_values_of_a_field(catalog, rule, write, event):
    records = [
        event(n=3),
        event(n=1.5),
        event(n="4"),
        event(n="x"),
        event(n=True),
        event(n=None),
        event(n=[1]),
        event(),
    ]
    report = one(
        catalog, rule("{ $.n = * || $.n IS TRUE || $.n IS NULL || $.n NOT EXISTS }", value="$.n"), write, *records
    )
    assert points(report) == [
        {"time": "2026-05-04T08:00:00Z", "sampleCount": 3, "sum": 8.5, "minimum": 1.5, "maximum": 4}
    ]
    (found,) = report.rules
    assert found.matches == 7
    assert dict(found.unpublished) == {"$.n is not a number": 4}


def test_dimensions_split_a_metric(catalog, rule, write, event):
    records = [event(user="a"), event(user="b"), event(user="a"), event(), event(user=""), event(user="x" * 256)]
    report = one(
        catalog,
        rule("{ $.eventSource = * && ($.user = * || $.user NOT EXISTS) }", dimensions=[("User", "$.user")]),
        write,
        *records,
    )
    assert [(point["dimensions"], point["sum"]) for point in points(report)] == [({"User": "a"}, 2), ({"User": "b"}, 1)]
    assert dict(report.rules[0].unpublished) == {
        "the dimension User has no value": 2,
        "the dimension User has more than 255 characters": 1,
    }


def test_a_default_for_minutes_in_which_events_arrived_and_none_matched(catalog, rule, write, event):
    records = [event("2026-05-04T08:00:00Z", x=1), event("2026-05-04T08:01:00Z"), event("2026-05-04T08:05:00Z")]
    report = one(catalog, rule("{ $.x = 1 }", default=0.0), write, *records)
    assert len(points(report)) == 1
    assert report.to_dict()["rules"]["r"]["default_datapoints"] == 2
    assert one(catalog, rule("{ $.x = 1 }"), write, *records).to_dict()["rules"]["r"]["default_datapoints"] == 0


def test_columns_of_space_patterns_are_published(catalog, rule, tmp_path):
    path = tmp_path / "export.txt"
    path.write_text("2026-05-04T08:00:00.000Z GET 200 1534\n2026-05-04T08:00:01.000Z GET 404 99\n")
    report = replay(catalog(rule("[verb, code=200, bytes]", value="$bytes", group="access")), [path])
    assert [point["sum"] for point in points(report)] == [1534]


def test_system_fields_are_refused_not_guessed(catalog, rule, write, event):
    with pytest.raises(UnsupportedError, match=r"@aws\.account"):
        one(catalog, rule("{ $.x = 1 }", dimensions=[("Account", "@aws.account")]), write, event())


def test_events_without_a_time_make_no_datapoint(catalog, rule, write):
    report = one(catalog, rule('{ $.eventSource = "s" }'), write, {"eventSource": "s", "eventName": "n"})
    assert report.rules[0].matches == 1
    assert points(report) == []


def test_defaults_leave_published_minutes_alone():
    values = {("2026-05-04T08:00", ()): Statistics(1, 5, 5, 5)}
    found = datapoints(values.items(), ["2026-05-04T08:00", "2026-05-04T07:59"], 0.0)
    assert [(point.minute, point.statistics.total, point.default) for point in found] == [
        ("2026-05-04T07:59", 0.0, True),
        ("2026-05-04T08:00", 5, False),
    ]


def test_a_series_tells_the_sum_of_a_minute_and_its_peak():
    """Of what was published, over all dimensions; where nothing was, its default, if events arrived."""
    minutes = {"08:00", "08:01", "08:02"}
    counted = Series({"08:00": 3}, 2.0, arrivals=minutes, default=0.0)
    assert [counted.sum_at(minute) for minute in ("08:00", "08:01", "08:09")] == [6.0, 0.0, None]
    assert (counted.published, counted.quiet, counted.peak(), len(counted)) == ({"08:00"}, {"08:01", "08:02"}, 6.0, 1)
    users = {("08:00", (("User", name),)): Statistics(1, value, value, value) for name, value in (("a", 1), ("b", 4))}
    split = Series(values=users | {("08:02", (("User", "a"),)): Statistics(2, 3, 1, 2)}, arrivals=minutes)
    assert [split.sum_at(minute) for minute in ("08:00", "08:01", "08:02")] == [5, None, 3]
    assert (split.published, split.quiet, split.peak(), len(split)) == ({"08:00", "08:02"}, set(), 5, 3)
    assert (Series().peak(), list(Series()), Series().quiet) == (None, [], set())
