"""A Contributor Insights rule as its users meet it: parsed once, then asked about events."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from ruleforge.data import limit, number
from ruleforge.diagnostics import Finding
from ruleforge.errors import InsightRuleError, UsageError
from ruleforge.languages.arguments import series_argument
from ruleforge.languages.body import BodyReader, finite, show
from ruleforge.languages.insight_rule.contributors import Amount
from ruleforge.languages.insight_rule.keys import key_choices, key_text, number_of
from ruleforge.languages.insight_rule.lower import lower, lower_filter
from ruleforge.languages.insight_rule.parse import parse_rule
from ruleforge.languages.insight_rule.report import InsightReport, ReportBuilder
from ruleforge.languages.insight_rule.tree import Filter, InsightTree, Operand
from ruleforge.predicate.algebra import Comparison, Predicate
from ruleforge.predicate.choices import Choice, choice
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.conditions import IsObject, Within
from ruleforge.predicate.explain import Explanation, Node, explain, show_value
from ruleforge.predicate.operands import Column, select_one
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import Value

__all__ = ["DEFAULT_CONTRIBUTORS", "InsightRule"]


class InsightRule:
    """The body of a Contributor Insights rule (what goes, as JSON text, into `RuleDefinition`).

    `tree` is its syntax, `predicate` says which events it counts, `keys` are where its key values are found. An event
    that passes the filters and lacks a key contributes nothing: AWS does not document what happens to it.
    """

    def __init__(self, tree: InsightTree, notes: Iterable[Finding] = ()) -> None:
        self.tree = tree
        self.predicate: Predicate = lower(tree)
        self._notes = tuple(notes)

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> InsightRule:
        """The rule in a body. Raises InsightRuleError, with every problem at its path, where CloudWatch refuses it."""
        reader = BodyReader("insight", "CloudWatch, Contributor Insights rule syntax")
        tree = parse_rule(body, reader)
        if tree is None or reader.errors:
            raise InsightRuleError(reader.errors)
        return cls(tree, reader.notes)

    @property
    def notes(self) -> list[Finding]:
        """What CloudWatch takes and is probably not meant, and where the reading rests on a choice of ours."""
        return list(self._notes)

    @property
    def keys(self) -> tuple[Operand, ...]:
        """Where the key values of a contributor are found in an event, in order."""
        return tuple(operand for _, operand in self.tree.keys)

    @property
    def value_of(self) -> Operand | None:
        """Where the number is found that is added up; None where every event adds 1."""
        return None if self.tree.value_of is None else self.tree.value_of[1]

    def matches(self, message: str) -> bool:
        """Whether an event with this raw message passes the rule's filters."""
        return self._matcher(Subject(message))

    def covers(self, log_group: str) -> bool:
        """Whether the rule looks at a log group, given by its name or its ARN."""
        if not isinstance(log_group, str):
            raise UsageError([Finding("usage/log-group", f"a log group has a name, not {show(log_group)}")])
        if self.tree.log_groups:
            return any(_covers_name(entry, _group_name(log_group)) for entry in self.tree.log_groups)
        return any(_covers_arn(entry, log_group) for entry in self.tree.log_group_arns)

    def contribution(self, subject: Subject) -> tuple[tuple[str, ...], Amount] | None:
        """The keys of an event that passes the filters, and what it adds; None where it lacks a key or the number."""
        keys = [text for operand in self.keys if (text := key_text(_read(operand, subject))) is not None]
        value = self._amount(subject)
        return None if value is None or len(keys) < len(self.keys) else (tuple(keys), value)

    def _amount(self, subject: Subject) -> Amount | None:
        operand = self.value_of
        return 1 if operand is None else number_of(_read(operand, subject), token=isinstance(operand, Column))

    def report(
        self,
        events: Iterable[Mapping[str, Any] | str],
        *,
        log_group: str | None = None,
        max_contributors: int | None = None,
        period: int | None = None,
        time_of: Callable[[Any], float | None] | None = None,
    ) -> InsightReport:
        """Who contributed most to some events: records for JSON rules, lines for CLF ones.

        `log_group` is the group that all events come from, by name or ARN; without it, one that the rule covers.
        `max_contributors` cuts the list (1 to 100). With a `period` in seconds, and `time_of` to tell an event's time
        in epoch seconds, the report has the rule's metrics for each period too.
        """
        most = _count(max_contributors)
        builder = ReportBuilder(period)
        for event in () if log_group is not None and not self.covers(log_group) else series_argument(events):
            subject = Subject(event) if isinstance(event, str) else Subject.of(event)
            if not self._matcher(subject):
                continue
            builder.match()
            found = self.contribution(subject)
            if found is None:
                builder.without_keys()
            else:
                builder.add(*found, time_of(event) if time_of is not None else None)
        return builder.build(most)

    def explain(self, message: str) -> Explanation:
        """Why an event is counted or not, filter by filter, and for which contributor."""
        subject = Subject(message)
        explanation = explain(self.predicate, subject, self.wording)
        tree = explanation.tree
        if tree.children and tree.children[0].text == _OBJECT and not tree.children[0].holds:
            return Explanation(False, tree.children[0])
        children = [child for child in tree.children if not (child.holds and child.text in (_OBJECT, _RANGE))]
        choices = list(tree.choices)
        if explanation.matched:
            counted = [*(self._explain_key(*key, subject) for key in self.tree.keys), *self._explain_value(subject)]
            children += counted
            choices += (item for node in counted for item in node.choices)
            if self.tree.aggregate_on == "Sum" and self.tree.value_of is None:
                choices.append(choice("insight-sum"))
        unique = tuple(dict.fromkeys(choices))
        return Explanation(tree.holds, Node("all filters", tree.holds, choices=unique, children=tuple(children)))

    def _explain_key(self, text: str, operand: Operand, subject: Subject) -> Node:
        value = _read(operand, subject)
        there = key_text(value) is not None
        reason = "" if there else "without it no contributor is counted"
        return Node(f"key {text}", there, show_value(value), reason, choices=_key_choices(operand, value, subject))

    def _explain_value(self, subject: Subject) -> list[Node]:
        if self.tree.value_of is None:
            return []
        text, operand = self.tree.value_of
        if self._amount(subject) is not None:
            return [Node(f"value {text}", True, show_value(_read(operand, subject)))]
        found, reason = show_value(_read(operand, subject)), "no number, so nothing is added up"
        return [Node(f"value {text}", False, found, reason, choices=(choice("insight-value"),))]

    @cached_property
    def _words(self) -> dict[Comparison, str]:
        return {lower_filter(item): _filter_text(item) for item in self.tree.filters}

    def wording(self, predicate: Predicate) -> str:
        """A leaf of the rule's predicate in the rule's own words."""
        if isinstance(predicate, Comparison):
            if isinstance(predicate.condition, IsObject):
                return _OBJECT
            if isinstance(predicate.condition, Within):
                return _RANGE
            return self._words.get(predicate, "every event")
        return "every event"

    @cached_property
    def _matcher(self) -> Matcher:
        return compile_predicate(self.predicate)

    def __repr__(self) -> str:
        return f"InsightRule(keys={[text for text, _ in self.tree.keys]!r})"


