"""Alarms against a literal reading of the page on missing data, and against what must not matter."""

from __future__ import annotations

import operator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ruleforge import Alarm, AlarmError, UsageError
from ruleforge.languages.alarm.statistics import extended_statistic, simple_statistic
from strategies import alarms as some
from strategies.event_selectors import json_values, mutated

COMPARE = dict(zip(some.COMPARISONS, (operator.gt, operator.ge, operator.lt, operator.le), strict=True))


def literal(body, periods, state):
    """The state as the two tables and the text beside them have it; `periods` are statistics, the newest last."""
    wanted, count = body["DatapointsToAlarm"], body["EvaluationPeriods"]
    treatment = body["TreatMissingData"]
    breaching = [None if v is None else COMPARE[body["ComparisonOperator"]](v, body["Threshold"]) for v in periods]
    real = [point for point in breaching if point is not None]
    if len(real) >= count:
        newest = real[-count:]
        return "ALARM" if newest.count(True) >= wanted else "OK"
    if not real:
        empty = {"missing": "INSUFFICIENT_DATA", "ignore": state, "breaching": "ALARM", "notBreaching": "OK"}
        return empty[treatment]
    if treatment in ("breaching", "notBreaching"):
        filled = real + [treatment == "breaching"] * (count - len(real))
        return "ALARM" if filled.count(True) >= wanted else "OK"
    if real.count(True) >= wanted:
        return "ALARM"
    if False in real:
        return "OK"
    oldest = len(breaching) - breaching.index(True)
    if oldest >= wanted:
        return "ALARM" if treatment == "missing" else state
    return "INSUFFICIENT_DATA" if treatment == "missing" else state


def finished(body, values):
    return [(index * body["Period"], value) for index, value in enumerate(values)]


@settings(max_examples=220)
@given(some.alarms(), some.points, some.states, some.extra_periods)
def test_states_follow_the_page(body, values, state, extra):
    length = body["EvaluationPeriods"] + extra
    times = [index * body["Period"] for index in range(1, len(values) + 2)]
    expected = []
    for end in range(1, len(times) + 1):
        window = ([None] * length + [*values, None][:end])[-length:]
        expected.append(literal(body, window, expected[-1] if expected else state))
    alarm = Alarm.parse(body)
    found = alarm.states(finished(body, values), times, initial_state=state, evaluation_range=length)
    assert found == expected


def of_samples(name, values):
    """A statistic of the samples in a period, as its definition has it; None for no sample."""
    if not values:
        return None
    simple = {"SampleCount": len(values), "Average": sum(values) / len(values), "Sum": sum(values)}
    return simple[name] if name in simple else min(values) if name == "Minimum" else max(values)


@settings(max_examples=90)
@given(some.alarms(), st.lists(st.tuples(st.integers(0, 40), st.sampled_from(some.VALUES)), max_size=12), some.states)
def test_samples_are_put_into_sliding_periods(body, samples, state):
    """Periods end at the evaluation and slide with it, start included, end left out."""
    step, period, count = body["Period"] / 10, body["Period"], body["EvaluationPeriods"]
    series = sorted((place * step, value) for place, value in samples if value is not None)
    times = [place * step for place in range(0, 45, 3)]
    expected = []
    for time in times:
        starts = [time - index * period for index in range(count, 0, -1)]
        inside = [[value for at, value in series if start <= at < start + period] for start in starts]
        window = [of_samples(body["Statistic"], values) for values in inside]
        expected.append(literal(body, window, expected[-1] if expected else state))
    found = Alarm.parse(body).states(series, times, initial_state=state, evaluation_range=count, samples=True)
    assert found == expected


@settings(max_examples=90)
@given(
    some.alarms(some.SIMPLE + some.EXTENDED),
    some.points,
    some.states,
    some.extra_periods,
    st.integers(-3, 3),
    st.data(),
)
def test_what_does_not_matter(body, values, state, extra, hours, data):
    """A shift by whole hours, the order of the list, missing points left out, points outside the range, more runs."""
    alarm, series = Alarm.parse(body), finished(body, values)
    length = body["EvaluationPeriods"] + extra
    times = [index * body["Period"] for index in range(len(values) + 2)]
    samples = data.draw(st.booleans())
    found = alarm.states(series, times, initial_state=state, evaluation_range=length, samples=samples)

    def again(points, at=times, begin=state):
        return alarm.states(points, at, initial_state=begin, evaluation_range=length, samples=samples)

    shift = hours * 3600
    assert again([(at + shift, value) for at, value in series], [time + shift for time in times]) == found
    assert again(data.draw(st.permutations(series))) == found
    assert again([point for point in series if point[1] is not None]) == found
    before, after = times[0] - (length + 1) * body["Period"], times[-1]
    assert again([(before, 99), *series, (after, 99)]) == found
    one_by_one = [state]
    for time in times:
        one_by_one += again(series, [time], one_by_one[-1])
    assert one_by_one[1:] == found


