"""Refusals stand at the right place of the alarm and say PutMetricAlarm's rule; what AWS takes is accepted."""

from __future__ import annotations

import pytest

from ruleforge import Alarm, AlarmError


def spec(*removed, **members):
    base = {
        "Namespace": "N",
        "MetricName": "m",
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 3,
        "Threshold": 5,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    return {name: value for name, value in (base | members).items() if name not in removed}


def extended(text):
    return spec("Statistic", ExtendedStatistic=text)


def dimensions(*pairs):
    return spec(Dimensions=[{"Name": name, "Value": value} for name, value in pairs])


BANDS = ["LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"]
REFUSALS = [
    (None, "", "an alarm is an object, not null"),
    ([], "", "an alarm is an object, not a list"),
    ({}, "", "Period is missing"),
    *((spec(name), "", f"{name} is missing") for name in spec() if name != "Statistic"),
    (spec("Statistic"), "", "neither Statistic nor ExtendedStatistic"),
    (spec(ExtendedStatistic="p90"), "ExtendedStatistic", "both Statistic and ExtendedStatistic"),
    *(
        (spec(Statistic=name), "Statistic", "Statistic is not")
        for name in ("sum", "Median", "p99", "", None, 1, ["Sum"])
    ),
    *((spec(Period=value), "Period", "a period of") for value in (11, 15, 25, 40, 45, 50, 59, 61, 90, 3601)),
    *((spec(Period=value), "Period", "Period is") for value in (0, -60, 5, 9, 300.5, "300", True, None, [300])),
    *(
        (spec(EvaluationPeriods=value), "EvaluationPeriods", "EvaluationPeriods is")
        for value in (0, -1, 1.5, "1", True)
    ),
    *(
        (spec(DatapointsToAlarm=value), "DatapointsToAlarm", "DatapointsToAlarm is")
        for value in (0, -1, 0.5, "1", None)
    ),
    (spec(DatapointsToAlarm=4), "DatapointsToAlarm", "4 datapoints out of 3 periods"),
    (spec(Period=10, EvaluationPeriods=8641), "EvaluationPeriods", "8641 periods of 10 seconds"),
    (spec(Period=300, EvaluationPeriods=289), "EvaluationPeriods", "289 periods of 300 seconds"),
    (spec(Period=3540, EvaluationPeriods=25), "EvaluationPeriods", "25 periods"),
    (spec(Period=3600, EvaluationPeriods=169), "EvaluationPeriods", "169 periods"),
    (spec(Period=86400, EvaluationPeriods=8), "EvaluationPeriods", "8 periods"),
    (spec(Period=604860, EvaluationPeriods=1), "EvaluationPeriods", "1 periods of 604,860 seconds"),
    *(
        (spec(Threshold=v), "Threshold", "a number")
        for v in ("5", True, None, [5], float("inf"), float("nan"), 10**400)
    ),
    *((spec(ComparisonOperator=word), "ComparisonOperator", f"{word} on a static threshold") for word in BANDS),
    *((spec(ComparisonOperator=word), "ComparisonOperator", "is not") for word in ("GreaterThan", ">", None, 1, [])),
    *((spec(TreatMissingData=word), "TreatMissingData", "is not") for word in ("notbreaching", "Missing", "", None, 0)),
    (
        spec(EvaluateLowSampleCountPercentile="Ignore"),
        "EvaluateLowSampleCountPercentile",
        "is not 'Ignore'",
    ),
    (spec(AlarmName=""), "AlarmName", "empty"),
    (spec(AlarmName="n" * 256), "AlarmName", "256 characters"),
    (spec(AlarmName="a\tb"), "AlarmName", "control character"),
    (spec(AlarmName="a\x7fb"), "AlarmName", "control character"),
    (spec(AlarmName=None), "AlarmName", "text, not null"),
    (spec(AlarmDescription="d" * 1025), "AlarmDescription", "1,025 characters"),
    (spec(AlarmDescription=1), "AlarmDescription", "text, not 1"),
    (spec(Namespace=":N"), "Namespace", "colon"),
    (spec(Namespace=""), "Namespace", "empty"),
    (spec(Namespace="n" * 256), "Namespace", "256 characters"),
    (spec(MetricName=""), "MetricName", "empty"),
    (spec(MetricName="n" * 256), "MetricName", "256 characters"),
    (spec(AlarmActions=["a"] * 6), "AlarmActions", "6 actions"),
    (spec(OKActions=["a"] * 6), "OKActions", "6 actions"),
    (spec(InsufficientDataActions=["a"] * 6), "InsufficientDataActions", "6 actions"),
    (spec(AlarmActions=["a", ""]), "AlarmActions[1]", "empty"),
    (spec(AlarmActions=["a" * 1025]), "AlarmActions[0]", "1,025 characters"),
    (spec(AlarmActions=[1]), "AlarmActions[0]", "text, not 1"),
    (spec(AlarmActions="a"), "AlarmActions", "a list, not 'a'"),
    (spec(ActionsEnabled="true"), "ActionsEnabled", "true or false, not 'true'"),
    (spec(Unit="Furlong"), "Unit", "is not 'Furlong'"),
    (spec(Tags=[{"Key": str(index), "Value": ""} for index in range(51)]), "Tags", "51 tags"),
    (spec(Tags={"a": "b"}), "Tags", "a list, not an object"),
    (spec(Tags=[{"Key": "a"}]), "Tags[0].Value", "text, not null"),
    (dimensions(*((str(index), "v") for index in range(31))), "Dimensions", "31 dimensions"),
    (dimensions(("", "v")), "Dimensions[0].Name", "empty"),
    (dimensions(("n", "")), "Dimensions[0].Value", "empty"),
    (dimensions(("n" * 256, "v")), "Dimensions[0].Name", "256 characters"),
    (dimensions(("n", "v" * 1025)), "Dimensions[0].Value", "1,025 characters"),
    (dimensions(("n", 1)), "Dimensions[0].Value", "text, not 1"),
    (spec(Dimensions=["n"]), "Dimensions[0]", "an object, not 'n'"),
    (spec(Dimensions={"n": "v"}), "Dimensions", "a list, not an object"),
    (spec(Metrics=[]), "Metrics", "evaluates no metric math"),
    (spec(ThresholdMetricId="ad1"), "ThresholdMetricId", "evaluates no anomaly detection"),
    (spec(EvaluationCriteria={}), "EvaluationCriteria", "evaluates no PromQL"),
    (spec(Treshold=1), "Treshold", "no member"),
    *(
        (extended(text), "ExtendedStatistic", "there is no statistic")
        for text in (
            "p",
            "p101",
            "p100.1",
            "P90",
            "p-1",
            "p9.99999999999",
            "tm",
            "tm101",
            "TM90",
            "iqm",
            "Sum",
            "",
            None,
        )
    ),
    *(
        (extended(text), "ExtendedStatistic", "there is no statistic")
        for text in (
            "PR(10)",
            "PR(:)",
            "PR()",
            "TM(:)",
            "PR(10%:20%)",
            "TM(10%:20)",
            "TM(101%:)",
            "tm(1%:2%)",
            "XX(1:2)",
            "PR(1:2:3)",
        )
    ),
]


@pytest.mark.parametrize(
    ("alarm", "place", "message"), REFUSALS, ids=[f"{c[1]} {c[2]} {i}" for i, c in enumerate(REFUSALS)]
)
def test_refusal(alarm, place, message):
    with pytest.raises(AlarmError) as caught:
        Alarm.parse(alarm)
    assert any(f.place == place and message in f.message for f in caught.value.findings), str(caught.value)


ACCEPTED = [
    *(spec(Statistic=name) for name in ("SampleCount", "Average", "Sum", "Minimum", "Maximum")),
    *(spec(Period=value) for value in (10, 20, 30, 60, 120, 3540, 3600, 300.0, 3e2)),
    spec(EvaluationPeriods=3.0, DatapointsToAlarm=3e0),
    spec(DatapointsToAlarm=1),
    spec(Period=10, EvaluationPeriods=8640),
    spec(Period=300, EvaluationPeriods=288),
    spec(Period=3600, EvaluationPeriods=168),
    spec(Period=86400, EvaluationPeriods=7),
    spec(Period=604800, EvaluationPeriods=1),
    *(spec(Threshold=value) for value in (-1, 0, 0.5, 1e300, -2.5e-7)),
    *(spec(TreatMissingData=word) for word in ("breaching", "notBreaching", "ignore", "missing")),
    *(spec(EvaluateLowSampleCountPercentile=word) for word in ("evaluate", "ignore")),
    spec(AlarmName="n" * 255, AlarmDescription="d" * 1024, Namespace="n" * 255, MetricName="m" * 255),
    spec(AlarmName="Ünïcode / name", AlarmDescription=""),
    spec(AlarmActions=["a" * 1024] * 5, OKActions=["a"] * 5, InsufficientDataActions=[], ActionsEnabled=False),
    spec(Unit="Count", Tags=[{"Key": str(index), "Value": ""} for index in range(50)]),
    spec(Unit="None"),
    dimensions(*((str(index), "v") for index in range(30))),
    dimensions(("n" * 255, "v" * 1024)),
    *(extended(text) for text in ("p0", "p0.0", "p50", "p95.45", "p99.9999999999", "p100", "p100.0", "IQM")),
    *(
        extended(text)
        for text in ("tm90", "tc5.5", "ts100", "wm98", "PR(:300)", "PR(100:2000)", "PR(1.5:)", "PR(1e3:)")
    ),
    *(extended(text) for text in ("TM(2%:98%)", "TM(:95%)", "TS(80%:)", "TC(0.005:0.030)", "WM(10%:90%)", "WM(:5)")),
]


@pytest.mark.parametrize("alarm", ACCEPTED, ids=range(len(ACCEPTED)))
def test_accepted(alarm):
    assert Alarm.parse(alarm).states([], []) == []


def test_defaults():
    tree = Alarm.parse(spec()).tree
    assert (tree.datapoints_to_alarm, tree.treatment, tree.ignore_low_samples) == (3, "missing", False)
    assert Alarm.parse(spec(Namespace="AWS/DynamoDB")).tree.treatment == "ignore"
    assert Alarm.parse(spec(Namespace="AWS/DynamoDB", TreatMissingData="missing")).tree.treatment == "missing"
    assert Alarm.parse(spec(Period=300.0)).tree.period == 300


def test_message_as_people_read_it():
    with pytest.raises(AlarmError) as caught:
        Alarm.parse(spec(Period=90, DatapointsToAlarm=4))
    assert str(caught.value) == "\n".join(
        (
            "DatapointsToAlarm: error[limit/alarm-datapoints]: 4 datapoints out of 3 periods",
            "   = rule: CloudWatch API, PutMetricAlarm: at most EvaluationPeriods",
            "",
            "Period: error[limit/alarm-period]: a period of 90 seconds",
            "   = rule: CloudWatch API, PutMetricAlarm: 10, 20 or 30 seconds, or a multiple of 60",
            "   = help: write 120",
        )
    )
