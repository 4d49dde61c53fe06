"""Alarms and Contributor Insights rules, in CloudWatch's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["AlarmSpec", "InsightRuleSpec"]


@dataclass(frozen=True, slots=True)
class AlarmSpec:
    """A metric alarm; `body` is as PutMetricAlarm takes it."""

    body: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The `AlarmName`."""
        return str(self.body.get("AlarmName", ""))

    @property
    def metric(self) -> tuple[str, str]:
        """The namespace and the name of the metric that it watches."""
        return str(self.body.get("Namespace", "")), str(self.body.get("MetricName", ""))

    def to_dict(self) -> dict[str, Any]:
        """The spec in AWS's own shape."""
        return dict(self.body)


@dataclass(frozen=True, slots=True)
class InsightRuleSpec:
    """A Contributor Insights rule: its name, and the `definition` that PutInsightRule takes as JSON text."""

    name: str
    definition: Mapping[str, Any]
    state: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The spec in AWS's own shape, the definition as data."""
        data: dict[str, Any] = {"RuleName": self.name}
        if self.state is not None:
            data["RuleState"] = self.state
        return data | {"RuleDefinition": dict(self.definition)}
