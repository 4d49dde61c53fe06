"""Reading a metric alarm out of data, and holding it against what CloudWatch accepts (PutMetricAlarm)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from ruleforge.data import limit, number
from ruleforge.languages.alarm.statistics import StatisticFunction, extended_statistic, simple_statistic
from ruleforge.languages.alarm.tree import AlarmTree, Treatment
from ruleforge.languages.body import BodyReader, DataPath, finite, listed, show

__all__ = ["parse_alarm"]

_MEMBERS = (
    "AlarmName",
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Tags",
)
_ELSEWHERE = {
    "Metrics": "metric math",
    "ThresholdMetricId": "anomaly detection",
    "EvaluationCriteria": "PromQL",
    "EvaluationWindow": "wall-clock evaluation windows",
    "WarmUpConfiguration": "warm-up periods",
}
_ACTIONS = ("OKActions", "AlarmActions", "InsufficientDataActions")
_KEEPS_STATE = "AWS/DynamoDB"
_SIZES = [f"{prefix}{size}" for size in ("bytes", "bits") for prefix in ("", "Kilo", "Mega", "Giga", "Tera")]
_AMOUNTS = [*(size.capitalize() for size in _SIZES), "Count"]
_TIMES = ("Seconds", "Microseconds", "Milliseconds", "Percent", "None")
_UNITS = (*_TIMES, *_AMOUNTS, *(f"{amount}/Second" for amount in _AMOUNTS))


def parse_alarm(spec: Any, reader: BodyReader) -> AlarmTree | None:
    """The alarm in a body; None, with findings in the reader, where CloudWatch refuses it or we do not evaluate it."""
    body = reader.mapping(spec, (), "an alarm")
    if body is None:
        return None
    _check_members(body, reader)
    name = _text(body, "AlarmName", "alarm.name.max", reader, required=False)
    if re.search(r"[\x00-\x1f\x7f]", name):
        reader.error("name", "AlarmName holds a control character", ("AlarmName",))
    _text(body, "AlarmDescription", "alarm.description.max", reader, required=False, shortest=0)
    namespace = _text(body, "Namespace", "alarm.namespace.max", reader)
    if namespace.startswith(":"):
        reader.error(
            "namespace", "Namespace starts with a colon", ("Namespace",), rule="it does not start with a colon"
        )
    metric_name = _text(body, "MetricName", "alarm.metric_name.max", reader)
    statistic = _statistic(body, reader)
    period, periods, datapoints = _window(body, reader)
    threshold = _threshold(body, reader)
    comparison = _comparison(body, reader)
    treatment = _treatment(body, namespace, reader)
    dimensions = _dimensions(body, reader)
    low_samples = body.get("EvaluateLowSampleCountPercentile", "evaluate")
    reader.one_of(low_samples, limit("alarm.low_sample").limit, ("EvaluateLowSampleCountPercentile",), "its value")
    _check_others(body, reader)
    if reader.errors or statistic is None:
        return None
    return AlarmTree(
        name,
        namespace,
        metric_name,
        dimensions,
        statistic,
        period,
        periods,
        datapoints,
        threshold,
        comparison,
        treatment,
        low_samples == "ignore",
    )


def _check_members(body: Mapping[str, Any], reader: BodyReader) -> None:
    for name, what in _ELSEWHERE.items():
        if name in body:
            message = f"{name}: ruleforge evaluates no {what}"
            reader.error("unsupported", message, (name,), help="write an alarm on one metric with a static threshold")
    reader.known({name: value for name, value in body.items() if name not in _ELSEWHERE}, _MEMBERS, (), "an alarm")


def _text(
    body: Mapping[str, Any], name: str, longest: str, reader: BodyReader, *, required: bool = True, shortest: int = 1
) -> str:
    if name not in body:
        if required:
            reader.error("required", f"{name} is missing", (), rule=f"an alarm on one metric names its {name}")
        return ""
    return reader.text(body[name], (name,), name, shortest=shortest, longest=number(longest)) or ""


def _statistic(body: Mapping[str, Any], reader: BodyReader) -> StatisticFunction | None:
    given = [name for name in ("Statistic", "ExtendedStatistic") if name in body]
    if len(given) != 1:
        message = "both Statistic and ExtendedStatistic" if given else "neither Statistic nor ExtendedStatistic"
        reader.error("statistic", message, (given[1],) if given else (), rule="exactly one of the two")
        return None
    if given == ["Statistic"]:
        known = limit("alarm.statistic").limit
        found = reader.one_of(body["Statistic"], known, ("Statistic",), "Statistic")
        return None if found is None else simple_statistic(found)
    text = body["ExtendedStatistic"]
    statistic = extended_statistic(text) if isinstance(text, str) else None
    if statistic is None:
        rule = "p, tm, tc, ts or wm with a percentage, IQM, or PR, TM, TC, TS, WM with a range"
        reader.error("statistic", f"there is no statistic {show(text)}", ("ExtendedStatistic",), rule=rule)
    return statistic


def _window(body: Mapping[str, Any], reader: BodyReader) -> tuple[int, int, int]:
    """Period, N and M, held against each other."""
    period = _whole(body, "Period", 10, reader)
    multiple = number("alarm.period.multiple")
    single = limit("alarm.period.values").limit
    if period and period not in single and period % multiple:
        rule = f"{listed(str(seconds) for seconds in single)} seconds, or a multiple of {multiple}"
        nearest = max(multiple, round(period / multiple) * multiple)
        reader.error("period", f"a period of {period} seconds", ("Period",), rule=rule, help=f"write {nearest}")
    periods = _whole(body, "EvaluationPeriods", number("alarm.evaluation_periods.min"), reader)
    datapoints = periods
    if "DatapointsToAlarm" in body:
        datapoints = _whole(body, "DatapointsToAlarm", number("alarm.datapoints.min"), reader)
        if periods and datapoints > periods:
            message = f"{datapoints} datapoints out of {periods} periods"
            reader.error("datapoints", message, ("DatapointsToAlarm",), rule="at most EvaluationPeriods")
    most = number("alarm.window.max") if period >= 3600 else number("alarm.window.max_short_period")
    if period * periods > most:
        short = "" if period >= 3600 else ", for periods below an hour"
        message = f"{periods} periods of {period:,} seconds"
        rule = f"Period times EvaluationPeriods is at most {most:,} seconds{short}"
        reader.error("window", message, ("EvaluationPeriods",), rule=rule)
    return period, periods, datapoints


def _whole(body: Mapping[str, Any], name: str, least: int, reader: BodyReader) -> int:
    if name not in body:
        reader.error("required", f"{name} is missing", (), rule=f"an alarm has a {name}")
        return 0
    return reader.whole(body[name], (name,), name, least=least) or 0


def _threshold(body: Mapping[str, Any], reader: BodyReader) -> float:
    value = body.get("Threshold")
    if finite(value):
        return cast("float", value)
    message = "Threshold is missing" if "Threshold" not in body else f"Threshold is a number, not {show(value)}"
    path: DataPath = ("Threshold",) if "Threshold" in body else ()
    reader.error("threshold", message, path, rule="an alarm with a static threshold has a Threshold")
    return 0


def _comparison(body: Mapping[str, Any], reader: BodyReader) -> str:
    value = body.get("ComparisonOperator")
    bands = limit("alarm.comparison.anomaly").limit
    path: DataPath = ("ComparisonOperator",)
    if value in bands:
        rule = "the three band operators are for anomaly detection"
        reader.error("comparison", f"{value} on a static threshold", path, rule=rule)
        return ""
    known = limit("alarm.comparison").limit
    if "ComparisonOperator" not in body:
        reader.error("required", "ComparisonOperator is missing", (), rule=f"one of {listed(known)}")
        return ""
    return reader.one_of(value, known, path, "ComparisonOperator") or ""


def _treatment(body: Mapping[str, Any], namespace: str, reader: BodyReader) -> Treatment:
    """How missing datapoints count. For AWS/DynamoDB the default is to ignore them."""
    default = "ignore" if namespace == _KEEPS_STATE else limit("alarm.treat_missing.default").limit
    value = body.get("TreatMissingData", default)
    found = reader.one_of(value, limit("alarm.treat_missing").limit, ("TreatMissingData",), "TreatMissingData")
    return cast("Treatment", found or default)


def _dimensions(body: Mapping[str, Any], reader: BodyReader) -> tuple[tuple[str, str], ...]:
    items = reader.items(body.get("Dimensions", ()), ("Dimensions",), "Dimensions")
    most = number("alarm.dimensions.max")
    if len(items) > most:
        reader.error("dimensions", f"{len(items)} dimensions", ("Dimensions",), rule=f"at most {most}")
    found = []
    for index, item in enumerate(items):
        path: DataPath = ("Dimensions", index)
        pair = reader.mapping(item, path, "a dimension")
        if pair is None:
            continue
        reader.known(pair, ("Name", "Value"), path, "a dimension")
        texts = [
            reader.text(
                pair.get(name), (*path, name), name, shortest=1, longest=number(f"alarm.dimension.{name.lower()}.max")
            )
            for name in ("Name", "Value")
        ]
        found.append((texts[0] or "", texts[1] or ""))
    return tuple(sorted(found))


def _check_others(body: Mapping[str, Any], reader: BodyReader) -> None:
    """What does not bear on the state: actions, unit, tags."""
    if "Unit" in body:
        reader.one_of(body["Unit"], _UNITS, ("Unit",), "Unit")
    if not isinstance(body.get("ActionsEnabled", True), bool):
        message = f"ActionsEnabled is true or false, not {show(body['ActionsEnabled'])}"
        reader.error("type", message, ("ActionsEnabled",))
    tags = reader.items(body.get("Tags", ()), ("Tags",), "Tags")
    if len(tags) > number("alarm.tags.max"):
        reader.error("tags", f"{len(tags)} tags", ("Tags",), rule=f"at most {number('alarm.tags.max')} tags")
    for index, item in enumerate(tags):
        tag = reader.mapping(item, ("Tags", index), "a tag")
        for name in ("Key", "Value") if tag is not None else ():
            reader.text((tag or {}).get(name), ("Tags", index, name), f"a tag's {name}")
    _check_actions(body, reader)


def _check_actions(body: Mapping[str, Any], reader: BodyReader) -> None:
    most, longest = number("alarm.actions.max"), number("alarm.action.max")
    for name in _ACTIONS:
        items = reader.items(body.get(name, ()), (name,), name)
        if len(items) > most:
            reader.error(
                "actions", f"{len(items)} actions in {name}", (name,), rule=f"at most {most} actions per state"
            )
        for index, item in enumerate(items):
            reader.text(item, (name, index), "an action", shortest=1, longest=longest)
