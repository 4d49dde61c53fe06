"""Trails, with everything that decides what they record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ruleforge.account.clients import Clients, telling
from ruleforge.account.found import Found, stamp_in_tags
from ruleforge.errors import AccountError
from ruleforge.export.resources import Resource

__all__ = ["read_trails"]

_SETTINGS = (
    "S3BucketName",
    "IsMultiRegionTrail",
    "IsOrganizationTrail",
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
)


def read_trails(wanted: Sequence[Resource], clients: Clients) -> dict[str, Found]:
    """The trails of the wanted names."""
    found: dict[str, Found] = {}
    for item in wanted:
        trail = _trail(clients, item.name)
        if trail is not None:
            arn = trail["TrailARN"]
            tags = _tags(clients, arn)
            body = {"TrailName": item.name, **{name: trail[name] for name in _SETTINGS if name in trail}}
            body |= _recording(clients, arn, item) | {"Tags": tags}
            found[item.id] = Found(item.name, body, stamp_in_tags(tags), arn)
    return found


def _trail(clients: Clients, name: str) -> dict[str, Any] | None:
    try:
        with telling(f"read the trail {name}"):
            answer: dict[str, Any] = clients["cloudtrail"].get_trail(Name=name)["Trail"]
    except AccountError as error:
        if any("TrailNotFoundException" in finding.message for finding in error.findings):
            return None
        raise
    return answer


def _recording(clients: Clients, arn: str, wanted: Resource) -> dict[str, Any]:
    """What the trail records. Settings that are wanted for no trail are not asked for."""
    with telling(f"read what {arn} records"):
        selectors = clients["cloudtrail"].get_event_selectors(TrailName=arn)
        body = {"AdvancedEventSelectors": selectors.get("AdvancedEventSelectors") or []}
    body["InsightSelectors"] = _insights(clients, arn)
    if "AggregationConfigurations" in wanted.body:
        with telling(f"read what {arn} aggregates"):
            answer = clients["cloudtrail"].get_event_configuration(TrailName=arn)
        body["AggregationConfigurations"] = answer.get("AggregationConfigurations") or []
    return body


def _insights(clients: Clients, arn: str) -> list[dict[str, Any]]:
    """The Insights selectors; that there are none is told by an exception."""
    try:
        with telling(f"read the Insights of {arn}"):
            answer = clients["cloudtrail"].get_insight_selectors(TrailName=arn)
    except AccountError as error:
        if any("InsightNotEnabledException" in finding.message for finding in error.findings):
            return []
        raise
    found: list[dict[str, Any]] = answer.get("InsightSelectors") or []
    return found


def _tags(clients: Clients, arn: str) -> list[dict[str, str]]:
    with telling(f"read the tags of {arn}"):
        answer = clients["cloudtrail"].list_tags(ResourceIdList=[arn])
    return [tag for item in answer.get("ResourceTagList", ()) for tag in item.get("TagsList", ())]
