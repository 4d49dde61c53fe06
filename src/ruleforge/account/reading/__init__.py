"""What is in the account, read kind by kind, with as few calls as AWS's pages allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ruleforge.account.clients import Clients
from ruleforge.account.found import Found
from ruleforge.account.reading.cloudtrail import read_trails
from ruleforge.account.reading.cloudwatch import read_alarms, read_dashboards, read_insight_rules
from ruleforge.account.reading.logs import read_metric_filters, read_queries, read_subscription_filters
from ruleforge.account.reading.sns import read_topics
from ruleforge.export.resources import Resource, ResourceKind

__all__ = ["read"]


def read(
    kind: ResourceKind, wanted: Sequence[Resource], clients: Clients, values: Mapping[str, str]
) -> dict[str, Found]:
    """Those of the wanted objects of a kind that are there, by their ids; `values` are what ARNs are made of."""
    match kind:
        case ResourceKind.TOPIC:
            return read_topics(wanted, clients, values)
        case ResourceKind.TRAIL:
            return read_trails(wanted, clients)
        case ResourceKind.METRIC_FILTER:
            return read_metric_filters(wanted, clients)
        case ResourceKind.ALARM:
            return read_alarms(wanted, clients, values)
        case ResourceKind.CONTRIBUTOR_INSIGHTS:
            return read_insight_rules(wanted, clients, values)
        case ResourceKind.QUERY:
            return read_queries(wanted, clients)
        case ResourceKind.SUBSCRIPTION_FILTER:
            return read_subscription_filters(wanted, clients)
        case ResourceKind.DASHBOARD:
            return read_dashboards(wanted, clients)
