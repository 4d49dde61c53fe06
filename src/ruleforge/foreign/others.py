"""What files of other tools hold besides the artifacts that are read: so that nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruleforge.diagnostics import Span
from ruleforge.foreign.aws_cli import LISTS
from ruleforge.foreign.shapes import RESOURCES
from ruleforge.foreign.tree import Node, member

__all__ = ["Other", "is_without_rules", "others_in"]

_DETECTIONS: Mapping[str, str] = {
    "CompositeAlarm": "a composite alarm",
    "composite_alarm": "a composite alarm",
    "LogAlarm": "a log alarm",
    "log_alarm": "a log alarm",
    "AnomalyDetector": "an anomaly detector",
    "anomaly_detector": "an anomaly detector",
    "LogAnomalyDetector": "a log anomaly detector",
    "AWS::Events::Rule": "a rule of EventBridge",
    "aws_cloudwatch_event_rule": "a rule of EventBridge",
    "awscc_events_rule": "a rule of EventBridge",
    "AWS::Logs::AccountPolicy": "an account policy of CloudWatch Logs",
    "aws_cloudwatch_log_account_policy": "an account policy of CloudWatch Logs",
    "awscc_logs_account_policy": "an account policy of CloudWatch Logs",
}
"""Types of resources, or the ends of their names, that detect something and are not read here."""
_LISTED: Mapping[str, str] = {
    "CompositeAlarms": "a composite alarm",
    "LogAlarms": "a log alarm",
    "AnomalyDetectors": "an anomaly detector",
    "anomalyDetectors": "a log anomaly detector",
    "EventDataStores": "an event data store",
    "DashboardEntries": "the name of a dashboard without its body: give what get-dashboard prints",
    "Trails": "the name of a trail without its selectors: give what get-event-selectors prints",
}
"""Lists in answers of the AWS CLI whose items are not read here."""
_NAMES = ("AlarmName", "Name", "DashboardName", "anomalyDetectorArn", "MetricName")
_WITHOUT_RULES = (
    {"Name"},
    {"Name", "Tags"},
    {"ResourceARN", "Tags"},
    {"ResourceArn", "Tags"},
    {"ResourceId", "TagsList"},
    {"Tags"},
    {"ResourceTagList"},
)
"""Requests and answers about tags, topics, and whether a trail records: the members that they are made of."""


@dataclass(frozen=True, slots=True)
class Other:
    """Something that is no artifact: `what` it is and what it is called.

    `what` is empty for what detects nothing, such as a topic; `kind` is its type in the tool's words.
    """

    kind: str
    name: str
    what: str
    span: Span


def is_without_rules(document: Node) -> bool:
    """Whether data are a document of the AWS CLI that can be given with others and has nothing to read."""
    names = {name for name, _ in document.members}
    return any(names == members for members in _WITHOUT_RULES) or any(
        name in names and isinstance(one.node.value, tuple)
        for name in _LISTED
        for key, one in document.members
        if key == name
    )


def others_in(document: Node) -> Iterator[Other]:
    """What a file holds besides artifacts, in the order of the file."""
    yield from _of_template(document)
    yield from _of_configuration(document)
    yield from _of_shown(document)
    yield from _of_answer(document)


def _of_template(document: Node) -> Iterator[Other]:
    resources = document["Resources"]
    for identifier, one in resources.members if resources is not None else ():
        kind = _text(one.node, "Type")
        if kind and kind not in RESOURCES:
            yield Other(kind, identifier, _what(kind), one.key)


def _of_configuration(document: Node) -> Iterator[Other]:
    resource = document["resource"]
    for block in _blocks(resource):
        for kind, by_name in block.members:
            for named in _blocks(by_name.node):
                for name, one in named.members:
                    if kind not in RESOURCES:
                        yield Other(kind, f"{kind}.{name}", _what(kind), one.key)
                    for repeated in ("count", "for_each"):
                        if any(body[repeated] is not None for body in _blocks(one.node)) and kind in RESOURCES:
                            yield Other(repeated, f"{kind}.{name}", "", one.key)


def _of_shown(document: Node) -> Iterator[Other]:
    modules = [found for found in (member(document, "planned_values", "root_module"),) if found is not None]
    modules = modules or [found for found in (member(document, "values", "root_module"),) if found is not None]
    while modules:
        module = modules.pop(0)
        modules += _items(module, "child_modules")
        for resource in _items(module, "resources"):
            kind = _text(resource, "type")
            if kind and kind not in RESOURCES and _text(resource, "mode") != "data":
                yield Other(kind, _text(resource, "address") or kind, _what(kind), resource.span)


def _of_answer(document: Node) -> Iterator[Other]:
    for name, one in document.members:
        if name in _LISTED:
            for item in one.node.items:
                called = next((text for key in _NAMES if (text := _text(item, key))), name)
                yield Other(name, called, _LISTED[name], item.span)
        elif name in LISTS:
            for item in one.node.items:
                managed = item["ManagedRule"]
                if managed is not None and managed.value is True:
                    yield Other("ManagedRule", _text(item, "Name") or name, "", item.span)
        elif name in ("NextToken", "nextToken") and one.node.text:
            yield Other(name, name, "a mark that there is more: the answer is not whole", one.key)


def _what(kind: str) -> str:
    return next((what for end, what in _DETECTIONS.items() if kind == end or kind.endswith((f":{end}", f"_{end}"))), "")


def _blocks(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield from (item for item in (node.items or (node,)) if isinstance(item.value, Mapping))


def _items(node: Node, name: str) -> tuple[Node, ...]:
    found = node[name]
    return () if found is None else found.items


def _text(node: Node, name: str) -> str:
    found = node[name]
    return "" if found is None else found.text or ""
