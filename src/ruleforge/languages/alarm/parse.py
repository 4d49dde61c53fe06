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
    name = _text(body, "AlarmName", "alarm.name.max", "limit/alarm-name", reader, required=False)
    if re.search(r"[\x00-\x1f\x7f]", name):
        rule = "a name has no control characters"
        reader.error("limit/alarm-name", "AlarmName holds a control character", ("AlarmName",), rule=rule)
    check = "limit/alarm-description"
    _text(body, "AlarmDescription", "alarm.description.max", check, reader, required=False, shortest=0)
    namespace = _text(body, "Namespace", "alarm.namespace.max", "limit/alarm-namespace", reader)
    if namespace.startswith(":"):
        rule = "it does not start with a colon"
        reader.error("limit/alarm-namespace", "Namespace starts with a colon", ("Namespace",), rule=rule)
    metric_name = _text(body, "MetricName", "alarm.metric_name.max", "limit/alarm-metric-name", reader)
    statistic = _statistic(body, reader)
    period, periods, datapoints = _window(body, reader)
    threshold = _threshold(body, reader)
    comparison = _comparison(body, reader)
    treatment = _treatment(body, namespace, reader)
    dimensions = _dimensions(body, reader)
    low_samples = body.get("EvaluateLowSampleCountPercentile", "evaluate")
    known, path = limit("alarm.low_sample").limit, ("EvaluateLowSampleCountPercentile",)
    reader.one_of(low_samples, known, path, "its value", check="limit/alarm-low-samples")
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
    body: Mapping[str, Any],
    name: str,
    longest: str,
    check: str,
    reader: BodyReader,
    *,
    required: bool = True,
    shortest: int = 1,
) -> str:
    if name not in body:
        if required:
            reader.error("limit/required", f"{name} is missing", (), rule=f"an alarm on one metric names its {name}")
        return ""
    return reader.text(body[name], (name,), name, shortest=shortest, longest=number(longest), check=check) or ""


def _statistic(body: Mapping[str, Any], reader: BodyReader) -> StatisticFunction | None:
    given = [name for name in ("Statistic", "ExtendedStatistic") if name in body]
    if len(given) != 1:
        message = "both Statistic and ExtendedStatistic" if given else "neither Statistic nor ExtendedStatistic"
        reader.error("limit/alarm-statistic", message, (given[1],) if given else (), rule="exactly one of the two")
        return None
    if given == ["Statistic"]:
        known = limit("alarm.statistic").limit
        found = reader.one_of(body["Statistic"], known, ("Statistic",), "Statistic", check="limit/alarm-statistic")
        return None if found is None else simple_statistic(found)
    text = body["ExtendedStatistic"]
    statistic = extended_statistic(text) if isinstance(text, str) else None
    if statistic is None:
        rule = "p, tm, tc, ts or wm with a percentage, IQM, or PR, TM, TC, TS, WM with a range"
        message = f"there is no statistic {show(text)}"
        reader.error("limit/alarm-statistic", message, ("ExtendedStatistic",), rule=rule)
    return statistic


def _window(body: Mapping[str, Any], reader: BodyReader) -> tuple[int, int, int]:
    """Period, N and M, held against each other."""
    period = _whole(body, "Period", 10, "limit/alarm-period", reader)
    multiple = number("alarm.period.multiple")
    single = limit("alarm.period.values").limit
    if period and period not in single and period % multiple:
        rule = f"{listed(str(seconds) for seconds in single)} seconds, or a multiple of {multiple}"
        nearest = max(multiple, round(period / multiple) * multiple)
        message = f"a period of {period} seconds"
        reader.error("limit/alarm-period", message, ("Period",), rule=rule, help=f"write {nearest}")
    least = number("alarm.evaluation_periods.min")
    periods = _whole(body, "EvaluationPeriods", least, "limit/alarm-periods", reader)
    datapoints = periods
    if "DatapointsToAlarm" in body:
        least = number("alarm.datapoints.min")
        datapoints = _whole(body, "DatapointsToAlarm", least, "limit/alarm-datapoints", reader)
        if periods and datapoints > periods:
            message = f"{datapoints} datapoints out of {periods} periods"
            rule = "at most EvaluationPeriods"
            reader.error("limit/alarm-datapoints", message, ("DatapointsToAlarm",), rule=rule)
    most = number("alarm.window.max") if period >= 3600 else number("alarm.window.max_short_period")
    if period * periods > most:
        short = "" if period >= 3600 else ", for periods below an hour"
        message = f"{periods} periods of {period:,} seconds"
        rule = f"Period times EvaluationPeriods is at most {most:,} seconds{short}"
        reader.error("limit/alarm-window", message, ("EvaluationPeriods",), rule=rule)
    return period, periods, datapoints


