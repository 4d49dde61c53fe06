"""One face for rules of every kind: does an event count, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from ruleforge.catalog import (
    Catalog,
    ParsedTrail,
    parse_alarm,
    parse_filter,
    parse_insight_rule,
    parse_selector,
    parse_trail,
)
from ruleforge.diagnostics import Finding
from ruleforge.engine.metrics import Publisher, Unpublished, tidy
from ruleforge.engine.tally import Dimensions
from ruleforge.errors import UsageError
from ruleforge.languages.alarm import Alarm
from ruleforge.languages.event_selector import EventSelectors
from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.model import Kind, MetricFilterSpec, Rule
from ruleforge.predicate import Explanation, Subject
from ruleforge.predicate.algebra import Comparison, Predicate
from ruleforge.predicate.explain import Node, explain

__all__ = ["VERBS", "Detector", "Detectors", "detector", "record_of"]

VERBS: Mapping[Kind, tuple[str, str]] = {
    Kind.METRIC_FILTER: ("matches", "does not match"),
    Kind.SUBSCRIPTION_FILTER: ("matches", "does not match"),
    Kind.EVENT_SELECTOR: ("records", "does not record"),
    Kind.TRAIL: ("records", "does not record"),
    Kind.CONTRIBUTOR_INSIGHTS: ("counts", "does not count"),
    Kind.ALARM: ("goes off on", "does not go off on"),
}
"""What a rule of each kind does with an event, or does not."""


class Detector(Protocol):
    """A rule that can be asked about a message."""

    def matches(self, message: str) -> bool:
        """Whether the event counts: is matched, recorded, or counted."""

    def explain(self, message: str) -> Explanation:
        """Why it does, or does not."""


def detector(rule: Rule, catalog: Catalog, values: Mapping[str, str]) -> Detector:
    """The rule, ready to be asked. The catalogue has the selectors of trails and the filters that feed alarms."""
    match rule.kind:
        case Kind.METRIC_FILTER | Kind.SUBSCRIPTION_FILTER:
            return parse_filter(rule, values)
        case Kind.CONTRIBUTOR_INSIGHTS:
            return parse_insight_rule(rule, values)
        case Kind.EVENT_SELECTOR:
            return _Selectors(parse_selector(rule, values))
        case Kind.TRAIL:
            return _Trail(parse_trail(rule, catalog, values))
        case Kind.ALARM:
            return _Alarm(parse_alarm(rule, values), catalog, values)
        case Kind.QUERY:
            message = f"{rule.id} is a query, which is asked about logs and not about an event"
            raise UsageError([Finding("usage/rule", message, help=f"ruleforge query {rule.id} --logs PATH")])
        case Kind.DASHBOARD | Kind.BUNDLE:
            message = f"{rule.id} is a {rule.kind.value}, which is asked about nothing"
            raise UsageError([Finding("usage/rule", message, help="ruleforge export writes it")])


class Detectors:
    """The rules of a catalogue ready to be asked, each made so when it is first wanted."""

    def __init__(self, catalog: Catalog, values: Mapping[str, str]) -> None:
        self._catalog = catalog
        self._values = values
        self._ready: dict[str, Detector] = {}

    def __getitem__(self, rule: Rule) -> Detector:
        """The rule, as `detector` makes it."""
        if rule.key not in self._ready:
            self._ready[rule.key] = detector(rule, self._catalog, self._values)
        return self._ready[rule.key]


def record_of(message: str) -> dict[str, Any] | None:
    """The record in a message; None where it is no JSON object."""
    try:
        record = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


_NO_RECORD = Explanation(
    False, Node("the message is a JSON record", False, reason="CloudTrail records are JSON objects")
)


class _Selectors:
    def __init__(self, selectors: EventSelectors) -> None:
        self._selectors = selectors

    def matches(self, message: str) -> bool:
        record = record_of(message)
        return record is not None and self._selectors.captures(record)

    def explain(self, message: str) -> Explanation:
        record = record_of(message)
        return _NO_RECORD if record is None else self._selectors.explain(record)


class _Trail:
    def __init__(self, trail: ParsedTrail) -> None:
        self._trail = trail
        self._selectors = _Selectors(trail.selectors)

    def matches(self, message: str) -> bool:
        return self._selectors.matches(message) or any(node.holds for node in self._others(message))

    def explain(self, message: str) -> Explanation:
        record = record_of(message)
        if record is None:
            return _NO_RECORD
        found = self._trail.selectors.explain(record)
        selectors = found.tree.children if len(self._trail.selectors.selectors) > 1 else (found.tree,)
        near = [node for node in selectors if node.holds or _is_near(node)]
        others = self._others(message)
        children = [*near, *(node for node in others if node.holds or not found.matched)]
        if rest := len(selectors) - len(near):
            plural = "s" if rest > 1 else ""
            text = f"{rest} other selector{plural}"
            children.append(Node(text, False, reason="another event category, resource type or source"))
        holds = any(child.holds for child in children)
        choices = found.tree.choices if holds is found.matched else ()
        return Explanation(
            holds, Node(f"trail {self._trail.rule.id}", holds, choices=choices, children=tuple(children))
        )

    def _others(self, message: str) -> list[Node]:
        subject = Subject(message)
        found = [explain(predicate, subject, _other_wording).tree for predicate in self._trail.other_predicates]
        return [
            Node("Insights events", node.holds, children=node.children) if node.children else node for node in found
        ]


_SCOPE = ("eventCategory ", "resources.type ", "eventSource ")


def _is_near(node: Node) -> bool:
    """Whether only what narrows a selector fails: its category, type and source fit."""
    return all(child.holds for child in node.children if child.text.startswith(_SCOPE))


def _other_wording(predicate: Predicate) -> str:
    if isinstance(predicate, Comparison):
        texts = ", ".join(getattr(predicate.condition, "texts", ()))
        return f"{str(predicate.operand).removeprefix('$.')} is {texts}"
    return "every event"


class _Alarm:
    """An alarm, asked what one event alone would do: through the filters that publish its metric."""

    def __init__(self, alarm: Alarm, catalog: Catalog, values: Mapping[str, str]) -> None:
        self._alarm = alarm
        self._filters = [(rule, parse_filter(rule, values)) for rule in catalog.in_force if _publishes(rule, alarm)]

    def matches(self, message: str) -> bool:
        return self.explain(message).matched

    def explain(self, message: str) -> Explanation:
        if not self._filters:
            tree = self._alarm.tree
            reason = f"no metric filter publishes {tree.namespace} {tree.metric_name}"
            return Explanation(False, Node("the metric", False, reason=reason))
        nodes = [self._explain_filter(rule, pattern, message) for rule, pattern in self._filters]
        holds = any(node.holds for node in nodes)
        return Explanation(holds, Node("one such event alone", holds, children=tuple(nodes)))

    def _explain_filter(self, rule: Rule, pattern: FilterPattern, message: str) -> Node:
        found = pattern.explain(message)
        parts = [Node(f"{rule.id} matches", found.matched, choices=found.choices, children=(found.tree,))]
        if found.matched and isinstance(rule.spec, MetricFilterSpec):
            parts += self._explain_value(Publisher(pattern, rule.spec.transformation), message)
        holds = all(part.holds for part in parts)
        return Node("all of", holds, children=tuple(parts))

    def _explain_value(self, publisher: Publisher, message: str) -> list[Node]:
        reading = publisher.publish_message(message)
        if isinstance(reading, Unpublished):
            return [Node("a value is published", False, reason=reading.reason)]
        tree = self._alarm.tree
        dimensions = tuple(sorted(reading.dimensions))
        if dimensions != tree.dimensions:
            reason = "the alarm watches the metric under other dimensions"
            return [Node(_dimensions(tree.dimensions), False, _dimensions(dimensions), reason)]
        value = tree.statistic.of([reading.value])
        breaches = value is not None and self._alarm.breaches(value)
        shown = "" if value is None else str(tidy(float(value)))
        enough = breaches and tree.datapoints_to_alarm == 1
        reason = "" if enough or not breaches else f"{tree.datapoints_to_alarm} such periods are needed"
        threshold = f"{tree.statistic.name} {tree.comparison} {tree.threshold:g}"
        return [
            Node("a value is published", True, str(tidy(reading.value))),
            Node(threshold, enough, shown, reason),
        ]


def _dimensions(pairs: Dimensions) -> str:
    return ", ".join(f"{name} = {value}" for name, value in pairs) or "no dimensions"


def _publishes(rule: Rule, alarm: Alarm) -> bool:
    watched = alarm.tree.namespace, alarm.tree.metric_name
    return isinstance(rule.spec, MetricFilterSpec) and rule.spec.metric == watched
