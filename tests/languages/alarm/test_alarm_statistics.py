"""Statistics as CloudWatch's page defines them; how it interpolates is not documented and chosen by us."""

from __future__ import annotations

import pytest

from ruleforge.languages.alarm.statistics import extended_statistic, simple_statistic

HUNDRED = list(range(100, 0, -1))


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("SampleCount", [3, 3], 2),
        ("Sum", [0.1] * 10, 1),
        ("Average", [1, 2], 1.5),
        ("Minimum", [3, -1], -1),
        ("Maximum", [3, -1], 3),
    ],
)
def test_simple(name, values, expected):
    assert simple_statistic(name).of(values) == expected


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        *((f"p{percent}", HUNDRED, max(percent, 1)) for percent in range(101)),
        ("p99.5", HUNDRED, 100),
        ("p50", [7], 7),
        ("p50", [1, 2], 1),
        ("p51", [1, 2], 2),
        ("tm90", HUNDRED, 45.5),
        ("TM(2%:98%)", HUNDRED, 50.5),
        ("TM(0%:100%)", [1, 2], 1.5),
        ("TM(:50%)", [1, 2, 3, 4], 1.5),
        ("tm90", [1, 2], 1.5),
        ("IQM", [1, 2, 3, 4], 2.5),
        ("IQM", [5, 5, 5, 5], 5),
        ("IQM", [7], 7),
        ("IQM", HUNDRED, 50.5),
        ("tc90", HUNDRED, 90),
        ("TC(25%:75%)", HUNDRED, 50),
        ("ts90", HUNDRED, 4095),
        ("TS(80%:)", HUNDRED, sum(range(81, 101))),
        ("wm98", [*([1] * 98), 100, 200], 1),
        ("WM(10%:90%)", [0, 1, 1, 1, 1, 1, 1, 1, 1, 90], 1),
        # values as bounds: the lower one is left out, the upper one is not
        ("TM(150:1000)", [150, 151, 1000, 1001], 575.5),
        ("TC(0.005:0.030)", [0.005, 0.006, 0.030, 0.031], 2),
        ("TS(1:)", [1, 2, 3], 5),
        ("PR(:300)", [100, 300, 301, 400], 50),
        ("PR(100:2000)", [100, 101, 2000, 2001], 50),
        ("PR(5:)", [5, 6], 50),
        ("PR(1e2:2e3)", [100, 101, 2000, 2001], 50),
        ("WM(2:4)", [0, 3, 10], 3),
        ("TM(10:20)", [1], None),
        ("TC(10:20)", [1], 0),
        ("TS(10:20)", [1], 0),
        ("PR(10:20)", [1], 0),
    ],
)
def test_extended(name, values, expected):
    assert extended_statistic(name).of(values) == expected


def test_what_is_trimmed_away_entirely_is_missing():
    from ruleforge import Alarm

    spec = {"Namespace": "N", "MetricName": "m", "ExtendedStatistic": "TM(10:20)", "Period": 60, "Threshold": 0}
    spec |= {"EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "missing"}
    assert Alarm.parse(spec).states([(0, 1)], [60], samples=True) == ["INSUFFICIENT_DATA"]
