"""States on a virtual clock: windows, samples, missing data, and what AWS leaves open."""

from __future__ import annotations

import pytest

from ruleforge import Alarm, UsageError


def alarm(periods=1, datapoints=None, **members):
    base = {
        "Namespace": "N",
        "MetricName": "m",
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": datapoints or periods,
        "Threshold": 5,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    return Alarm.parse({name: value for name, value in (base | members).items() if value is not ...})


def points(row, period=300):
    """`X` breaches, `0` does not, `-` is missing; the newest on the right."""
    values = {"X": 10, "0": 0, "-": None}
    return [(index * period, values[sign]) for index, sign in enumerate(row.replace(" ", ""))]


def evaluate(row, periods, datapoints, treatment="missing", state="OK", evaluation_range=None):
    series = points(row)
    found = alarm(periods, datapoints, TreatMissingData=treatment)
    (evaluation,) = found.evaluations(
        series, [len(series) * 300], initial_state=state, evaluation_range=evaluation_range or len(series)
    )
    return evaluation


KEPT = "kept"
ROWS = [
    # AWS's two tables: the points, N and M; the state for missing, ignore, breaching, notBreaching
    ("0 - X - X", 3, 3, "OK", "OK", "OK", "OK"),
    ("0 - - - -", 3, 3, "OK", "OK", "OK", "OK"),
    ("- - - - -", 3, 3, "INSUFFICIENT_DATA", KEPT, "ALARM", "OK"),
    ("0 X X - X", 3, 3, "ALARM", "ALARM", "ALARM", "ALARM"),
    ("- - X - -", 3, 3, "ALARM", KEPT, "ALARM", "OK"),
    ("0 - X - X", 3, 2, "ALARM", "ALARM", "ALARM", "ALARM"),
    ("0 0 X 0 X", 3, 2, "ALARM", "ALARM", "ALARM", "ALARM"),
    ("0 - X - -", 3, 2, "OK", "OK", "ALARM", "OK"),
    ("- - - - 0", 3, 2, "OK", "OK", "ALARM", "OK"),
    ("- - - X -", 3, 2, "ALARM", KEPT, "ALARM", "OK"),
    # what follows from the text beside them
    ("X - - - -", 3, 3, "ALARM", KEPT, "ALARM", "OK"),
    ("X - - - 0", 3, 3, "OK", "OK", "OK", "OK"),
    ("X 0 - - -", 3, 3, "OK", "OK", "OK", "OK"),
    ("X X - - 0", 3, 2, "ALARM", "ALARM", "ALARM", "ALARM"),
    ("X X X 0 0", 3, 2, "OK", "OK", "OK", "OK"),
    ("- X - X -", 3, 3, "ALARM", KEPT, "ALARM", "OK"),
    ("- - - - X", 1, 1, "ALARM", "ALARM", "ALARM", "ALARM"),
    ("X - - - -", 1, 1, "ALARM", "ALARM", "ALARM", "ALARM"),
    ("0 - - - -", 1, 1, "OK", "OK", "OK", "OK"),
    ("- X X - -", 4, 2, "ALARM", None, "ALARM", "ALARM"),
    ("- - X X X", 5, 4, "INSUFFICIENT_DATA", KEPT, "ALARM", "OK"),
]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} {row[2]} of {row[1]}" for row in ROWS])
@pytest.mark.parametrize("state", ["OK", "ALARM", "INSUFFICIENT_DATA"])
def test_rows(row, state):
    signs, periods, datapoints, *expected = row
    for treatment, wanted in zip(("missing", "ignore", "breaching", "notBreaching"), expected, strict=True):
        if wanted is not None:
            found = evaluate(signs, periods, datapoints, treatment, state)
            assert found.state == (state if wanted is KEPT else wanted), treatment


