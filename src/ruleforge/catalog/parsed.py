"""Rules parsed in their own languages, with values in the place of placeholders: what an engine can ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruleforge.catalog.catalog import Catalog
from ruleforge.catalog.kinds.queries import means_the_same, query_as_written
from ruleforge.catalog.parameters import resolve, resolve_data
from ruleforge.diagnostics import Finding
from ruleforge.errors import CatalogError, QueryError, SelectorError, UsageError
from ruleforge.languages.alarm import Alarm
from ruleforge.languages.event_selector import EventSelectors
from ruleforge.languages.filter_pattern import FilterPattern
from ruleforge.languages.insight_rule import InsightRule
from ruleforge.model import (
    AlarmSpec,
    EventSelectorSpec,
    InsightRuleSpec,
    Kind,
    MetricFilterSpec,
    QuerySpec,
    Rule,
    SubscriptionFilterSpec,
    TrailSpec,
)
from ruleforge.predicate.algebra import AllOf, AnyOf, Comparison, Predicate
from ruleforge.predicate.conditions import TextIn
from ruleforge.predicate.operands import JsonPath, Member

if TYPE_CHECKING:
    from ruleforge.languages.logs_sql import LogsQuery

__all__ = [
    "ParsedQuery",
    "ParsedTrail",
    "parse_alarm",
    "parse_filter",
    "parse_insight_rule",
    "parse_query",
    "parse_query_to_run",
    "parse_selector",
    "parse_trail",
    "parse_written_query",
    "trail_members",
]


def parse_filter(rule: Rule, values: Mapping[str, str] | None = None) -> FilterPattern:
    """The pattern of a metric filter or a subscription filter; without values as it is written, placeholders and all.

    Raises UsageError for placeholders that are not among the values, and PatternSyntaxError where AWS refuses the text.
    """
    if not isinstance(rule.spec, MetricFilterSpec | SubscriptionFilterSpec):
        raise TypeError(f"{rule.id} is no filter")
    text = rule.spec.filter_pattern
    return FilterPattern.parse(text if values is None else resolve(text, values), name=rule.path or rule.id)


def parse_selector(rule: Rule, values: Mapping[str, str]) -> EventSelectors:
    """An event-selector rule, as a list of its own."""
    if not isinstance(rule.spec, EventSelectorSpec):
        raise TypeError(f"{rule.id} is no event selector")
    return EventSelectors.parse([resolve_data(rule.spec.to_dict(), values)])


def parse_insight_rule(rule: Rule, values: Mapping[str, str]) -> InsightRule:
    """A Contributor Insights rule."""
    if not isinstance(rule.spec, InsightRuleSpec):
        raise TypeError(f"{rule.id} is no Contributor Insights rule")
    return InsightRule.parse(resolve_data(rule.spec.definition, values))


def parse_alarm(rule: Rule, values: Mapping[str, str]) -> Alarm:
    """An alarm."""
    if not isinstance(rule.spec, AlarmSpec):
        raise TypeError(f"{rule.id} is no alarm")
    return Alarm.parse(resolve_data(rule.spec.to_dict(), values))


def parse_query(rule: Rule, values: Mapping[str, str]) -> LogsQuery:
    """A Logs Insights query, its log groups by their names. Raises QueryError where AWS refuses the text."""
    text = _query_string(rule)
    # Whoever asks for no query goes without the parser, which takes longer to import than all else.
    from ruleforge.languages.logs_sql import LogsQuery

    return LogsQuery.parse(resolve(text, values), name=rule.key)


def parse_written_query(rule: Rule) -> LogsQuery:
    """A Logs Insights query as its rule writes it, with its placeholders. Raises QueryError where AWS refuses it."""
    return query_as_written(_query_string(rule))


def _query_string(rule: Rule) -> str:
    if not isinstance(rule.spec, QuerySpec):
        raise TypeError(f"{rule.id} is no query")
    return rule.spec.query_string


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query to be run on logs by the names that its rule has for the log groups.

    `is_as_written` says that it is the very query that was parsed when the rule was read, placeholders and all: then
    the places of its findings are places in the rule's text, too.
    """

    query: LogsQuery
    values: Mapping[str, str]
    is_as_written: bool

    def group(self, name: str) -> str:
        """What the query calls a log group that its rule names. Raises UsageError for a placeholder without a value."""
        return name if self.is_as_written else resolve(name, self.values)


