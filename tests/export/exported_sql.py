"""Statements of the shipped catalogue, and all the records that there are to ask them of."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "catalogue"))
sys.path.insert(0, str(Path(__file__).parent.parent / "predicate" / "sql"))

from shipped_rules import CATALOG, FIXTURES, RULES, VALUES, messages, of_kinds

from ruleforge.data import shipped
from ruleforge.errors import UnsupportedError
from ruleforge.events import Pipeline, pipeline_of
from ruleforge.export.sql import DAYS, Dialect, statement
from ruleforge.model import Kind

__all__ = ["CATALOG", "RULES", "VALUES", "ask", "by_pipeline", "of_kinds", "refusal", "written"]

ASKED = [rule for rule in RULES if rule.kind.is_about_events and rule.kind is not Kind.ALARM]
VIEWS = {
    Pipeline.CLOUDTRAIL: "cloudtrail",
    Pipeline.MODEL_INVOCATION_LOG: "model_invocation_log",
    Pipeline.SPANS: "spans",
}


@cache
def written(key, dialect):
    """The statement of a rule; None where it is refused."""
    try:
        return statement(CATALOG[key], CATALOG, VALUES, dialect)
    except UnsupportedError:
        return None


def refusal(key, dialect):
    try:
        statement(CATALOG[key], CATALOG, VALUES, dialect)
    except UnsupportedError as error:
        return [f"{finding.check}: {finding.message}" for finding in error.findings]


@cache
def by_pipeline():
    """The messages of fixtures, of the sample logs and of rules' tests, whose pipeline can be told."""
    found = [json.dumps(FIXTURES.load(name)) for name in FIXTURES.names() if not name.startswith("scenarios/")]
    for file in sorted((shipped("fixtures") / "logs").glob("*.ndjson")):
        found += file.read_text("utf-8").splitlines()
    for rule in ASKED:
        found += messages(rule)
    sorted_out = {pipeline: [] for pipeline in VIEWS}
    for message in found:
        record = _record(message)
        pipeline = pipeline_of(record) if isinstance(record, dict) else Pipeline.OTHER
        if pipeline in sorted_out:
            sorted_out[pipeline].append(message)
    return sorted_out


def _record(message):
    try:
        return json.loads(message)
    except ValueError:
        return None


def time_of(message):
    """What the view of CloudTrail has for the time of an event."""
    record = json.loads(message)
    return record.get("eventTime") or record.get("timeWindow", {}).get("windowStart")


def ask(connection, rule):
    """The rows of a rule's statement, over all days."""
    text = written(rule.key, Dialect.DUCKDB).text
    for placeholder, day in zip(DAYS, ("1970/01/01", "9999/12/31"), strict=True):
        text = text.replace(placeholder, day)
    return connection.execute(text).fetchall()
