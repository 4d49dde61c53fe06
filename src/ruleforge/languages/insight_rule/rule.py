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
from ruleforge.languages.body import BodyReader
from ruleforge.languages.insight_rule.lower import lower, lower_filter
from ruleforge.languages.insight_rule.parse import parse_rule
from ruleforge.languages.insight_rule.report import InsightReport, ReportBuilder
from ruleforge.languages.insight_rule.tree import Filter, InsightTree, Operand
from ruleforge.predicate.algebra import Comparison, Predicate
from ruleforge.predicate.compile import Matcher, compile_predicate
from ruleforge.predicate.conditions import IsObject, Within
from ruleforge.predicate.explain import Explanation, Node, explain, show_value
from ruleforge.predicate.operands import Column, select_one
from ruleforge.predicate.subject import Subject
from ruleforge.predicate.values import ABSENT, Number, Value, exact
from ruleforge.predicate.verdict import NUMERIC_TOKEN

__all__ = ["InsightRule", "key_text", "number_of"]

_KEY_BYTES = number("ci.key_value.max") * 1024


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
        """Whether the rule looks at a log group, given by name, or by ARN for a rule that has `LogGroupARNs`."""
        if self.tree.log_groups:
            return any(_covers_name(entry, log_group) for entry in self.tree.log_groups)
        return any(_covers_arn(entry, log_group) for entry in self.tree.log_group_arns)

    def contribution(self, subject: Subject) -> tuple[tuple[str, ...], float] | None:
        """The keys of an event that passes the filters, and what it adds; None where it lacks a key or the number."""
        keys = tuple(key_text(_read(operand, subject)) for operand in self.keys)
        operand = self.value_of
        value = 1.0 if operand is None else number_of(_read(operand, subject))
        if value is None or None in keys:
            return None
        return keys, value  # type: ignore[return-value]

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
        _check_count(max_contributors)
        builder = ReportBuilder(period)
        for event in () if log_group is not None and not self.covers(log_group) else events:
            subject = Subject(event if isinstance(event, str) else json.dumps(event, ensure_ascii=False))
            if not self._matcher(subject):
                continue
            builder.match()
            found = self.contribution(subject)
            if found is None:
                builder.without_keys()
            else:
                builder.add(*found, time_of(event) if time_of is not None else None)
        return builder.build(max_contributors)

    def explain(self, message: str) -> Explanation:
        """Why an event is counted or not, filter by filter, and for which contributor."""
        subject = Subject(message)
        explanation = explain(self.predicate, subject, self.wording)
        tree = explanation.tree
        if tree.children and tree.children[0].text == _OBJECT and not tree.children[0].holds:
            return Explanation(False, tree.children[0])
        children = tuple(child for child in tree.children if not (child.holds and child.text in (_OBJECT, _RANGE)))
        if explanation.matched:
            children = (*children, *(self._explain_key(text, operand, subject) for text, operand in self.tree.keys))
        return Explanation(tree.holds, Node("all filters", tree.holds, choices=tree.choices, children=children))

    def _explain_key(self, text: str, operand: Operand, subject: Subject) -> Node:
        value = _read(operand, subject)
        there = key_text(value) is not None
        reason = "" if there else "undocumented: without it we count no contributor"
        return Node(f"key {text}", there, show_value(value), reason)

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


def _check_count(count: int | None) -> None:
    least, most = number("ci.report.count.min"), number("ci.report.count.max")
    if count is not None and not least <= count <= most:
        message = f"{count} contributors"
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


def key_text(value: Value) -> str | None:
    """The text of a key value, cut to 1 KB of UTF-8; None for absent.

    Numbers keep their spelling. How anything but text and integers is written is not documented: here true, false and
    null are those words, arrays and objects their shortest JSON text.
    """
    if value is ABSENT:
        return None
    if isinstance(value, str):
        text = value
    elif isinstance(value, Number):
        text = value.text
    else:
        text = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    if len(text) * 4 <= _KEY_BYTES:
        return text
    data = text.encode("utf-8", "surrogatepass")
    return text if len(data) <= _KEY_BYTES else data[:_KEY_BYTES].decode("utf-8", "ignore")


def _plain(value: Any) -> Any:
    """A decoded value with ordinary numbers, for writing it out."""
    if isinstance(value, Number):
        return json.loads(value.text)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {name: _plain(item) for name, item in value.items()} if isinstance(value, dict) else value


def number_of(value: Value) -> float | None:
    """The number that an event adds: a JSON number, or a column's text that reads as one; None for anything else."""
    text = value.text if isinstance(value, Number) else value
    if not isinstance(text, str) or (value is text and not NUMERIC_TOKEN.fullmatch(text)):
        return None
    found = exact(text)
    if found is None:
        return None
    return int(found) if found == found.to_integral_value() else float(found)


def _covers_name(entry: str, name: str) -> bool:
    return name.startswith(entry[:-1]) if entry.endswith("*") else name == entry


_ARN = re.compile(r"(arn:[^:]+:logs:[^:]+):([^:]*):log-group[:/](.+)")


def _covers_arn(entry: str, arn: str) -> bool:
    """Both spellings of a log group's ARN are the same group; the account may be `*`."""
    wanted, given = _ARN.fullmatch(entry), _ARN.fullmatch(arn)
    if wanted is None or given is None:
        return entry == arn
    name = given[3].removesuffix(":*")
    pattern = wanted[3] if wanted[3].endswith("*") and not wanted[3].endswith(":*") else wanted[3].removesuffix(":*")
    return wanted[1] == given[1] and wanted[2] in ("*", given[2]) and _covers_name(pattern, name)


DEFAULT_CONTRIBUTORS: int = limit("ci.report.count.default").limit
"""How many contributors a report lists when nobody says (GetInsightRuleReport, MaxContributorCount)."""
