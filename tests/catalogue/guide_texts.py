"""The guide's own texts, as printed, with its placeholders written as the catalogue writes them."""

from __future__ import annotations

import json
import re
from pathlib import Path


def _read(name):
    return json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


BINDINGS = _read("guide_bindings.json")
"""The guide's placeholders, with values for tests."""

_NAMES = "|".join(sorted(BINDINGS, key=len, reverse=True))
_PLACEHOLDER = re.compile(rf"(?<![A-Z_])(?:{_NAMES})(?![A-Z_])")


def ours(name):
    """The catalogue's name for a placeholder of the guide."""
    return name.removeprefix("YOUR_")


def _translated(value):
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: f"${{{ours(found[0])}}}", value)
    if isinstance(value, list):
        return [_translated(item) for item in value]
    return {key: _translated(item) for key, item in value.items()} if isinstance(value, dict) else value


FILTERS = _read("guide_filters.json")["metric_filters"]
SUBSCRIPTION_FILTER = _read("guide_filters.json")["subscription_filter"]
INSIGHT_RULES = _translated(_read("guide_insight_rules.json"))
ALARMS = _read("guide_alarms.json")
DASHBOARD = _read("guide_dashboard.json")

# The guide writes one of the two log groups as a placeholder and the other by the name that it gave it.
_LOG_GROUPS = {
    "${CLOUDTRAIL_LOG_GROUP}": "YOUR_CLOUDTRAIL_LOG_GROUP",
    "${MODEL_INVOCATION_LOG_GROUP}": "bedrock-model-invocation-logging",
}
QUERIES = {
    "Aggregated events query" if item["number"] is None else f"Query {item['number']}": item["sql"]
    for item in _read("guide_queries.json")
}
"""The guide's queries by the names that the catalogue gives them."""


def put_back(sql):
    """A query of the catalogue with log groups as the guide writes them."""
    for ours_, theirs in _LOG_GROUPS.items():
        sql = sql.replace(ours_, theirs)
    return sql


_PRINTED = _translated(_read("guide_selectors.json"))
# The guide prints its lists without names; these are the trails that stand for them, by the line each list begins in.
_TRAIL_AT = {
    177: "bedrock-data-events",
    655: "agentcore-built-in-tools",
    688: "agentcore-identity-and-credentials",
    732: "agentcore-runtime-and-gateway",
    759: "agentcore-memory-and-evaluation",
    838: "s3-ai-data",
    875: "lambda-ai-production",
    913: "network-activity-denied",
    983: "bedrock-production-only",
    1032: "bedrock-inline-agents-of-production-roles",
    1057: "bedrock-inline-agents-without-development",
    1111: "organization-trail",
}
SELECTOR_LISTS = {_TRAIL_AT[item["line"]]: item["selectors"] for item in _PRINTED["sets"]}
"""The guide's lists of selectors by the trail that stands for each."""

SELECTORS = {item["Name"]: item for items in SELECTOR_LISTS.values() for item in items}
"""Every selector of the guide by its name; no name is used twice."""
