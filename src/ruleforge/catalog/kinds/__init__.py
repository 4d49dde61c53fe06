"""The rule kinds: for each its schema, how its spec is built, and what AWS demands of it beyond the schema.

A new kind is a module here with its entry, a spec in `ruleforge.model` and a schema.
"""

from ruleforge.catalog.kinds.alarms import ALARM
from ruleforge.catalog.kinds.bundles import BUNDLE
from ruleforge.catalog.kinds.dashboards import DASHBOARD
from ruleforge.catalog.kinds.entry import KindEntry
from ruleforge.catalog.kinds.filters import METRIC_FILTER, SUBSCRIPTION_FILTER
from ruleforge.catalog.kinds.insights import CONTRIBUTOR_INSIGHTS
from ruleforge.catalog.kinds.queries import QUERY
from ruleforge.catalog.kinds.trails import EVENT_SELECTOR, TRAIL

__all__ = ["KINDS", "KindEntry"]

KINDS: dict[str, KindEntry] = {
    entry.kind.value: entry
    for entry in (
        ALARM,
        BUNDLE,
        CONTRIBUTOR_INSIGHTS,
        DASHBOARD,
        EVENT_SELECTOR,
        METRIC_FILTER,
        QUERY,
        SUBSCRIPTION_FILTER,
        TRAIL,
    )
}
