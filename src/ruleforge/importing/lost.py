"""What tools write that no table of members has: which of it matters, and which is the tool's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ruleforge.foreign import Artifact
from ruleforge.importing.trails import Trail

__all__ = ["members_left", "not_given"]

_TRUE_BY_DEFAULT = ("include_global_service_events", "IncludeGlobalServiceEvents", "enable_logging")
_ASIDE = frozenset(
    (
        # Terraform's own.
        *("id", "arn", "tags_all", "region", "timeouts", "provider", "depends_on", "lifecycle", "dynamic"),
        *("count", "for_each", "home_region", "sns_topic_arn", "query_definition_id", "resource_arn", "state_value"),
        *("dashboard_arn", "rule_arn", "log_group_name_prefix"),
        "//",
        # What describe and get commands tell about the present.
        *("creationTime", "metricFilterCount", "lastModified", "queryDefinitionId", "DashboardArn", "Schema"),
        *("ManagedRule", "AlarmArn", "AlarmConfigurationUpdatedTimestamp", "StateValue", "StateReason"),
        *("StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp", "EvaluationState", "HomeRegion"),
        *("HasCustomEventSelectors", "HasInsightSelectors", "Name", "SnsTopicARN"),
        *("InsightsDestination", "CreatedTimestamp", "UpdatedTimestamp", "Status", "ResponseMetadata"),
    )
)


def members_left(artifact: Artifact) -> Iterator[str]:
    """The members that were left out of a body and say something of what the artifact does."""
    for name, node in artifact.left:
        if name in _TRUE_BY_DEFAULT:
            if node.value is False:
                yield name
        elif name not in _ASIDE and node.value is not False and node.value != {}:
            yield name


def not_given(trail: Trail, parts: Iterable[Artifact]) -> str:
    """What a trail has of which no file says what it is; empty where nothing is known to be missing."""
    flags = {name for part in parts for name, node in part.left if node.value is True}
    if "HasCustomEventSelectors" in flags and not trail.selectors:
        return "it has event selectors, and no file gives them: add what get-event-selectors prints"
    if "HasInsightSelectors" in flags and "InsightSelectors" not in trail.spec:
        return "it has Insights selectors, and no file gives them: add what get-insight-selectors prints"
    return ""
