"""The rules of a replay, made ready: what is asked of every event, by which rule, and what follows where it holds.

A filter or a Contributor Insights rule sits on log groups. A rule whose log group is known, by name or by the pipeline
that fills it, is asked about that group's events only; an event that does not tell where it comes from is shown to
every rule. Event selectors are asked about CloudTrail records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ruleforge.catalog import ParsedTrail, parse_filter, parse_insight_rule, parse_selector, values_for
from ruleforge.engine.metrics import Publisher
from ruleforge.engine.program import Program
from ruleforge.engine.tally import Origin
from ruleforge.events import Pipeline
from ruleforge.languages.insight_rule import InsightRule
from ruleforge.model import (
    EventSelectorSpec,
    InsightRuleSpec,
    MetricFilterSpec,
    Parameter,
    Rule,
    SubscriptionFilterSpec,
)
from ruleforge.predicate.algebra import Comparison, Predicate
from ruleforge.predicate.conditions import TextIn
from ruleforge.predicate.operands import JsonPath, Member

__all__ = ["CATEGORIES", "RuleSet", "Scope"]

CATEGORIES = ("Management", "Data", "NetworkActivity", "Insight", "Aggregated")
"""The event categories of CloudTrail records."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What holds for an event, by question, without the rules that do not sit on the log group it comes from.

    `recorded` says whether the trail delivers it; without a trail everything is recorded. `insights` are the
    Contributor Insights rules among `matched`, none for an event that is not recorded.
    """

    matched: tuple[int, ...]
    recorded: bool
    insights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    """A predicate that is asked of every event, and the rule it belongs to, if any, by index."""

    predicate: Predicate
    rule: int | None = None


class RuleSet:
    """Rules, compiled; built once in every process that takes part in a replay.

    Events are held against questions: one for every rule that has a predicate, and, with a trail, one for each of its
    selectors, for what it records besides, and for each event category. `question` finds a rule's question by the
    rule's index, `publishers` the metric transformations whose values depend on the event and `insights` the
    Contributor Insights rules by question, of which those `aside` read columns of the message itself.
    `trail_selectors` finds the question of a selector of the trail by the
    selector's id.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        parameters: Mapping[str, Parameter],
        *,
        values: Mapping[str, str] | None = None,
        trail: ParsedTrail | None = None,
    ) -> None:
        self.rules = tuple(rules)
        self._parameters = parameters
        self.values = values_for(parameters, values)
        self._questions: list[_Question] = []
        self.question: dict[int, int] = {}
        self.publishers: dict[int, Publisher] = {}
        self.insights: dict[int, InsightRule] = {}
        for index, rule in enumerate(self.rules):
            self._add_rule(index, rule)
        self.trail_selectors: dict[str, int] = {}
        self.trail_others: tuple[int, ...] = ()
        self.categories: dict[str, int] = {}
        if trail is not None:
            self._add_trail(trail)
        self.has_trail = trail is not None
        self._recording = frozenset((*self.trail_selectors.values(), *self.trail_others))
        self.aside = frozenset(q for q, rule in self.insights.items() if rule.tree.log_format == "CLF")
        spelled = {path for rule in self.insights.values() for path in _json_paths(rule)}
        self.program = Program([question.predicate for question in self._questions], spelled=spelled)
        self._pipelines = [_pipelines(rule, parameters) for rule in self.rules]
        self._scopes: dict[tuple[tuple[int, ...], Origin], Scope] = {}

    def _ask(self, predicate: Predicate, rule: int | None = None) -> int:
        self._questions.append(_Question(predicate, rule))
        return len(self._questions) - 1

    def _add_rule(self, index: int, rule: Rule) -> None:
        match rule.spec:
            case MetricFilterSpec() | SubscriptionFilterSpec():
                pattern = parse_filter(rule, self.values)
                question = self._ask(pattern.predicate, index)
                if isinstance(rule.spec, MetricFilterSpec):
                    publisher = Publisher(pattern, rule.spec.transformation)
                    if publisher.literal is None:
                        self.publishers[question] = publisher
            case EventSelectorSpec():
                question = self._ask(parse_selector(rule, self.values).predicate, index)
            case InsightRuleSpec():
                insight = parse_insight_rule(rule, self.values)
                question = self._ask(insight.predicate, index)
                self.insights[question] = insight
            case _:
                return
        self.question[index] = question

    def _add_trail(self, trail: ParsedTrail) -> None:
        known = {rule.key: self.question[index] for index, rule in enumerate(self.rules) if index in self.question}
        if not trail.members:
            self.trail_selectors[""] = self._ask(trail.selectors.predicate)
        for member, predicate in zip(trail.members, trail.selectors.predicates, strict=False):
            # Where a trail holds two versions of a selector, the later one goes by its version too.
            name = member.key if member.id in self.trail_selectors else member.id
            self.trail_selectors[name] = known[member.key] if member.key in known else self._ask(predicate)
        self.trail_others = tuple(self._ask(predicate) for predicate in trail.other_predicates)
        category = JsonPath((Member("eventCategory"),))
        self.categories = {name: self._ask(Comparison(category, TextIn((name,)))) for name in CATEGORIES}

    def scope(self, matched: tuple[int, ...], origin: Origin) -> Scope:
        """What of `matched` counts for an event of an origin, and whether the trail records it."""
        key = matched, origin
        if key not in self._scopes:
            seen = tuple(question for question in matched if self._counts(question, origin))
            recorded = self.records(seen, origin.pipeline)
            insights = tuple(question for question in seen if question in self.insights) if recorded else ()
            self._scopes[key] = Scope(seen, recorded, insights)
        return self._scopes[key]

    def _counts(self, question: int, origin: Origin) -> bool:
        rule = self._questions[question].rule
        return origin.pipeline is Pipeline.CLOUDTRAIL if rule is None else self.sees(rule, origin)

    def records(self, matched: Iterable[int], pipeline: Pipeline) -> bool:
        """Whether events for which exactly these questions hold reach log groups; trails decide about CloudTrail's."""
        if not self.has_trail or pipeline is not Pipeline.CLOUDTRAIL:
            return True
        return not self._recording.isdisjoint(matched)

    def sees(self, index: int, origin: Origin) -> bool:
        """Whether a rule is asked about events of an origin, or may be for all the event tells."""
        rule = self.rules[index]
        if isinstance(rule.spec, EventSelectorSpec):
            return origin.pipeline is Pipeline.CLOUDTRAIL
        groups = _log_groups(rule)
        if origin.log_group is not None:
            if any(_is_group(group, origin.log_group) for group in groups):
                return True
            if not any("${" in group for group in groups):
                return False
        pipelines = self._pipelines[index]
        return not pipelines or origin.pipeline in pipelines or origin.pipeline is Pipeline.OTHER


