"""Whether a catalogue has a rule already: the same but for values that stand in the place of its placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ruleforge.catalog import Catalog
from ruleforge.catalog.parameters import find_placeholders
from ruleforge.catalog.parsed import trail_members
from ruleforge.catalog.texts import canonical_pattern, without_trailing_blanks
from ruleforge.errors import RuleforgeError
from ruleforge.export.defaults import spelled_out
from ruleforge.export.layout import lay_out
from ruleforge.export.resources import ResourceKind
from ruleforge.export.stamp import Stamp
from ruleforge.model import DashboardSpec, Kind, Rule, TrailSpec

__all__ = ["Known"]


class Known:
    """The rules of a catalogue, to be asked for the one that an imported rule is."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._meanings: dict[str, Any] = {}

    def same_as(self, rule: Rule, members: Iterable[Rule], stamp: Stamp | None) -> Rule | None:
        """The rule of the catalogue with the same content; `members` are the selectors of a trail.

        The one that the stamp names is asked first, in its version. Placeholders stand for any value that their
        declarations take, the same wherever they stand in the rule.
        """
        wanted = _meaning(rule, [member.spec.to_dict() for member in members])
        for candidate in self._candidates(rule.kind, stamp):
            meaning = self._meaning(candidate)
            if meaning is not None and self._fits(meaning, wanted, {}):
                return candidate
        return None

    def _candidates(self, kind: Kind, stamp: Stamp | None) -> Iterable[Rule]:
        if stamp is not None and stamp.rule in self._catalog:
            named = [rule for rule in self._catalog.versions(stamp.rule) if rule.kind is kind]
            yield from sorted(named, key=lambda rule: rule.version != stamp.version)
            return
        yield from self._catalog.of_kind(kind)

    def _meaning(self, rule: Rule) -> Any:
        """What a rule of the catalogue says; None where it cannot be said, as of a dashboard of rules that are gone."""
        if rule.key not in self._meanings:
            try:
                self._meanings[rule.key] = _meaning(rule, self._members(rule), self._body(rule))
            except RuleforgeError:
                self._meanings[rule.key] = None
        return self._meanings[rule.key]

    def _members(self, rule: Rule) -> list[dict[str, Any]]:
        if not isinstance(rule.spec, TrailSpec):
            return []
        return [member.spec.to_dict() for member in trail_members(rule, self._catalog)]

    def _body(self, rule: Rule) -> Mapping[str, Any] | None:
        if not isinstance(rule.spec, DashboardSpec):
            return None
        return lay_out(rule, self._catalog.in_force, self._catalog).body

    def _fits(self, template: Any, value: Any, values: dict[str, str]) -> bool:
        if isinstance(template, str):
            return isinstance(value, str) and self._text_fits(template, value, values)
        if isinstance(template, Mapping):
            return (
                isinstance(value, Mapping)
                and template.keys() == value.keys()
                and all(self._fits(inner, value[name], values) for name, inner in template.items())
            )
        if isinstance(template, list | tuple):
            return (
                isinstance(value, list | tuple)
                and len(template) == len(value)
                and all(self._fits(one, other, values) for one, other in zip(template, value, strict=True))
            )
        return isinstance(template, bool) == isinstance(value, bool) and bool(template == value)

    def _text_fits(self, template: str, value: str, values: dict[str, str]) -> bool:
        if template == value or "${" not in template:
            return template == value
        parameters = self._catalog.parameters
        patterns = tuple(
            (name, parameters[name].pattern if name in parameters else ".+")
            for name in dict.fromkeys(name for name, _, _ in find_placeholders(template))
        )
        expression = _expression(template, patterns)
        found = None if expression is None else expression.fullmatch(value)
        if found is None:
            return False
        return all(values.setdefault(name, text) == text for name, text in found.groupdict().items())


@lru_cache(maxsize=4096)
def _expression(template: str, patterns: tuple[tuple[str, str], ...]) -> re.Pattern[str] | None:
    """The texts that a template may become; a placeholder that stands there twice is the same both times.

    None where the patterns of placeholders, each fine by itself, make no expression together.
    """
    demanded = dict(patterns)
    parts: list[str] = []
    at = 0
    seen: set[str] = set()
    for name, span, _ in find_placeholders(template):
        parts.append(re.escape(template[at : span.start]))
        # In a template of another tool it may stand as a placeholder of the same name.
        parts.append(f"(?P={name})" if name in seen else rf"(?P<{name}>(?:{demanded[name]})|\$\{{{name}\}})")
        seen.add(name)
        at = span.end
    parts.append(re.escape(template[at:]))
    try:
        return re.compile("".join(parts))
    except (re.error, OverflowError, RecursionError):
        return None


def _meaning(rule: Rule, members: list[dict[str, Any]], body: Mapping[str, Any] | None = None) -> Any:
    """What a rule says, whoever wrote it: the selectors of a trail for their ids, and a dashboard laid out."""
    spec: dict[str, Any] = dict(rule.spec.to_dict())
    if "filterPattern" in spec:
        spec["filterPattern"] = canonical_pattern(spec["filterPattern"])
    if "queryString" in spec:
        spec["queryString"] = without_trailing_blanks(spec["queryString"])
    if rule.kind is Kind.TRAIL:
        spec["AdvancedEventSelectors"] = members
    if body is not None:
        spec = {"DashboardName": spec["DashboardName"], "DashboardBody": body}
    return spelled_out(ResourceKind(rule.kind.value), spec)
