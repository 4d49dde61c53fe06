"""Alarms over a replay's metrics: the minutes that are skipped are those in which nothing can change."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge.engine.alarms import Metrics, watch
from ruleforge.engine.metrics import Series
from ruleforge.engine.report import RuleReport
from ruleforge.engine.tally import Statistics
from ruleforge.languages.alarm import Alarm
from ruleforge.model import Dimension, Kind, MetricFilterSpec, MetricTransformation, Rule, RuleSeverity, RuleStatus

START = int(datetime(2026, 5, 4, 7, 43, tzinfo=UTC).timestamp()) // 60
BODY = {
    "AlarmName": "A",
    "Namespace": "N",
    "MetricName": "m",
    "Statistic": "Sum",
    "Period": 300,
    "EvaluationPeriods": 1,
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanThreshold",
}


def alarm(**changes):
    return Alarm.parse({**BODY, **changes})


def minute(offset):
    return datetime.fromtimestamp((START + offset) * 60, UTC).strftime("%Y-%m-%dT%H:%M")


def at(offset):
    return f"{minute(offset)}:00Z"


def feed(samples, arrivals=(), *, default=None, dimensions=(), name="m", identifier="filter"):
    """The report of a metric filter that published some values in each minute, by offset from the start."""
    transformation = MetricTransformation(
        *("N", name, "1", default), tuple(Dimension(key, "$.x") for key, _ in dimensions)
    )
    spec = MetricFilterSpec("g", "x", (transformation,))
    rule = Rule(Kind.METRIC_FILTER, identifier, "1.0.0", "t", "d", RuleSeverity.LOW, RuleStatus.STABLE, spec)
    values = {}
    for offset, numbers in samples.items():
        statistics = values[minute(offset), tuple(dimensions)] = Statistics()
        for number in numbers:
            statistics.add(number)
    arrived = {minute(offset) for offset in (*samples, *arrivals)}
    return RuleReport(rule, datapoints=Series(values=values, arrivals=arrived, default=default))


def watched(wanted, *reports, until=None):
    return watch(wanted, Metrics([(report.rule, report.datapoints) for report in reports], until))


def changes(found):
    return [(item.at, item.state) for item in found.transitions]


@st.composite
def histories(draw):
    """An alarm, what a metric had in some minutes, the other minutes with arrivals, and the default value."""
    period = draw(st.sampled_from([10, 60, 120, 300, 900, 3600, 21600]))
    # Five times six hours are more than a day: such an alarm is evaluated by the hour.
    periods = 5 if period == 21600 else draw(st.integers(1, 5))
    span = 15 if period == 10 else 3 * 1440 if period == 21600 else 90
    busy = draw(st.dictionaries(st.integers(0, span), st.lists(st.integers(-2, 4), min_size=1, max_size=3), max_size=6))
    quiet = draw(st.sets(st.integers(0, span), max_size=4))
    for first in draw(st.lists(st.integers(0, span), max_size=2)):
        quiet |= set(range(first, first + draw(st.sampled_from([3, 30]))))
    wanted = alarm(
        Statistic=draw(st.sampled_from(["Sum", "Average", "Minimum", "Maximum", "SampleCount"])),
        Period=period,
        EvaluationPeriods=periods,
        DatapointsToAlarm=draw(st.integers(1, periods)),
        Threshold=draw(st.sampled_from([-1, 0, 1, 2.5])),
        ComparisonOperator=draw(st.sampled_from(["GreaterThanThreshold", "LessThanOrEqualToThreshold"])),
        TreatMissingData=draw(st.sampled_from(["breaching", "notBreaching", "ignore", "missing"])),
    )
    return wanted, busy, quiet - busy.keys(), draw(st.sampled_from([None, 0.0, 3.0]))


def minute_by_minute(wanted, busy, quiet, default):
    """Every evaluation there is, each over the raw values of its periods."""
    held = {START + offset: values for offset, values in busy.items()}
    if default is not None:
        held |= {START + offset: [default] for offset in quiet}
    arrivals = [START + offset for offset in (*busy, *quiet)]

    def read(start):
        first, end = math.ceil(start / 60), math.ceil((start + wanted.tree.period) / 60)
        return [value for moment in range(first, end) for value in held.get(moment, ())]

    state, found = "INSUFFICIENT_DATA", []
    step = wanted.interval
    first, last = min(arrivals) * 60 + min(60, step), (max(arrivals) + 1) * 60
    for time in range(math.ceil(first / step) * step, last + 1, step):
        evaluation = wanted.evaluate(read, time, state)
        if evaluation.state != state:
            state = evaluation.state
            found.append((datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), state))
    return found, state


@settings(max_examples=80)
@given(histories())
def test_skipping_quiet_minutes_changes_nothing(history):
    wanted, busy, quiet, default = history
    found = watched(wanted, feed(busy, quiet, default=default))
    if not busy and not quiet:
        assert (changes(found), found.state) == ([], "INSUFFICIENT_DATA")
    else:
        assert (changes(found), found.state) == minute_by_minute(wanted, busy, quiet, default)


def test_the_window_slides_by_the_minute():
    """Six within five minutes, wherever the five minutes begin."""
    wanted = alarm(Threshold=5)
    found = watched(wanted, feed({2: [1, 1], 4: [1, 1], 6: [1, 1]}, range(15), default=0.0))
    assert changes(found) == [(at(1), "OK"), (at(7), "ALARM"), (at(8), "OK")]
    assert found.transitions[1].periods[0] == (at(2), 6.0)
    later = feed({2: [1, 1], 4: [1, 1], 7: [1, 1]}, range(15), default=0.0)
    assert changes(watched(wanted, later)) == [(at(1), "OK")]


def test_an_alarm_needs_as_many_periods_as_it_says():
    wanted = alarm(Period=60, EvaluationPeriods=3, DatapointsToAlarm=2)
    assert watched(wanted, feed({1: [1]}, range(9), default=0.0)).went_off == 0
    found = watched(wanted, feed({1: [1], 3: [1]}, range(9), default=0.0))
    assert changes(found)[1:] == [(at(4), "ALARM"), (at(5), "OK")]


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [
        ("notBreaching", [(1, "ALARM"), (4, "OK"), (1441, "ALARM")]),
        ("breaching", [(1, "ALARM")]),
        ("ignore", [(1, "ALARM")]),
        ("missing", [(1, "ALARM"), (4, "INSUFFICIENT_DATA"), (1441, "ALARM")]),
    ],
)
def test_a_long_gap_is_judged_by_how_missing_data_are_treated(treatment, expected):
    """Once the last datapoint has left the evaluation range, of three periods here."""
    found = watched(alarm(Period=60, TreatMissingData=treatment), feed({0: [1], 1440: [1]}))
    assert changes(found) == [(at(offset), state) for offset, state in expected]


def test_with_a_period_below_a_minute_there_is_a_gap_after_every_datapoint():
    """CloudWatch: the alarm gathers data at its rate, and metrics of filters have one datapoint a minute."""
    wanted = alarm(Period=10, ComparisonOperator="LessThanThreshold", Threshold=1)
    found = watched(wanted, feed({}, range(3), default=0.0))
    states = [state for _, state in changes(found)]
    assert states == ["ALARM", "INSUFFICIENT_DATA"] * 3


def test_default_values_are_datapoints():
    """A filter that publishes 0 while nothing matches keeps an alarm out of INSUFFICIENT_DATA."""
    wanted = alarm(Period=60)
    assert changes(watched(wanted, feed({3: [1]}, range(10), default=0.0))) == [
        (at(1), "OK"),
        (at(4), "ALARM"),
        (at(5), "OK"),
    ]
    assert changes(watched(wanted, feed({3: [1]}, range(10)))) == [(at(4), "ALARM"), (at(7), "INSUFFICIENT_DATA")]
    low = alarm(Period=60, Threshold=1, ComparisonOperator="LessThanThreshold")
    assert changes(watched(low, feed({3: [1]}, range(4), default=0.0))) == [(at(1), "ALARM"), (at(4), "OK")]


def test_an_average_and_a_sum_differ():
    """Every match publishes 1, so no average exceeds that."""
    report = feed({0: [1] * 9}, range(10), default=0.0)
    assert [watched(alarm(Statistic=name, Threshold=5), report).went_off for name in ("Sum", "Average")] == [1, 0]


def test_an_alarm_watches_the_metric_of_its_dimensions():
    first, second = (("User", "a"),), (("User", "b"),)
    reports = [feed({1: [1]}, [0, 9], dimensions=first, identifier="one")]
    reports += [feed({5: [1]}, [0, 9], dimensions=second, identifier="two")]
    reports += [feed({7: [1]}, [0, 9], identifier="plain")]
    one = watched(alarm(Period=60, Dimensions=[{"Name": "User", "Value": "a"}]), *reports)
    assert (changes(one)[0], one.fed_by) == ((at(2), "ALARM"), ("one",))
    plain = watched(alarm(Period=60), *reports)
    assert (changes(plain)[0], plain.fed_by) == ((at(8), "ALARM"), ("plain",))


def test_dimensions_are_compared_whatever_their_order():
    both = (("Region", "r"), ("User", "a"))
    listed = [{"Name": "User", "Value": "a"}, {"Name": "Region", "Value": "r"}]
    assert watched(alarm(Period=60, Dimensions=listed), feed({1: [1]}, dimensions=both)).went_off == 1


def test_several_filters_feed_one_metric():
    reports = [feed({1: [2]}, [0, 1, 2], identifier="one", default=0.0), feed({1: [4]}, [0, 1, 2], identifier="two")]
    found = watched(alarm(Period=60, Threshold=5), *reports)
    assert (found.fed_by, found.went_off, found.transitions[1].periods[0]) == (("one", "two"), 1, (at(1), 6.0))


def test_a_metric_that_nobody_publishes_is_a_problem():
    found = watched(alarm(MetricName="other"), feed({1: [1]}))
    assert found.problem == "no metric filter of this replay publishes its metric"
    assert (found.state, found.transitions, found.fed_by) == ("INSUFFICIENT_DATA", (), ())
    assert found.to_dict()["problem"] == found.problem


def test_a_statistic_that_cannot_be_made_is_a_problem():
    """Of a minute its sum, count and extremes are kept, and no percentile comes of those."""
    body = {name: value for name, value in BODY.items() if name != "Statistic"}
    found = watched(Alarm.parse({**body, "ExtendedStatistic": "p99"}), feed({1: [1]}))
    assert found.problem.startswith("p99 cannot be told")
    assert found.fed_by == ("filter",)


def test_without_events_nothing_is_evaluated():
    assert watched(alarm(TreatMissingData="breaching"), feed({})).transitions == ()


def test_the_clock_ends_with_the_last_event_or_later_where_that_is_asked_for():
    wanted = alarm(Period=60, TreatMissingData="notBreaching")
    report = feed({3: [1]}, [0])
    assert changes(watched(wanted, report))[-1] == (at(4), "ALARM")
    assert changes(watched(wanted, report, until=at(6)))[-1] == (at(7), "OK")
    assert changes(watched(wanted, report, until=at(1)))[-1] == (at(4), "ALARM")


def test_the_clock_is_that_of_all_filters():
    """An alarm goes back to OK in minutes in which other log groups have events."""
    other = feed({}, [0, 60], name="other")
    wanted = alarm(Period=60, TreatMissingData="notBreaching")
    assert changes(watched(wanted, feed({3: [1]}))) == [(at(4), "ALARM")]
    assert changes(watched(wanted, feed({3: [1]}), other)) == [(at(1), "OK"), (at(4), "ALARM"), (at(7), "OK")]


def test_findings_as_data():
    found = watched(alarm(Period=60), feed({1: [1, 0.5]}, [0])).to_dict()
    assert found["metric"] == {"namespace": "N", "name": "m"}
    assert (found["fed_by"], found["state"]) == (["filter"], "ALARM")
    (transition,) = found["transitions"]
    assert (transition["at"], transition["previous"], transition["state"]) == (at(2), "INSUFFICIENT_DATA", "ALARM")
    assert transition["datapoints"][0] == {"start": at(1), "value": 1.5}
    assert transition["datapoints"][1] == {"start": at(0), "value": None}
    assert "problem" not in found
