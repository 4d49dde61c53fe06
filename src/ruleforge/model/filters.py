"""Metric filters and subscription filters, in CloudWatch Logs' own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Dimension", "MetricFilterSpec", "MetricTransformation", "SubscriptionFilterSpec"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A metric dimension: its name, and the selector (`$.path`, `$name`) or system field whose value it takes."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class MetricTransformation:
    """What a metric filter publishes for an event that matches.

    `metric_value` is a number as text (`"1"`) or a selector (`$.usage.tokens`, `$bytes`). `default_value` is
    published for a minute in which events arrived and none matched; None publishes nothing. `unit` is one of
    CloudWatch's units.
    """

    metric_namespace: str
    metric_name: str
    metric_value: str
    default_value: float | None = None
    dimensions: tuple[Dimension, ...] = ()
    unit: str = "None"

    def to_dict(self) -> dict[str, Any]:
        """The transformation in AWS's own shape."""
        data: dict[str, Any] = {
            "metricNamespace": self.metric_namespace,
            "metricName": self.metric_name,
            "metricValue": self.metric_value,
            "unit": self.unit,
        }
        if self.default_value is not None:
            data["defaultValue"] = self.default_value
        if self.dimensions:
            data["dimensions"] = {item.name: item.value for item in self.dimensions}
        return data


@dataclass(frozen=True, slots=True)
class MetricFilterSpec:
    """The body of `PutMetricFilter`; AWS takes exactly one transformation per filter."""

    log_group_name: str
    filter_pattern: str
    metric_transformations: tuple[MetricTransformation, ...]
    filter_name: str | None = None

    @property
    def transformation(self) -> MetricTransformation:
        """The one transformation that AWS allows."""
        return self.metric_transformations[0]

    @property
    def metric(self) -> tuple[str, str]:
        """The namespace and the name of the metric that it publishes."""
        return self.transformation.metric_namespace, self.transformation.metric_name

    def to_dict(self) -> dict[str, Any]:
        """The spec in AWS's own shape."""
        return {
            "logGroupName": self.log_group_name,
            "filterPattern": self.filter_pattern,
            "metricTransformations": [item.to_dict() for item in self.metric_transformations],
        } | ({} if self.filter_name is None else {"filterName": self.filter_name})


@dataclass(frozen=True, slots=True)
class SubscriptionFilterSpec:
    """The body of `PutSubscriptionFilter`: which events are forwarded, and where to."""

    log_group_name: str
    filter_pattern: str
    destination_arn: str | None = None
    role_arn: str | None = None
    distribution: str | None = None
    filter_name: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The spec in AWS's own shape, without what is left out."""
        optional = {
            "destinationArn": self.destination_arn,
            "roleArn": self.role_arn,
            "distribution": self.distribution,
            "filterName": self.filter_name,
        }
        data: dict[str, Any] = {"logGroupName": self.log_group_name, "filterPattern": self.filter_pattern}
        return data | {name: value for name, value in optional.items() if value is not None}
