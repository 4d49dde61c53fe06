"""Metric filters, subscription filters and saved queries of CloudWatch Logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ruleforge.account.clients import Clients
from ruleforge.account.found import Found
from ruleforge.errors import AccountError
from ruleforge.export.resources import Resource
from ruleforge.export.stamp import read_stamp, without_stamp

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
    there: dict[str, list[Mapping[str, Any]]] = {}
    for group in sorted({str(item.body["logGroupName"]) for item in wanted}):
        there[group] = _of_group(clients, operation, member, group)
    found: dict[str, Found] = {}
    for item in wanted:
        group = str(item.body["logGroupName"])
        bare = without_stamp(item.name)
        same = [one for one in there[group] if without_stamp(str(one["filterName"])) == bare]
        # The one of this very version, else the latest; the rest goes when this one is put.
        same.sort(key=lambda one: (one["filterName"] == item.name, one.get("creationTime", 0)), reverse=True)
        if same:
            body = {name: same[0][name] for name in members if name in same[0]} | {"logGroupName": group}
            name = str(same[0]["filterName"])
            earlier = tuple(sorted(str(one["filterName"]) for one in same if one["filterName"] != item.name))
            found[item.id] = Found(name, body, read_stamp(name), earlier=earlier)
    return found


def _of_group(clients: Clients, operation: str, member: str, group: str) -> list[Mapping[str, Any]]:
    """The filters of a log group; none where there is no such group, for then the call that puts one says so."""
    try:
        return list(clients.pages("logs", operation, member, logGroupName=group))
    except AccountError as error:
        if all("ResourceNotFoundException" in finding.message for finding in error.findings):
            return []
        raise


def read_queries(wanted: Sequence[Resource], clients: Clients) -> dict[str, Found]:
    """The saved queries in SQL, told by their names without stamps."""
    there = list(clients.pages("logs", "describe_query_definitions", "queryDefinitions", queryLanguage="SQL"))
    found: dict[str, Found] = {}
    for item in wanted:
        bare = without_stamp(item.name)
        same = [one for one in there if without_stamp(str(one["name"])) == bare]
        same.sort(key=lambda one: (one["name"] == item.name, one.get("lastModified", 0)), reverse=True)
        if same:
            body = {name: same[0][name] for name in ("name", "queryString") if name in same[0]}
            name = str(same[0]["name"])
            language = {"queryLanguage": same[0].get("queryLanguage", "SQL")}
            found[item.id] = Found(name, body | language, read_stamp(name), str(same[0]["queryDefinitionId"]))
    return found
