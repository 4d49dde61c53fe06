"""The parts of a rule that look at events: what each asks, the fields it reads besides, its log groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruleforge.catalog import parameters
from ruleforge.lint.asked import Asked, Place
from ruleforge.lint.asked_by_rules import asked_by_insight, asked_by_pattern, asked_by_selector, insight_fields
from ruleforge.model import (
    EventSelectorSpec,
    InsightRuleSpec,
    MetricFilterSpec,
    QuerySpec,
    SubscriptionFilterSpec,
)

if TYPE_CHECKING:
    from ruleforge.lint.subject import RuleSubject

__all__ = ["Part", "asked_of_trails", "parts_of", "pipeline_of_group"]


@dataclass(frozen=True, slots=True)
class Part:
    """What a rule asks of the events of some log groups; a query has a part for each entry of FROM.

    `text` is where all that stands. `fields` are the fields that it reads besides those of its conditions. A selector
    sits on no log group.
    """

    text: Place
    asked: Asked
    fields: Mapping[str, Place]
    log_groups: tuple[tuple[str, Place], ...] = ()


def parts_of(subject: RuleSubject) -> Iterator[Part]:
    """The parts of a rule; none for a kind that looks at no events, and where the text cannot be read."""
    match subject.rule.spec:
        case MetricFilterSpec(group) | SubscriptionFilterSpec(group):
            if subject.pattern is not None:
                place = Place(("spec", "logGroupName"))
                text = Place(("spec", "filterPattern"))
                yield Part(text, asked_by_pattern(subject.pattern.predicate), {}, ((group, place),))
        case InsightRuleSpec(_, definition):
            groups = definition.get("LogGroupNames")
            named = enumerate(groups if isinstance(groups, Sequence) and not isinstance(groups, str) else ())
            path = ("spec", "RuleDefinition", "LogGroupNames")
            places = tuple((str(name), Place((*path, index))) for index, name in named)
            text = Place(("spec", "RuleDefinition", "Contribution", "Filters"))
            yield Part(text, asked_by_insight(definition), dict(insight_fields(definition)), places)
        case EventSelectorSpec(body):
            yield Part(Place(("spec", "FieldSelectors")), asked_by_selector(body), {})
        case QuerySpec():
            if subject.query is not None:
                from ruleforge.lint.asked_by_queries import entries_of

                for entry in entries_of(subject.query):
                    places = tuple((name, entry.place) for name in entry.log_groups)
                    yield Part(entry.place, entry.asked, entry.fields, places)
        case _:
            return


def asked_of_trails(subject: RuleSubject) -> Iterator[Part]:
    """The parts of a rule that look at what trails deliver."""
    for part in subject.parts:
        if any(_is_delivered(name, subject) for name, _ in part.log_groups):
            yield part


def _is_delivered(group: str, subject: RuleSubject) -> bool:
    return pipeline_of_group(group, subject) == "cloudtrail" or group in subject.catalog.whole.delivered


def pipeline_of_group(name: str, subject: RuleSubject) -> str | None:
    """The pipeline that fills a log group, as its placeholder declares; None where nothing tells."""
    return parameters.pipeline_of_group(name, subject.catalog.catalog.parameters)
