"""What checks are asked about: a rule with its parsed body, and the catalogue with what its rules do to one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ruleforge.catalog import Catalog, parse_alarm, parse_filter, parse_insight_rule, parse_selector, values_for
from ruleforge.catalog.files import read_text
from ruleforge.catalog.kinds.queries import query_as_written
from ruleforge.catalog.parameters import resolve_data
from ruleforge.catalog.yaml_nodes import Document, Read, read_yaml
from ruleforge.diagnostics import SourceText
from ruleforge.errors import RuleforgeError
from ruleforge.events import Fixtures
from ruleforge.lint.covering import Cover, covers_of
from ruleforge.lint.parts import Part, asked_of_trails, parts_of
from ruleforge.lint.recorded import Recorded, Wish, wishes_of
from ruleforge.lint.secrets import Secret, other_files, secrets_in
from ruleforge.lint.siblings import Siblings
from ruleforge.model import (
    AlarmSpec,
    EventSelectorSpec,
    InsightRuleSpec,
    Kind,
    MetricFilterSpec,
    MetricTransformation,
    QuerySpec,
    Rule,
    SubscriptionFilterSpec,
    TrailSpec,
)
from ruleforge.predicate.analysis import Analysis

if TYPE_CHECKING:
    from ruleforge.languages.alarm import Alarm
    from ruleforge.languages.event_selector import EventSelectors
    from ruleforge.languages.filter_pattern import FilterPattern
    from ruleforge.languages.insight_rule import InsightRule
    from ruleforge.languages.logs_sql import LogsQuery
    from ruleforge.predicate.algebra import Predicate

__all__ = ["CatalogSubject", "RuleSubject"]

_Made = TypeVar("_Made")


class RuleSubject:
    """A rule as checks look at it. What is parsed is None for rules of another kind, and where AWS refuses the text."""

    def __init__(self, rule: Rule, catalog: CatalogSubject) -> None:
        self.rule = rule
        self.catalog = catalog

    @cached_property
    def document(self) -> Document:
        """The rule's file, with the place of every value."""
        if self.rule.text is None:
            raise TypeError(f"{self.rule.key} was not read from a text")
        return self.catalog.read(self.rule.text)

    @property
    def data(self) -> Mapping[str, Any]:
        """The rule as its file has it."""
        return self.document.data if isinstance(self.document.data, dict) else {}

    @cached_property
    def body(self) -> Any:
        """The spec in AWS's own shape, with examples in the place of placeholders."""
        return resolve_data(self.rule.spec.to_dict(), self.catalog.values)

    @cached_property
    def pattern(self) -> FilterPattern | None:
        """The pattern of a filter."""
        spec = self.rule.spec
        return _sound(parse_filter, self.rule) if isinstance(spec, MetricFilterSpec | SubscriptionFilterSpec) else None

    @cached_property
    def selectors(self) -> EventSelectors | None:
        """An event selector, as a list of its own."""
        is_selector = isinstance(self.rule.spec, EventSelectorSpec)
        return _sound(parse_selector, self.rule, self.catalog.values) if is_selector else None

    @cached_property
    def insight(self) -> InsightRule | None:
        """A Contributor Insights rule."""
        is_insight = isinstance(self.rule.spec, InsightRuleSpec)
        return _sound(parse_insight_rule, self.rule, self.catalog.values) if is_insight else None

    @cached_property
    def alarm(self) -> Alarm | None:
        """An alarm."""
        is_alarm = isinstance(self.rule.spec, AlarmSpec)
        return _sound(parse_alarm, self.rule, self.catalog.values) if is_alarm else None

    @cached_property
    def query(self) -> LogsQuery | None:
        """A query, its text as the file has it, so that places in it are places in the file."""
        if not isinstance(self.rule.spec, QuerySpec):
            return None
        found: LogsQuery | None = _sound(query_as_written, self.rule.spec.query_string)
        return found

    @property
    def trail(self) -> TrailSpec | None:
        """The spec of a trail."""
        return self.rule.spec if isinstance(self.rule.spec, TrailSpec) else None

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What the rule asks of events, in one shape for all languages."""
        return tuple(parts_of(self))

    @cached_property
    def predicate(self) -> Predicate | None:
        """What a filter, a selector or a Contributor Insights rule means; None for other kinds."""
        parsed = self.pattern or self.selectors or self.insight
        return None if parsed is None else parsed.predicate


class CatalogSubject:
    """A catalogue as checks look at it: its rules, prepared once for all checks.

    `whole` is the catalogue in force where this one holds a text of the history by itself. `entire` says that it is no
    part of a catalogue: not one folder or file of it. `read` gives the documents in the texts of rules.
    """

    def __init__(
        self,
        catalog: Catalog,
        rules: Sequence[Rule] | None = None,
        top: Path | None = None,
        whole: CatalogSubject | None = None,
        *,
        entire: bool = True,
        read: Read = read_yaml,
    ) -> None:
        self.catalog = catalog
        self.top = top
        self.whole = whole or self
        self.entire = entire
        self.read = read
        self._made: dict[object, Any] = {}
        self.values = values_for(catalog.parameters)
        self.subjects = tuple(RuleSubject(rule, self) for rule in (catalog.in_force if rules is None else rules))

    def of_kind(self, *kinds: Kind) -> list[RuleSubject]:
        """The rules of some kinds."""
        return [subject for subject in self.subjects if subject.rule.kind in kinds]

    @cached_property
    def fixtures(self) -> Fixtures:
        """What tests of the catalogue take their events from."""
        return Fixtures.shipped(*self.catalog.fixtures)

    @cached_property
    def secrets(self) -> Mapping[str, Sequence[Secret]]:
        """What should be in no file of the catalogue, by kind; of a part of a catalogue, in none of its rules."""
        texts = {rule.path: rule.text for rule in self.catalog if rule.text is not None}
        others = other_files(self.top, self.catalog.fixtures, texts.keys()) if self.entire else ()
        return secrets_in([*texts.values(), *others])

    def once(self, key: object, make: Callable[[], _Made]) -> _Made:
        """What `make` makes, for all checks that ask with the same key; made when the first one does."""
        if key not in self._made:
            self._made[key] = make()
        made: _Made = self._made[key]
        return made

    @cached_property
    def by_id(self) -> Mapping[str, RuleSubject]:
        """The rules by their ids."""
        return {subject.rule.id: subject for subject in self.subjects}

    @cached_property
    def recorded(self) -> Recorded:
        """What the trails record."""
        return Recorded(self)

    @cached_property
    def wishes(self) -> Mapping[str, tuple[Wish, ...]]:
        """The events of trails that each rule asks for, by the rule's id; of rules that ask for any."""
        found = {
            subject.rule.id: tuple(wish for part in asked_of_trails(subject) for wish, _ in wishes_of(part))
            for subject in self.subjects
        }
        return {rule: wishes for rule, wishes in found.items() if wishes}

    @cached_property
    def parameters(self) -> Document | None:
        """The catalogue's own `parameters.yaml`; None where it has none, or one that cannot be read."""
        file = None if self.top is None else self.top / "parameters.yaml"
        if file is None or not file.is_file():
            return None
        text, problem = read_text(file)
        document = read_yaml(SourceText(str(file), text))
        return document if problem is None and isinstance(document.data, dict) else None

    @property
    def declared(self) -> tuple[str, ...]:
        """The parameters that the catalogue's own `parameters.yaml` declares, in order."""
        data = None if self.parameters is None else self.parameters.data
        return tuple(name for name in data or () if name in self.catalog.parameters)

    @cached_property
    def siblings(self) -> Siblings:
        """The rules by what they ask for."""
        return Siblings(self)

    @cached_property
    def covers(self) -> Sequence[Cover]:
        """The rules that add nothing to another of their kind, and those of which that is left open."""
        return tuple(covers_of(self))

    @cached_property
    def analysis(self) -> Analysis:
        """What answers questions about predicates, with a budget for each."""
        return Analysis()

    @cached_property
    def published(self) -> Mapping[tuple[str, str], Sequence[MetricTransformation]]:
        """The metrics that filters publish, by namespace and name."""
        found: dict[tuple[str, str], list[MetricTransformation]] = {}
        for subject in self.of_kind(Kind.METRIC_FILTER):
            if isinstance(subject.rule.spec, MetricFilterSpec):
                found.setdefault(subject.rule.spec.metric, []).append(subject.rule.spec.transformation)
        return found

    @cached_property
    def watched(self) -> frozenset[tuple[str, str]]:
        """The metrics that alarms watch, as namespace and name."""
        specs = [subject.rule.spec for subject in self.of_kind(Kind.ALARM)]
        return frozenset(spec.metric for spec in specs if isinstance(spec, AlarmSpec))

    @cached_property
    def delivered(self) -> frozenset[str]:
        """The log groups that trails deliver to, as they are written."""
        trails = [subject.trail for subject in self.of_kind(Kind.TRAIL)]
        return frozenset(trail.log_group_name for trail in trails if trail is not None and trail.log_group_name)

    def version(self, key: str) -> RuleSubject | None:
        """The rule of an `id@version`, of the history too; None where there is none."""
        rule: Rule | None = _sound(self.catalog.__getitem__, key)
        return None if rule is None else RuleSubject(rule, self)


def _sound(parse: Any, *arguments: Any) -> Any:
    """What a language makes of a text; None where it refuses it, which has been told when the rule was read."""
    try:
        return parse(*arguments)
    except RuleforgeError:
        return None
