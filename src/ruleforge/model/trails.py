"""Event selectors and trails, in CloudTrail's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["EventSelectorSpec", "TrailSpec"]


@dataclass(frozen=True, slots=True)
class EventSelectorSpec:
    """One element of `AdvancedEventSelectors`; `body` is as PutEventSelectors takes it."""

    body: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The selector's `Name`."""
        return str(self.body.get("Name", ""))

    def to_dict(self) -> dict[str, Any]:
        """The spec in AWS's own shape."""
        return dict(self.body)


@dataclass(frozen=True, slots=True)
class TrailSpec:
    """A trail as a composition: `selectors` are the ids of event-selector rules, `id` or `id@version`, in order.

    Without any selector a trail records what CloudTrail records by default: all management events. `insight_selectors`
    and `aggregation_configurations` are as PutInsightSelectors and PutEventConfiguration take them.
    """

    name: str
    selectors: tuple[str, ...] = ()
    insight_selectors: tuple[Mapping[str, Any], ...] = ()
    aggregation_configurations: tuple[Mapping[str, Any], ...] = ()
    multi_region: bool = True
    organization: bool = False
    log_group_name: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The spec as rule files have it: AWS's words, with ids in the place of selectors."""
        data: dict[str, Any] = {
            "TrailName": self.name,
            "IsMultiRegionTrail": self.multi_region,
            "IsOrganizationTrail": self.organization,
        }
        if self.log_group_name is not None:
            data["CloudWatchLogsLogGroup"] = self.log_group_name
        data["AdvancedEventSelectors"] = list(self.selectors)
        if self.insight_selectors:
            data["InsightSelectors"] = [dict(item) for item in self.insight_selectors]
        if self.aggregation_configurations:
            data["AggregationConfigurations"] = [dict(item) for item in self.aggregation_configurations]
        return data
