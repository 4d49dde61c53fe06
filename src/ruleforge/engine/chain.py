"""The whole chain at once: a trail, and behind it filters, Contributor Insights rules, metrics and alarms.

Where `replay` reads files, a chain is made ready once and asked about messages that are in memory: a story's, or a
single event, stage by stage.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from ruleforge.catalog import Catalog, ParsedTrail, parse_trail, values_for
from ruleforge.engine.detectors import Detectors, record_of
from ruleforge.engine.merge import Merger
from ruleforge.engine.report import Report
from ruleforge.engine.ruleset import RuleSet
from ruleforge.engine.scan import Scanner
from ruleforge.engine.tally import Origin
from ruleforge.engine.unit_result import Window
from ruleforge.events import Pipeline, pipeline_of
from ruleforge.model import InsightRuleSpec, Kind, MetricFilterSpec, Rule, SubscriptionFilterSpec
from ruleforge.predicate.compile import compile_predicate
from ruleforge.predicate.explain import Explanation, Node
from ruleforge.predicate.subject import Subject

__all__ = ["Chain"]

_NEAR = 2


class Chain:
    """The rules of a catalogue behind one of its trails, ready to be asked.

    Without a `trail` everything is taken for recorded. `parameters` are values for placeholders; those that are not
    given have the examples that the catalogue declares. Raises UsageError for an unknown trail and values that do not
    fit, CatalogError for a trail whose selectors are not there.
    """

    def __init__(
        self, catalog: Catalog, *, trail: str | None = None, parameters: Mapping[str, str] | None = None
    ) -> None:
        self._catalog = catalog
        self._values = values_for(catalog.parameters, parameters)
        self.trail: ParsedTrail | None = None
        if trail is not None:
            self.trail = parse_trail(catalog.get(trail, Kind.TRAIL), catalog, self._values)
        self._records = None if self.trail is None else compile_predicate(self.trail.predicate)
        # Selectors outside the trail decide nothing here, and queries are not asked about single events.
        rules = [
            rule for rule in catalog.in_force if rule.kind.is_about_events and rule.kind is not Kind.EVENT_SELECTOR
        ]
        self._rules = RuleSet(rules, catalog.parameters, values=self._values, trail=self.trail)
        self._detectors = Detectors(catalog, self._values)

    def run(self, records: Iterable[str], name: str, *, until: str | None = None) -> Report:
        """What comes of records, as a replay of a file of that name; alarms are watched up to `until`, an instant.

        Each record is a JSON text on one line.
        """
        merger = Merger(self._rules, [], trail=self.trail)
        scanner = Scanner(self._rules, Window(), merger.totals)
        merger.add(scanner.scan_records(records, name))
        scanner.finish()
        return merger.report(1, until)

    def records(self, message: str) -> bool:
        """Whether an event reaches its log group: the trail decides about CloudTrail's, everything else does."""
        record = record_of(message)
        if self._records is None or record is None or pipeline_of(record) is not Pipeline.CLOUDTRAIL:
            return True
        return self._records(Subject(message))

    def explain(self, message: str) -> Explanation:
        """Each stage that an event goes through, whether anything comes of it there, and why; or why not.

        Later stages are told even where the trail does not record the event: what it would have come to. A stage in
        which no rule takes the event names those that miss it by one condition.
        """
        origin = Origin(pipeline_of(record_of(message) or {}))
        recorded = self._recording(message)
        stages = [self._stage(title, kind, origin, message) for title, kind in _STAGES]
        stages.append(self._alarming(message))
        # What is only forwarded, or counted among everybody's calls, calls nobody.
        holds = recorded.holds and (stages[0].holds or stages[-1].holds)
        return Explanation(holds, Node("from event to alarm", holds, children=(recorded, *stages)))

    def _recording(self, message: str) -> Node:
        if self.trail is None:
            return Node("recorded", True, reason="no trail is asked: everything is taken for recorded")
        record = record_of(message)
        if record is None or pipeline_of(record) is not Pipeline.CLOUDTRAIL:
            return Node("recorded", True, reason="trails decide about CloudTrail records only")
        found = self._detectors[self.trail.rule].explain(message).tree
        return Node(f"recorded by the trail {self.trail.rule.id}", found.holds, children=found.children)

    def _stage(self, title: str, kind: Kind, origin: Origin, message: str) -> Node:
        """What the rules of a kind make of an event, apart from those that sit on other log groups."""
        rules = [r for i, r in enumerate(self._rules.rules) if r.kind is kind and self._rules.sees(i, origin)]
        explained = [(rule, self._detectors[rule].explain(message)) for rule in rules]
        holding = [Node(rule.id, True, found=_outcome(rule, found)) for rule, found in explained if found.matched]
        if holding:
            return Node(title, True, children=tuple(holding))
        near = sorted(
            ((rule, node) for rule, found in explained if (node := _only_miss(found.tree)) is not None),
            key=lambda pair: (-_closeness(pair[1]), pair[0].id),
        )
        shown = [Node(rule.id, False, reason="one condition fails", children=(node,)) for rule, node in near[:_NEAR]]
        more = len(near) - len(shown)
        reason = f"{more} more miss it by one condition" if more else "" if near else "no rule comes near"
        return Node(title, False, reason=reason, children=tuple(shown))

    def _alarming(self, message: str) -> Node:
        """The alarms whose metric the event adds to, and whether it is enough by itself."""
        nodes = []
        for rule in self._catalog.of_kind(Kind.ALARM):
            found = self._detectors[rule].explain(message)
            fed = next((node for node in found.tree.children if node.children and node.children[0].holds), None)
            if fed is not None:
                last = fed.children[-1]
                reason = last.reason or ("" if last.holds else "one such event alone is not enough")
                nodes.append(Node(rule.id, found.matched, f"{last.text}: {last.found}" if last.found else "", reason))
        nodes.sort(key=lambda node: (not node.holds, node.text))
        holds = any(node.holds for node in nodes)
        return Node("alarms", holds, reason="" if nodes else "it adds to no alarm's metric", children=tuple(nodes))


_STAGES = (
    ("matched by metric filters", Kind.METRIC_FILTER),
    ("forwarded by subscription filters", Kind.SUBSCRIPTION_FILTER),
    ("counted by Contributor Insights", Kind.CONTRIBUTOR_INSIGHTS),
)


def _outcome(rule: Rule, found: Explanation) -> str:
    """What a rule makes of an event that it takes: the metric, the contributor, the destination."""
    match rule.spec:
        case MetricFilterSpec():
            item = rule.spec.transformation
            return f"{item.metric_namespace} / {item.metric_name} = {item.metric_value}"
        case InsightRuleSpec():
            return ", ".join(node.found for node in found.tree.children if node.text.startswith("key "))
        case SubscriptionFilterSpec():
            return rule.spec.destination_arn or ""
    return ""


def _only_miss(tree: Node) -> Node | None:
    """The condition that fails where all others hold; None where more fail, or there are no others."""
    failing = [child for child in tree.children if not child.holds]
    conjunction = tree.text in ("all of", "all filters")
    return failing[0] if conjunction and len(failing) == 1 < len(tree.children) else None


def _closeness(node: Node) -> float:
    """How like the value that was found is to one that would do."""
    leaves = [leaf for _, leaf in node.lines() if not leaf.children]
    return max(difflib.SequenceMatcher(None, leaf.found, leaf.text).ratio() for leaf in leaves)
