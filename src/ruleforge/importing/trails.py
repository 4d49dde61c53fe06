"""A trail out of everything that files say about it: a template has it in one piece, AWS's API in up to four calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruleforge.export.stamp import Stamp
from ruleforge.importing.spec import without_stamp_tags

__all__ = ["Trail", "trail_name", "trail_of"]

_TAKEN = (
    *("TrailName", "Name", "TrailARN", "IsMultiRegionTrail", "IsOrganizationTrail"),
    *("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn", "S3BucketName"),
    *("AdvancedEventSelectors", "EventSelectors", "InsightSelectors", "AggregationConfigurations"),
    *("Tags", "TagsList"),
)
_SETTINGS = ("S3BucketName", "IsMultiRegionTrail", "IsOrganizationTrail")
_AS_EXPORTED: Mapping[str, Any] = {
    "IsLogging": True,
    "EnableLogging": True,
    "IncludeGlobalServiceEvents": True,
    "MaxEventSize": "Standard",
}
"""Members with the values that a trail has which an export makes."""
_LOG_GROUP = re.compile(r"arn:[^:]*:logs:[^:]*:[^:]*:log-group:(?P<name>[^:]+)(?::\*)?")
_ARN_PLACEHOLDER = re.compile(r"\$\{(?P<name>[A-Z0-9_]+)\}(?::\*)?")
_VALUES = {"S3BucketName": "TRAIL_BUCKET", "CloudWatchLogsRoleArn": "TRAIL_LOGS_ROLE_ARN"}
"""Members that no rule has, and the placeholders that an export asks for in their place."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The spec of a trail without its selectors, these by themselves, and what a rule has no place for.

    `values` are for placeholders that an export of trails asks for. `refused` says why there is no rule.
    """

    spec: dict[str, Any]
    selectors: tuple[Mapping[str, Any], ...] = ()
    stamp: Stamp | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    refused: str = ""
    notes: tuple[str, ...] = ()


def trail_name(body: Mapping[str, Any], called: str) -> str:
    """The name of the trail that a body is about, which may have its ARN instead."""
    for member in ("TrailName", "TrailARN", "Name"):
        found = body.get(member)
        if isinstance(found, str) and found:
            return found.rpartition(":trail/")[2] if found.startswith("arn:") else found
    return called


def trail_of(
    name: str, bodies: Sequence[Mapping[str, Any]], group_of: Callable[[str], str | None] = lambda _: None
) -> Trail:
    """The trail that bodies are about; what a later one says again counts.

    `group_of` gives the placeholder for the name of the log group whose ARN a placeholder stands for.
    """
    whole: dict[str, Any] = {}
    for body in bodies:
        whole |= {member: value for member, value in body.items() if value is not None}
    refused = _basic_selectors(whole) or _malformed(whole)
    if refused:
        return Trail({}, refused=refused)
    tags, stamp = without_stamp_tags([*_list(whole.get("Tags")), *_list(whole.get("TagsList"))])
    spec: dict[str, Any] = {"TrailName": name}
    known = any(member in whole for member in _SETTINGS)
    for member in ("IsMultiRegionTrail", "IsOrganizationTrail"):
        if known:
            spec[member] = whole.get(member, False)
    lost = [*_lost(whole), *(["Tags"] if tags else [])]
    group = whole.get("CloudWatchLogsLogGroupArn")
    if group:
        log_group = _log_group(str(group), group_of)
        if log_group is None:
            lost.append("CloudWatchLogsLogGroupArn")
        else:
            spec["CloudWatchLogsLogGroup"] = log_group
    for member in ("InsightSelectors", "AggregationConfigurations"):
        if whole.get(member):
            spec[member] = whole[member]
    values = {
        parameter: value
        for member, parameter in _VALUES.items()
        if isinstance(value := whole.get(member), str) and value and "${" not in value
    }
    notes = () if known else ("only what it records is known: give what get-trail prints too, for its log group",)
    return Trail(spec, tuple(_list(whole.get("AdvancedEventSelectors"))), stamp, values, tuple(lost), notes=notes)


def _log_group(arn: str, group_of: Callable[[str], str | None]) -> str | None:
    found = _LOG_GROUP.fullmatch(arn)
    if found is not None:
        return found["name"]
    placeholder = _ARN_PLACEHOLDER.fullmatch(arn)
    name = None if placeholder is None else group_of(placeholder["name"])
    return None if name is None else f"${{{name}}}"


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _lost(whole: Mapping[str, Any]) -> Iterable[str]:
    for member, value in whole.items():
        if member in _TAKEN or (member in _AS_EXPORTED and value == _AS_EXPORTED[member]):
            continue
        if (value is False and member not in _AS_EXPORTED) or value in ("", [], {}):
            continue
        yield member


def _basic_selectors(whole: Mapping[str, Any]) -> str:
    """Why a trail with basic event selectors is not taken; they may say no more than none at all does."""
    if whole.get("AdvancedEventSelectors"):
        return ""
    for selector in _list(whole.get("EventSelectors")):
        plain = isinstance(selector, Mapping) and (
            selector.get("ReadWriteType", "All") == "All"
            and selector.get("IncludeManagementEvents", True) is True
            and not selector.get("DataResources")
            and not selector.get("ExcludeManagementEventSources")
        )
        if not plain:
            return "it has basic event selectors, and rules are about advanced ones"
    return ""


def _malformed(whole: Mapping[str, Any]) -> str:
    selectors = whole.get("AdvancedEventSelectors")
    if selectors is not None and not isinstance(selectors, list):
        return "its AdvancedEventSelectors are no list"
    if any(not isinstance(item, Mapping) for item in _list(selectors)):
        return "one of its AdvancedEventSelectors is no object"
    return ""
