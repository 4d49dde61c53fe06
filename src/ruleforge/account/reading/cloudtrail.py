"""Trails, with everything that decides what they record, and whether they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ruleforge.account.clients import Clients
from ruleforge.account.found import Found, tags_of
from ruleforge.export.requests import TRAIL_SETTINGS
from ruleforge.export.resources import Resource
from ruleforge.export.stamp import stamp_in_tags

__all__ = ["read_trails"]

_UNSUPPORTED = ("UnsupportedOperationException", "OperationNotPermittedException", "InvalidAction")
"""How a Region refuses a call that it does not have: then nothing is aggregated there."""


def read_trails(wanted: Sequence[Resource], clients: Clients) -> dict[str, Found]:
    """The trails of the wanted names."""
    found: dict[str, Found] = {}
    for item in wanted:
        what = f"read the trail {item.name}"
        answer = clients.ask("cloudtrail", "get_trail", what, absent=("TrailNotFoundException",), Name=item.name)
        if answer is not None:
            trail = answer["Trail"]
            tags = _tags(clients, trail["TrailARN"])
            body = {"TrailName": item.name, **{name: trail[name] for name in TRAIL_SETTINGS if name in trail}}
            body |= _recording(clients, trail["TrailARN"]) | {"Tags": tags}
            found[item.id] = Found(item.name, body, stamp_in_tags(tags_of(tags)), trail["TrailARN"])
    return found


def _recording(clients: Clients, arn: str) -> dict[str, Any]:
    """What the trail records, and whether it does."""
    what = f"read what {arn} records"
    selectors = clients.ask("cloudtrail", "get_event_selectors", what, TrailName=arn) or {}
    status = clients.ask("cloudtrail", "get_trail_status", what, Name=arn) or {}
    # That there are none is told by an exception.
    absent = ("InsightNotEnabledException",)
    insights = clients.ask("cloudtrail", "get_insight_selectors", what, absent=absent, TrailName=arn) or {}
    summaries = clients.ask("cloudtrail", "get_event_configuration", what, absent=_UNSUPPORTED, TrailName=arn) or {}
    return {
        "AdvancedEventSelectors": selectors.get("AdvancedEventSelectors") or [],
        "InsightSelectors": insights.get("InsightSelectors") or [],
        "AggregationConfigurations": summaries.get("AggregationConfigurations") or [],
        "IsLogging": bool(status.get("IsLogging")),
    }


def _tags(clients: Clients, arn: str) -> list[dict[str, str]]:
    answer = clients.ask("cloudtrail", "list_tags", f"read the tags of {arn}", ResourceIdList=[arn]) or {}
    return [tag for item in answer.get("ResourceTagList", ()) for tag in item.get("TagsList", ())]