def _json_paths(rule: InsightRule) -> list[JsonPath]:
    """The paths of what a rule counts contributors by and adds up."""
    operands = rule.keys if rule.value_of is None else (*rule.keys, rule.value_of)
    return [operand for operand in operands if isinstance(operand, JsonPath)]


def _log_groups(rule: Rule) -> Sequence[str]:
    spec = rule.spec
    if isinstance(spec, MetricFilterSpec | SubscriptionFilterSpec):
        return (spec.log_group_name,)
    if isinstance(spec, InsightRuleSpec):
        return [*spec.definition.get("LogGroupNames", ()), *spec.definition.get("LogGroupARNs", ())]
    return ()


def _is_group(written: str, group: str) -> bool:
    """Whether a rule that names a log group, or the start of names with a star, looks at a group."""
    name = written.partition(":log-group")[2][1:].removesuffix(":*") if written.startswith("arn:") else written
    return group.startswith(name[:-1]) if name.endswith("*") else group == name


def _pipelines(rule: Rule, parameters: Mapping[str, Parameter]) -> frozenset[Pipeline]:
    """The pipelines that fill a rule's log groups, as parameters declare; none where one of them does not tell."""
    found = set()
    for group in _log_groups(rule):
        name = group[2:-1] if group.startswith("${") and group.endswith("}") else ""
        pipeline = parameters[name].pipeline if name in parameters else None
        if pipeline is None:
            return frozenset()
        found.add(Pipeline(pipeline))
    return frozenset(found)
