"""How rules are written here: the order of their members, which values are blocks, how embedded texts are spelled."""

from __future__ import annotations

from collections.abc import Sequence

from ruleforge.catalog.format.tree import Entry, Node, Scalar
from ruleforge.catalog.format.writer import QUOTED
from ruleforge.catalog.texts import canonical_pattern, without_trailing_blanks
from ruleforge.catalog.yaml_nodes import Path, is_plain_text

__all__ = ["apply"]

_ANY = -1
"""Stands for every index of a list."""

_ENVELOPE = (
    *("kind", "id", "version", "title", "description", "severity", "status", "team", "source", "matrix"),
    *("attack", "false_positives", "spec", "tests"),
)
_SPEC = (
    *("Name", "FieldSelectors"),
    *("TrailName", "IsMultiRegionTrail", "IsOrganizationTrail", "CloudWatchLogsLogGroup", "AdvancedEventSelectors"),
    *("InsightSelectors", "AggregationConfigurations"),
    *("RuleName", "RuleState", "RuleDefinition"),
    *("name", "queryLanguage", "queryString"),
    *("filterName", "logGroupName", "filterPattern", "metricTransformations"),
    *("destinationArn", "roleArn", "distribution"),
    *("AlarmName", "AlarmDescription"),
)
"""Only what AWS names a thing by goes first; the rest of an alarm stays in the order that its author gave it."""
_TRANSFORMATION = ("metricNamespace", "metricName", "metricValue", "defaultValue", "dimensions", "unit")
_TEST = ("name", "events", "given", "datapoints", "expect")
_EVENT = ("fixture", "record", "message", "scenario", "set", "remove", "repeat")

_ORDERS: dict[Path, Sequence[str]] = {
    (): _ENVELOPE,
    ("source",): ("guide", "changed"),
    ("matrix",): ("generative-ai", "agentic-ai"),
    ("spec",): _SPEC,
    ("spec", "metricTransformations", _ANY): _TRANSFORMATION,
    ("tests", _ANY): _TEST,
    ("tests", _ANY, "events", _ANY): _EVENT,
    ("tests", _ANY, "given", "*", _ANY): _EVENT,
}
_BLOCKS = {(), ("spec",), ("false_positives",), ("tests",), ("tests", _ANY)}
_BRACKETS = {("matrix",), ("matrix", "generative-ai"), ("matrix", "agentic-ai"), ("attack",)}
_LITERAL = {("description",), ("spec", "queryString")}
_FOLDED = {("source", "changed"), ("spec", "AlarmDescription"), ("spec", "filterPattern")}
_ALWAYS_QUOTED = {("source", "guide")}


def apply(root: Node, *, texts: bool) -> None:
    """Puts a rule's tree into the form that rules have here; with `texts`, the texts of other languages in it too."""
    _visit(root, (), texts=texts)


def _visit(node: Node, path: Path, *, texts: bool) -> None:
    if isinstance(node, Scalar):
        _scalar(node, path, texts=texts)
        return
    if path in _BLOCKS:
        node.flow = False
    elif path in _BRACKETS:
        node.flow = True
    elif path == ("source",):
        node.flow = [entry.key.value for entry in node.entries if entry.key] == ["guide"]
    if node.mapping and path in _ORDERS:
        order = _ORDERS[path]
        node.entries.sort(key=lambda entry: _rank(entry, order))
    for entry in node.entries:
        step: str | int = _ANY if entry.key is None else entry.key.value
        # The names of log groups are the user's.
        inner = (*path, "*") if path == ("tests", _ANY, "given") else (*path, step)
        _visit(entry.value, inner, texts=texts)


def _rank(entry: Entry, order: Sequence[str]) -> int:
    """The place of a member; those that are not in the order stay behind all others, as they are."""
    name = entry.key.value if entry.key else ""
    return order.index(name) if name in order else len(order)


def _scalar(scalar: Scalar, path: Path, *, texts: bool) -> None:
    if not scalar.style and not is_plain_text(scalar.value):
        return  # a number, a truth value or null, where a text belongs: the schema will say so
    if texts and path == ("spec", "filterPattern"):
        scalar.value = canonical_pattern(scalar.value)
    if texts and path == ("spec", "queryString"):
        scalar.value = without_trailing_blanks(scalar.value)
    if path in _LITERAL and scalar.style != ">":
        scalar.style = "|"
    elif path in _FOLDED:
        scalar.style = ">"
    elif path in _ALWAYS_QUOTED:
        scalar.style = QUOTED
