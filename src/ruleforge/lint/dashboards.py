"""Widgets of dashboards in one shape, whether they are rows that show rules or a body that is laid out already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ruleforge.errors import UsageError
from ruleforge.lint.bundles import bundles_of
from ruleforge.model import DashboardSpec, Kind, Rule

if TYPE_CHECKING:
    from ruleforge.lint.subject import RuleSubject

__all__ = ["ShownWidget", "most_shown", "shown_rules", "widgets_of"]


@dataclass(frozen=True, slots=True)
class ShownWidget:
    """A widget with its place in the rule's file, its type where that is known, and the rules that it shows."""

    path: tuple[str | int, ...]
    type: str | None
    properties: Mapping[str, Any]
    rules: tuple[Rule, ...] = ()

    def listed(self, member: str) -> list[Any] | None:
        """A member of its properties that is a list; None where there is none."""
        found = self.properties.get(member)
        return list(found) if isinstance(found, list | tuple) else None


def widgets_of(subject: RuleSubject) -> Iterator[ShownWidget]:
    """The widgets of a dashboard, in their order; rules that the catalogue lacks are left out."""
    spec = subject.rule.spec
    if not isinstance(spec, DashboardSpec):
        return
    for index, item in enumerate((spec.body or {}).get("widgets", ())):
        if isinstance(item, Mapping):
            place = ("spec", "DashboardBody", "widgets", index)
            yield ShownWidget(place, item.get("type"), _properties(item))
    for row, content in enumerate(spec.rows):
        for index, widget in enumerate(content.widgets):
            rules = tuple(rule for text in widget.rules for rule in _matching(subject, text))
            type_ = widget.body.get("type") or next((_type(rule) for rule in rules), None)
            path = ("spec", "rows", row, "widgets", index)
            yield ShownWidget(path, type_, _properties(widget.body), rules)


def shown_rules(subject: RuleSubject, text: str) -> list[Rule]:
    """The rules that a widget shows with an id or a pattern. Raises UsageError where there is none."""
    from ruleforge.export.layout import SHOWN  # only what has dashboards or bundles loads what exports them
    from ruleforge.export.selection import matching

    return matching(subject.catalog.catalog, text, SHOWN)


def most_shown(subject: RuleSubject, widget: ShownWidget, kind: Kind) -> int:
    """How many rules of a kind a widget shows at most: with a bundle that has the dashboard, else with all rules."""
    rules = [rule.id for rule in widget.rules if rule.kind is kind]
    bundles = [bundle.rules for bundle in bundles_of(subject.catalog.whole)]
    deployed = [{item.rule.id for item in items} for items in bundles]
    with_it = [ids for ids in deployed if subject.rule.id in ids]
    return max((sum(rule in ids for rule in rules) for ids in with_it), default=len(rules))


def _properties(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found = body.get("properties")
    return found if isinstance(found, Mapping) else {}


def _matching(subject: RuleSubject, text: str) -> list[Rule]:
    try:
        return shown_rules(subject, text)
    except UsageError:  # another check tells what is not there
        return []


def _type(rule: Rule) -> str:
    return {Kind.ALARM: "alarm", Kind.QUERY: "log"}.get(rule.kind, "metric")