@pytest.mark.parametrize(
    ("signs", "periods", "datapoints", "treatment", "state", "choice"),
    [
        ("----X", 3, 3, "missing", "INSUFFICIENT_DATA", "alarm-premature"),
        ("---X-", 3, 3, "missing", "INSUFFICIENT_DATA", "alarm-premature"),
        ("----X", 3, 3, "ignore", "OK", "alarm-premature"),
        ("-X-X-", 3, 2, "ignore", "ALARM", "alarm-ignore"),
        ("-0X--", 3, 2, "missing", "OK", "alarm-older-good"),
    ],
)
def test_what_is_open_is_told(signs, periods, datapoints, treatment, state, choice):
    found = evaluate(signs, periods, datapoints, treatment)
    assert found.state == state
    assert [item.id for item in found.choices] == [choice]


@pytest.mark.parametrize("signs", ["--X--", "X0---", "00---", "0-X-X", "-----"])
def test_what_is_documented_rests_on_no_choice(signs):
    assert evaluate(signs, 3, 3).choices == ()


def test_the_default_range_is_a_choice_where_it_matters():
    found = alarm(TreatMissingData="notBreaching")
    assert found.evaluation_range == 3
    reused, empty = found.evaluations(points("X"), [600, 1500])
    assert (reused.state, [item.id for item in reused.choices]) == ("ALARM", ["alarm-range"])
    assert (empty.state, empty.choices) == ("OK", ())


def test_a_range_below_n_counts_as_n():
    assert alarm(3, TreatMissingData="breaching").states(points("XX-"), [900], evaluation_range=1) == ["ALARM"]


def test_periods_end_at_the_evaluation():
    """Start included, end left out, for every phase of a sliding window."""
    found = alarm()
    samples = [(0, 3), (299.9, 3), (300, 3), (599, 3)]
    states = found.states(samples, [299, 300, 360, 600, 660], samples=True, evaluation_range=1)
    assert states == ["OK", "ALARM", "ALARM", "ALARM", "OK"]


def test_finished_statistics_start_on_the_boundaries():
    assert alarm().states([(60, 10)], [300, 360, 420], evaluation_range=1) == [
        "INSUFFICIENT_DATA",
        "ALARM",
        "INSUFFICIENT_DATA",
    ]


def test_windows_above_a_day_end_at_the_full_hour():
    day = alarm(24, 1, Period=3600, TreatMissingData="notBreaching")
    longer = alarm(25, 1, Period=3600, TreatMissingData="notBreaching")
    series = [(36_000, 10)]
    assert day.states(series, [39_540, 39_600], evaluation_range=25) == ["OK", "ALARM"]
    assert longer.states(series, [39_540, 39_600, 43_199], evaluation_range=25) == ["OK", "ALARM", "ALARM"]
    late = [(37_000, 10)]
    assert day.states(late, [40_600], evaluation_range=24, samples=True) == ["ALARM"]
    assert longer.states(late, [39_599, 40_600], evaluation_range=25, samples=True) == ["OK", "ALARM"]
    assert (day.interval, longer.interval, alarm(Period=10).interval) == (60, 3600, 10)


def test_each_evaluation_starts_from_the_state_before():
    found = alarm(TreatMissingData="ignore")
    times = [300, 600, 900, 1200, 1500]
    states = found.states(points("X--0-"), times, evaluation_range=1)
    assert states == ["ALARM", "ALARM", "ALARM", "OK", "OK"]
    assert found.states([], [0, 60]) == ["INSUFFICIENT_DATA"] * 2
    assert found.states([], [0], initial_state="ALARM") == ["ALARM"]


@pytest.mark.parametrize(
    ("statistic", "breaching", "calm"),
    [
        ("Sum", [2, 4], [5]),
        ("SampleCount", [0] * 6, [9] * 5),
        ("Average", [5, 6], [4, 6]),
        ("Minimum", [6, 9], [5, 90]),
        ("Maximum", [0, 6], [5, 5]),
    ],
)
def test_statistics_of_samples(statistic, breaching, calm):
    found = alarm(Statistic=statistic)
    for values, state in ((breaching, "ALARM"), (calm, "OK"), ([], "INSUFFICIENT_DATA")):
        samples = [(index, value) for index, value in enumerate(values)]
        assert found.states(samples, [300], samples=True, evaluation_range=1) == [state]
    quiet = alarm(Statistic=statistic, ComparisonOperator="LessThanThreshold", TreatMissingData="notBreaching")
    assert quiet.states([(0, None)], [300], samples=True) == ["OK"], "a period without a sample is missing, not 0"


