"""What a bundle makes in an account: one object after the other, in the words of AWS's API."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ruleforge.catalog import Catalog
from ruleforge.catalog.parameters import find_placeholders, resolve_data, texts_in
from ruleforge.export.stamp import Stamp
from ruleforge.model import Parameter, Rule

__all__ = ["JSON_MEMBERS", "Deployment", "Resource", "ResourceKind", "placeholders_in"]


class ResourceKind(enum.Enum):
    """What an object is in AWS, in the order in which a deployment makes them; the value names it in files."""

    TOPIC = "topic"
    TRAIL = "trail"
    METRIC_FILTER = "metric-filter"
    ALARM = "alarm"
    CONTRIBUTOR_INSIGHTS = "contributor-insights"
    QUERY = "query"
    SUBSCRIPTION_FILTER = "subscription-filter"
    DASHBOARD = "dashboard"


JSON_MEMBERS: Mapping[ResourceKind, str] = {
    ResourceKind.CONTRIBUTOR_INSIGHTS: "RuleDefinition",
    ResourceKind.DASHBOARD: "DashboardBody",
}
"""The member of a body that AWS takes as JSON in a text; a `Resource` has it as data."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One object in AWS.

    `id` names it within the deployment: the id of its rule, or the name of a topic. `name` is its name in AWS. `body`
    is what describes it whole, in the words of the API: the request that puts it, and of a trail the members of all
    the requests that make it. Placeholders stand in it as rules write them, until `Deployment.resolved` puts values
    there; the members of `JSON_MEMBERS` are data. `stamp` is None for what no rule describes.
    """

    kind: ResourceKind
    id: str
    name: str
    body: Mapping[str, Any]
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything that a bundle makes, in the order of dependency.

    `values` has a value for every placeholder of the resources, those of `topics` included: the placeholders that stand
    for the ARN of a topic that is made here, with the id of its resource. `parameters` are the declarations of the
    others, which a template can ask for instead. `rules` are the rules that the resources are made of, with those of
    event selectors that trails list.
    """

    name: str
    version: str
    resources: tuple[Resource, ...]
    parameters: Mapping[str, Parameter]
    values: Mapping[str, str]
    topics: Mapping[str, str]
    rules: tuple[Rule, ...]
    catalog: Catalog = field(repr=False, compare=False)

    def resolved(self) -> tuple[Resource, ...]:
        """The resources with values in the place of all placeholders: as they are in the account."""
        return tuple(
            replace(item, name=resolve_data(item.name, self.values), body=resolve_data(item.body, self.values))
            for item in self.resources
        )


def placeholders_in(value: Any) -> Iterator[str]:
    """The name of every placeholder in plain data, in order, as often as it stands there."""
    for text in texts_in(value):
        if "${" in text:
            yield from (name for name, _, _ in find_placeholders(text))
