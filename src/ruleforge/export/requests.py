"""The calls that make an object in an account, in their order."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruleforge.export.resources import JSON_MEMBERS, Resource, ResourceKind

__all__ = ["TRAIL_SETTINGS", "Call", "Need", "Replaced", "as_json", "calls_for", "object_arn", "replaced"]


class Need(enum.Enum):
    """When a call is made."""

    ALWAYS = "always"
    MISSING = "missing"
    """Only where the object is not there yet: the call would fail, or make a second one."""
    PRESENT = "present"
    """Only where it was there before: what the call sets, the one that made it has set."""
    UNWANTED = "unwanted"
    """Only where the object has what it should not have any more: the call takes it away."""
    EXISTING_ID = "existing-id"
    """Always, with the id of the object of that name, where there is one: without it a second one is made."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of AWS's API: `service` and `operation` as AWS's service models have them, and the whole request.

    `what` says it for people.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any]
    what: str
    need: Need = Need.ALWAYS


def calls_for(resource: Resource, values: Mapping[str, str]) -> list[Call]:
    """The calls that make a resource as it is described, whether it is there already or not.

    The resource is resolved, and so are `values`: REGION, ACCOUNT_ID and PARTITION are what ARNs are made of.
    """
    match resource.kind:
        case ResourceKind.TOPIC:
            return list(_topic(resource, values))
        case ResourceKind.TRAIL:
            return list(_trail(resource, values))
        case ResourceKind.ALARM:
            put = Call("cloudwatch", "PutMetricAlarm", resource.body, f"put the alarm {resource.name}")
            return [put, _tagging(resource, values)]
        case ResourceKind.CONTRIBUTOR_INSIGHTS:
            put = Call("cloudwatch", "PutInsightRule", _with_json(resource), f"put the rule {resource.name}")
            return [put, _tagging(resource, values)]
        case ResourceKind.DASHBOARD:
            return [Call("cloudwatch", "PutDashboard", _with_json(resource), f"put the dashboard {resource.name}")]
        case ResourceKind.METRIC_FILTER:
            return [Call("logs", "PutMetricFilter", resource.body, f"put the metric filter {resource.name}")]
        case ResourceKind.SUBSCRIPTION_FILTER:
            what = f"put the subscription filter {resource.name}"
            return [Call("logs", "PutSubscriptionFilter", resource.body, what)]
        case ResourceKind.QUERY:
            what = f"save the query {resource.name}"
            return [Call("logs", "PutQueryDefinition", resource.body, what, Need.EXISTING_ID)]


class Replaced(enum.Enum):
    """When filters of the same rule in other versions are taken away: their names carry the version."""

    BEFORE = "before"
    """Before the new one is put: a log group takes few of them."""
    AFTER = "after"
    """After it: an event may count twice in between, and none is lost."""


def replaced(resource: Resource) -> Replaced | None:
    """When what a resource replaces is taken away; None for one that is put in its own place."""
    match resource.kind:
        case ResourceKind.SUBSCRIPTION_FILTER:
            return Replaced.BEFORE
        case ResourceKind.METRIC_FILTER:
            return Replaced.AFTER
    return None


def as_json(value: object) -> str:
    """Data as the one JSON text that they have: keys in order, no blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def object_arn(resource: Resource, values: Mapping[str, str]) -> str:
    """The ARN of a topic, a trail, an alarm or a Contributor Insights rule."""
    service, prefix = _ARNS[resource.kind]
    partition, region, account = (values[name] for name in ("PARTITION", "REGION", "ACCOUNT_ID"))
    return f"arn:{partition}:{service}:{region}:{account}:{prefix}{resource.name}"


_ARNS = {
    ResourceKind.TOPIC: ("sns", ""),
    ResourceKind.TRAIL: ("cloudtrail", "trail/"),
    ResourceKind.ALARM: ("cloudwatch", "alarm:"),
    ResourceKind.CONTRIBUTOR_INSIGHTS: ("cloudwatch", "insight-rule/"),
}


def _topic(resource: Resource, values: Mapping[str, str]) -> Iterator[Call]:
    tags = {"Tags": resource.body["Tags"]} if resource.body["Tags"] else {}
    # CreateTopic answers with the topic that is there, but refuses other tags than it has.
    yield Call("sns", "CreateTopic", {"Name": resource.name, **tags}, f"make the topic {resource.name}", Need.MISSING)
    if tags:
        request = {"ResourceArn": object_arn(resource, values), **tags}
        yield Call("sns", "TagResource", request, f"say what made the topic {resource.name}", Need.PRESENT)


TRAIL_SETTINGS = (
    "S3BucketName",
    "IsMultiRegionTrail",
    "IsOrganizationTrail",
    "CloudWatchLogsLogGroupArn",
    "CloudWatchLogsRoleArn",
)
"""The members of a trail that CreateTrail and UpdateTrail take and GetTrail gives."""
_NO_LOG_GROUP = {"CloudWatchLogsLogGroupArn": "", "CloudWatchLogsRoleArn": ""}
"""How UpdateTrail takes the log group from a trail; what it is not given it leaves."""


def _trail(resource: Resource, values: Mapping[str, str]) -> Iterator[Call]:
    body, name = resource.body, resource.name
    settings = {member: body[member] for member in TRAIL_SETTINGS if member in body}
    tags = {"TagsList": body["Tags"]} if body["Tags"] else {}
    yield Call("cloudtrail", "CreateTrail", {"Name": name, **settings, **tags}, f"make the trail {name}", Need.MISSING)
    request = {"Name": name, **_NO_LOG_GROUP, **settings}
    yield Call("cloudtrail", "UpdateTrail", request, f"set up the trail {name}", Need.PRESENT)
    if tags:
        request = {"ResourceId": object_arn(resource, values), **tags}
        yield Call("cloudtrail", "AddTags", request, f"say what made the trail {name}", Need.PRESENT)
    request = {"TrailName": name, "AdvancedEventSelectors": body["AdvancedEventSelectors"]}
    yield Call("cloudtrail", "PutEventSelectors", request, f"say what the trail {name} records")
    yield Call("cloudtrail", "StartLogging", {"Name": name}, f"have the trail {name} record")
    # An empty list switches Insights off.
    request = {"TrailName": name, "InsightSelectors": body.get("InsightSelectors", [])}
    yield Call("cloudtrail", "PutInsightSelectors", request, f"say which Insights the trail {name} records")
    aggregation = body.get("AggregationConfigurations", [])
    request = {"TrailName": name, "AggregationConfigurations": aggregation}
    what = f"have the trail {name} aggregate events" if aggregation else f"end the aggregation of the trail {name}"
    need = Need.ALWAYS if aggregation else Need.UNWANTED
    yield Call("cloudtrail", "PutEventConfiguration", request, what, need)


def _tagging(resource: Resource, values: Mapping[str, str]) -> Call:
    """Tags of an object that is there already: the call that puts it leaves them as they are."""
    request = {"ResourceARN": object_arn(resource, values), "Tags": resource.body["Tags"]}
    return Call("cloudwatch", "TagResource", request, f"say what made {resource.name}", Need.PRESENT)


def _with_json(resource: Resource) -> dict[str, Any]:
    member = JSON_MEMBERS[resource.kind]
    return dict(resource.body) | {member: as_json(resource.body[member])}
