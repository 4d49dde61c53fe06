"""From a rule to the object that it is in an account, placeholders still in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ruleforge.catalog import Catalog
from ruleforge.catalog.parsed import trail_members
from ruleforge.export.layout import footed, lay_out
from ruleforge.export.resources import Resource, ResourceKind
from ruleforge.export.stamp import Stamp, stamp_of
from ruleforge.model import (
    AlarmSpec,
    BundleSpec,
    DashboardSpec,
    InsightRuleSpec,
    MetricFilterSpec,
    QuerySpec,
    Rule,
    SubscriptionFilterSpec,
    TrailSpec,
)

__all__ = ["Surroundings", "object_of", "topic"]

_TRAIL_BUCKET = "${TRAIL_BUCKET}"
_TRAIL_LOGS_ROLE_ARN = "${TRAIL_LOGS_ROLE_ARN}"
_MANAGEMENT_EVENTS = {
    "Name": "Management events",
    "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
}
_LOG_GROUP_ARN = "arn:${PARTITION}:logs:${REGION}:${ACCOUNT_ID}:log-group:"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an object has to know of the rest: the catalogue, the bundle, and the rules that are deployed with it."""

    catalog: Catalog
    bundle: BundleSpec
    rules: Sequence[Rule]


def object_of(rule: Rule, around: Surroundings) -> Resource:
    """The object that a rule is. Raises CatalogError where it names rules that are not there."""
    match rule.spec:
        case TrailSpec() as spec:
            return _trail(rule, spec, around)
        case MetricFilterSpec() as spec:
            name, stamp = _stamped(rule, spec.filter_name or "")
            return Resource(ResourceKind.METRIC_FILTER, rule.id, name, spec.to_dict() | {"filterName": name}, stamp)
        case AlarmSpec() as spec:
            stamp = stamp_of(rule)
            tags = [*(dict(tag) for tag in spec.body.get("Tags", ())), *_tags(stamp)]
            return Resource(ResourceKind.ALARM, rule.id, spec.name, spec.to_dict() | {"Tags": tags}, stamp)
        case InsightRuleSpec() as spec:
            stamp = stamp_of(rule)
            content = {"RuleName": spec.name, "RuleState": spec.state or "ENABLED", "RuleDefinition": spec.definition}
            tagged = content | {"Tags": _tags(stamp)}
            return Resource(ResourceKind.CONTRIBUTOR_INSIGHTS, rule.id, spec.name, tagged, stamp)
        case QuerySpec() as spec:
            name, stamp = _stamped(rule, spec.name)
            return Resource(ResourceKind.QUERY, rule.id, name, spec.to_dict() | {"name": name}, stamp)
        case SubscriptionFilterSpec() as spec:
            name, stamp = _stamped(rule, spec.filter_name or "")
            body = spec.to_dict() | {"filterName": name}
            return Resource(ResourceKind.SUBSCRIPTION_FILTER, rule.id, name, body, stamp)
        case DashboardSpec() as spec:
            laid = lay_out(rule, around.rules, around.catalog)
            stamp = stamp_of(rule, laid.shown)
            body = {"DashboardName": spec.name, "DashboardBody": footed(laid.body, stamp.text)}
            return Resource(ResourceKind.DASHBOARD, rule.id, spec.name, body, stamp)
    raise TypeError(f"{rule.id} is a {rule.kind.value}, which is no object of its own")


def topic(name: str, bundle: Stamp | None) -> Resource:
    """An SNS topic that a bundle makes for its alarms."""
    return Resource(ResourceKind.TOPIC, name, name, {"Name": name, "Tags": _tags(bundle)}, bundle)


def _tags(stamp: Stamp | None) -> list[dict[str, str]]:
    return [] if stamp is None else [{"Key": name, "Value": value} for name, value in stamp.tags.items()]


def _stamped(rule: Rule, name: str) -> tuple[str, Stamp]:
    """The name of an object that takes no tags: with the stamp behind it."""
    stamp = stamp_of(rule)
    return stamp.after(name), stamp


def _trail(rule: Rule, spec: TrailSpec, around: Surroundings) -> Resource:
    members = trail_members(rule, around.catalog)
    stamp = stamp_of(rule, members)
    name = around.bundle.trail_name or spec.name
    body: dict[str, Any] = {
        "TrailName": name,
        "S3BucketName": _TRAIL_BUCKET,
        "IsMultiRegionTrail": spec.multi_region,
        "IsOrganizationTrail": spec.organization,
    }
    if spec.log_group_name is not None:
        # The API takes the ARN with the sign for every stream behind it.
        body["CloudWatchLogsLogGroupArn"] = f"{_LOG_GROUP_ARN}{spec.log_group_name}:*"
        body["CloudWatchLogsRoleArn"] = _TRAIL_LOGS_ROLE_ARN
    # A trail without selectors records what CloudTrail does by default; said, for one that is there may have others.
    body["AdvancedEventSelectors"] = [member.spec.to_dict() for member in members] or [_MANAGEMENT_EVENTS]
    if spec.insight_selectors:
        body["InsightSelectors"] = [dict(item) for item in spec.insight_selectors]
    if spec.aggregation_configurations:
        body["AggregationConfigurations"] = [dict(item) for item in spec.aggregation_configurations]
    return Resource(ResourceKind.TRAIL, rule.id, name, body | {"Tags": _tags(stamp)}, stamp)
