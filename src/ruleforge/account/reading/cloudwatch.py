"""Alarms, Contributor Insights rules and dashboards of CloudWatch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ruleforge.account.clients import Clients
from ruleforge.account.found import Found, tags_of
from ruleforge.export.layout import without_footer
from ruleforge.export.requests import object_arn
from ruleforge.export.resources import Resource
from ruleforge.export.stamp import read_stamp, stamp_in_tags

__all__ = ["read_alarms", "read_dashboards", "read_insight_rules"]

_NAMES_IN_ONE_CALL = 100
_ALARM = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "AlarmName",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluateLowSampleCountPercentile",
    "EvaluationCriteria",
    "EvaluationPeriods",
    "EvaluationWindow",
    "ExtendedStatistic",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Threshold",
    "ThresholdMetricId",
    "TreatMissingData",
    "Unit",
    "WarmUpConfiguration",
)


def read_alarms(wanted: Sequence[Resource], clients: Clients, values: Mapping[str, str]) -> dict[str, Found]:
    """The alarms of the wanted names."""
    there: dict[str, Mapping[str, Any]] = {}
    names = [item.name for item in wanted]
    for start in range(0, len(names), _NAMES_IN_ONE_CALL):
        some = names[start : start + _NAMES_IN_ONE_CALL]
        for one in clients.pages("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNames=some):
            there[one["AlarmName"]] = one
    found: dict[str, Found] = {}
    for item in wanted:
        if item.name in there:
            one = there[item.name]
            tags = _tags(clients, one.get("AlarmArn") or object_arn(item, values))
            body = {name: one[name] for name in _ALARM if one.get(name) is not None} | {"Tags": tags}
            found[item.id] = Found(item.name, body, stamp_in_tags(tags_of(tags)))
    return found


def read_insight_rules(wanted: Sequence[Resource], clients: Clients, values: Mapping[str, str]) -> dict[str, Found]:
    """The Contributor Insights rules of the wanted names; those that AWS manages are none of ours."""
    rules = clients.pages("cloudwatch", "describe_insight_rules", "InsightRules")
    there = {one["Name"]: one for one in rules if not one.get("ManagedRule")}
    found: dict[str, Found] = {}
    for item in wanted:
        if item.name in there:
            one = there[item.name]
            tags = _tags(clients, object_arn(item, values))
            body = {"RuleName": one["Name"], "RuleState": one.get("State", "ENABLED"), "Tags": tags}
            whole = body | {"RuleDefinition": _data(one["Definition"])}
            found[item.id] = Found(item.name, whole, stamp_in_tags(tags_of(tags)))
    return found


def read_dashboards(wanted: Sequence[Resource], clients: Clients) -> dict[str, Found]:
    """The dashboards of the wanted names; which rule one comes from stands in its last line."""
    found: dict[str, Found] = {}
    for item in wanted:
        what = f"read the dashboard {item.name}"
        answer = clients.ask("cloudwatch", "get_dashboard", what, absent=_NO_DASHBOARD, DashboardName=item.name)
        if answer is None:
            continue
        body = _data(answer["DashboardBody"])
        text = without_footer(body)[1] if isinstance(body, dict) else None
        stamp = None if text is None else read_stamp(text)
        found[item.id] = Found(item.name, {"DashboardName": item.name, "DashboardBody": body}, stamp)
    return found


_NO_DASHBOARD = ("ResourceNotFound", "DashboardNotFoundError")


def _tags(clients: Clients, arn: str) -> list[dict[str, str]]:
    answer = clients.ask("cloudwatch", "list_tags_for_resource", f"read the tags of {arn}", ResourceARN=arn) or {}
    tags: list[dict[str, str]] = answer.get("Tags", [])
    return tags


def _data(text: str) -> Any:
    """JSON in a text as data; a text that is no JSON stays what it is, and differs from everything."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
