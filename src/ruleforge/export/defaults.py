"""What a member that is left out of a body stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ruleforge.export.resources import ResourceKind

__all__ = ["spelled_out"]

_DEFAULTS: Mapping[ResourceKind, Mapping[str, Any]] = {
    ResourceKind.ALARM: {
        "ActionsEnabled": True,
        "AlarmActions": [],
        "AlarmDescription": "",
        "Dimensions": [],
        "InsufficientDataActions": [],
        "Metrics": [],
        "OKActions": [],
        "TreatMissingData": "missing",
    },
    ResourceKind.CONTRIBUTOR_INSIGHTS: {"RuleState": "ENABLED"},
    ResourceKind.METRIC_FILTER: {
        "applyOnTransformedLogs": False,
        "emitSystemFieldDimensions": [],
        "fieldSelectionCriteria": "",
    },
    ResourceKind.SUBSCRIPTION_FILTER: {
        "applyOnTransformedLogs": False,
        "distribution": "ByLogStream",
        "emitSystemFields": [],
        "fieldSelectionCriteria": "",
    },
    ResourceKind.TRAIL: {
        "AggregationConfigurations": [],
        "CloudWatchLogsLogGroupArn": "",
        "CloudWatchLogsRoleArn": "",
        "InsightSelectors": [],
        "IsLogging": True,
    },
}
"""What a member that is left out stands for, as AWS's API reference has it; and a trail that is deployed records."""

_TRANSFORMATION = {"dimensions": {}, "unit": "None"}
_INSIGHT = {"EventCategories": ["Management"]}


def spelled_out(kind: ResourceKind, body: Mapping[str, Any]) -> dict[str, Any]:
    """A body, or the spec of a rule, with what is left out said: two that mean the same are the same then."""
    data = {**_DEFAULTS.get(kind, {}), **body}
    if kind is ResourceKind.ALARM and "EvaluationPeriods" in data:
        data.setdefault("DatapointsToAlarm", data["EvaluationPeriods"])
    if "metricTransformations" in data:
        data["metricTransformations"] = [{**_TRANSFORMATION, **item} for item in data["metricTransformations"]]
    if "InsightSelectors" in data:
        data["InsightSelectors"] = [{**_INSIGHT, **item} for item in data["InsightSelectors"]]
    return data
