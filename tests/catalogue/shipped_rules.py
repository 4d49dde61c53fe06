"""The shipped catalogue, loaded once, and its rules of every kind asked about events in one way."""

from __future__ import annotations

import json
from functools import cache

from ruleforge import InsightRuleError, load_catalog
from ruleforge.catalog import parse_filter, parse_insight_rule, parse_selector, parse_trail, values_for
from ruleforge.data import shipped
from ruleforge.engine.detectors import detector
from ruleforge.events import Fixtures
from ruleforge.model import Kind
from ruleforge.predicate.algebra import Comparison
from ruleforge.predicate.subject import Subject
from ruleforge.testing.cases import resolve

# With a path the JSON Schema is consulted too, which it is not for the shipped catalogue at run time.
CATALOG = load_catalog(shipped("rules"))
FIXTURES = Fixtures.shipped()
VALUES = values_for(CATALOG.parameters)
RULES = list(CATALOG)
HISTORY = [rule for latest in RULES for rule in CATALOG.versions(latest.id) if (rule.id, rule.version) not in CATALOG]
FILTER_KINDS = (Kind.METRIC_FILTER, Kind.SUBSCRIPTION_FILTER)

by_id = {"ids": lambda rule: rule.id}
by_key = {"ids": lambda rule: rule.key}


def of_kinds(*kinds, rules=RULES):
    return [rule for rule in rules if rule.kind in kinds]


def named(guide):
    """The rule in force with the guide's name for it, or with an id."""
    if guide in CATALOG:
        return CATALOG[guide]
    found = [rule for rule in RULES if rule.source.guide == guide]
    assert len(found) == 1, f"{guide}: {[rule.id for rule in found]}"
    return found[0]


def as_printed(rule):
    """The rule in the guide's own text."""
    return CATALOG[rule.id, "1.0.0"]


@cache
def ready(key):
    return detector(CATALOG[key], CATALOG, VALUES)


def messages(rule):
    """All events of a rule's tests, as messages."""
    return [case.message for test in rule.tests for event in test.events for case in resolve(event, FIXTURES)]


def split(rule):
    """The events of a rule's tests: those that it takes, and the others."""
    asked = ready(rule.key)
    verdicts = [(message, asked.matches(message)) for message in messages(rule)]
    return [text for text, taken in verdicts if taken], [text for text, taken in verdicts if not taken]


def predicate(rule):
    """What a rule asks of an event; not for trails, which are made of selectors, and alarms, which look at metrics."""
    match rule.kind:
        case Kind.METRIC_FILTER | Kind.SUBSCRIPTION_FILTER:
            return parse_filter(rule, VALUES).predicate
        case Kind.EVENT_SELECTOR:
            (found,) = parse_selector(rule, VALUES).predicates
            return found
        case Kind.CONTRIBUTOR_INSIGHTS:
            return parse_insight_rule(rule, VALUES).predicate


def trail(rule):
    return parse_trail(rule, CATALOG, VALUES)


def leaves(part):
    if isinstance(part, Comparison):
        yield part
    for item in getattr(part, "items", ()):
        yield from leaves(item)


def outcome(rule, record):
    """What a rule makes of a record: `taken`, `left`, `no contributor`, or `refused` where AWS refuses the rule."""
    message = json.dumps(record)
    try:
        if not ready(rule.key).matches(message):
            return "left"
    except InsightRuleError:
        return "refused"
    if rule.kind is Kind.CONTRIBUTOR_INSIGHTS:
        found = parse_insight_rule(rule, VALUES).contribution(Subject(message))
        return "no contributor" if found is None else "taken"
    return "taken"
