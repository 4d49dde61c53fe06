"""Queries of the catalogue run on fixtures and stories."""

from __future__ import annotations

from shipped_rules import CATALOG, FIXTURES, VALUES

from ruleforge.model import EventReference
from ruleforge.testing.queries import QueryBench

TRAIL, LOG, SPANS = "${CLOUDTRAIL_LOG_GROUP}", "${MODEL_INVOCATION_LOG_GROUP}", "aws/spans"
BENCH = QueryBench(CATALOG, VALUES, FIXTURES)


def parsed(key):
    return BENCH.query(CATALOG[key]).query


def groups(rule):
    """The log groups of a query, as it names them."""
    return parsed(rule.key).log_groups


def run(rule, **events):
    """The rows of a query as mappings; `events` of `trail`, `log` and `spans`: fixtures, or stories as `story:…`."""
    names = {"trail": TRAIL, "log": LOG, "spans": SPANS}
    given = {group: [] for group in groups(rule)}
    given |= {names[name]: [_reference(item) for item in items] for name, items in events.items()}
    result = BENCH.result(rule, given)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def columns(rule):
    return BENCH.result(rule, {group: [] for group in groups(rule)}).columns


def _reference(item):
    if isinstance(item, EventReference):
        return item
    kind, _, name = item.partition(":")
    return EventReference(scenario=name) if kind == "story" else EventReference(fixture=item)