@pytest.mark.parametrize(
    ("operator", "below", "equal", "above"),
    [
        ("GreaterThanThreshold", "OK", "OK", "ALARM"),
        ("GreaterThanOrEqualToThreshold", "OK", "ALARM", "ALARM"),
        ("LessThanThreshold", "ALARM", "OK", "OK"),
        ("LessThanOrEqualToThreshold", "ALARM", "ALARM", "OK"),
    ],
)
def test_comparisons(operator, below, equal, above):
    found = alarm(ComparisonOperator=operator)
    for value, state in ((4, below), (4.999, below), (5, equal), (5.0, equal), (5.001, above), (6, above)):
        assert found.states([(0, value)], [300], evaluation_range=1) == [state]


@pytest.mark.parametrize(
    ("percentile", "enough"), [("p90", 100), ("p50", 20), ("p10", 100), ("p99", 1000), ("p75", 40)]
)
def test_percentiles_of_few_samples(percentile, enough):
    """Fewer than 10/(1-p), below the median 10/p: with `ignore` the state stays, by default it is evaluated."""
    for words, few in (({}, "ALARM"), ({"EvaluateLowSampleCountPercentile": "ignore"}, "OK")):
        found = alarm(Statistic=..., ExtendedStatistic=percentile, **words)
        for count, state in ((enough - 1, few), (enough, "ALARM")):
            samples = [(index / 10, 9) for index in range(count)]
            assert found.states(samples, [300], samples=True, initial_state="OK", evaluation_range=1) == [state]


def test_few_samples_matter_only_in_the_periods_that_decide():
    found = alarm(Statistic=..., ExtendedStatistic="p50", EvaluateLowSampleCountPercentile="ignore")
    samples = [(0, 9)] + [(300 + index, 9) for index in range(20)]
    assert found.states(samples, [600], samples=True, initial_state="OK", evaluation_range=5) == ["ALARM"]


@pytest.mark.parametrize("values", [[1e308, 1e308], [-1e308, -1e308]])
def test_sums_beyond_doubles(values):
    samples = list(enumerate(values))
    state = "ALARM" if values[0] > 0 else "OK"
    assert alarm().states(samples, [300], samples=True, evaluation_range=1) == [state]
    assert alarm(Statistic="Average").states(samples, [300], samples=True, evaluation_range=1) == [state]


@pytest.mark.parametrize(
    "arguments",
    [
        {"datapoints": None},
        {"datapoints": [1]},
        {"datapoints": ["ab"]},
        {"datapoints": [(0,)]},
        {"datapoints": [(0, 1, 2)]},
        {"datapoints": [("0", 1)]},
        {"datapoints": [(0, "1")]},
        {"datapoints": [(0, True)]},
        {"datapoints": [(None, 1)]},
        {"datapoints": [(0, float("nan"))]},
        {"datapoints": [(0, 10**400)]},
        {"at": 300},
        {"at": ["300"]},
        {"at": [None]},
        {"at": [float("inf")]},
        {"initial_state": "ok"},
        {"initial_state": None},
        {"initial_state": []},
        {"evaluation_range": 0},
        {"evaluation_range": 1.5},
        {"evaluation_range": "5"},
        {"evaluation_range": 10**9},
    ],
)
def test_requests_that_make_no_sense(arguments):
    with pytest.raises(UsageError):
        alarm().states(**{"datapoints": [(0, 1)], "at": [300]} | arguments)


def test_the_order_of_datapoints_is_that_of_time():
    assert alarm().states([(300, 0), (0, 10)], [300, 600], evaluation_range=1) == ["ALARM", "OK"]
