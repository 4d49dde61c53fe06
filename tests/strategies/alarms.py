"""Alarms that CloudWatch accepts, with datapoints around their threshold."""

from __future__ import annotations

from hypothesis import strategies as st

PERIODS = (10, 60, 300, 3600)
SIMPLE = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
EXTENDED = (
    "p0",
    "p50",
    "p99.9",
    "p100",
    "tm90",
    "TM(10%:90%)",
    "TM(2:6)",
    "IQM",
    "wm90",
    "WM(:5)",
    "tc50",
    "TS(3:)",
    "PR(:5)",
)
COMPARISONS = (
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
)
TREATMENTS = ("breaching", "notBreaching", "ignore", "missing")
STATES = ("OK", "ALARM", "INSUFFICIENT_DATA")
VALUES = (0, 3, 5, 5.0, 7, 10, -5, 0.5, None, None, None)


@st.composite
def alarms(draw, statistics=SIMPLE, periods=PERIODS):
    count = draw(st.integers(1, 5))
    statistic = draw(st.sampled_from(statistics))
    body = {
        "Namespace": "N",
        "MetricName": "m",
        "Statistic" if statistic in SIMPLE else "ExtendedStatistic": statistic,
        "Period": draw(st.sampled_from(periods)),
        "EvaluationPeriods": count,
        "DatapointsToAlarm": draw(st.integers(1, count)),
        "Threshold": draw(st.sampled_from((5, 5.0, 0, 1))),
        "ComparisonOperator": draw(st.sampled_from(COMPARISONS)),
        "TreatMissingData": draw(st.sampled_from(TREATMENTS)),
    }
    return body | ({"EvaluateLowSampleCountPercentile": "ignore"} if draw(st.integers(0, 3)) == 0 else {})


points = st.lists(st.sampled_from(VALUES), max_size=8)
"""One value a period, the newest last."""
states = st.sampled_from(STATES)
extra_periods = st.integers(0, 3)
"""By how much an evaluation range exceeds N."""
