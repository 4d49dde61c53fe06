"""The artifacts in the AWS CLI's JSON: documents for `--cli-input-json`, and what describe and get commands print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruleforge.diagnostics import SourceText
from ruleforge.foreign.artifact import Artifact
from ruleforge.foreign.shapes import API, API_OUTPUT, BY_KIND, ArtifactKind, Tool
from ruleforge.foreign.shaping import shape_artifact
from ruleforge.foreign.tree import Node, member

__all__ = ["LISTS", "WORDS", "cli_artifacts", "is_cli"]

LISTS: Mapping[str, tuple[ArtifactKind, str]] = {
    "metricFilters": (ArtifactKind.METRIC_FILTER, "describe-metric-filters"),
    "subscriptionFilters": (ArtifactKind.SUBSCRIPTION_FILTER, "describe-subscription-filters"),
    "queryDefinitions": (ArtifactKind.QUERY, "describe-query-definitions"),
    "MetricAlarms": (ArtifactKind.ALARM, "describe-alarms"),
    "InsightRules": (ArtifactKind.CONTRIBUTOR_INSIGHTS, "describe-insight-rules"),
    "trailList": (ArtifactKind.TRAIL, "describe-trails"),
}
"""The member of an answer that lists artifacts."""


@dataclass(frozen=True, slots=True)
class _Single:
    """A document about one artifact, told by members of which each has to be there; it may be `inside` one of them."""

    members: tuple[str, ...]
    kind: ArtifactKind
    command: str
    tool: Tool = API
    inside: str = ""


_SINGLES = (
    _Single(("DashboardArn", "DashboardBody"), ArtifactKind.DASHBOARD, "get-dashboard", API_OUTPUT),
    _Single(("DashboardBody",), ArtifactKind.DASHBOARD, "put-dashboard"),
    _Single(("TrailARN", "AdvancedEventSelectors"), ArtifactKind.TRAIL, "get-event-selectors", API_OUTPUT),
    _Single(("TrailARN", "EventSelectors"), ArtifactKind.TRAIL, "get-event-selectors", API_OUTPUT),
    _Single(("TrailName", "AdvancedEventSelectors"), ArtifactKind.TRAIL, "put-event-selectors"),
    _Single(("TrailName", "EventSelectors"), ArtifactKind.TRAIL, "put-event-selectors"),
    _Single(("Trail", "S3BucketName"), ArtifactKind.TRAIL, "get-trail", API_OUTPUT, inside="Trail"),
    _Single(("TrailARN", "InsightSelectors"), ArtifactKind.TRAIL, "get-insight-selectors", API_OUTPUT),
    _Single(("TrailARN", "AggregationConfigurations"), ArtifactKind.TRAIL, "get-event-configuration", API_OUTPUT),
    _Single(("TrailName", "InsightSelectors"), ArtifactKind.TRAIL, "put-insight-selectors"),
    _Single(("TrailName", "AggregationConfigurations"), ArtifactKind.TRAIL, "put-event-configuration"),
    _Single(("Name", "S3BucketName"), ArtifactKind.TRAIL, "create-trail"),
    _Single(
        ("EventDataStoreArn", "AdvancedEventSelectors"),
        ArtifactKind.EVENT_DATA_STORE,
        "get-event-data-store",
        API_OUTPUT,
    ),
    _Single(("EventDataStore", "AdvancedEventSelectors"), ArtifactKind.EVENT_DATA_STORE, "update-event-data-store"),
    _Single(("Name", "AdvancedEventSelectors"), ArtifactKind.EVENT_DATA_STORE, "create-event-data-store"),
    _Single(("logGroupName", "filterName", "metricTransformations"), ArtifactKind.METRIC_FILTER, "put-metric-filter"),
    _Single(("filterPattern", "metricTransformations"), ArtifactKind.METRIC_FILTER, "put-metric-filter"),
    _Single(("filterPattern", "destinationArn"), ArtifactKind.SUBSCRIPTION_FILTER, "put-subscription-filter"),
    _Single(("name", "queryString"), ArtifactKind.QUERY, "put-query-definition"),
    _Single(("RuleName", "RuleDefinition"), ArtifactKind.CONTRIBUTOR_INSIGHTS, "put-insight-rule"),
    *(
        _Single(("AlarmName", name), ArtifactKind.ALARM, "put-metric-alarm")
        for name in ("MetricName", "Metrics", "ComparisonOperator", "EvaluationPeriods", "Threshold")
    ),
)

WORDS = (
    *LISTS,
    "S3BucketName",
    *dict.fromkeys(name for single in _SINGLES for name in single.members if "Name" not in name),
)
"""Members of which every such document has one at its top."""


def is_cli(document: Node) -> bool:
    """Whether data are such a document."""
    return _single(document) is not None or any(_listed(document, name) for name in LISTS)


def _listed(document: Node, name: str) -> bool:
    listed = document[name]
    return listed is not None and isinstance(listed.value, tuple)


def _single(document: Node) -> _Single | None:
    found = {name for name, _ in document.members}
    return next((single for single in _SINGLES if _fits(single, document, found)), None)


def _fits(single: _Single, document: Node, found: set[str]) -> bool:
    if single.inside:
        around, *members = single.members
        return around in found and all(member(document, around, name) is not None for name in members)
    return all(name in found for name in single.members)


def cli_artifacts(document: Node, source: SourceText) -> Iterator[Artifact]:
    """Every artifact of a document, in its order."""
    for name, one in document.members:
        if name in LISTS:
            kind, command = LISTS[name]
            for index, item in enumerate(one.node.items):
                if isinstance(item.value, Mapping) and not _is_managed(item):
                    yield _artifact(item, kind, command, API_OUTPUT, source, f"{name}[{index}]")
    single = _single(document)
    if single is not None:
        body = (document[single.inside] or document) if single.inside else document
        yield _artifact(body, single.kind, single.command, single.tool, source, "")


def _is_managed(item: Node) -> bool:
    """Whether AWS itself wrote a rule, on what are no logs of the account."""
    managed = item["ManagedRule"]
    return managed is not None and managed.value is True


def _artifact(item: Node, kind: ArtifactKind, command: str, tool: Tool, source: SourceText, name: str) -> Artifact:
    own = item["Name"] if kind is ArtifactKind.TRAIL else None
    called = name if own is None or own.text is None else own.text
    return shape_artifact(source, BY_KIND[kind], tool, item, origin=f"{command} {name}".strip(), name=called)
