"""Metric filters, subscription filters and saved queries of CloudWatch Logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ruleforge.account.clients import Clients
from ruleforge.account.found import Found
from ruleforge.export.resources import Resource
from ruleforge.export.stamp import read_stamp

__all__ = ["read_metric_filters", "read_queries", "read_subscription_filters"]

_METRIC_FILTER = (
    "filterName",
    "filterPattern",
    "metricTransformations",
    "applyOnTransformedLogs",
    "fieldSelectionCriteria",
    "emitSystemFieldDimensions",
)
_SUBSCRIPTION_FILTER = (
    "filterName",
    "filterPattern",
    "destinationArn",
    "roleArn",
    "distribution",
    "applyOnTransformedLogs",
    "fieldSelectionCriteria",
    "emitSystemFields",
)


def read_metric_filters(wanted: Sequence[Resource], clients: Clients) -> dict[str, Found]:
    """The metric filters of the log groups that are wanted ones of."""
    return _filters(wanted, clients, "describe_metric_filters", "metricFilters", _METRIC_FILTER)


def read_subscription_filters(wanted: Sequence[Resource], clients: Clients) -> dict[str, Found]:
    """The subscription filters of the log groups that are wanted ones of."""
    return _filters(wanted, clients, "describe_subscription_filters", "subscriptionFilters", _SUBSCRIPTION_FILTER)


def _filters(
    wanted: Sequence[Resource], clients: Clients, operation: str, member: str, members: Sequence[str]
) -> dict[str, Found]:
    """The filters by the rule in their stamps; others of a log group are somebody else's, whatever they are called."""
    there: dict[str, list[Mapping[str, Any]]] = {}
    for group in sorted({str(item.body["logGroupName"]) for item in wanted}):
        # Where there is no such group, the call that puts a filter says so.
        absent = ("ResourceNotFoundException",)
        there[group] = list(clients.pages("logs", operation, member, absent=absent, logGroupName=group))
    found: dict[str, Found] = {}
    for item in wanted:
        group = str(item.body["logGroupName"])
        same = _of_rule(item, there[group], "filterName")
        if same:
            body = {name: same[0][name] for name in members if name in same[0]} | {"logGroupName": group}
            name = str(same[0]["filterName"])
            earlier = tuple(sorted(str(one["filterName"]) for one in same if one["filterName"] != item.name))
            found[item.id] = Found(name, body, read_stamp(name), earlier=earlier)
    return found


def read_queries(wanted: Sequence[Resource], clients: Clients) -> dict[str, Found]:
    """The saved queries in SQL by the rule in their stamps."""
    there = list(clients.pages("logs", "describe_query_definitions", "queryDefinitions", queryLanguage="SQL"))
    found: dict[str, Found] = {}
    for item in wanted:
        same = _of_rule(item, there, "name")
        if same:
            body = {name: same[0][name] for name in ("name", "queryString") if name in same[0]}
            name = str(same[0]["name"])
            language = {"queryLanguage": same[0].get("queryLanguage", "SQL")}
            found[item.id] = Found(name, body | language, read_stamp(name), str(same[0]["queryDefinitionId"]))
    return found


def _of_rule(item: Resource, there: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """The objects that exports made of a rule: the one of this very version first, then the latest."""
    rule = None if item.stamp is None else item.stamp.rule
    stamps = ((one, read_stamp(str(one[name]))) for one in there)
    same = [one for one, stamp in stamps if stamp is not None and stamp.rule == rule]
    times = ("creationTime", "lastModified")
    return sorted(
        same,
        key=lambda one: (one[name] == item.name, max(one.get(time, 0) for time in times), str(one[name])),
        reverse=True,
    )