def _whole(body: Mapping[str, Any], name: str, least: int, check: str, reader: BodyReader) -> int:
    if name not in body:
        reader.error("limit/required", f"{name} is missing", (), rule=f"an alarm has a {name}")
        return 0
    return reader.whole(body[name], (name,), name, least=least, check=check) or 0


def _threshold(body: Mapping[str, Any], reader: BodyReader) -> float:
    value = body.get("Threshold")
    if finite(value):
        return cast("float", value)
    rule = "an alarm with a static threshold has a Threshold"
    if "Threshold" not in body:
        reader.error("limit/required", "Threshold is missing", (), rule=rule)
    else:
        reader.error("threshold", f"Threshold is a number, not {show(value)}", ("Threshold",), rule=rule)
    return 0


def _comparison(body: Mapping[str, Any], reader: BodyReader) -> str:
    value = body.get("ComparisonOperator")
    bands = limit("alarm.comparison.anomaly").limit
    path: DataPath = ("ComparisonOperator",)
    if value in bands:
        rule = "the three band operators are for anomaly detection"
        reader.error("limit/alarm-comparison", f"{value} on a static threshold", path, rule=rule)
        return ""
    known = limit("alarm.comparison").limit
    if "ComparisonOperator" not in body:
        reader.error("limit/required", "ComparisonOperator is missing", (), rule=f"one of {listed(known)}")
        return ""
    return reader.one_of(value, known, path, "ComparisonOperator", check="limit/alarm-comparison") or ""


def _treatment(body: Mapping[str, Any], namespace: str, reader: BodyReader) -> Treatment:
    """How missing datapoints count. For AWS/DynamoDB the default is to ignore them."""
    default = "ignore" if namespace == _KEEPS_STATE else limit("alarm.treat_missing.default").limit
    value = body.get("TreatMissingData", default)
    known, path = limit("alarm.treat_missing").limit, ("TreatMissingData",)
    found = reader.one_of(value, known, path, "TreatMissingData", check="limit/alarm-missing-data")
    return cast("Treatment", found or default)


def _dimensions(body: Mapping[str, Any], reader: BodyReader) -> tuple[tuple[str, str], ...]:
    items = reader.items(body.get("Dimensions", ()), ("Dimensions",), "Dimensions")
    most = number("alarm.dimensions.max")
    if len(items) > most:
        rule = f"an alarm has at most {most} dimensions"
        reader.error("limit/alarm-dimensions", f"{len(items)} dimensions", ("Dimensions",), rule=rule)
    found = []
    for index, item in enumerate(items):
        path: DataPath = ("Dimensions", index)
        pair = reader.mapping(item, path, "a dimension")
        if pair is None:
            continue
        reader.known(pair, ("Name", "Value"), path, "a dimension")
        texts = [_dimension_text(pair.get(name), (*path, name), name, reader) for name in ("Name", "Value")]
        found.append((texts[0], texts[1]))
    return tuple(sorted(found))


def _dimension_text(value: Any, path: DataPath, name: str, reader: BodyReader) -> str:
    longest, check = number(f"alarm.dimension.{name.lower()}.max"), "limit/alarm-dimension-length"
    return reader.text(value, path, name, shortest=1, longest=longest, check=check) or ""


def _check_others(body: Mapping[str, Any], reader: BodyReader) -> None:
    """What does not bear on the state: actions, unit, tags."""
    if "Unit" in body:
        reader.one_of(body["Unit"], _UNITS, ("Unit",), "Unit", check="limit/alarm-unit")
    if not isinstance(body.get("ActionsEnabled", True), bool):
        message = f"ActionsEnabled is true or false, not {show(body['ActionsEnabled'])}"
        reader.error("type", message, ("ActionsEnabled",))
    tags = reader.items(body.get("Tags", ()), ("Tags",), "Tags")
    if len(tags) > number("alarm.tags.max"):
        rule = f"at most {number('alarm.tags.max')} tags"
        reader.error("limit/alarm-tags", f"{len(tags)} tags", ("Tags",), rule=rule)
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
            rule = f"at most {most} actions per state"
            reader.error("limit/alarm-actions", f"{len(items)} actions in {name}", (name,), rule=rule)
        for index, item in enumerate(items):
            check = "limit/alarm-action-length"
            reader.text(item, (name, index), "an action", shortest=1, longest=longest, check=check)