@settings(max_examples=70)
@given(some.alarms(), some.points, some.states, some.extra_periods)
def test_the_mirror_image(body, values, state, extra):
    """Everything turned round at 0 comes to the same."""
    turned = {"Greater": "Less", "Less": "Greater"}
    word = next(word for word in turned if body["ComparisonOperator"].startswith(word))
    mirror = body | {
        "Threshold": -body["Threshold"],
        "ComparisonOperator": body["ComparisonOperator"].replace(word, turned[word]),
    }
    times = [index * body["Period"] for index in range(1, len(values) + 1)]
    length = body["EvaluationPeriods"] + extra
    found, mirrored = (
        Alarm.parse(item).states(finished(item, points), times, initial_state=state, evaluation_range=length)
        for item, points in ((body, values), (mirror, [None if value is None else -value for value in values]))
    )
    assert mirrored == found


numbers = st.lists(st.sampled_from((0, 1, 2, 2.5, 3, 7, 100, -4)), min_size=1, max_size=30)


@settings(max_examples=90)
@given(numbers, st.permutations(some.EXTENDED), st.integers(0, 100), st.data())
def test_statistics_hang_together(values, names, percent, data):
    shuffled = data.draw(st.permutations(values))
    for name in names:
        statistic = extended_statistic(name)
        assert statistic.of(values) == statistic.of(shuffled)
    percentile = extended_statistic(f"p{percent}").of(values)
    assert percentile in values
    assert sum(value <= percentile for value in values) * 100 >= percent * len(values)
    assert sum(value < percentile for value in values) * 100 < percent * len(values) or percent == 0
    assert extended_statistic("p0").of(values) == min(values)
    assert extended_statistic("p100").of(values) == max(values)
    assert extended_statistic("IQM").of(values) == extended_statistic("TM(25%:75%)").of(values)
    assert extended_statistic("TM(0%:100%)").of(values) == simple_statistic("Average").of(values)
    assert extended_statistic("PR(:2)").of(values) + extended_statistic("PR(2:)").of(values) == pytest.approx(100)
    for bounds in ("10%:80%", "1:3", ":50%"):
        mean, count, total = (extended_statistic(f"{kind}({bounds})").of(values) for kind in ("TM", "TC", "TS"))
        assert total == pytest.approx(0 if mean is None else mean * count)
        assert min(values) <= extended_statistic(f"WM({bounds})").of(values) + 1e-9 or bounds == "1:3"


def accepted_or_refused(body):
    try:
        return Alarm.parse(body)
    except AlarmError as error:
        assert error.findings
        assert str(error)
        return None


def states_or_refused(alarm, *arguments, **options):
    try:
        found = alarm.states(*arguments, **options)
    except UsageError:
        return
    assert set(found) <= set(some.STATES)


@settings(max_examples=70)
@given(json_values)
def test_any_json_is_an_alarm_or_refused(body):
    accepted_or_refused(body)


@settings(max_examples=150)
@given(mutated(some.alarms(some.SIMPLE + some.EXTENDED), *some.SIMPLE, *some.EXTENDED, *some.COMPARISONS), some.points)
def test_a_changed_alarm_is_still_one_or_refused_at_a_place(body, values):
    alarm = accepted_or_refused(body)
    if alarm is not None:
        states_or_refused(alarm, list(enumerate(values)), [0, 300, 86_400], samples=True)


@settings(max_examples=90)
@given(some.alarms(some.SIMPLE + some.EXTENDED), json_values, json_values, json_values, json_values, st.booleans())
def test_any_datapoints_are_evaluated_or_refused(body, datapoints, at, state, length, samples):
    alarm = Alarm.parse(body)
    states_or_refused(alarm, datapoints, [300], samples=samples)
    states_or_refused(alarm, [(0, datapoints)], at, samples=samples)
    states_or_refused(alarm, [[at, 1]], [300], initial_state=state, evaluation_range=length, samples=samples)
