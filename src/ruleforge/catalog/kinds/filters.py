"""Metric filters and subscription filters: their specs, and what AWS demands of them beyond the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruleforge.catalog.kinds.entry import KindEntry
from ruleforge.catalog.parameters import without_placeholders
from ruleforge.catalog.yaml_nodes import Document, Path, shown
from ruleforge.diagnostics import Finding
from ruleforge.errors import PatternSyntaxError
from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.model import Dimension, Kind, MetricFilterSpec, MetricTransformation, SubscriptionFilterSpec

__all__ = ["METRIC_FILTER", "SUBSCRIPTION_FILTER"]

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SYSTEM_FIELDS = ("@aws.account", "@aws.region")
_GROUP = re.compile(r"[-._/#A-Za-z0-9]*")
_API = "CloudWatch Logs API, MetricTransformation"


def _metric_filter(spec: dict[str, Any]) -> MetricFilterSpec:
    return MetricFilterSpec(
        log_group_name=spec["logGroupName"],
        filter_pattern=spec["filterPattern"],
        metric_transformations=tuple(_transformation(item) for item in spec["metricTransformations"]),
        filter_name=spec.get("filterName"),
    )


def _transformation(item: dict[str, Any]) -> MetricTransformation:
    default = item.get("defaultValue")
    return MetricTransformation(
        metric_namespace=item["metricNamespace"],
        metric_name=item["metricName"],
        metric_value=item["metricValue"],
        default_value=None if default is None else float(default),
        dimensions=tuple(Dimension(name, value) for name, value in item.get("dimensions", {}).items()),
        unit=item.get("unit", "None"),
    )


def _subscription_filter(spec: dict[str, Any]) -> SubscriptionFilterSpec:
    return SubscriptionFilterSpec(
        log_group_name=spec["logGroupName"],
        filter_pattern=spec["filterPattern"],
        destination_arn=spec.get("destinationArn"),
        role_arn=spec.get("roleArn"),
        distribution=spec.get("distribution"),
        filter_name=spec.get("filterName"),
    )


def _check_metric_filter(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    spec = rule.get("spec", {})
    yield from _check_log_group(document, spec)
    pattern, findings = _parse_pattern(document, spec)
    yield from findings
    for index, item in enumerate(spec.get("metricTransformations", [])):
        path: Path = ("spec", "metricTransformations", index)
        yield from _check_value(document, path, item, pattern)
        yield from _check_dimensions(document, path, item, pattern)


def _check_subscription_filter(document: Document, rule: dict[str, Any]) -> Iterator[Finding]:
    spec = rule.get("spec", {})
    yield from _check_log_group(document, spec)
    yield from _parse_pattern(document, spec)[1]
    for index, test in enumerate(rule.get("tests", [])):
        if "datapoints" in test.get("expect", {}):
            span = document.keys[("tests", index, "expect", "datapoints")]
            message = "a subscription filter forwards events and has no datapoints"
            yield Finding("test/datapoints", message, help="expect matches").at(document.source, span)


def _check_log_group(document: Document, spec: dict[str, Any]) -> Iterator[Finding]:
    name = spec.get("logGroupName", "")
    if not _GROUP.fullmatch(without_placeholders(name)):
        because = "CloudWatch Logs API: letters, digits and . - _ / #, up to 512 characters"
        message = f"{shown(name)} cannot be the name of a log group"
        yield Finding("limit/log-group-name", message, because=because).at(
            document.source, document.span(("spec", "logGroupName"))
        )


def _parse_pattern(document: Document, spec: dict[str, Any]) -> tuple[FilterPattern | None, list[Finding]]:
    """The pattern of a filter, where there is a sound one, and its problems or notes at their places in the file."""
    text = spec.get("filterPattern")
    if text is None:
        return None, []
    path: Path = ("spec", "filterPattern")
    try:
        pattern = FilterPattern.parse(text)
    except PatternSyntaxError as error:
        return None, list(document.placed(path, text, error.findings))
    return pattern, list(document.placed(path, text, pattern.notes))


def _check_value(
    document: Document, path: Path, item: dict[str, Any], pattern: FilterPattern | None
) -> Iterator[Finding]:
    value = item.get("metricValue")
    if value is None:
        return
    span = document.span((*path, "metricValue"))
    if not value.startswith("$"):
        if not _NUMBER.fullmatch(value):
            message = f"the metric value {shown(value)} is neither a number nor a field"
            help_ = 'write "1", or a field of the pattern such as $.usage.inputTokens'
            yield Finding("metric/value", message, because=f"{_API}: a number or a field", help=help_).at(
                document.source, span
            )
    elif pattern is not None and pattern.operand(value) is None:
        yield _unknown_field(value, pattern).at(document.source, span)


def _unknown_field(selector: str, pattern: FilterPattern) -> Finding:
    if pattern.family not in ("json", "space"):
        message = f"{selector} has no meaning: the pattern has no fields"
        because = f"{_API}: terms and regular expressions extract nothing"
        return Finding("metric/field", message, because=because, help="use a JSON or a space-delimited pattern")
    because = f"{_API}: the field has to be part of the pattern"
    known = ", ".join(sorted(pattern.selectors)) or "none"
    help_ = (
        f"add {selector} = * to the pattern; it has {known}" if pattern.family == "json" else f"the fields are {known}"
    )
    return Finding("metric/field", f"{selector} is not in the pattern", because=because, help=help_)


def _check_dimensions(
    document: Document, path: Path, item: dict[str, Any], pattern: FilterPattern | None
) -> Iterator[Finding]:
    dimensions = item.get("dimensions")
    if not dimensions:
        return
    span = document.keys.get((*path, "dimensions"), document.span(path))
    if "defaultValue" in item:
        message = "dimensions and defaultValue exclude each other"
        help_ = "leave defaultValue out: a metric with dimensions has no default"
        yield Finding("limit/metric-default", message, because=_API, help=help_).at(document.source, span)
    if pattern is not None and pattern.family not in ("json", "space"):
        message = "dimensions on a pattern without fields"
        because = f"{_API}: only JSON and space-delimited patterns support dimensions"
        yield Finding("metric/dimensions", message, because=because).at(document.source, span)
        return
    for name, value in dimensions.items():
        place = document.span((*path, "dimensions", name))
        if value in _SYSTEM_FIELDS:
            continue
        if not value.startswith("$"):
            message = f"the dimension {name} is the text {shown(value)}, not a field"
            because = f"{_API}: the value of a dimension is a field of the pattern"
            yield Finding(
                "metric/dimensions", message, because=because, help="write the field, such as $.awsRegion"
            ).at(document.source, place)
        elif pattern is not None and pattern.operand(value) is None:
            yield _unknown_field(value, pattern).at(document.source, place)


METRIC_FILTER = KindEntry(Kind.METRIC_FILTER, "metric-filter.schema.json", _metric_filter, _check_metric_filter)
SUBSCRIPTION_FILTER = KindEntry(
    Kind.SUBSCRIPTION_FILTER, "subscription-filter.schema.json", _subscription_filter, _check_subscription_filter
)