def parse_query_to_run(rule: Rule, values: Mapping[str, str]) -> ParsedQuery:
    """A Logs Insights query, parsed once more only if values change what it means or whether AWS takes it.

    Raises QueryError where AWS refuses it, at the places in the rule's text where it refuses that for the same, and
    UsageError for a placeholder without a value.
    """
    try:
        written = parse_written_query(rule)
    except QueryError as refusal:
        try:
            return ParsedQuery(parse_query(rule, values), values, is_as_written=False)
        except QueryError as error:
            is_same = [item.check for item in error.findings] == [item.check for item in refusal.findings]
            raise (refusal if is_same else error) from None
        except UsageError as error:
            raise QueryError([*refusal.findings, *error.findings]) from None
    if means_the_same(written, values):
        return ParsedQuery(written, values, is_as_written=True)
    return ParsedQuery(parse_query(rule, values), values, is_as_written=False)


@dataclass(frozen=True, slots=True)
class ParsedTrail:
    """A trail with everything that decides what it records.

    `members` are its event-selector rules in order and `selectors` the one list that they make, which is what
    PutEventSelectors has to be given: it replaces whatever was there. Without members the list is CloudTrail's default.
    Insights events are recorded by type (`insight_types`), aggregated events where a template is switched on; selectors
    decide about neither.
    """

    rule: Rule
    members: tuple[Rule, ...]
    selectors: EventSelectors
    insight_types: frozenset[str]
    aggregated: bool

    @property
    def predicate(self) -> Predicate:
        """Which CloudTrail records the trail delivers."""
        return AnyOf((*self.selectors.predicates, *self.other_predicates))

    @property
    def other_predicates(self) -> tuple[Predicate, ...]:
        """What is recorded besides that which selectors take: Insights events and aggregated events."""
        found: list[Predicate] = []
        if self.insight_types:
            types = TextIn(tuple(sorted(self.insight_types)))
            found.append(AllOf((_category("Insight"), Comparison(_INSIGHT_TYPE, types))))
        if self.aggregated:
            found.append(_category("Aggregated"))
        return tuple(found)


_INSIGHT_TYPE = JsonPath((Member("insightDetails"), Member("insightType")))


def _category(name: str) -> Comparison:
    return Comparison(JsonPath((Member("eventCategory"),)), TextIn((name,)))


def parse_trail(rule: Rule, catalog: Catalog, values: Mapping[str, str]) -> ParsedTrail:
    """A trail, its selectors looked up in the catalogue and merged into one list.

    Raises CatalogError where a selector is not there, with all of them, and where CloudTrail refuses the merged list.
    """
    if not isinstance(rule.spec, TrailSpec):
        raise TypeError(f"{rule.id} is no trail")
    members = trail_members(rule, catalog)
    bodies = [resolve_data(member.spec.to_dict(), values) for member in members]
    try:
        selectors = EventSelectors.parse(bodies) if bodies else EventSelectors.default()
    except SelectorError as error:
        raise CatalogError([_at(rule, finding, *finding.path[:1]) for finding in error.findings]) from None
    types = frozenset(str(item.get("InsightType")) for item in rule.spec.insight_selectors)
    return ParsedTrail(rule, tuple(members), selectors, types, bool(rule.spec.aggregation_configurations))


def trail_members(rule: Rule, catalog: Catalog) -> list[Rule]:
    """The event-selector rules that a trail lists, in its order.

    Raises CatalogError, with all of them at their places, for ids that name none.
    """
    if not isinstance(rule.spec, TrailSpec):
        raise TypeError(f"{rule.id} is no trail")
    members: list[Rule] = []
    problems: list[Finding] = []
    for index, identifier in enumerate(rule.spec.selectors):
        try:
            member = catalog[identifier]
        except UsageError as error:
            unknown = [Finding("trail/selector", item.message, help=item.help) for item in error.findings]
            problems += [_at(rule, finding, index) for finding in unknown]
            continue
        if member.kind is Kind.EVENT_SELECTOR:
            members.append(member)
        else:
            message = f"{identifier} is a {member.kind.value}, not an event selector"
            problems.append(_at(rule, Finding("trail/selector", message), index))
    if problems:
        raise CatalogError(problems)
    return members


def _at(rule: Rule, finding: Finding, *entry: str | int) -> Finding:
    """A problem at the entry of the trail that it comes from."""
    if rule.text is None:
        return finding
    path = ("spec", "AdvancedEventSelectors", *entry)
    return finding.at(rule.text, rule.spans.get(path, rule.spans.get(("spec",))))