_OBJECT = "the message is a JSON object"
_RANGE = "every number compared or added up lies within -1e9 and 1e9"


def _count(count: Any) -> int | None:
    """How many contributors are asked for; None for all of them."""
    if count is None:
        return None
    least, most = number("ci.report.count.min"), number("ci.report.count.max")
    if finite(count) and least <= count <= most and count == int(count):
        return int(count)
    message = f"{show(count)} contributors"
    because = f"CloudWatch API, GetInsightRuleReport: MaxContributorCount is {least} to {most}"
    raise UsageError([Finding("usage/contributors", message, because=because)])


def _filter_text(item: Filter) -> str:
    values = item.values
    shown = ", ".join(values) if isinstance(values, tuple) else json.dumps(values)
    return f"{item.match} {item.operator} {shown}"


def _read(operand: Operand, subject: Subject) -> Value:
    if isinstance(operand, Column):
        return subject.columns.get(operand.index)
    return select_one(operand, subject.record)


def _key_choices(operand: Operand, value: Value, subject: Subject) -> tuple[Choice, ...]:
    """The open questions that a key value rests on."""
    found = key_choices(value)
    if isinstance(operand, Column):
        columns = subject.columns
        found += ["column-delimiters"] if columns.odd else []
        found += ["insight-delimiters"] if columns.raw(operand.index) != value else []
    return tuple(choice(identifier) for identifier in found)


def _covers_name(entry: str, name: str) -> bool:
    return name.startswith(entry[:-1]) if entry.endswith("*") else name == entry


_ARN = re.compile(r"(arn:[^:]+:logs:[^:]+):([^:]*):log-group[:/](.+)")


def _group_name(text: str) -> str:
    """The name of a log group, given by its name or by its ARN."""
    found = _ARN.fullmatch(text)
    return text if found is None else found[3].removesuffix(":*")


def _covers_arn(entry: str, group: str) -> bool:
    """Both spellings of a log group's ARN are the same group; the account may be `*`. A bare name is of any account."""
    wanted, given = _ARN.fullmatch(entry), _ARN.fullmatch(group)
    if wanted is None:
        return entry == group
    if given is not None and (wanted[1] != given[1] or wanted[2] not in ("*", given[2])):
        return False
    return _covers_name(_group_name(entry), _group_name(group))


DEFAULT_CONTRIBUTORS: int = limit("ci.report.count.default").limit
"""How many contributors a report lists when nobody says (GetInsightRuleReport, MaxContributorCount)."""
